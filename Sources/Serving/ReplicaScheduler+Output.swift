import EventKernel
import Quantities

extension ReplicaScheduler {
  /// Makes the tokens of the step that ends now, and lets the requests go that are complete.
  ///
  /// - Complexity: O(completions · log batch + chunks).
  mutating func finishStep(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    defer { bookPrefixes(&meter) }
    if phase == .decode, rules.acceptance == nil {
      settle(run.steps, isUnderWay: false, &meter)
      run.drop(run.steps)
      releaseCompleted(&requests, &meter, &context)
      meter.levels[rules.pool].move(from: phase, to: .idle)
      phase = .idle
      return
    }
    var decoded = 0
    if phase != .prefill {
      decoded = batch.count
      if decoded > 0 { decode(&requests, &meter, &context) }
      if drafting.count > 0 { decoded = verify(&requests, &meter, &context) }
    }
    var finishedPrompts = 0
    for index in chunks.indices {
      let chunk = chunks[index]
      compute(chunk, &requests, &meter)
      if chunk.finishesPrompt {
        finishedPrompts += 1
        makeTokenOfPrompt(chunk.slot, &requests, &meter, &context)
      }
    }
    let duration = context.now - stepStart
    meter.finishStep(
      in: rules.pool, work, decoded: decoded, finishedPrompts: finishedPrompts, duration: duration,
      prefill: duration * prefillShare)
    meter.levels[rules.pool].move(from: phase, to: .idle)
    phase = .idle
  }

  /// Moves the decode batch by one token.
  private mutating func decode(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    for index in batch.lastTokens.indices {
      let group = batch.lastTokens[index]
      meter.makeTokens(
        after: context.now - group.instant, count: group.count, of: Int(group.measuredClass))
    }
    batch.advance(at: context.now)
    releaseCompleted(&requests, &meter, &context)
  }

  /// Lets the requests go that have made their last token.
  private mutating func releaseCompleted(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    while let slot = batch.completed {
      let request = requests[slot]
      let stored = Int(request.stored) + tokensMade(by: request)
      batch.removeFirst(stored: stored)
      depart(slot, blocks: blocksHeld(by: request, stored: stored), &requests, &meter, &context)
    }
  }

  /// Puts the tokens of a chunk into the cache.
  private mutating func compute(
    _ chunk: PromptChunk, _ requests: inout RequestPool, _ meter: inout RunMeter
  ) {
    let start = requests[chunk.slot].stored
    let end = start + chunk.tokens
    let everStored = requests[chunk.slot].everStored
    let firstTime = max(0, min(end, requests[chunk.slot].counts.prompt) - max(start, everStored))
    meter.computePrompt(
      requests[chunk.slot], in: rules.pool, firstTime: Int(firstTime),
      again: Int(chunk.tokens - firstTime))
    requests[chunk.slot].stored = end
    requests[chunk.slot].everStored = max(everStored, end)
    if isCachingPrefixes { nameBlocks(of: &requests[chunk.slot], stored: Int(end), &meter) }
  }

  /// Makes the output token that follows a finished prompt: the first one, or, after a preemption,
  /// the next one.
  private mutating func makeTokenOfPrompt(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) {
    if requests[slot].emitted == 0 {
      requests[slot].firstToken = context.now
      meter.makeFirstToken(requests[slot])
      context.observe(.firstToken(request: requests[slot].number))
    } else {
      meter.makeTokens(
        after: context.now - requests[slot].lastToken, count: 1, of: requests[slot])
    }
    requests[slot].lastToken = context.now
    requests[slot].emitted += 1
    let request = requests[slot]
    if request.emitted == request.counts.output {
      depart(slot, blocks: Int(request.blocks), &requests, &meter, &context)
    } else if rules.handsOver {
      handOver(slot, &requests, &meter)
    } else {
      requests[slot].stage = .decoding
      joinBatch(slot, &requests)
    }
  }

  /// Lets a request decode with the others from the next step on.
  mutating func joinBatch(_ slot: Int32, _ requests: inout RequestPool) {
    let request = requests[slot]
    guard rules.acceptance == nil else {
      return drafting.join(slot, stored: Int(request.stored))
    }
    requests[slot].joinedAfter = batch.steps
    batch.join(
      slot, number: request.number, stored: Int(request.stored),
      remaining: Int(request.counts.output - request.emitted), lastToken: request.lastToken,
      of: min(request.classIndex, rules.lastClass))
  }

  /// Lets a complete request go, with its blocks.
  mutating func depart(
    _ slot: Int32, blocks: Int, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) {
    if rules.ranksVictims { yielding.remove(slot, &requests) }
    if isCachingPrefixes {
      nameBlocks(of: &requests[slot], stored: requests[slot].counts.greatestStored, &meter)
    }
    let request = requests.remove(slot)
    giveBack(blocks - Int(request.chained), chain: request.chain, &meter)
    running -= 1
    meter.levels[rules.pool].running -= 1
    meter.inSystem -= 1
    load -= 1
    meter.complete(request)
    context.observe(.completed(request: request.number))
    if request.client.isWaiting {
      context.schedule(
        .answered(request.client),
        after: rules.answerDelay + Double(request.counts.output) * rules.answerDelayPerToken)
    }
  }
}
