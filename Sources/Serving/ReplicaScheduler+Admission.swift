import EventKernel

extension ReplicaScheduler {
  /// Whether a request that comes now finds too much waiting before it.
  ///
  /// Inlined, since a call would copy the replica out of its array.
  @inline(__always)
  func refuses(_ request: Request) -> Bool {
    let waitsApart = rules.fillsValleys && request.tier == .batch
    let ahead = waitsApart ? waitingBatch.count : waiting.count
    return ahead >= rules.queueLimit
      || waitingCount > 0 && waitingTokens + request.counts.newPrompt > rules.waitingTokenLimit
  }

  mutating func enqueue(_ slot: Int32, _ requests: inout RequestPool, at now: Instant) {
    noteEmptyQueue(at: now)
    let request = requests[slot]
    load += 1
    waitingTokens += request.counts.newPrompt
    if rules.fillsValleys && request.tier == .batch {
      waitingBatch.append(slot, &requests)
    } else {
      waiting.append(slot, &requests)
    }
  }

  /// The request at the front of the queue, after those before it were turned away whose deadline
  /// cannot be kept.
  mutating func front(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) -> Int32? {
    guard rules.sheddingMargin != nil else { return waiting.first }
    while let slot = waiting.first {
      guard isHopeless(requests[slot], at: context.now) else { return slot }
      waiting.removeFirst(&requests)
      shed(slot, &requests, &meter, &context)
    }
    return nil
  }

  /// Whether a request that was never admitted is due sooner than the margin allows.
  func isHopeless(_ request: Request, at now: Instant) -> Bool {
    guard let margin = rules.sheddingMargin, request.everStored == 0, request.emitted == 0,
      request.deadline < .distantFuture
    else { return false }
    return now + margin >= request.deadline
  }

  /// Turns away a request that was taken out of the queue.
  mutating func shed(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) {
    let request = requests.remove(slot)
    load -= 1
    waitingTokens -= request.counts.newPrompt
    meter.levels[rules.pool].waiting -= 1
    meter.inSystem -= 1
    meter.leaveQueue(after: context.now.nanoseconds - request.queuedSince.nanoseconds)
    meter.reject(request, .deadlinePassed)
    context.observe(.rejected(request: request.number, .deadlinePassed))
    if request.client.isWaiting { context.schedule(.refused(request.client), at: context.now) }
  }

  /// The blocks that a waiting request needs to be admitted; nil if they are not free, beside those
  /// kept free, or the step has no room for a sequence that goes on decoding.
  func blocksToAdmit(_ request: Request, keepingFree kept: Int, budget: PromptBudget) -> Int? {
    // With nobody running there is nothing to keep blocks for.
    let keptFree = running == 0 ? 0 : kept
    guard hasBlocks(toAdmit: request, besides: keptFree) else { return nil }
    guard request.stage == .swapped, request.resumesDecoding, rules.grows else {
      return blocksWanted(toAdmit: request)
    }
    // Where prompts come first, those for its next token are found with those of the others.
    guard rules.batching == .mixed else { return cache.blocks(forTokens: Int(request.stored)) }
    return budget.total >= rules.queries ? blocksWanted(toAdmit: request) : nil
  }

  /// Blocks for all that a waiting request stores until its next token, or until its end.
  func blocksWanted(toAdmit request: Request) -> Int {
    if rules.handsOver { return cache.blocks(forTokens: request.prefillLength) }
    guard rules.grows else {
      return cache.blocks(forTokens: request.counts.greatestStored + rules.draftSlots)
    }
    // What it needs for its next token it finds with the others, once its cache has come.
    if request.stage == .remote { return cache.blocks(forTokens: Int(request.stored)) }
    guard request.stage == .swapped, request.resumesDecoding else {
      return cache.blocks(forTokens: request.prefillLength)
    }
    return cache.blocks(forTokens: Int(request.stored) + rules.queries)
  }

  /// Gives a request that was taken out of the queue its blocks.
  mutating func admit(
    _ slot: Int32, blocks: Int, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) {
    let usedBefore = cache.used
    let start = takePrefix(of: &requests[slot], at: context.now, &meter)
    let request = requests[slot]
    cache.allocate(blocks - Int(request.chained))
    running += 1
    waitingTokens -= request.counts.newPrompt
    meter.levels[rules.pool].blocks += cache.used - usedBefore
    meter.levels[rules.pool].waiting -= 1
    meter.levels[rules.pool].running += 1
    let waited = context.now.nanoseconds - request.queuedSince.nanoseconds
    meter.leaveQueue(after: waited)
    requests[slot].waited += waited
    requests[slot].blocks = Int32(blocks)
    requests[slot].admitted = context.now
    if request.emitted == 0 || rules.handsOver { requests[slot].promptStarted = context.now }
    switch request.stage {
    case .swapped:
      swapIn(slot, &requests, &meter)
    case .remote:
      requests[slot].stage = .moving
      moving += 1
      sentFor.append(slot)
    default:
      findTokens(&requests[slot], &meter)
      requests[slot].stage = start > context.now ? .reading : .prompt
    }
    switch requests[slot].stage {
    case .moving: break
    case .reading:
      moving += 1
      requests[slot].awaited = start
      context.schedule(.prefixRead(slot: slot), at: start)
    default: mayYield(slot, &requests)
    }
    context.observe(.admitted(request: request.number, replica: replica))
  }

  /// Puts a running request among those that may be preempted.
  mutating func mayYield(_ slot: Int32, _ requests: inout RequestPool) {
    guard rules.ranksVictims else { return }
    let request = requests[slot]
    yielding.insert(
      RequestHeap.Entry(key: Int64(request.precedence), tie: -request.number, slot: slot),
      &requests)
  }
}

// MARK: The batch tier

extension ReplicaScheduler {
  /// Adds prompts of the batch tier to a step that has room left beyond the reserve.
  mutating func fillValley(
    with plan: inout StepPlan, budget: PromptBudget, admits: Bool, _ requests: inout RequestPool,
    _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    var budget = budget
    var index = 0
    while index < partialsOfBatch.count {
      let room = roomForBatch(budget, plan)
      guard room > 0 else { return }
      let slot = partialsOfBatch[index]
      if addChunk(slot, requests[slot], room: room, budget: &budget, to: &plan) {
        partialsOfBatch.remove(at: index)
      } else {
        index += 1
      }
    }
    guard admits, waiting.count == 0 else { return }
    while let slot = waitingBatch.first {
      if isHopeless(requests[slot], at: context.now) {
        waitingBatch.removeFirst(&requests)
        shed(slot, &requests, &meter, &context)
        continue
      }
      let room = roomForBatch(budget, plan)
      let sequencesKept = running == 0 ? 0 : rules.sequencesReserved
      guard room > 0, partialsOfBatch.count < rules.attentionRanks,
        running + sequencesKept < rules.maximumSequences,
        let blocks = blocksToAdmit(
          requests[slot], keepingFree: max(rules.blocksKeptFree, rules.blocksReserved),
          budget: budget)
      else { return }
      waitingBatch.removeFirst(&requests)
      admit(slot, blocks: blocks, &requests, &meter, &context)
      if begin(slot, &requests, room: room, budget: &budget, to: &plan) {
        partialsOfBatch.append(slot)
      }
    }
  }

  /// The tokens of a step that the next prompt of the batch tier may take: at least one where the
  /// step has no other work.
  private func roomForBatch(_ budget: PromptBudget, _ plan: StepPlan) -> Int {
    let least = decodingCount == 0 && chunks.isEmpty ? 1 : 0
    return min(budget.next, max(budget.total - rules.tokensReserved, least))
  }
}
