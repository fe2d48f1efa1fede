import EventKernel
import Quantities

extension LongRunSystem {
  /// What became of the run.
  ///
  /// - Parameter pending: a write that was under way at the end of the run is broken off.
  mutating func result(
    ending: LongRunResult.Ending, events: Int, interval: Seconds?
  ) -> LongRunResult {
    var underWay = 0
    switch phase {
    case .saving, .stopping: underWay = 1
    case .detecting, .lacking, .activating, .maintaining:
      // What a restart would find is what is left.
      _ = loadCheckpoint()
    case .computing, .restarting, .finished: break
    }
    record(.ended)
    let nanoseconds = meter.nanoseconds()
    let wall = settled
    let perNode = Double(run.acceleratorsPerNode) / 1e9
    func time(_ nodes: Int128) -> Seconds { Seconds(Double(nodes) * perNode) }
    return LongRunResult(
      ending: ending, wallTime: Seconds(Double(wall) / 1e9), steps: schedule.wholeSteps(progress),
      progress: Double(progress) / Double(schedule.total), nanoseconds: nanoseconds,
      strikes: sources.indices.map {
        LongRunResult.Strikes(
          name: sources[$0].failure.name, count: clocks[$0].strikes,
          interruptions: clocks[$0].interruptions)
      }, plannedStops: meter.plannedStops, slowNodesSwapped: meter.swapped,
      checkpoints: meter.checkpointsMade, checkpointInterval: interval,
      nodes: LongRunResult.NodeUse(
        removed: pool.removed, returned: pool.returned, hotTaken: meter.hotTaken,
        warmTaken: meter.warmTaken, shortages: meter.shortages,
        greatestInRepair: pool.greatestInRepair,
        meanInRepair: wall > 0 ? Double(meter.inRepair) / Double(wall) : 0, fewest: meter.fewest),
      acceleratorTime: LongRunResult.AcceleratorTime(
        computing: time(meter.computing), stalled: time(meter.stalled),
        maintained: time(meter.maintained), spare: time(meter.spare),
        repaired: time(meter.inRepair)),
      events: events, audit: audit(nanoseconds, wall, underWay: underWay),
      timeline: recorder.points)
  }

  private func audit(_ uses: [Int64], _ wall: Int64, underWay: Int) -> LongRunAudit {
    func sum(_ count: (FailureClock) -> Int) -> Int128 {
      clocks.reduce(0) { $0 + Int128(count($1)) }
    }
    return LongRunAudit(balances: [
      LongRunAudit.Balance(
        subject: "wall time = sum over its uses, ns", entered: Int128(wall),
        accounted: uses.reduce(0) { $0 + Int128($1) }),
      LongRunAudit.Balance(
        subject: "ideal time of computed steps = kept + lost, ns", entered: Int128(meter.computed),
        accounted: Int128(progress) + Int128(meter.lost)),
      LongRunAudit.Balance(
        subject: "nodes over time = in the job + spare + in repair, ns",
        entered: Int128(pool.count) * Int128(wall),
        accounted: meter.computing + meter.stalled + meter.maintained + meter.spare
          + meter.inRepair),
      LongRunAudit.Balance(
        subject: "nodes = in the job + spare + in repair", entered: Int128(pool.count),
        accounted: Int128(pool.job.count + pool.spares.count + pool.inRepair)),
      LongRunAudit.Balance(
        subject: "nodes removed = returned + in repair", entered: Int128(pool.removed),
        accounted: Int128(pool.returned + pool.inRepair)),
      LongRunAudit.Balance(
        subject: "strikes that were not silent = interruptions at once + without effect",
        entered: sum(\.strikes) - sum(\.silent) - silentAbsorbed,
        accounted: strikesAtOnce),
      LongRunAudit.Balance(
        subject: "checkpoints begun = made + broken off + under way",
        entered: Int128(meter.checkpointsBegun),
        accounted: Int128(meter.checkpointsMade + meter.checkpointsBroken + underWay)),
    ])
  }

  private var silentAbsorbed: Int128 {
    sources.indices.reduce(0) {
      $0 + (sources[$1].failure.effect.isSilent ? Int128(clocks[$1].absorbed) : 0)
    }
  }

  private var strikesAtOnce: Int128 {
    sources.indices.reduce(0) {
      guard !sources[$1].failure.effect.isSilent else { return $0 }
      return $0 + Int128(clocks[$1].interruptions + clocks[$1].absorbed)
    }
  }
}
