import EventKernel
import Quantities

/// A replica that stops in the middle of its work.
extension ReplicaScheduler {
  /// Breaks off the step under way and takes all requests out, which lose what they had in the cache;
  /// the replica is empty then.
  ///
  /// - Returns: Their slots, in the order of arrival.
  /// - Complexity: O(*n* log *n*) in the requests.
  mutating func breakOff(
    _ requests: inout RequestPool, _ meter: inout RunMeter, at now: Instant
  ) -> [Int32] {
    breakOffStep(&meter, at: now)
    var orphans: [Int32] = []
    orphans += waiting.slots + waitingBatch.slots
    for slot in orphans { leaveQueue(slot, &requests, &meter, at: now) }
    var running =
      Array(batch.slots) + Array(drafting.slots) + Array(partials) + Array(partialsOfBatch)
    if phase == .prefill || phase == .mixed {
      // Prompts that the step was to finish are among the partial ones no more.
      running += chunks.filter(\.finishesPrompt).map(\.slot)
    }
    if moving > 0 {
      running += requests.slotsInUse.filter {
        [.reading, .moving].contains(requests[$0].stage)
          && requests[$0].replica == Int32(replica)
      }
    }
    for slot in running { loseCache(slot, &requests, &meter) }
    orphans += running
    clear()
    precondition(
      cache.used == 0 && host.used == 0, "replica \(replica) keeps \(cache.used) blocks")
    cache.lose()
    bookPrefixes(&meter)
    return orphans.sorted { requests[$0].number < requests[$1].number }
  }

  /// Enters what was done of the step under way into the books.
  private mutating func breakOffStep(_ meter: inout RunMeter, at now: Instant) {
    if phase == .decode, rules.acceptance == nil { settle(before: now, &meter) }
    guard phase != .idle else { return }
    let start = phase == .decode && rules.acceptance == nil ? run.start : stepStart
    let spent = now - start
    meter.breakOffStep(in: rules.pool, after: spent, prefill: spent * prefillShareNow)
  }

  private var prefillShareNow: Double {
    phase == .decode && rules.acceptance == nil ? 0 : prefillShare
  }

  private mutating func leaveQueue(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter, at now: Instant
  ) {
    endWaiting(slot, &requests, &meter, at: now)
    let request = requests[slot]
    if request.stage == .swapped {
      host.release(Int(request.hostBlocks))
      meter.loseSwapped(in: rules.pool, blocks: Int(request.hostBlocks))
    }
    if request.stage == .swapped || request.stage == .remote {
      meter.lose(in: rules.pool, tokens: Int(request.stored - request.found))
    }
    requests[slot].loseCache()
  }

  /// Enters into the books that a request waits no more.
  mutating func endWaiting(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter, at now: Instant
  ) {
    meter.levels[rules.pool].waiting -= 1
    meter.leaveQueue(after: requests[slot].endWaiting(at: now))
  }

  private mutating func loseCache(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter
  ) {
    let blocks = blocksInHand(of: requests[slot])
    if requests[slot].stage == .decoding { bringUpToDate(&requests[slot]) }
    let request = requests[slot]
    giveBack(blocks - Int(request.chained), chain: request.chain, &meter)
    meter.levels[rules.pool].running -= 1
    meter.lose(in: rules.pool, tokens: Int(request.stored - request.found))
    requests[slot].loseCache()
  }

  private mutating func clear() {
    waiting = RequestQueue(rules.order)
    waitingBatch = RequestQueue(rules.order)
    yielding = RequestHeap()
    batch = DecodeBatch(blockTokens: rules.blockTokens, classes: Int(rules.lastClass) + 1)
    drafting = SpeculativeBatch()
    partials.removeAll()
    partialsOfBatch.removeAll()
    chunks.removeAll()
    swapping = SwapTraffic()
    run = DecodeRun()
    arrived.removeAll()
    moving = 0
    running = 0
    load = 0
    waitingTokens = 0
    generation &+= 1
  }

  /// Puts a request that another replica lost into the queue, before all that were never admitted.
  mutating func requeue(_ slot: Int32, _ requests: inout RequestPool, at now: Instant) {
    noteEmptyQueue(at: now)
    let request = requests[slot]
    load += 1
    waitingTokens += request.counts.newPrompt
    if rules.fillsValleys && request.tier == .batch {
      waitingBatch.restore(slot, &requests)
    } else {
      waiting.restore(slot, &requests)
    }
  }
}

extension Request {
  /// Ends its time in a queue.
  ///
  /// - Returns: Nanoseconds.
  mutating func endWaiting(at now: Instant) -> Int64 {
    let time = now.nanoseconds - queuedSince.nanoseconds
    waited += time
    return time
  }

  /// Nothing of it is in any cache any more, but for what a replica keeps that was to send it.
  mutating func loseCache() {
    stage = .waiting
    stored = 0
    found = 0
    blocks = 0
    chain = -1
    chained = 0
    hostBlocks = 0
    place = -1
    awaited = .zero
  }
}
