import Economics
import Hardware
import LanguageModels
import Quantities
import Scenarios
import Stochastics
import Training

/// What happens on the way of a training run: a share of time that is stated, or failures, saves and
/// repairs that are simulated.
enum TrainingCourse: Sendable {
  case stated(goodput: Double)
  case simulated(LongRunSimulator)

  /// - Parameters:
  ///   - work: the steps of the run.
  ///   - run: its plan, on the machines it takes.
  /// - Throws: `LongRunError` where the parts do not go together.
  init(
    _ terms: TrainingQuestion.CourseTerms, of work: [LongRun.Phase], as run: TrainingRun,
    seed: UInt64
  ) throws(LongRunError) {
    switch terms {
    case .stated(let goodput): self = .stated(goodput: goodput)
    case .simulated(let course):
      let simulator = LongRunSimulator(try course.run(work, as: run), seed: seed)
      // One write at a time: the optimum of the stalls alone may ask for more.
      guard course.checkpoint.interval == nil, let interval = simulator.checkpointInterval,
        let least = simulator.run.leastInterval, interval < least
      else {
        self = .simulated(simulator)
        return
      }
      self = .simulated(
        LongRunSimulator(try course.run(work, as: run, saving: least), seed: seed))
    }
  }

  /// With less of the time in steps a run does not end within twenty times their time, after which
  /// simulations give up.
  static let leastGoodput = 1.0 / 20

  /// Nodes that stand ready, in accelerators.
  var spares: Int {
    switch self {
    case .stated: 0
    case .simulated(let simulator):
      simulator.run.spares.count * simulator.run.acceleratorsPerNode
    }
  }

  /// The share of time that steps take at full strength, to first order: what verdicts go by before
  /// any run.
  ///
  /// Saves and failures by the exact form for exponential failures (Daly 2006,
  /// doi:10.1016/j.future.2004.11.016, Eq. 7.7), as if spares were always there, unless there are none,
  /// and no node slow; less planned stops.
  var expectedGoodput: Double {
    switch self {
    case .stated(let goodput): return goodput
    case .simulated(let simulator):
      let run = simulator.run
      guard let checkpoints = run.checkpoints, let interval = simulator.checkpointInterval else {
        return 1
      }
      let stops = run.maintenance.map { $0.every / ($0.every + Seconds($0.duration.mean)) } ?? 1
      let save = checkpoints.meanStall
      guard run.hazard > .zero else { return stops * interval / (interval + save) }
      let load = checkpoints.tiers.map(\.load).max() ?? .zero
      let detection = run.reliability.failures.reduce(0.0) {
        $0 + $1.detection.mean * run.rate(of: $1).value
      }
      // Without spares a run waits for each repair.
      let waiting =
        run.spares.count > 0 || run.shortage != .wait
        ? 0
        : run.reliability.failures.reduce(0.0) {
          $0 + ($1.effect.repair?.mean ?? 0) * run.rate(of: $1).value
        }
      let restart =
        Seconds((detection + waiting) / run.hazard.value) + load
        + run.reliability.recovery.mean(accelerators: run.accelerators, replacing: true)
      return stops
        * CheckpointTheory.efficiency(
          interval: interval, save: save, restart: restart, meanTimeToFailure: run.meanTimeToFailure
        )
    }
  }
}

