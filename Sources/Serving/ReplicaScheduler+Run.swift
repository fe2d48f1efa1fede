import EventKernel
import Quantities

/// Runs of steps that only decode (section 5.2): how far one may go, and what it leaves in the books.
extension ReplicaScheduler {
  /// How many steps from the present one on hold the same batch, if no request comes: until one is
  /// complete, or a block is wanted that is not free.
  ///
  /// What waits now goes on waiting: places, budget and blocks only shrink until then. It does not
  /// where time itself decides, or how much those hold that would yield.
  func stepsToDecision(_ plan: StepPlan) -> Int {
    guard !plan.hasPreempted, !plan.isInterrupted, plan.copying == .zero,
      let completion = batch.stepsToCompletion
    else { return 1 }
    if waitingCount > 0 && (rules.sheddingMargin != nil || rules.yieldsToPriority) { return 1 }
    var most = min(completion, rules.stepsAtOnce)
    guard rules.grows, most > 1 else { return most }
    // The blocks of the first step are allocated; each later one may want as many as there are phases.
    let cycles = (most - 1 + rules.blockTokens - 1) / rules.blockTokens
    guard cycles * batch.count > cache.free else { return most }
    var free = cache.free
    batch.forEachFull(within: most - 1) { step, members in
      free -= members
      if free < 0 { most = step }
      return free >= 0
    }
    return most
  }

  /// Whether a request that has just joined the queues may be admitted before a sequence is complete,
  /// as it may not behind others that wait for that.
  var admitsBeforeCompletion: Bool {
    waitingCount == 1 || rules.order != .arrival || rules.fillsValleys || rules.yieldsToPriority
  }

  /// Enters the first `count` steps of the run into the books.
  ///
  /// - Parameter isUnderWay: whether the step after them has begun, so that it has its blocks.
  mutating func settle(_ count: Int, isUnderWay: Bool, _ meter: inout RunMeter) {
    guard count > 0 else { return }
    let sequences = batch.count
    for group in batch.lastTokens {
      let isRegular = group.instant == run.start
      meter.makeTokens(
        after: isRegular ? DecodeTimes.seconds(run.time(of: 1)) : run.end(of: 1) - group.instant,
        count: group.count, of: Int(group.measuredClass))
    }
    // The first step is entered; each later one follows the one before.
    var entered = 1
    var begun = 0
    for stretch in run.stretches where entered < count {
      let skipped = entered - begun
      let gaps = min(count, begun + stretch.steps) - entered
      if gaps > 0 {
        for index in batch.classCounts.indices where batch.classCounts[index] > 0 {
          meter.makeTokens(
            after: DecodeTimes.seconds(stretch.duration(skipped)),
            by: DecodeTimes.seconds(stretch.increment), gaps: gaps,
            times: batch.classCounts[index], of: index)
        }
        entered += gaps
      }
      begun += stretch.steps
    }
    if rules.grows { allocateBlocks(ofStepsAfterFirst: isUnderWay ? count : count - 1, &meter) }
    meter.finishSteps(
      in: rules.pool, of: run, count: count, decoded: sequences,
      context: batch.storedTokens + sequences)
    batch.advance(by: count, at: run.end(of: count))
  }

  /// Enters those steps of a run into the books that ended before an instant.
  mutating func settle(before now: Instant, _ meter: inout RunMeter) {
    guard rules.acceptance == nil else { return }
    let count = run.steps(before: now)
    settle(count, isUnderWay: true, &meter)
    if count > 0 { run.drop(count) }
    bookPrefixes(&meter)
  }

  /// Gives the sequences the blocks that they took with later steps of the run, each when it began.
  private mutating func allocateBlocks(ofStepsAfterFirst later: Int, _ meter: inout RunMeter) {
    guard later > 0 else { return }
    var blocks = 0
    var integral = 0.0
    var changed = run.start
    var stretch = 0
    var stepsBefore = 0
    var timeBefore: Int64 = 0
    batch.forEachFull(within: later) { step, wanted in
      while step > stepsBefore + run.stretches[stretch].steps {
        stepsBefore += run.stretches[stretch].steps
        timeBefore += run.stretches[stretch].time
        stretch += 1
      }
      let begun = run.instant(
        after: timeBefore + run.stretches[stretch].time(of: step - stepsBefore))
      meter.traceBlocks(blocks, in: rules.pool, from: changed, to: begun)
      blocks += wanted
      changed = begun
      integral += Double(wanted) * (meter.last - begun).value
      return true
    }
    meter.traceBlocks(blocks, in: rules.pool, from: changed, to: meter.last)
    cache.allocate(blocks)
    meter.levels[rules.pool].blocks += blocks
    meter.addBlocks(in: rules.pool, integral)
  }
}
