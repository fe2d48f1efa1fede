internal import Foundation
public import Quantities
import Stochastics

/// The search for the checkpoint interval of the highest goodput, by simulation under common random
/// numbers.
///
/// Five intervals by factors of two around Young's are tried, and more outwards while that helps; then
/// nine within a factor of 1.7 of the best one, through whose mean waste a parabola in the logarithm of the interval is laid by least
/// squares. Near the optimum the waste is flat: one that is a tenth off wastes half a per cent more.
public struct CheckpointSearch: Sendable {
  /// The best interval.
  public let interval: Seconds
  /// What was tried, with the wall time lost, as a share of what was spent, in order of the interval.
  public let trials: [Trial]

  public struct Trial: Sendable, Hashable {
    public let interval: Seconds
    /// One minus the goodput of all replications together.
    public let waste: Double
  }

  /// - Parameter replications: runs at each interval, all under the same failures.
  public init(_ run: LongRun, seed: UInt64, replications: Int) {
    precondition(replications >= 1, "\(replications) replications")
    guard let plan = run.checkpoints, run.hazard > .zero, plan.meanStall > .zero else {
      preconditionFailure("an optimum of what costs nothing or is never needed")
    }
    let young = CheckpointTheory.youngInterval(
      save: plan.meanStall, meanTimeToFailure: run.meanTimeToFailure)
    let shortest = run.work.map(\.step).min()!
    let simulator = LongRunSimulator(run, seed: seed, interval: young)
    var trials: [Trial] = []
    func attempt(_ interval: Seconds) -> Trial {
      let interval = min(max(interval, shortest), run.idealTime)
      if let known = trials.first(where: { $0.interval == interval }) { return known }
      let trial = Trial(
        interval: interval, waste: Self.waste(simulator.at(interval), replications))
      trials.append(trial)
      return trial
    }
    func best(_ factors: ClosedRange<Int>) -> (factor: Int, trial: Trial) {
      factors.map { ($0, attempt(young * exp2(Double($0)))) }.min { $0.1.waste < $1.1.waste }!
    }
    var (factor, best) = best(-2...2)
    // Outwards where the best is the last; it ends at one step and at the whole run.
    while abs(factor) >= 2, abs(factor) < 40 {
      let next = attempt(young * exp2(Double(factor < 0 ? factor - 1 : factor + 1)))
      guard next.waste < best.waste else { break }
      factor += factor < 0 ? -1 : 1
      best = next
    }
    let fine = (-4...4).map { attempt(best.interval * exp(0.13 * Double($0))) }
    let found = Self.vertex(fine) ?? fine.min { $0.waste < $1.waste }!.interval
    interval = min(max(found, shortest), run.idealTime)
    self.trials = trials.sorted { $0.interval < $1.interval }
  }

  /// The share of the wall time of all replications that was not productive.
  ///
  /// The replications stand apart from those that are reported.
  private static func waste(_ simulator: LongRunSimulator, _ replications: Int) -> Double {
    var (productive, wall) = (0.0, 0.0)
    for index in 1...replications {
      let result = simulator.result(replication: StreamAddress.replicationLimit - index)
      productive += result[.productive].value
      wall += result.wallTime.value
    }
    return 1 - productive / wall
  }

  /// The lowest point of the parabola through trials, in the logarithm of the interval; nil where it
  /// opens downwards or lies outside of what was tried.
  private static func vertex(_ trials: [Trial]) -> Seconds? {
    let x = trials.map { log($0.interval.value) }
    let centre = x.reduce(0, +) / Double(x.count)
    let u = x.map { $0 - centre }
    // Normal equations of a + b u + c u², by Cramer's rule.
    func moment(_ power: Double) -> Double { u.reduce(0) { $0 + pow($1, power) } }
    let (n, s1, s2, s3, s4) = (Double(u.count), moment(1), moment(2), moment(3), moment(4))
    let y = trials.map(\.waste)
    let t0 = y.reduce(0, +)
    let t1 = zip(u, y).reduce(0) { $0 + $1.0 * $1.1 }
    let t2 = zip(u, y).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    let determinant = n * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s3 * s2) + s2 * (s1 * s3 - s2 * s2)
    guard determinant > 1e-12 else { return nil }
    let slope =
      (n * (t1 * s4 - s3 * t2) - t0 * (s1 * s4 - s3 * s2) + s2 * (s1 * t2 - t1 * s2))
      / determinant
    let curvature =
      (n * (s2 * t2 - t1 * s3) - s1 * (s1 * t2 - t1 * s2) + t0 * (s1 * s3 - s2 * s2))
      / determinant
    guard curvature > 0 else { return nil }
    let lowest = -slope / (2 * curvature)
    guard let least = u.min(), let greatest = u.max(), lowest >= least, lowest <= greatest else {
      return nil
    }
    return Seconds(exp(centre + lowest))
  }
}
