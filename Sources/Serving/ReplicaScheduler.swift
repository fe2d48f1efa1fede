import EventKernel
import Performance
import Quantities

/// One replica: its queue, its cache, its batch, and what its next step holds.
///
/// Continuous batching (Yu et al. 2022, "Orca", OSDI): the batch is composed anew for every step.
/// Decoding sequences come first, or prompts, as the ``BatchingRule`` says; a prompt that does not
/// fit the token budget is computed in chunks, and is finished before another is begun, so at most one
/// prompt per attention rank is computed in part between two steps.
struct ReplicaScheduler: Sendable {
  /// A chunk of one prompt in the step under way.
  struct PromptChunk: Sendable {
    let slot: Int32
    let tokens: Int32
    let finishesPrompt: Bool
  }

  let replica: Int
  let rules: StepRules
  var cache: KVCache
  /// The links to the tiers below the device; nil without a prefix cache.
  var reading: PrefixReading?
  var batch: DecodeBatch
  /// The sequences that decode where tokens are drafted; then ``batch`` stays empty.
  var drafting = SpeculativeBatch()
  var waiting: RequestQueue
  /// The requests of the batch tier where it waits apart.
  var waitingBatch: RequestQueue
  /// The running requests in the order in which they yield, where that matters.
  var yielding = RequestHeap()
  /// Requests that hold cache blocks.
  var running = 0
  /// The requests whose prompts are computed in part, at most one per attention rank.
  var partials = ContiguousArray<Int32>()
  /// Those of the batch tier where it waits apart, again one per attention rank.
  var partialsOfBatch = ContiguousArray<Int32>()
  /// Blocks that the step being composed moves between device and host.
  var swapping = SwapTraffic()
  /// The host memory to which caches are swapped.
  var host: KVCache
  /// Requests whose prompts were finished for another pool to decode, not yet handed on.
  var handedOver = ContiguousArray<Int32>()
  /// Requests admitted whose caches are to be sent for.
  var sentFor = ContiguousArray<Int32>()
  /// Requests whose caches have arrived, to decode from the next step on.
  var arrived = ContiguousArray<Int32>()
  /// Requests whose caches are on their way, or have just arrived.
  var moving = 0
  /// Requests handed over whose caches it keeps, since they have not moved yet.
  var sending = 0
  /// The step under way.
  var chunks = ContiguousArray<PromptChunk>()
  var phase = ReplicaPhase.idle
  var stepStart = Instant.zero
  /// What the step under way computes, unless it only decodes.
  var work = ComputedWork()
  /// The steps under way that only decode.
  var run = DecodeRun()
  /// Tells the event that ends the present step from one that was called off.
  var generation: UInt16 = 0
  /// The share of the step's time on account of prompts.
  var prefillShare = 0.0
  /// Whether an event is pending that will start a step.
  var isWoken = false
  /// The last instant at which the queue was seen empty.
  private(set) var lastEmptyQueue = Instant.zero
  /// Requests that wait or run: what a router knows of its load.
  var load = 0
  /// Tokens of the prompts that wait, those found in a cache not counted.
  var waitingTokens = 0

  /// - Parameter contents: what the blocks of prompts contain, for a prefix cache.
  init(replica: Int, rules: StepRules, contents: PromptContents) {
    self.replica = replica
    self.rules = rules
    let capacities = rules.prefixCaching?.capacities(cacheBlocks: rules.cacheBlocks)
    cache = KVCache(
      blocks: rules.cacheBlocks, blockTokens: rules.blockTokens,
      prefixes: capacities.map {
        PrefixCache(capacities: $0, blockTokens: rules.blockTokens, contents: contents)
      })
    if let caching = rules.prefixCaching, capacities != nil {
      reading = PrefixReading(
        caching, blockTokens: rules.blockTokens, attentionRanks: rules.attentionRanks)
    }
    host = KVCache(blocks: rules.hostBlocks, blockTokens: rules.blockTokens)
    batch = DecodeBatch(blockTokens: rules.blockTokens, classes: Int(rules.lastClass) + 1)
    waiting = RequestQueue(rules.order)
    waitingBatch = RequestQueue(rules.order)
  }

  /// Whether a request of these lengths fits into the empty cache of one attention rank.
  func canEverHold(_ counts: TokenCounts) -> Bool {
    let stored =
      rules.handsOver
      ? min(counts.greatestStored, Int(counts.prompt) + rules.outputComputedAgain)
      : counts.greatestStored + rules.draftSlots
    return cache.blocks(forTokens: stored) <= rules.rankBlocks
  }

  /// The sequences that decode.
  var decodingCount: Int { batch.count + drafting.count }

  /// Requests in its queues.
  var waitingCount: Int { waiting.count + waitingBatch.count }

  mutating func noteEmptyQueue(at now: Instant) {
    if waitingCount == 0 { lastEmptyQueue = now }
  }
}

// MARK: Composing a step

