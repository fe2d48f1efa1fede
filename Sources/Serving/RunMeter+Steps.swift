import EventKernel
import Quantities

/// What steps, and the caches that move between them, leave in the books.
extension RunMeter {
  // MARK: Transfers

  /// Takes note of a cache that has moved to another pool in a time.
  mutating func moveCache(_ request: Request, _ size: Bytes, in time: Seconds) {
    segments[current].cacheMoved += size
    segments[current].classes[measuredClass(of: request)].latencies.cacheTransfer.record(time)
  }

  // MARK: Steps

  /// Takes note of tokens found in a prefix cache: of prompts for the first time, and of what a
  /// preemption had cost.
  mutating func find(_ request: Request, in pool: Int, firstTime: Int, again: Int) {
    segments[current].pools[pool].tokens.cached += firstTime
    segments[current].pools[pool].tokens.restored += again
    let index = measuredClass(of: request)
    segments[current].classes[index].tokens.cached += firstTime
    segments[current].classes[index].tokens.restored += again
  }

  mutating func addPrefixes(in pool: Int, _ flows: PrefixFlows) {
    segments[current].pools[pool].prefixes.merge(flows)
  }

  mutating func computePrompt(_ request: Request, in pool: Int, firstTime: Int, again: Int) {
    segments[current].pools[pool].tokens.prompt += firstTime
    segments[current].pools[pool].tokens.recomputed += again
    let index = measuredClass(of: request)
    segments[current].classes[index].tokens.prompt += firstTime
    segments[current].classes[index].tokens.recomputed += again
    timeline?.addPrompt(firstTime, in: pool, at: last)
    ledger.computed += firstTime + again
  }

  /// Takes note of the first `count` steps of a run that only decodes, each making `decoded` tokens.
  ///
  /// - Parameter context: the tokens that the first of them attends.
  mutating func finishSteps(
    in pool: Int, of run: DecodeRun, count: Int, decoded: Int, context: Int
  ) {
    segments[current].pools[pool].steps += count
    segments[current].pools[pool].work.decodeTokens += count * decoded
    let attended = count * context + decoded * (count * (count - 1) / 2)
    segments[current].pools[pool].work.decodeContext += Double(attended)
    segments[current].pools[pool].tokens.output += count * decoded
    segments[current].pools[pool].phases.decodeShare += DecodeTimes.seconds(run.time(of: count))
    if arrivalsEnd == nil { series.addOutput(decoded, of: run, steps: count) }
    timeline?.addOutput(decoded, in: pool, of: run, steps: count)
    ledger.computed += count * decoded
    ledger.output += count * decoded
  }

  /// Adds blocks that were in use beside those of the levels until now, in blocks times seconds.
  mutating func addBlocks(in pool: Int, _ integral: Double) {
    segments[current].pools[pool].occupancy.blocks += integral
  }

  /// Puts blocks into the timeline that were in use beside those of the levels.
  mutating func traceBlocks(_ blocks: Int, in pool: Int, from start: Instant, to end: Instant) {
    guard blocks > 0 else { return }
    timeline?.addBlocks(blocks, in: pool, from: start, to: end)
  }

  /// Takes note of a step that ends now, its output, and the time on account of prompts.
  mutating func finishStep(
    in pool: Int, _ work: ComputedWork, decoded: Int, finishedPrompts: Int, duration: Seconds,
    prefill: Seconds
  ) {
    segments[current].pools[pool].steps += 1
    segments[current].pools[pool].work.merge(work)
    segments[current].pools[pool].tokens.output += decoded + finishedPrompts
    segments[current].pools[pool].phases.prefillShare += prefill
    segments[current].pools[pool].phases.decodeShare += duration - prefill
    if arrivalsEnd == nil { series.addOutput(decoded + finishedPrompts, at: last) }
    timeline?.addOutput(decoded + finishedPrompts, in: pool, at: last)
    ledger.computed += decoded
    ledger.output += decoded + finishedPrompts
  }
}
