import EventKernel
import Quantities

// The course of a run between events: steps, and the checkpoints among them.

extension LongRunSystem {
  /// Accounts for the time up to now, and moves the job along its course.
  mutating func settle(at now: Int64) {
    guard now > settled else { return }
    meter.idle(now - settled, spares: pool.spares.count, repaired: pool.inRepair)
    switch phase {
    case .computing, .saving: followCourse(to: now)
    case .stopping: account(until: now, to: .checkpointing)
    case .detecting: account(until: now, to: .detection)
    case .lacking, .activating: account(until: now, to: .waiting)
    case .restarting: account(until: now, to: .restart)
    case .maintaining: account(until: now, to: .maintenance)
    case .finished: break
    }
  }

  private mutating func account(until now: Int64, to use: LongRunResult.Use) {
    meter.add(now - settled, to: use, nodes: pool.job.count)
    settled = now
  }

  /// The wall time of ideal time, at the present pace, rounded up.
  func wallTime(of ideal: Int64) -> Int64 {
    let factor = slowFactor * shrinkFactor
    return factor == 1 ? ideal : Int64((Double(ideal) * factor).rounded(.up))
  }

  private mutating func followCourse(to now: Int64) {
    while settled < now {
      switch phase {
      case .computing:
        let ahead = target - progress
        let needed = wallTime(of: ahead)
        guard needed <= now - settled else {
          let factor = slowFactor * shrinkFactor
          let wall = now - settled
          compute(wall, ideal: factor == 1 ? wall : min(ahead, Int64(Double(wall) / factor)))
          return
        }
        compute(needed, ideal: ahead)
        if progress == schedule.total {
          phase = .finished
          return
        }
        beginWrite()
      case .saving(let end):
        let wall = min(end, now) - settled
        meter.saved(wall, nodes: pool.job.count)
        settled += wall
        if settled == end { endWrite() }
      case .stopping, .detecting, .lacking, .activating, .restarting, .maintaining, .finished:
        return
      }
    }
  }

  private mutating func compute(_ wall: Int64, ideal: Int64) {
    let extra = wall - ideal
    let shrunk =
      shrinkFactor == 1 || extra <= 0
      ? 0 : min(extra, Int64((Double(ideal) * (shrinkFactor - 1)).rounded()))
    meter.compute(
      wall, ideal: ideal, shrunk: slowFactor == 1 && shrinkFactor > 1 ? extra : shrunk,
      nodes: pool.job.count)
    progress += ideal
    settled += wall
  }

  private mutating func beginWrite() {
    writeCount += 1
    meter.checkpointsBegun += 1
    captured = settled
    let end = shelf.end(ofWrite: writeCount, at: settled)
    phase = .saving(until: end)
    if end == settled { endWrite() }
  }

  private mutating func endWrite() {
    shelf.keep(progress, count: writeCount, captured: captured, written: settled)
    meter.checkpointsMade += 1
    phase = .computing
    target = schedule.nextCheckpoint(after: progress)
  }

  /// Plans to look again at the earliest instant at which all steps can be done: later checkpoints
  /// put the end off, so that it is come upon in a few looks and never missed.
  mutating func scheduleEnd(_ context: inout Context) {
    var delay = wallTime(of: schedule.total - progress)
    if case .saving(let end) = phase { delay += end - settled }
    schedule(.workDue(generation: generation), after: delay, &context)
  }

  /// Sets the pace of the nodes that are in the job.
  mutating func setPace() {
    slowFactor = slowness?.factor ?? 1
    shrinkFactor = Double(run.nodes) / Double(pool.job.count)
  }
}
