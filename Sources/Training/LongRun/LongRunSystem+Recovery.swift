import EventKernel
import Quantities

// The way from a stop to the next step.

extension LongRunSystem {
  /// What the job stood still for is over.
  mutating func endWait(_ context: inout Context) {
    switch phase {
    case .stopping: endPlannedWrite(&context)
    case .detecting, .lacking, .activating, .maintaining: seekNodes(&context)
    case .restarting: resume(&context)
    case .computing, .saving, .finished: break
    }
  }

  /// The draws of the recovery under way.
  private var draws: RecoveryDraws { cause.failure.map { clocks[$0].recovery } ?? plannedRecovery }

  /// How many nodes the job can run on that has so many at hand; zero where it has to wait.
  func size(with nodes: Int) -> Int {
    if nodes >= run.nodes { return run.nodes }
    guard case .shrink(let rule) = run.shortage else { return 0 }
    let size = nodes / rule.unit * rule.unit
    return size >= max(1, rule.minimum) ? size : 0
  }

  /// Fills the places of the job, or waits, or makes do with fewer.
  mutating func seekNodes(_ context: inout Context) {
    swapSlowNodes(&context)
    let size = size(with: pool.job.count + pool.spares.count)
    guard size < run.nodes else { return take(size - pool.job.count, &context) }
    if lackingSince == nil {
      lackingSince = settled
      meter.shortages += 1
    }
    guard size > 0, case .shrink(let rule) = run.shortage else {
      return wait(in: .lacking, for: nil, &context)
    }
    let waited = settled - lackingSince!
    let patience = TimeLaw.nanoseconds(rule.patience.value)
    if waited < patience { return wait(in: .lacking, for: patience - waited, &context) }
    while pool.job.count > size {
      let node = pool.leave()
      slowness?.leave(node)
      nodesChanged = true
    }
    take(size - pool.job.count, &context)
  }

  /// Lets spares join; those that are not ready have to be brought up.
  private mutating func take(_ count: Int, _ context: inout Context) {
    let ready = min(count, run.spares.hot, pool.spares.count)
    meter.hotTaken += ready
    meter.warmTaken += count - ready
    for _ in 0..<count { enter(pool.join(), &context) }
    if count > 0 { nodesChanged = true }
    let activation = count > ready ? draws.activation(laws, cause.number) : 0
    guard activation == 0 else { return wait(in: .activating, for: activation, &context) }
    restart(&context)
  }

  /// Goes back to the newest checkpoint that is left, and starts.
  private mutating func restart(_ context: inout Context) {
    let load = loadCheckpoint()
    let start = draws.start(
      laws, cause.number, replacing: nodesChanged,
      accelerators: pool.job.count * run.acceleratorsPerNode)
    wait(in: .restarting, for: start + load, &context)
  }

  /// Loses the steps since the checkpoint that a restart finds.
  ///
  /// - Returns: how long it takes to load.
  mutating func loadCheckpoint() -> Int64 {
    let (entry, load) = shelf.best(capturedBefore: cleanUntil)
    shelf.returned(to: entry)
    meter.lose(progress - entry.position)
    progress = entry.position
    writeCount = entry.count
    corruptions.removeAll { $0.instant >= entry.captured }
    cleanUntil = .max
    return load
  }

  /// The first step after a stop begins.
  private mutating func resume(_ context: inout Context) {
    phase = .computing
    generation += 1
    nodesChanged = false
    lackingSince = nil
    target = schedule.nextCheckpoint(after: progress)
    setPace()
    meter.fewest = min(meter.fewest, pool.job.count)
    record(.resumed)
    scheduleEnd(&context)
    considerStop(&context)
  }
}
