import Performance
import Quantities

/// What a replica's scheduler goes by, as plain numbers: a profile without its names.
struct StepRules: Sendable {
  /// The pool, by its place in the pool.
  let pool: Int
  /// Whether requests go to another pool after their first token.
  let handsOver: Bool
  /// The most output tokens that a replica which hands over may have to compute with a prompt: those
  /// of requests that were lost with another replica.
  let outputComputedAgain: Int
  let batching: BatchingRule
  /// Engine processes that step together, each with a budget and a cache of its own.
  let attentionRanks: Int
  /// Tokens that a step may compute on one attention rank.
  let rankBudget: Int
  /// Sequences that a step may hold, over all attention ranks.
  let maximumSequences: Int
  let blockTokens: Int
  let cacheBlocks: Int
  /// Blocks of one attention rank, the most that a sequence may hold.
  var rankBlocks: Int { cacheBlocks / attentionRanks }
  /// Tokens that a step computes of each decoding sequence: one, or one and the drafts with it.
  let queries: Int
  /// How many drafts are accepted, nil without speculation.
  let acceptance: DraftAcceptance?
  /// Where it is drawn how many of a request's drafts are accepted.
  let acceptanceDraws: AcceptanceDraws
  /// Whether sequences get blocks as they grow, rather than all at admission.
  let grows: Bool
  /// Blocks that an admission must leave free.
  let blocksKeptFree: Int
  /// What orders the queue, as numbers.
  let order: QueueOrder
  /// Whether the running requests are kept in the order in which they yield.
  let ranksVictims: Bool
  /// Whether the first of that order is preempted for want of blocks, rather than the latest arrived.
  let preemptsLowestPriority: Bool
  let yieldsToPriority: Bool
  /// How long before it is due a request must come to the front of the queue; nil if none is shed.
  let sheddingMargin: Seconds?
  /// Whether the batch tier waits apart.
  let fillsValleys: Bool
  /// Sequences that an admission of the batch tier must leave free, and blocks.
  let sequencesReserved: Int
  let blocksReserved: Int
  /// Tokens of a step that it must leave free.
  let tokensReserved: Int
  let queueLimit: Int
  let waitingTokenLimit: Int
  /// Blocks of host memory to swap to; zero for an engine that does not swap.
  let hostBlocks: Int
  let copyTimePerBlock: Seconds
  let overlapsCopies: Bool
  let prefixCaching: PrefixCaching?
  /// The most steps that are taken at once.
  let stepsAtOnce: Int
  let answerDelay: Seconds
  let answerDelayPerToken: Seconds

  /// Cache entries of a sequence beyond those it keeps: the drafts of its last step.
  var draftSlots: Int { queries - 1 }

  /// The last class that is measured apart; see ``Workload/measuresClasses``.
  let lastClass: Int32

