import Quantities

/// All microbatches of a step through the pipeline: what the slowest stage takes, and what it waits.
struct StagePasses {
  /// The slowest stage.
  let stage: Int
  let slowest: StageTime
  let overlapped: OverlappedPass
  let idle: Seconds
  private let microBatches: Double

  /// - Parameter counts: layers of each group on every stage.
  init(_ layers: LayerTimes, counts: [[Int]], plan: TrainingPlan) {
    let last = counts.count - 1
    // A pipeline fed from both ends has a stage of each on every rank, and half of the microbatches
    // pass either.
    let isTwofold = plan.overlap == .dualPipe && last > 0
    var stage = 0
    var slowest = StageTime()
    var all = StageTime()
    var time = StageTime()
    for index in counts.indices {
      if isTwofold {
        let other = last - index
        time =
          (layers.stage(counts: counts[index], isLast: index == last)
            + layers.stage(counts: counts[other], isLast: other == last)) * 0.5
      } else if index == 0 || index == last || counts[index] != counts[index - 1] {
        time = layers.stage(counts: counts[index], isLast: index == last)
      }
      all = all + time
      if index == 0 || time.total > slowest.total { (stage, slowest) = (index, time) }
    }
    self.stage = stage
    self.slowest = slowest
    microBatches = Double(plan.microBatches)
    let overlapped = OverlappedPass(slowest, plan: plan)
    self.overlapped = overlapped
    // While the slowest stage waits, the first and last microbatches pass the others.
    let others = 1 / Double(max(1, last))
    idle = plan.passes(weightShare: slowest.weightShare, overlapped: overlapped.share).idle(
      stages: plan.pipeline, forward: (all.forwardTotal - slowest.forwardTotal) * others,
      backward: (all.backwardTotal - slowest.backwardTotal) * others)
  }

  /// The time of all passes, without what data parallelism, transfers and the optimizer add.
  var duration: Seconds {
    let perMicroBatch =
      (slowest.forward + slowest.backward) * overlapped.slowdown + slowest.tensor
      + overlapped.exposed + slowest.context
    return perMicroBatch * microBatches + idle
  }
}
