import EventKernel
import Quantities

// Stops that are planned: for maintenance, to swap slow nodes, to take nodes back.

extension LongRunSystem {
  /// Whether the job should stop of its own accord.
  private var hasReasonToStop: Bool {
    if maintenance?.isDue == true { return true }
    if slowness?.hasKnown == true, hasNodeToSpare { return true }
    guard case .shrink(let rule) = run.shortage, rule.growth == .atOnce else { return false }
    return size(with: pool.job.count + pool.spares.count) > pool.job.count
  }

  /// Whether the job runs on as many nodes with one less at hand.
  private var hasNodeToSpare: Bool {
    let nodes = pool.job.count + pool.spares.count
    let size = size(with: nodes)
    return size > 0 && self.size(with: nodes - 1) == size
  }

  /// Stops where there is a reason, after the checkpoint under way and at the end of a step.
  mutating func considerStop(_ context: inout Context) {
    guard hasReasonToStop else { return }
    switch phase {
    case .computing: stop(&context)
    case .saving(let end):
      schedule(.stopDue(generation: generation), after: end - settled, &context)
    case .stopping, .detecting, .lacking, .activating, .restarting, .maintaining, .finished: break
    }
  }

  /// Saves to all tiers the steps that are complete.
  private mutating func stop(_ context: inout Context) {
    let complete = schedule.completed(progress)
    meter.lose(progress - complete)
    progress = complete
    record(.stopped)
    meter.checkpointsBegun += 1
    captured = settled
    let (written, safe) = shelf.end(ofPlannedWriteAt: settled)
    plannedWritten = written
    wait(in: .stopping, for: safe - settled, &context)
  }

  /// The checkpoint is safe; the job ends, and what it stopped for begins.
  mutating func endPlannedWrite(_ context: inout Context) {
    shelf.keepEverywhere(progress, count: writeCount, captured: captured, written: plannedWritten)
    meter.checkpointsMade += 1
    shelf.stop(at: settled)
    shelf.lose(.job)
    cause = Cause(failure: nil, number: meter.plannedStops)
    meter.plannedStops += 1
    // What is left of a shortage is no news, and nothing to wait for.
    lackingSince = .min / 2
    if maintenance?.isDue == true {
      let duration = maintenance!.begin()
      wait(in: .maintaining, for: duration, &context)
      schedule(.maintenanceDue, after: duration + maintenance!.every, &context)
    } else {
      seekNodes(&context)
    }
  }

  /// Sends slow nodes that are known to repair, as far as spares can take their places.
  mutating func swapSlowNodes(_ context: inout Context) {
    while let known = slowness?.firstKnown, hasNodeToSpare {
      let delay = slowness!.repairTime(of: known)
      meter.swapped += 1
      shelf.lose(.node)
      nodesChanged = true
      remove(known, for: delay, &context)
    }
  }

  /// Some node of the job becomes slow.
  mutating func slow(_ context: inout Context) {
    guard slowness != nil else { return }
    let place = slowness!.strike(among: run.nodes)
    if let gap = slowness!.nextGap() { schedule(.slowed, after: gap, &context) }
    guard place < pool.job.count else { return }
    let node = Int(pool.job[place])
    if let delay = slowness!.slow(node) {
      schedule(
        .slownessFound(node: Int32(node), life: pool.life(of: node)), after: delay, &context)
    }
    if phase == .computing { setPace() }
    if case .saving = phase { setPace() }
  }
}