  init(_ pools: [ServingPool], at index: Int, _ workload: Workload, control: RunControl) {
    let pool = pools[index]
    let engine = pool.engine
    self.pool = index
    lastClass = Int32(workload.measuredClasses - 1)
    handsOver = pool.role == .prefill
    let losing = pools.filter(\.mayLoseRequests).map(\.role)
    outputComputedAgain =
      losing.contains(.decode) ? TokenCounts.limit : losing.contains(.prefill) ? 1 : 0
    batching = engine.batching
    attentionRanks = pool.attentionRanks
    rankBudget = engine.tokenBudget
    queries = pool.speculation?.queries ?? 1
    acceptance = pool.speculation?.acceptance
    acceptanceDraws = AcceptanceDraws(control)
    maximumSequences = pool.maximumSequences
    blockTokens = engine.blockTokens
    cacheBlocks = pool.cacheBlocks
    switch engine.admission {
    case .promptFits(let fraction):
      grows = true
      blocksKeptFree = Int((Double(pool.cacheBlocks) * fraction).rounded(.up))
    case .outputFits:
      grows = false
      blocksKeptFree = 0
    }
    let policy = engine.scheduling
    order = QueueOrder(policy.order)
    preemptsLowestPriority = policy.victims == .lowestPriority
    ranksVictims = preemptsLowestPriority || policy.yielding == .toPriority
    yieldsToPriority = policy.yielding == .toPriority
    sheddingMargin =
      if case .pastDeadline(let margin) = policy.shedding { margin } else { nil }
    let reserve: Double
    if case .fillsValleys(let fraction) = policy.batchTier {
      fillsValleys = true
      reserve = fraction
    } else {
      fillsValleys = false
      reserve = 0
    }
    sequencesReserved = Int((Double(maximumSequences) * reserve).rounded(.up))
    blocksReserved = Int((Double(cacheBlocks) * reserve).rounded(.up))
    tokensReserved = Int((Double(rankBudget * attentionRanks) * reserve).rounded(.up))
    queueLimit = policy.queueLimit ?? .max
    waitingTokenLimit = policy.waitingTokenLimit ?? .max
    let swaps = engine.preemption != .recompute
    hostBlocks = swaps ? pool.swapSpace?.blocks ?? 0 : 0
    copyTimePerBlock = pool.swapSpace?.timePerBlock ?? .zero
    overlapsCopies = engine.preemption == .overlappedSwap
    prefixCaching = pool.prefixCaching
    stepsAtOnce = control.pace == .decisions ? DecodeRun.limit : 1
    answerDelay = engine.edges.perOutput
    answerDelayPerToken = engine.edges.perOutputToken
  }
}

/// The room for prompts in a step, of which each prompt may take what one attention rank has.
struct PromptBudget: Sendable {
  /// Tokens left, over all attention ranks.
  var total: Int
  /// Tokens for one prompt: what is left on the rank with the most decoding sequences.
  private(set) var perPrompt: Int

  /// What a step has for prompts beside decoding sequences, spread evenly over the ranks.
  ///
  /// Inlined, since a call would copy the rules.
  @inline(__always)
  init(_ rules: StepRules, besides sequences: Int) {
    let ranks = rules.attentionRanks
    total = rules.rankBudget * ranks - sequences * rules.queries
    perPrompt = rules.rankBudget - (sequences + ranks - 1) / ranks * rules.queries
  }

  /// The tokens that the next prompt may take.
  var next: Int { min(total, perPrompt) }

  /// Makes room for a sequence more that decodes in this step, of so many then.
  @inline(__always)
  mutating func admitSequence(_ rules: StepRules, besides sequences: Int) {
    total -= rules.queries
    perPrompt = PromptBudget(rules, besides: sequences).perPrompt
  }
}

/// What a step is to compute: prompts and output apart, since each has its share of the cost.
struct StepPlan: Sendable {
  var prompts = BatchShape()
  var decodeSequences = 0
  /// Query tokens of each of them.
  var decodeQueries = 1
  /// Whether a request had to leave for it.
  var hasPreempted = false
  /// Whether a request came to the replica that may be admitted after it.
  var isInterrupted = false
  /// Tokens that the decoding sequences attend, those they compute included.
  var decodeContext = 0
  /// The time of copies between device and host.
  var copying = Seconds.zero
  var overlapsCopies = false

  /// The time of the step when its arithmetic takes `computing`. Prompts and output bear the copies
  /// in proportion to their shares of it.
  func duration(computing: Seconds) -> Seconds {
    overlapsCopies ? max(computing, copying) : computing + copying
  }

  var phase: ReplicaPhase {
    switch (decodeSequences > 0, prompts.prefillTokens > 0) {
    case (false, false): .idle
    case (true, false): .decode
    case (false, true): .prefill
    case (true, true): .mixed
    }
  }

  var work: ComputedWork {
    var work = ComputedWork()
    work.decodeTokens = decodeSequences * decodeQueries
    work.decodeContext = Double(decodeContext)
    work.promptTokens = prompts.prefillTokens
    work.promptPairs = prompts.prefillPairs
    return work
  }

  var output: BatchShape {
    .decode(sequences: decodeSequences, context: decodeContext, queries: decodeQueries)
  }

  var whole: BatchShape {
    var shape = prompts
    shape.addDecode(
      sequences: decodeSequences, context: decodeContext, queries: decodeQueries)
    return shape
  }
}
