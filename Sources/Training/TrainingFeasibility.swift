import Hardware
public import Performance
public import Quantities

/// Whether a run can be trained, check by check; apart from serving, which asks other questions.
///
/// Memory must stay below ``usableMemory`` of the devices' (Eq. 8.1). Without a calibration, time
/// is judged by its lower bound only: what is too slow at the peak is infeasible, the rest unknown.
public struct TrainingFeasibility: Sendable, Hashable {
  /// The answer that all checks make together.
  public enum Verdict: Sendable, Hashable {
    case feasible
    case infeasible([TrainingCheck])
    case unknown([TrainingCheck])
  }

  /// The goal of a run: so many tokens within a time.
  public struct Goal: Sendable, Hashable {
    public let tokens: Tokens
    public let deadline: Seconds
    /// The share of time spent in steps; the rest is lost to failures and saving.
    public let goodput: Double

    public init(tokens: Tokens, deadline: Seconds, goodput: Double) {
      precondition(tokens.value > 0 && deadline.value > 0 && goodput > 0 && goodput <= 1)
      self.tokens = tokens
      self.deadline = deadline
      self.goodput = goodput
    }
  }

  /// The fraction of memory that states and activations may take; the rest is for the runtime,
  /// communication buffers and fragmentation (Eq. 8.1).
  public static let usableMemory = 0.95

  public let run: TrainingRun
  public let goal: Goal?
  public let calibration: OperatorCalibration?
  public let checks: [TrainingCheck]

  public init(run: TrainingRun, goal: Goal? = nil, calibration: OperatorCalibration? = nil) {
    self.run = run
    self.goal = goal
    self.calibration = calibration
    let conflicts = run.conflicts
    func conflictCheck(
      _ subject: TrainingCheck.Subject, _ belongs: (TrainingConflict) -> Bool
    ) -> TrainingCheck {
      let own = conflicts.filter(belongs)
      return TrainingCheck(
        subject: subject, outcome: own.isEmpty ? .passes : .fails, binding: .conflicts(own))
    }
    let noHost = conflicts.filter { $0.subject == .memory }
    var checks = [
      noHost.isEmpty
        ? Self.memory(run)
        : TrainingCheck(subject: .memory, outcome: .fails, binding: .conflicts(noHost)),
      conflictCheck(.precision) { $0.subject == .precision },
      conflictCheck(.divisibility) { $0.subject == .divisibility },
      conflictCheck(.interconnect) { $0.subject == .interconnect },
    ]
    if let goal, conflicts.isEmpty {
      checks.append(Self.time(run, goal: goal, calibration: calibration))
    }
    self.checks = checks
  }

  public var verdict: Verdict {
    let failed = checks.filter { $0.outcome == .fails }
    if !failed.isEmpty { return .infeasible(failed) }
    let unknown = checks.filter { $0.outcome == .unknown }
    return unknown.isEmpty ? .feasible : .unknown(unknown)
  }

  public var isFeasible: Bool { verdict == .feasible }

  static func memory(_ run: TrainingRun) -> TrainingCheck {
    let memory = TrainingMemory(run: run)
    let available = run.cluster.accelerator.device.memory.capacity * usableMemory
    let largest = memory.largest
    if largest.total <= available, let host = run.hostCapacityPerDevice {
      let waiting = memory.stages.map(\.host).max() ?? .zero
      if waiting > host {
        return TrainingCheck(
          subject: .memory, outcome: .fails, need: waiting.value, available: host.value,
          binding: .hostMemory(needed: waiting, available: host))
      }
    }
    return TrainingCheck(
      subject: .memory, outcome: largest.total <= available ? .passes : .fails,
      need: largest.total.value, available: available.value,
      binding: .memory(
        stage: memory.largestStage, states: largest.states + largest.gathered,
        activations: largest.activations + largest.logits + largest.transfers,
        available: available))
  }

  private static func time(
    _ run: TrainingRun, goal: Goal, calibration: OperatorCalibration?
  ) -> TrainingCheck {
    func check(
      _ outcome: TrainingCheck.Outcome, _ time: Seconds, _ basis: TrainingCheck.TimeBasis
    ) -> TrainingCheck {
      TrainingCheck(
        subject: .time, outcome: outcome, need: time.value, available: goal.deadline.value,
        binding: .time(basis, needed: time, deadline: goal.deadline))
    }
    let bound = (run.lowerBound(training: goal.tokens) ?? .infinity) / goal.goodput
    if bound > goal.deadline { return check(.fails, bound, .peak) }
    guard let calibration else { return check(.unknown, bound, .peak) }
    do {
      let step = try TrainingStep(run: run, calibration: calibration)
      let time = step.timeToTrain(goal.tokens, goodput: goal.goodput)
      return check(time <= goal.deadline ? .passes : .fails, time, .predicted)
    } catch {
      return TrainingCheck(
        subject: .time, outcome: .unknown, binding: .conflicts(error.conflicts))
    }
  }
}

/// One comparison of what a run needs with what there is.
public struct TrainingCheck: Sendable, Hashable {
  /// What is compared.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case memory, precision, divisibility, interconnect, time
  }

  /// What the comparison says; unknown where an input is missing.
  public enum Outcome: String, Sendable, Hashable, CaseIterable { case passes, fails, unknown }

  /// What a time rests on.
  public enum TimeBasis: String, Sendable, Hashable, CaseIterable {
    /// Every device at its peak: a bound.
    case peak
    case predicted
  }

  /// What decides the check.
  public enum Binding: Sendable, Hashable {
    /// Of the largest pipeline stage.
    case memory(stage: Int, states: Bytes, activations: Bytes, available: Bytes)
    /// Of the hosts, a device's share of it.
    case hostMemory(needed: Bytes, available: Bytes)
    case conflicts([TrainingConflict])
    case time(TimeBasis, needed: Seconds, deadline: Seconds)
  }

  public let subject: Subject
  public let outcome: Outcome
  /// In bytes for memory and seconds for time.
  let need: Double?
  let available: Double?
  public let binding: Binding

  init(
    subject: Subject, outcome: Outcome, need: Double? = nil, available: Double? = nil,
    binding: Binding
  ) {
    self.subject = subject
    self.outcome = outcome
    self.need = need
    self.available = available
    self.binding = binding
  }

  /// `available/need − 1`, negative when the check fails.
  public var margin: Double? {
    guard let need, let available, need > 0 else { return nil }
    return available / need - 1
  }
}

extension TrainingConflict {
  var subject: TrainingCheck.Subject {
    switch self {
    case .devices, .unreachable: .interconnect
    case .heads, .experts, .noExperts, .layers, .sequence: .divisibility
    case .precision: .precision
    case .noHost: .memory
    case .calibration: .time
    }
  }
}
