import Quantities
import Stochastics
import Training

func constant(_ seconds: Double) -> Distribution { try! .constant(seconds) }

/// Small long runs.
enum LongRuns {
  static func failure(
    _ name: String = "failure", _ scope: FailureScope = .node, mean: Double, shape: Double = 1,
    age: FailureLaw.Age = .new, effect: FailureEffect = .restart, detection: Distribution = .zero
  ) -> FailureClass {
    try! FailureClass(
      name: name, scope: scope,
      law: FailureLaw(mean: Seconds(mean), shape: shape, age: age), effect: effect,
      detection: detection)
  }

  static func tier(
    _ name: String = "storage", stall: Double, drain: Double = 0, load: Double = 0,
    survives: Set<FailureScope> = Set(FailureScope.allCases), every: Int = 1, kept: Int = 1
  ) -> CheckpointTier {
    try! CheckpointTier(
      name: name, stall: Seconds(stall), drain: Seconds(drain), load: Seconds(load),
      survives: survives, every: every, kept: kept)
  }

  static func every(_ seconds: Double, _ tiers: CheckpointTier...) -> CheckpointPlan {
    try! CheckpointPlan(interval: .every(Seconds(seconds)), tiers: tiers)
  }

  static func restarting(in seconds: Double) -> Recovery {
    try! Recovery(initialization: constant(seconds))
  }

  static func run(
    steps: Int = 10_000, step: Double = 10, nodes: Int = 64, perNode: Int = 8, domain: Int = 1,
    failures: [FailureClass] = [], variation: NodeVariation? = nil,
    recovery: Recovery = .instant, stragglers: Stragglers? = nil, spares: Spares = .none,
    shortage: ShortageRule = .wait, maintenance: Maintenance? = nil,
    checkpoints: CheckpointPlan? = every(1_000, tier(stall: 0)), limit: Double? = nil
  ) -> LongRun {
    try! LongRun(
      work: [LongRun.Phase(steps: steps, step: Seconds(step))], nodes: nodes,
      acceleratorsPerNode: perNode, nodesPerDomain: domain,
      reliability: Reliability(
        failures: failures, nodes: variation, recovery: recovery, stragglers: stragglers),
      spares: spares, shortage: shortage, maintenance: maintenance, checkpoints: checkpoints,
      limit: limit.map { Seconds($0) })
  }

  static func results(
    _ run: LongRun, _ replications: Int, seed: UInt64 = 20_261_122
  ) -> [LongRunResult] {
    let simulator = LongRunSimulator(run, seed: seed)
    return (0..<replications).map { simulator.result(replication: $0) }
  }
}

/// A mean with its standard error.
struct Estimate {
  let mean: Double
  let error: Double
  /// The variance over the mean: 1 for counts of a Poisson process.
  let dispersion: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    self.mean = mean
    error = (variance / n).squareRoot()
    dispersion = variance / mean
  }

  /// Whether a theory's value lies within four standard errors.
  func agrees(with theory: Double) -> Bool { abs(mean - theory) <= 4 * error }
}
