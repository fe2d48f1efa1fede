public import Quantities

/// A whole training run: its work, its machine, and what goes wrong on the way.
///
/// ```swift
/// let run = try LongRun(
///   work: [LongRun.Phase(steps: 900_000, step: Seconds(4.6))], nodes: 2_048,
///   acceleratorsPerNode: 8, reliability: reliability, spares: Spares(hot: 32),
///   checkpoints: CheckpointPlan(interval: .daly, tiers: [storage]))
/// let result = try LongRunSimulator(run).result(seed: 20_261_121)
/// result.goodput
/// ```
///
/// The wall clock starts with the first step: the start of the job, queueing for the machine and the
/// last save are left out. Jitter and imbalance inside a step belong to its time.
public struct LongRun: Sendable, Hashable {
  /// Steps of one length.
  public struct Phase: Sendable, Hashable {
    public let steps: Int
    /// The time of one on the whole machine when nothing is wrong.
    public let step: Seconds

    public init(steps: Int, step: Seconds) throws(LongRunError) {
      try LongRunError.require(steps, in: 0...1_000_000_000_000, "steps")
      try LongRunError.require(step.value, in: 1e-6...1e7, "step time")
      self.steps = steps
      self.step = step
    }

    /// The time of all steps.
    public var duration: Seconds { step * Double(steps) }
  }

  public let work: [Phase]
  /// Nodes that the job runs on, spares apart.
  public let nodes: Int
  public let acceleratorsPerNode: Int
  /// Nodes of a scale-up domain or switch group, which failures of that scope strike together.
  public let nodesPerDomain: Int
  public let reliability: Reliability
  public let spares: Spares
  public let shortage: ShortageRule
  public let maintenance: Maintenance?
  /// Nil where none are made, and each failure starts the run anew.
  public let checkpoints: CheckpointPlan?
  /// The wall time after which the run is cut and said to be unfinished.
  public let limit: Seconds

  /// - Parameter limit: nil for twenty times the ideal time.
  public init(
    work: [Phase], nodes: Int, acceleratorsPerNode: Int, nodesPerDomain: Int = 1,
    reliability: Reliability = .perfect, spares: Spares = .none, shortage: ShortageRule = .wait,
    maintenance: Maintenance? = nil, checkpoints: CheckpointPlan?, limit: Seconds? = nil
  ) throws(LongRunError) {
    let ideal = work.reduce(Seconds.zero) { $0 + $1.duration }
    guard ideal > .zero else { throw .noWork }
    guard ideal.value <= 1e9 else { throw .tooLong(ideal) }
    try LongRunError.require(nodes, in: 1...1_000_000, "nodes")
    try LongRunError.require(acceleratorsPerNode, in: 1...1_024, "accelerators per node")
    try LongRunError.require(nodesPerDomain, in: 1...1_000_000, "nodes per domain")
    if let limit { try LongRunError.require(limit.value, in: 1e-6...4e9, "time limit") }
    if case .shrink(let rule) = shortage {
      guard nodes.isMultiple(of: rule.unit), rule.minimum <= nodes else {
        throw .shrinking(unit: rule.unit, minimum: rule.minimum, nodes: nodes)
      }
    }
    if checkpoints == nil {
      let grows = if case .shrink(let rule) = shortage { rule.growth == .atOnce } else { false }
      guard maintenance == nil, reliability.stragglers?.detection == nil, !grows else {
        throw .stopsWithoutCheckpoints
      }
    }
    self.work = work.filter { $0.steps > 0 }
    self.nodes = nodes
    self.acceleratorsPerNode = acceleratorsPerNode
    self.nodesPerDomain = nodesPerDomain
    self.reliability = reliability
    self.spares = spares
    self.shortage = shortage
    self.maintenance = maintenance
    self.checkpoints = checkpoints
    self.limit = limit ?? min(20 * ideal, Seconds(4e9))
    switch checkpoints?.interval {
    case .young, .daly, .simulated:
      guard hazard > .zero else { throw .optimumWithoutFailures }
      guard checkpoints!.meanStall > .zero else { throw .optimumWithoutCost }
    case .every, nil: break
    }
  }

  public var accelerators: Int { nodes * acceleratorsPerNode }
  /// Domains that the job's nodes fill, the last perhaps in part.
  public var domains: Int { (nodes + nodesPerDomain - 1) / nodesPerDomain }
  public var steps: Int { work.reduce(0) { $0 + $1.steps } }
  /// The time of all steps on the whole machine when nothing goes wrong.
  public var idealTime: Seconds { work.reduce(.zero) { $0 + $1.duration } }

  /// How many units a class strikes among.
  public func units(of scope: FailureScope) -> Int {
    switch scope {
    case .accelerator: accelerators
    case .node: nodes
    case .domain: domains
    case .job: 1
    }
  }

  /// Failures of a class over time, on the whole machine and in the long run.
  public func rate(of failure: FailureClass) -> PerSecond {
    let variation: Double =
      switch failure.scope {
      case .accelerator, .node: reliability.nodes?.meanWeight ?? 1
      case .domain, .job: 1
      }
    return failure.law.rate * (Double(units(of: failure.scope)) * variation)
  }

  /// Failures of all classes over time, Λ (Eq. 7.1).
  public var hazard: PerSecond {
    reliability.failures.reduce(.zero) { $0 + rate(of: $1) }
  }

  /// Mean time to failure of the whole as a series system, 1/Λ; infinite where nothing fails.
  public var meanTimeToFailure: Seconds { Seconds(1 / hazard.value) }
}
