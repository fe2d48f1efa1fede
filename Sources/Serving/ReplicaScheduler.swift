import EventKernel
import Performance
import Quantities

/// One replica: its queue, its cache, its batch, and what its next step holds.
///
/// Continuous batching (Yu et al. 2022, "Orca", OSDI): the batch is composed anew for every step.
/// Decoding sequences come first, or prompts, as the ``BatchingRule`` says; a prompt that does not
/// fit the token budget is computed in chunks, first come first served, so at most one prompt per
/// attention rank is computed in part between two steps.
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
  var batch: DecodeBatch
  /// The sequences that decode where tokens are drafted; then ``batch`` stays empty.
  var drafting = SpeculativeBatch()
  var waiting = RequestQueue()
  /// The requests whose prompts are computed in part, at most one per attention rank.
  var partials = ContiguousArray<Int32>()
  /// The step under way.
  var chunks = ContiguousArray<PromptChunk>()
  var phase = ReplicaPhase.idle
  var stepStart = Instant.zero
  /// The share of the step's time on account of prompts.
  var prefillShare = 0.0
  /// Whether an event is pending that will start a step.
  var isWoken = false
  /// The last instant at which the queue was seen empty.
  private(set) var lastEmptyQueue = Instant.zero
  /// Prompt tokens of its requests, and their output so far: what a router knows of its load.
  var outstandingTokens = 0

  init(replica: Int, rules: StepRules) {
    self.replica = replica
    self.rules = rules
    cache = KVCache(blocks: rules.cacheBlocks, blockTokens: rules.blockTokens)
    batch = DecodeBatch(blockTokens: rules.blockTokens)
  }

  /// Whether a request of these lengths fits into the empty cache of one attention rank.
  func canEverHold(_ counts: TokenCounts) -> Bool {
    cache.blocks(forTokens: counts.greatestStored + rules.draftSlots) <= rules.rankBlocks
  }

  /// The sequences that decode.
  var decodingCount: Int { batch.count + drafting.count }

  mutating func enqueue(_ slot: Int32, promptTokens: Int32, at now: Instant) {
    noteEmptyQueue(at: now)
    waiting.append(slot)
    outstandingTokens += Int(promptTokens)
  }

  mutating func noteEmptyQueue(at now: Instant) {
    if waiting.count == 0 { lastEmptyQueue = now }
  }
}

// MARK: Composing a step

extension ReplicaScheduler {
  /// Composes the next step, which starts now; its phase is idle if there is nothing to do.
  mutating func composeStep(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) -> StepPlan {
    if !chunks.isEmpty { chunks.removeAll(keepingCapacity: true) }
    var plan = StepPlan()
    switch rules.batching {
    case .mixed:
      let hasPreempted = addOutput(to: &plan, &requests, &meter, &context)
      addPrompts(
        to: &plan, budget: PromptBudget(rules, besides: decodingCount), admits: !hasPreempted,
        &requests, &meter, &context)
    case .prefillFirst:
      addPrompts(
        to: &plan, budget: PromptBudget(rules, besides: 0), admits: true, &requests, &meter,
        &context)
      if chunks.isEmpty { _ = addOutput(to: &plan, &requests, &meter, &context) }
    }
    let next = plan.phase
    precondition(
      next != .idle || (waiting.count == 0 && decodingCount == 0 && partials.isEmpty),
      "replica \(replica) stands still before \(waiting.count) waiting requests")
    meter.levels[rules.pool].move(from: phase, to: next)
    phase = next
    stepStart = context.now
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
        preemptLatest(&requests, &meter, &context)
        hasPreempted = true
      }
      cache.allocate(batch.fullMembers)
      meter.levels[rules.pool].blocks += batch.fullMembers
    }
    plan.decodeSequences = batch.count
    plan.decodeContext = batch.storedTokens + batch.count
    return hasPreempted
  }

  /// Adds prompt chunks: the prompts computed in part, then those at the front of the queue.
  private mutating func addPrompts(
    to plan: inout StepPlan, budget: PromptBudget, admits: Bool, _ requests: inout RequestPool,
    _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    var budget = budget
    guard budget.next > 0 else { return }
    var index = 0
    while index < partials.count {
      let slot = partials[index]
      if addChunk(slot, requests[slot], budget: &budget, to: &plan) {
        partials.remove(at: index)
      } else {
        index += 1
      }
    }
    guard admits else { return }
    // Every prompt computed in part has a chunk: all admitted ones are in batch or chunks.
    while budget.next > 0, partials.count < rules.attentionRanks,
      decodingCount + chunks.count < rules.maximumSequences,
      let slot = waiting.first, admit(slot, &requests, &meter, &context)
    {
      if !addChunk(slot, requests[slot], budget: &budget, to: &plan) { partials.append(slot) }
    }
  }

  /// - Returns: Whether the chunk finishes its prompt.
  private mutating func addChunk(
    _ slot: Int32, _ request: Request, budget: inout PromptBudget, to plan: inout StepPlan
  ) -> Bool {
    let remaining = request.prefillLength - Int(request.stored)
    let tokens = min(remaining, budget.next)
    budget.total -= tokens
    let finishes = tokens == remaining
    plan.prompts.addPrefill(
      newTokens: tokens, cachedTokens: Int(request.stored), finishesPrompt: finishes)
    chunks.append(PromptChunk(slot: slot, tokens: Int32(tokens), finishesPrompt: finishes))
    return finishes
  }

  /// Takes the request at the front out of the queue, if there are blocks for it.
  private mutating func admit(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) -> Bool {
    let request = requests[slot]
    let tokens =
      rules.grows ? request.prefillLength : request.counts.greatestStored + rules.draftSlots
    let blocks = cache.blocks(forTokens: tokens)
    // With nobody running there is nothing to keep blocks for.
    let keptFree = decodingCount == 0 && chunks.isEmpty ? 0 : rules.blocksKeptFree
    guard blocks + keptFree <= cache.free else { return false }
    waiting.removeFirst()
    cache.allocate(blocks)
    meter.levels[rules.pool].blocks += blocks
    meter.levels[rules.pool].waiting -= 1
    meter.levels[rules.pool].running += 1
    let waited = context.now.nanoseconds - request.queuedSince.nanoseconds
    meter.leaveQueue(after: waited)
    requests[slot].stage = .prompt
    requests[slot].waited += waited
    requests[slot].blocks = Int32(blocks)
    requests[slot].stored = request.counts.cached
    if request.everStored == 0 {
      meter.takeFromPrefixCache(in: rules.pool, Int(request.counts.cached))
      requests[slot].everStored = request.counts.cached
    }
    context.observe(.admitted(request: request.number, replica: replica))
    return true
  }
}
