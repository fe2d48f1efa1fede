/// Plans that cannot be, for one reason.
public struct PlanExclusion: Sendable, Hashable {
  /// Why, in the order in which it is asked: a plan counts under the first reason against it.
  public enum Reason: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The chip has no units for the recipe.
    case precision
    /// The network does not join the devices, or a width that was asked for leaves a rest.
    case interconnect
    case heads
    case experts
    case sequence
    /// No layers for the stages.
    case layers
    /// The global batch does not divide.
    case batch
    /// The order of passes needs other stages or microbatches.
    case schedule
    /// Something would wait in the memory of hosts to which no link is known.
    case host
    case memory
    /// The calibration lacks an operator, so that there is no time.
    case calibration

    public static func < (a: Self, b: Self) -> Bool { a.ordinal < b.ordinal }

    var ordinal: Int { Self.allCases.firstIndex(of: self)! }
  }

  /// What decides it.
  public enum Cause: Sendable, Hashable {
    case plan(TrainingPlanError)
    case conflict(TrainingConflict)
    case memory(TrainingCheck)
    /// Tensor, context and pipeline widths do not divide the devices.
    case devices(Int, widths: Int)
  }

  public let reason: Reason
  public internal(set) var plans: Int
  /// The plan nearest to being one: of those without memory the one that lacks the least share, of
  /// others that nearest to the fastest plan (``PlanChoice``); the first where there is none.
  public internal(set) var example: PlanChoice
  public internal(set) var cause: Cause
  /// By what the example was chosen, least first.
  var remoteness: Double
}

extension PlanExclusion.Cause {
  var exclusion: PlanExclusion.Reason {
    switch self {
    case .plan(let error): error.exclusion
    case .conflict(let conflict): conflict.exclusion
    case .memory: .memory
    case .devices: .interconnect
    }
  }
}

extension TrainingConflict {
  var exclusion: PlanExclusion.Reason {
    switch self {
    case .devices, .unreachable: .interconnect
    case .heads: .heads
    case .experts, .noExperts: .experts
    case .layers: .layers
    case .sequence: .sequence
    case .precision: .precision
    case .noHost: .host
    case .calibration: .calibration
    }
  }
}

extension TrainingPlanError {
  var exclusion: PlanExclusion.Reason {
    switch self {
    case .widthOutOfRange: .interconnect
    case .globalBatch: .batch
    case .expertGroup: .experts
    case .interleaving, .interleavingWithoutPipeline, .dualPipe, .zeroBubble: .schedule
    }
  }
}

/// Exclusions by reason.
struct PlanExclusions {
  /// By ``PlanExclusion/Reason``, in its order.
  private(set) var found: [PlanExclusion?] = PlanExclusion.Reason.allCases.map { _ in nil }

  /// Counts plans of which `example` is one.
  mutating func add(
    _ plans: Int, _ reason: PlanExclusion.Reason, _ example: PlanChoice,
    remoteness: Double, cause: () -> PlanExclusion.Cause
  ) {
    let index = reason.ordinal
    guard found[index] != nil else {
      found[index] = PlanExclusion(
        reason: reason, plans: plans, example: example, cause: cause(), remoteness: remoteness)
      return
    }
    found[index]!.plans += plans
    if remoteness < found[index]!.remoteness {
      found[index]!.example = example
      found[index]!.cause = cause()
      found[index]!.remoteness = remoteness
    }
  }

  /// Counts plans whose example is no better than the one that is known.
  mutating func count(_ plans: Int, _ reason: PlanExclusion.Reason) {
    found[reason.ordinal]!.plans += plans
  }

  func isNearer(_ remoteness: Double, for reason: PlanExclusion.Reason) -> Bool {
    found[reason.ordinal].map { remoteness < $0.remoteness } ?? true
  }

  mutating func add(_ other: PlanExclusions) {
    for case let exclusion? in other.found {
      add(
        exclusion.plans, exclusion.reason, exclusion.example, remoteness: exclusion.remoteness
      ) { exclusion.cause }
    }
  }

  /// Other examples for the reasons that have been found, memory's apart.
  mutating func replaceExamples(by nearer: PlanExclusions) {
    for index in found.indices where found[index]?.reason != .memory {
      guard let example = nearer.found[index], found[index] != nil else { continue }
      found[index]!.example = example.example
      found[index]!.cause = example.cause
      found[index]!.remoteness = example.remoteness
    }
  }

  var all: [PlanExclusion] { found.compactMap { $0 } }
}