extension ReplicaScheduler {
  /// Composes the next step, which starts now; its phase is idle if there is nothing to do.
  mutating func composeStep(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) -> StepPlan {
    if !chunks.isEmpty { chunks.removeAll(keepingCapacity: true) }
    if !arrived.isEmpty { takeArrived(&requests) }
    if rules.yieldsToPriority { makeWay(&requests, &meter, &context) }
    var plan = StepPlan()
    plan.decodeQueries = rules.queries
    var hasPreempted = false
    switch rules.batching {
    case .mixed:
      hasPreempted = addOutput(to: &plan, &requests, &meter, &context)
      addPrompts(
        to: &plan, budget: PromptBudget(rules, besides: decodingCount), admits: !hasPreempted,
        &requests, &meter, &context)
    case .prefillFirst:
      addPrompts(
        to: &plan, budget: PromptBudget(rules, besides: 0), admits: true, &requests, &meter,
        &context)
      if chunks.isEmpty { hasPreempted = addOutput(to: &plan, &requests, &meter, &context) }
    }
    if swapping.sequences > 0 { chargeCopies(to: &plan) }
    bookPrefixes(&meter)
    let next = plan.phase
    precondition(
      next != .idle || moving > 0 || rules.handsOver || (waitingCount == 0 && running == 0),
      "replica \(replica) stands still before \(waitingCount) waiting requests")
    meter.levels[rules.pool].move(from: phase, to: next)
    phase = next
    stepStart = context.now
    plan.hasPreempted = hasPreempted
    work = plan.work
    return plan
  }

  /// Adds every decoding sequence, after finding blocks for those whose last one is full.
  ///
  /// - Returns: Whether a request was preempted for that.
  private mutating func addOutput(
    to plan: inout StepPlan, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) -> Bool {
    if rules.acceptance != nil { return addDrafts(to: &plan, &requests, &meter, &context) }
    var hasPreempted = false
    if rules.grows {
      while batch.fullMembers > cache.free {
        preemptForGrowth(&requests, &meter, &context)
        hasPreempted = true
      }
      cache.allocate(batch.fullMembers)
      meter.levels[rules.pool].blocks += batch.fullMembers
    }
    plan.decodeSequences = batch.count
    plan.decodeContext = batch.storedTokens + batch.count
    return hasPreempted
  }

  /// Adds prompt chunks: the prompts computed in part, then those at the front of the queue; those
  /// of a batch tier that waits apart come after all others.
  private mutating func addPrompts(
    to plan: inout StepPlan, budget: PromptBudget, admits: Bool, _ requests: inout RequestPool,
    _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    var budget = budget
    guard budget.next > 0 else { return }
    var index = 0
    while index < partials.count, budget.next > 0 {
      let slot = partials[index]
      if addChunk(slot, requests[slot], room: budget.next, budget: &budget, to: &plan) {
        partials.remove(at: index)
      } else {
        index += 1
      }
    }
    if admits {
      while budget.next > 0, partials.count < rules.attentionRanks,
        running < rules.maximumSequences, let slot = front(&requests, &meter, &context),
        let blocks = blocksToAdmit(
          requests[slot], keepingFree: rules.blocksKeptFree, budget: budget)
      {
        waiting.removeFirst(&requests)
        admit(slot, blocks: blocks, &requests, &meter, &context)
        if begin(slot, &requests, room: budget.next, budget: &budget, to: &plan) {
          partials.append(slot)
        }
      }
    }
    guard rules.fillsValleys else { return }
    fillValley(with: &plan, budget: budget, admits: admits, &requests, &meter, &context)
  }

  /// Starts a request that was just admitted: its prompt, or the output that swapping interrupted.
  ///
  /// - Returns: Whether a part of its prompt is left.
  mutating func begin(
    _ slot: Int32, _ requests: inout RequestPool, room: Int, budget: inout PromptBudget,
    to plan: inout StepPlan
  ) -> Bool {
    guard requests[slot].stage != .moving, requests[slot].stage != .reading else { return false }
    guard requests[slot].stage == .decoding else {
      return !addChunk(slot, requests[slot], room: room, budget: &budget, to: &plan)
    }
    // Where prompts come first, it decodes with the others in a step without prompts.
    guard rules.batching == .mixed else { return false }
    plan.decodeSequences += 1
    plan.decodeContext += Int(requests[slot].stored) + rules.queries
    budget.admitSequence(rules, besides: decodingCount)
    return false
  }

  /// Adds as much of a prompt as there is room for.
  ///
  /// - Returns: Whether the chunk finishes its prompt.
  mutating func addChunk(
    _ slot: Int32, _ request: Request, room: Int, budget: inout PromptBudget,
    to plan: inout StepPlan
  ) -> Bool {
    let remaining = request.prefillLength - Int(request.stored)
    let tokens = min(remaining, room)
    budget.total -= tokens
    let finishes = tokens == remaining
    plan.prompts.addPrefill(
      newTokens: tokens, cachedTokens: Int(request.stored), finishesPrompt: finishes)
    chunks.append(PromptChunk(slot: slot, tokens: Int32(tokens), finishesPrompt: finishes))
    return finishes
  }
}
