import EventKernel
public import Quantities
import Stochastics

/// Simulates a long run, as often as asked, each time in another replication.
///
/// What does not depend on the replication is made ready once: tables of distributions, and the
/// checkpoint interval where an optimum is asked for. Replications are independent of one another
/// and of the search for the interval. Two runs under one seed and replication meet the same
/// failures at the same times, as far as both have them: those of a class and their victims, and what
/// each failure brings, come from streams of their own (common random numbers).
public struct LongRunSimulator: Sendable {
  public let run: LongRun
  /// Computing time from one checkpoint to the next; nil where none are made.
  public let checkpointInterval: Seconds?
  public let seed: UInt64

  let sources: ContiguousArray<FailureSource>
  let laws: RecoveryLaws
  let schedule: StepSchedule
  let slowness: SlownessSource?
  private let rates: Sampler?

  public init(_ run: LongRun, seed: UInt64) {
    let interval: Seconds?
    switch run.checkpoints?.interval {
    case nil: interval = nil
    case .every(let stated): interval = stated
    case .young:
      interval = CheckpointTheory.youngInterval(
        save: run.checkpoints!.meanStall, meanTimeToFailure: run.meanTimeToFailure)
    case .daly:
      interval = CheckpointTheory.dalyInterval(
        save: run.checkpoints!.meanStall, meanTimeToFailure: run.meanTimeToFailure)
    case .simulated(let replications):
      interval = CheckpointSearch(run, seed: seed, replications: replications).interval
    }
    self.init(run, seed: seed, interval: interval)
  }

  /// A simulator of the same run at another interval.
  func at(_ interval: Seconds) -> LongRunSimulator {
    LongRunSimulator(self, interval: interval)
  }

  init(_ run: LongRun, seed: UInt64, interval: Seconds?) {
    self.run = run
    self.seed = seed
    checkpointInterval = interval
    sources = ContiguousArray(run.reliability.failures.map { FailureSource($0, in: run) })
    laws = RecoveryLaws(run.reliability.recovery, run.spares)
    schedule = StepSchedule(run.work, interval: interval)
    slowness = run.reliability.stragglers.map { SlownessSource($0, nodes: run.nodes) }
    rates = run.reliability.nodes.flatMap {
      try? Distribution.gamma(shape: $0.shape, scale: 1 / $0.shape)
    }.map { Sampler($0) }
  }

  private init(_ other: LongRunSimulator, interval: Seconds) {
    run = other.run
    seed = other.seed
    checkpointInterval = interval
    sources = other.sources
    laws = other.laws
    schedule = StepSchedule(other.run.work, interval: interval)
    slowness = other.slowness
    rates = other.rates
  }

  /// What becomes of the run in one replication.
  ///
  /// - Parameters:
  ///   - replication: below `StreamAddress.replicationLimit` / 2.
  ///   - timelineCorners: how many corners of the curve of progress are kept, evenly thinned.
  ///   - eventLimit: after how many events a run is given up that comes to no end.
  public func result(
    replication: Int = 0, timelineCorners: Int = 0, eventLimit: Int = 20_000_000
  ) -> LongRunResult {
    let system = LongRunSystem(
      self, seed: seed, replication: replication, corners: timelineCorners)
    var simulation = Simulation(system, observer: Unobserved<Never>())
    // Scheduled first, so that it precedes whatever else happens then.
    simulation.schedule(
      .limitReached, at: Instant(nanoseconds: TimeLaw.limit(run.limit)))
    simulation.schedule(.began, at: .zero)
    let outcome = simulation.run(eventLimit: eventLimit)
    let events = simulation.handledCount
    let ending: LongRunResult.Ending =
      if simulation.model.phase == .finished {
        .finished
      } else if outcome == .reachedEventLimit {
        .eventLimitReached
      } else {
        .timeLimitReached
      }
    return simulation.model.result(
      ending: ending, events: events, interval: checkpointInterval)
  }

  /// By what each node fails more often than others: gamma variables of mean 1, the greatest ones
  /// left out. Empty where all nodes are alike.
  ///
  /// The fleet is the least of so many more nodes that the excluded share is made up for; the nodes
  /// that stay keep their order.
  func weights(seed: UInt64, replication: Int) -> ContiguousArray<Double> {
    guard let rates, let variation = run.reliability.nodes else { return [] }
    let address = StreamAddress(seed: seed, replication: replication, purpose: "rates of nodes")
    let count = run.nodes + run.spares.count
    let candidates = max(count, Int((Double(count) / (1 - variation.excluded)).rounded()))
    var weights = ContiguousArray<Double>()
    weights.reserveCapacity(candidates)
    for node in 0..<candidates { weights.append(rates.value(at: address.uniform(node))) }
    guard candidates > count else { return weights }
    let order = weights.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
    var isOut = ContiguousArray(repeating: false, count: candidates)
    for index in order[count...] { isOut[index] = true }
    return ContiguousArray(weights.indices.filter { !isOut[$0] }.map { weights[$0] })
  }
}