extension TrainingQuestion.Course {
  /// The long run of a plan: its nodes with their spares, and where it is saved.
  ///
  /// - Parameter interval: between saves, in place of an optimum.
  fileprivate func run(
    _ work: [LongRun.Phase], as run: TrainingRun, saving interval: Seconds? = nil
  ) throws(LongRunError) -> LongRun {
    let system = run.cluster.system
    let size = min(nodeSize, system.accelerators)
    let nodes = (run.accelerators + size - 1) / size
    let perDomain = max(1, system.accelerators / size)
    var plan = try checkpoints(of: run)
    if let interval { plan = try plan?.at(.every(interval)) }
    /// - Parameter spares: nodes.
    func longRun(spares: Int) throws(LongRunError) -> LongRun {
      try LongRun(
        work: work, nodes: nodes, acceleratorsPerNode: size, nodesPerDomain: perDomain,
        reliability: reliability, spares: Spares(hot: spares),
        shortage: shrinks ? .shrink(shrinking(run, nodes: nodes, size: size)) : .wait,
        maintenance: maintenance, checkpoints: plan)
    }
    if let spares { return try longRun(spares: Int((spares * Double(nodes)).rounded(.up))) }
    let bare = try longRun(spares: 0)
    // Nodes away at once: of every class with a repair, as many as it strikes at a time.
    let away = reliability.failures.reduce(0.0) { sum, failure in
      guard let repair = failure.effect.repair else { return sum }
      let struck = failure.scope == .domain ? perDomain : 1
      return sum + bare.rate(of: failure).value * repair.mean * Double(struck)
    }
    let count = FailureTheory.spares(failures: PerSecond(away), timeToRepair: Seconds(1))
    return try longRun(spares: count)
  }

  /// A run shrinks by whole data-parallel replicas, and to half of them at most.
  private func shrinking(
    _ run: TrainingRun, nodes: Int, size: Int
  ) throws(LongRunError) -> Shrinking {
    let replica = run.plan.devices / run.plan.data / run.cluster.accelerator.devices
    let unit = max(1, (replica + size - 1) / size)
    // Of nodes that do not divide into replicas, one at a time.
    let whole = nodes.isMultiple(of: unit) ? unit : 1
    return try Shrinking(unit: whole, minimum: max(1, nodes / 2))
  }

  /// Nil where nothing fails and nothing says how often to save: the best is never.
  private func checkpoints(of run: TrainingRun) throws(LongRunError) -> CheckpointPlan? {
    if checkpoint.interval == nil, reliability.failures.isEmpty { return nil }
    let size = CheckpointSize(
      parameters: Double(run.model.parameterCount.total),
      bytesPerParameter: checkpoint.bytesPerParameter)
    let write = size.bytes / checkpoint.bandwidth
    let copy = run.cluster.system.host.map {
      size.copyTime(ranks: run.plan.devices, deviceToHost: $0.bandwidth)
    }
    var tiers: [CheckpointTier] = []
    if checkpoint.storageEvery > 1, let copy {
      tiers.append(
        try CheckpointTier(
          name: "hosts", stall: copy, load: copy, survives: [.job, .accelerator, .node]))
    }
    // Without a copy in the memory of hosts, steps wait for the storage.
    let stall = checkpoint.isAsynchronous ? copy ?? write : write
    tiers.append(
      try CheckpointTier(
        name: "storage", stall: stall, drain: stall < write ? write - stall : .zero, load: write,
        every: tiers.isEmpty ? 1 : checkpoint.storageEvery, kept: Self.keptCheckpoints))
    let interval: CheckpointInterval =
      checkpoint.interval.map { .every($0) }
      ?? (checkpoint.isSimulated ? .simulated(replications: Self.searchRuns) : .daly)
    return try CheckpointPlan(interval: interval, tiers: tiers)
  }

  /// Storage keeps what a corruption found late returns to; it is hardly ever short of room (Grattafiori
  /// et al. 2024, arXiv 2407.21783: 240 PB for checkpoints of some terabytes).
  private static let keptCheckpoints = 100_000

  /// Runs of each interval that a simulated optimum tries, under the same failures.
  private static let searchRuns = 8
}

extension LongRun {
  /// The time of whole steps in which every write has drained before the next to the same place.
  fileprivate var leastInterval: Seconds? {
    guard let tiers = checkpoints?.tiers else { return nil }
    let drain = tiers.map { $0.drain / Double($0.every) }.max() ?? .zero
    return work.map { $0.step * (drain / $0.step).rounded(.up) }.max()
  }
}

extension Tenure {
  /// What so many hours of an accelerator that computes all the time cost.
  func price(ofBusyHours hours: Double) -> USDollars {
    guard let phases = try? PhaseShares(prefill: 1, decode: 0) else {
      preconditionFailure("an hour of arithmetic")
    }
    return acceleratorHour(phases: phases).total * Seconds.hour * hours
  }
}
