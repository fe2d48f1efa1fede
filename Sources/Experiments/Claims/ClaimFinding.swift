import Foundation
import Quantities
public import Scenarios

/// What came of one part of a claim.
public struct ClaimFinding: Sendable {
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The whole interval lies where it must.
    case holds
    /// No part of it does.
    case fails
    /// Some of it does.
    case undecided
    /// There is no figure.
    case unknown = "no figure"
  }

  public let test: ClaimTest
  /// The unit of the figure; nil for pure numbers, ratios and yes or no.
  public let unit: String?
  /// Where it must lie, in that unit.
  public let range: ClosedRange<Double>
  public let evidence: ClaimEvidence?
  /// Why there is none.
  public let absence: String?
  public let outcome: Outcome

  init(
    _ test: ClaimTest, in range: ClosedRange<Double>, unit: String?,
    _ found: Result<ClaimEvidence, NoEvidence>
  ) {
    self.test = test
    self.range = range
    self.unit = unit
    switch found {
    case .success(let evidence):
      (self.evidence, absence) = (evidence, nil)
      outcome = Self.outcome(of: evidence, in: range)
    case .failure(let problem):
      (evidence, absence) = (nil, problem.reason)
      outcome = problem.isRefusal ? .fails : .unknown
    }
  }

  private static func outcome(
    of evidence: ClaimEvidence, in range: ClosedRange<Double>
  ) -> Outcome {
    guard let interval = evidence.interval else {
      return range.contains(evidence.estimate) ? .holds : .fails
    }
    if range.contains(interval.lowerBound), range.contains(interval.upperBound) { return .holds }
    return range.overlaps(interval) ? .undecided : .fails
  }

  /// Whether it is open, and the best figure lies where it must not.
  var leansToFail: Bool {
    outcome == .undecided && evidence.map { range.contains($0.estimate) } == false
  }

  /// The share of draws of uncertain inputs in which the part holds; nil where nothing was drawn.
  public var shareOfDraws: Double? {
    guard let draws = evidence?.draws, !draws.isEmpty else { return nil }
    return Double(draws.count(where: range.contains)) / Double(draws.count)
  }

  /// By what the figure would have to be multiplied to reach the nearest end of where it must lie; nil
  /// where it lies there, or is no positive number.
  public var factorNeeded: Double? {
    guard !test.condition.isOfTruth, let value = evidence?.estimate, value > 0,
      !range.contains(value)
    else { return nil }
    let end = value < range.lowerBound ? range.lowerBound : range.upperBound
    return end > 0 ? end / value : nil
  }

  /// What was found, in words: `0.74 (0.52 to 1.1)`.
  public var found: String {
    guard let evidence else { return absence ?? "nothing" }
    if test.condition.isOfTruth {
      return (evidence.estimate == 1 ? "yes" : "no") + (evidence.remark.map { ": \($0)" } ?? "")
    }
    func text(_ value: Double) -> String { UnitNotation.format(value, significantDigits: 3) }
    let spread = evidence.interval.map { ends in
      // An interval too narrow to be told is none.
      text(ends.lowerBound) == text(ends.upperBound)
        ? "" : " (\(text(ends.lowerBound)) to \(text(ends.upperBound)))"
    }
    return text(evidence.estimate) + (spread ?? "") + (unit.map { " \($0)" } ?? "")
  }
}

/// What came of a claim as a whole.
public struct ClaimVerdict: Sendable {
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case holds
    case holdsOnlyIf = "holds only if"
    case fails
    case cannotBeJudged = "cannot be judged"
  }

  public let claim: Claim
  public let findings: [ClaimFinding]
  public let outcome: Outcome

  /// A claim holds where all of its own parts do; what some parts or premises make true holds only so.
  /// It fails where no part and no premise makes it hold, at least one of its own parts fails, and the
  /// best figures of the others fail too; else it cannot be judged.
  init(_ claim: Claim, _ findings: [ClaimFinding]) {
    self.claim = claim
    self.findings = findings
    let own = findings.filter { $0.test.premise == nil }
    let judged = own.isEmpty ? findings : own
    if judged.allSatisfy({ $0.outcome == .holds }), !own.isEmpty {
      outcome = .holds
    } else if findings.contains(where: { $0.outcome == .holds }) {
      outcome = .holdsOnlyIf
    } else if judged.contains(where: { $0.outcome == .fails }),
      judged.allSatisfy({ $0.outcome == .fails || $0.leansToFail })
    {
      outcome = .fails
    } else {
      outcome = .cannotBeJudged
    }
  }

  /// The parts and premises under which it holds.
  public var conditions: [String] {
    guard outcome == .holdsOnlyIf else { return [] }
    return findings.filter { $0.outcome == .holds }.map { $0.test.premise ?? $0.test.name }
  }

  /// The verdict in a sentence.
  public var sentence: String {
    let start = "“\(claim.statement)”"
    switch outcome {
    case .holds: return "\(start) holds."
    case .fails: return "\(start) fails."
    case .holdsOnlyIf:
      return "\(start) holds only if or where: \(conditions.joined(separator: "; "))."
    case .cannotBeJudged:
      return "\(start) cannot be judged within the errors of what is known."
    }
  }
}

extension ClaimFinding {
  /// The outcome in words, with where the best figure of an open part lies.
  public var verdict: String {
    outcome != .undecided
      ? outcome.rawValue
      : leansToFail ? "undecided, best figure fails" : "undecided, best figure holds"
  }

  /// What would have to be true for the part to hold; nil where it does, or where no factor says it.
  public var need: String? {
    if outcome == .holds { return nil }
    if test.condition.isOfTruth { return "to be \(test.condition.text)" }
    if outcome == .undecided, !leansToFail { return "smaller errors" }
    guard let factor = factorNeeded else { return nil }
    let size = UnitNotation.format(max(factor, 1 / factor), significantDigits: 3)
    return factor > 1 ? "\(size) times as high" : "\(size) times lower"
  }
}
