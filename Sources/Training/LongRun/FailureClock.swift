internal import Foundation
import Quantities
import Stochastics

/// A failure class made ready for draws.
struct FailureSource: Sendable {
  let failure: FailureClass
  /// Whether one process of the sum of all rates stands for those of all units, which is exact for
  /// exponential laws; the unit that is struck is drawn among equals.
  let isSuperposed: Bool
  /// Units that have a clock of their own, of one node each where `perNode` is not zero.
  let clocks: Int
  /// Clocks of each node; zero where clocks belong to domains or the job.
  let clocksPerNode: Int
  let detection: TimeLaw
  let repair: TimeLaw?
  /// Mean seconds between strikes of the superposed process, or of one clock.
  let mean: Double
  /// The gamma variable to the power of 1/shape is what is left of a life in use, in scales.
  private let leftover: Sampler?
  private let scale: Double

  init(_ failure: FailureClass, in run: LongRun) {
    self.failure = failure
    detection = TimeLaw(failure.detection)
    repair = failure.effect.repair.map { TimeLaw($0) }
    let physical = run.nodes + run.spares.count
    let isOfNode = failure.scope == .node || failure.scope == .accelerator
    isSuperposed = failure.law.isExponential && !(isOfNode && run.reliability.nodes != nil)
    let law = failure.law
    if isSuperposed {
      (clocks, clocksPerNode) = (0, 0)
      mean = law.mean.value / Double(run.units(of: failure.scope))
    } else {
      // The accelerators of a node that follow exponential laws are one clock of their summed rates.
      let units =
        failure.scope == .accelerator ? run.acceleratorsPerNode : 1
      let merged = law.isExponential ? Double(units) : 1
      mean = law.mean.value / merged
      clocksPerNode = isOfNode ? (law.isExponential ? 1 : units) : 0
      clocks =
        switch failure.scope {
        case .accelerator, .node: physical * clocksPerNode
        case .domain: (physical + run.nodesPerDomain - 1) / run.nodesPerDomain
        case .job: 1
        }
    }
    scale = FailureTheory.weibullScale(mean: Seconds(mean), shape: law.shape).value
    let needsLeftover = !isSuperposed && !law.isExponential && law.age == .inUse
    leftover =
      needsLeftover
      ? (try? Distribution.gamma(shape: 1 / law.shape, scale: 1)).map { Sampler($0) } : nil
  }

  /// Seconds until the next strike of a superposed process, or of a clock.
  ///
  /// The time left of a stationary renewal process has P(X ≤ x) = P(1/k, (x/λ)^k), the incomplete
  /// gamma function, so that it is λ G^{1/k} with G of the gamma law of shape 1/k.
  ///
  /// - Parameter isFirst: whether nothing is known of the clock's last strike.
  func gap(at u: Double, isFirst: Bool) -> Double {
    let shape = failure.law.shape
    if shape == 1 { return -mean * log1p(-u) }
    if isFirst, let leftover { return scale * pow(leftover.value(at: u), 1 / shape) }
    return scale * pow(-log1p(-u), 1 / shape)
  }
}

/// A failure class under way: how often it has struck, and when it strikes next.
struct FailureClock {
  private let gaps: StreamAddress
  private let victims: StreamAddress
  private let detections: StreamAddress
  private let repairs: StreamAddress
  let recovery: RecoveryDraws
  /// Strikes so far; the number of the next one.
  private(set) var strikes = 0
  /// Strikes that stopped the job, that nobody noticed at once, and that changed nothing for it.
  var interruptions = 0
  var silent = 0
  var absorbed = 0
  /// Gaps taken by each clock.
  private var taken: ContiguousArray<Int32>

  init(_ source: FailureSource, seed: UInt64, replication: Int) {
    let name = source.failure.name
    func address(_ purpose: String) -> StreamAddress {
      StreamAddress(seed: seed, replication: replication, purpose: "\(purpose) of \(name)")
    }
    gaps = address("times")
    victims = address("victims")
    detections = address("detection")
    repairs = address("repair")
    recovery = RecoveryDraws(cause: name, seed: seed, replication: replication)
    taken = ContiguousArray(repeating: 0, count: source.clocks)
  }

  /// Nanoseconds from one strike of a superposed process to the next.
  func nextGap(_ source: FailureSource) -> Int64 {
    let gap = source.gap(at: gaps.uniform(strikes), isFirst: strikes == 0)
    return Self.nanoseconds(gap)
  }

  /// Nanoseconds until a clock strikes.
  ///
  /// - Parameter weight: by what the unit fails more often than others.
  mutating func nextGap(_ source: FailureSource, clock: Int, weight: Double) -> Int64 {
    let index = Int(taken[clock])
    taken[clock] += 1
    let gap = source.gap(at: gaps.of(entity: clock).uniform(index), isFirst: index == 0)
    return Self.nanoseconds(gap / weight)
  }

  /// Numbers the strike that happens now.
  mutating func count() -> Int {
    defer { strikes += 1 }
    return strikes
  }

  /// The place among equals of the unit that a superposed strike hits.
  func victim(of strike: Int, among count: Int) -> Int {
    min(Int(victims.uniform(strike) * Double(count)), count - 1)
  }

  func detection(_ source: FailureSource, of strike: Int) -> Int64 {
    source.detection.nanoseconds(detections, at: strike)
  }

  func repair(_ law: TimeLaw, of strike: Int, node: Int) -> Int64 {
    law.nanoseconds(repairs.of(entity: node), at: strike)
  }

  /// Later than any run ends where it is more than 130 years.
  private static func nanoseconds(_ seconds: Double) -> Int64 {
    Int64(min(seconds, 4e9) * 1e9)
  }
}
