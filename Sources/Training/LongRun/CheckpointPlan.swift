public import Quantities

/// Where checkpoints are kept, and what that costs.
///
/// A synchronous write stalls the job for all of it and drains in no time; an asynchronous one stalls
/// for the copy to the host and drains beside the steps that follow. The next write to a tier waits
/// for the last one. A write that has not drained when the job stops is lost.
public struct CheckpointTier: Sendable, Hashable {
  public let name: String
  /// How long the job stands still for a write.
  public let stall: Seconds
  /// From the end of the stall until the checkpoint can be relied on.
  public let drain: Seconds
  /// How long a restart takes more to load from here.
  public let load: Seconds
  /// The failures that leave its checkpoints intact, by what they strike. Others destroy all of them.
  public let survives: Set<FailureScope>
  /// Every so many checkpoints, one is written here.
  public let every: Int
  /// How many are kept; older ones are what a silent corruption returns to.
  public let kept: Int

  public init(
    name: String, stall: Seconds, drain: Seconds = .zero, load: Seconds,
    survives: Set<FailureScope> = Set(FailureScope.allCases), every: Int = 1, kept: Int = 1
  ) throws(LongRunError) {
    try LongRunError.require(stall.value, in: 0...1e7, "stall of a write to \(name)")
    try LongRunError.require(drain.value, in: 0...1e7, "drain of a write to \(name)")
    try LongRunError.require(load.value, in: 0...1e7, "load from \(name)")
    try LongRunError.require(
      every, in: 1...1_000_000, "checkpoints from one to \(name) to the next")
    try LongRunError.require(kept, in: 1...100_000, "checkpoints kept in \(name)")
    self.name = name
    self.stall = stall
    self.drain = drain
    self.load = load
    self.survives = survives
    self.every = every
    self.kept = kept
  }
}

/// How long a job computes from one checkpoint to the next.
public enum CheckpointInterval: Sendable, Hashable {
  /// A stated time of computing at full speed.
  case every(Seconds)
  /// Young's optimum `√(2CM)` over the hazard of all classes (Eq. 7.5).
  case young
  /// Daly's higher-order optimum (Eq. 7.6).
  case daly
  /// What is best in simulations of this very run under common random numbers.
  case simulated(replications: Int)
}

/// When checkpoints are made, and where they go.
///
/// They fall on the ends of steps: the interval is rounded to whole steps, one at least.
public struct CheckpointPlan: Sendable, Hashable {
  public let interval: CheckpointInterval
  /// From the nearest to the farthest.
  public let tiers: [CheckpointTier]

  public init(interval: CheckpointInterval, tiers: [CheckpointTier]) throws(LongRunError) {
    switch interval {
    case .every(let interval):
      try LongRunError.require(interval.value, in: 1e-6...1e10, "checkpoint interval")
    case .simulated(let replications):
      try LongRunError.require(replications, in: 1...100_000, "replications of the search")
    case .young, .daly: break
    }
    guard !tiers.isEmpty else { throw .noTiers }
    for (index, tier) in tiers.enumerated()
    where tiers[..<index].contains(where: { $0.name == tier.name }) {
      throw .repeatedName(tier.name)
    }
    guard tiers.contains(where: { $0.every == 1 }) else { throw .noTierOfEveryCheckpoint }
    self.interval = interval
    self.tiers = tiers
  }

  /// The mean stall of a checkpoint, `C`: each tier's over how rarely it is written.
  public var meanStall: Seconds {
    tiers.reduce(.zero) { $0 + $1.stall / Double($1.every) }
  }

  /// The same with other intervals.
  public func at(_ interval: CheckpointInterval) throws(LongRunError) -> CheckpointPlan {
    try CheckpointPlan(interval: interval, tiers: tiers)
  }
}
