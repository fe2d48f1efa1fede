import Performance
import Training

/// One thing that a verdict compared, in the words of all verdicts.
public struct CheckedSubject: Sendable, Hashable {
  /// What is compared.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case memory, precision, divisibility, interconnect, context, time, goodput, machines, power
    case legal = "legal status"
  }

  public enum Outcome: String, Sendable, Hashable, CaseIterable { case passes, fails, unknown }

  public let subject: Subject
  public let outcome: Outcome
  /// What decides it; empty where there is no more to say.
  public let reason: String

  /// The outcome with its reason.
  public var words: String { reason.isEmpty ? outcome.rawValue : "\(outcome.rawValue): \(reason)" }

  /// Nobody holds the machines against rules on who may have them.
  static let legal = CheckedSubject(
    subject: .legal, outcome: .unknown,
    reason: "no sale is stated: write cluster.acquired and the rules of that day are applied")
}

extension TrainingVerdict {
  /// Every check of the run, those of machines and power last; none where no run could be put
  /// together.
  public var checked: [CheckedSubject] {
    guard case .judged(let feasibility) = judgement else { return [] }
    return feasibility.checks.compactMap { check in
      guard let subject = CheckedSubject.Subject(rawValue: check.subject.rawValue),
        let outcome = CheckedSubject.Outcome(rawValue: check.outcome.rawValue)
      else { return nil }
      return CheckedSubject(
        subject: subject, outcome: outcome, reason: check.isPlainPass ? "" : check.sentence)
    } + site.checked
  }
}

extension ServingVerdict {
  /// Every check of the deployment, of the promised latencies that bind, of machines and power.
  public var checked: [CheckedSubject] {
    let times = latencies.flatMap(\.checks).filter { $0.subject == .time }
    let time = times.first { $0.outcome == .fails } ?? times.first
    let own = deployment.checks.filter { $0.subject != .time } + [time].compactMap(\.self)
    return own.compactMap { check in
      guard let subject = CheckedSubject.Subject(rawValue: check.subject.rawValue),
        let outcome = CheckedSubject.Outcome(rawValue: check.outcome.rawValue)
      else { return nil }
      return CheckedSubject(
        subject: subject, outcome: outcome,
        reason: check.margin == nil && outcome == .passes ? "" : check.sentence)
    } + site.checked
  }
}

extension TrainingCheck {
  /// Whether there is no more to say than that it passes.
  fileprivate var isPlainPass: Bool { outcome == .passes && margin == nil }
}

extension [SiteCheck] {
  /// All of them, with what nobody judged of the law.
  fileprivate var checked: [CheckedSubject] {
    map(\.checked) + (contains { $0.subject == .legal } ? [] : [.legal])
  }
}

extension SiteCheck {
  fileprivate var checked: CheckedSubject {
    CheckedSubject(
      subject: subject, outcome: !isKept ? .fails : isCertain ? .passes : .unknown,
      reason: sentence)
  }
}
