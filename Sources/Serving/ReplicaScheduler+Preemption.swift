import EventKernel

extension ReplicaScheduler {
  /// Preempts the running request that the rule for victims names, for others to grow.
  ///
  /// The one that the rule names last is never chosen while another runs, so it ends, and with it
  /// every other in turn.
  mutating func preemptForGrowth(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    let slot = rules.preemptsLowestPriority ? yielding.first! : latest(of: requests)
    precondition(
      running > 1, "request \(requests[slot].number) alone does not fit the cache that admitted it")
    preempt(slot, &requests, &meter, &context)
  }

  /// The running request that arrived last.
  ///
  /// - Complexity: O(running requests).
  private func latest(of requests: RequestPool) -> Int32 {
    var (slot, number) =
      (rules.acceptance == nil ? batch.latest : drafting.latest(of: requests)) ?? (-1, -1)
    for partial in partials where requests[partial].number > number {
      (slot, number) = (partial, requests[partial].number)
    }
    for partial in partialsOfBatch where requests[partial].number > number {
      (slot, number) = (partial, requests[partial].number)
    }
    return slot
  }

  /// Preempts running requests of lower priority than the one at the front of the queue, if it finds
  /// no room and would find it then; the others keep what they need to grow.
  ///
  /// - Complexity: O(running requests) where some yield or would, O(1) otherwise.
  mutating func makeWay(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    guard let slot = front(&requests, &meter, &context), let lowest = yielding.first,
      partials.count < rules.attentionRanks
    else { return }
    let precedence = requests[slot].precedence
    guard requests[lowest].precedence < precedence, !hasRoom(for: slot, requests) else { return }
    var freed = 0
    var others = running
    for entry in yielding.entries where entry.key < Int64(precedence) {
      freed += blocksInHand(of: requests[entry.slot]) - Int(requests[entry.slot].chained)
      others -= 1
    }
    // Some of what the others need to grow, those that yield need no more; what they free, does.
    let kept = others == 0 ? 0 : rules.blocksKeptFree + blocksToGrow(requests)
    guard hasBlocks(toAdmit: requests[slot], besides: kept - freed) else { return }
    while !hasRoom(for: slot, requests), let lowest = yielding.first,
      requests[lowest].precedence < precedence
    {
      preempt(lowest, &requests, &meter, &context)
    }
  }

  /// Whether a request finds a place, and its blocks beside those that the others need.
  private func hasRoom(for slot: Int32, _ requests: RequestPool) -> Bool {
    let kept = running == 0 ? 0 : rules.blocksKeptFree + blocksToGrow(requests)
    return running < rules.maximumSequences && hasBlocks(toAdmit: requests[slot], besides: kept)
  }

  /// Blocks that the decoding sequences need for the tokens of their next step.
  private func blocksToGrow(_ requests: RequestPool) -> Int {
    guard rules.grows else { return 0 }
    return rules.acceptance == nil ? batch.fullMembers : blocksWanted(by: requests)
  }

  /// Takes its blocks from a running request and returns it to its place in the queue.
  private mutating func preempt(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) {
    if requests[slot].stage == .decoding {
      leaveBatch(slot, &requests)
    } else if let index = partials.firstIndex(of: slot) {
      partials.remove(at: index)
    } else {
      partialsOfBatch.remove(at: partialsOfBatch.firstIndex(of: slot)!)
    }
    if rules.ranksVictims { yielding.remove(slot, &requests) }
    let isSwapped = swapOut(slot, &requests, &meter)
    if isCachingPrefixes, !isSwapped {
      nameBlocks(of: &requests[slot], stored: Int(requests[slot].stored), &meter)
    }
    let request = requests[slot]
    giveBack(Int(request.blocks - request.chained), chain: request.chain, &meter)
    running -= 1
    waitingTokens += request.counts.newPrompt
    meter.levels[rules.pool].running -= 1
    meter.levels[rules.pool].waiting += 1
    requests[slot].blocks = 0
    requests[slot].chain = -1
    requests[slot].chained = 0
    requests[slot].queuedSince = context.now
    if !isSwapped {
      meter.preempt(request, discarding: Int(request.stored - request.found))
      requests[slot].stage = .waiting
      requests[slot].stored = 0
    }
    noteEmptyQueue(at: context.now)
    if rules.fillsValleys && request.tier == .batch {
      waitingBatch.restore(slot, &requests)
    } else {
      waiting.restore(slot, &requests)
    }
    context.observe(.preempted(request: request.number, replica: replica))
  }

  /// Takes a request out of the decode batch and brings its own figures up to date.
  private mutating func leaveBatch(_ slot: Int32, _ requests: inout RequestPool) {
    guard rules.acceptance == nil else {
      // Its own figures are up to date.
      return drafting.remove(slot, stored: Int(requests[slot].stored))
    }
    bringUpToDate(&requests[slot])
    let request = requests[slot]
    batch.remove(slot, stored: Int(request.stored), lastToken: request.lastToken)
  }

  /// Writes into a request what it has made with the decode batch.
  func bringUpToDate(_ request: inout Request) {
    guard rules.acceptance == nil else { return }
    let made = Int32(tokensMade(by: request))
    request.emitted += made
    request.stored += made
    request.everStored = max(request.everStored, request.stored)
    request.blocks = Int32(blocksHeld(by: request, stored: Int(request.stored)))
    if made > 0 { request.lastToken = batch.lastStep }
  }

  /// The tokens that a request has made since it last joined the decode batch.
  func tokensMade(by request: Request) -> Int {
    request.stage == .decoding && rules.acceptance == nil ? batch.steps - request.joinedAfter : 0
  }

  /// The blocks of a request of the decode batch when it stores so many tokens.
  func blocksHeld(by request: Request, stored: Int) -> Int {
    rules.grows ? cache.blocks(forTokens: stored) : Int(request.blocks)
  }

  /// The blocks that a request has now: within a step that decodes, also for the token it makes.
  func blocksInHand(of request: Request) -> Int {
    guard request.stage == .decoding, rules.acceptance == nil else { return Int(request.blocks) }
    let coming = phase == .decode || phase == .mixed ? 1 : 0
    return blocksHeld(by: request, stored: Int(request.stored) + tokensMade(by: request) + coming)
  }
}
