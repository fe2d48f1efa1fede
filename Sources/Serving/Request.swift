import EventKernel
import Quantities

/// A request inside the system.
struct Request: Sendable {
  /// Where it is.
  enum Stage: Sendable {
    /// On its way from the front door to a queue.
    case entering
    /// In a queue.
    case waiting
    /// In a queue, its cache in the memory of the host.
    case swapped
    /// Admitted; its prompt is not finished.
    case prompt
    /// In a queue, its cache with the replica that computed its prompt.
    case remote
    /// Admitted; its cache is on its way.
    case moving
    /// Admitted; the beginning of its text is read from a lower tier of the prefix cache.
    case reading
    /// In a decode batch.
    case decoding
  }

  /// Its place in the order of arrival, from zero.
  let number: Int
  /// The index of its class in the workload.
  let classIndex: Int32
  /// Who waits for the answer.
  let client: ClientTicket
  /// Which text it consists of.
  let identity: PromptIdentity
  /// Whether its text continues that of others.
  let isOfSession: Bool
  /// When it came to the front door.
  let arrival: Instant
  let counts: TokenCounts
  /// The part of the run in which it arrived, to which its latencies belong.
  let segment: Int
  /// Who yields to whom; see ``ServiceTerms/precedence``.
  let precedence: Int32
  /// When its last output token is due.
  let deadline: Instant
  let tier: ServiceTier

  var stage = Stage.entering
  /// Whether it has come to a replica.
  var isRouted = false
  /// The replica that serves it; the first one until it is routed.
  var replica: Int32 = 0
  /// Output tokens made before it last joined the decode batch or left it.
  var emitted: Int32 = 0
  /// Tokens in the cache when it was last outside the decode batch.
  var stored: Int32 = 0
  /// The most tokens it ever had in the cache: those below are computed again after a preemption.
  var everStored: Int32 = 0
  /// Cache blocks it held when it was last outside the decode batch.
  var blocks: Int32 = 0
  /// Tokens of its cache that were found rather than computed when it was last admitted.
  var found: Int32 = 0
  /// The run at the end of its blocks that the prefix cache knows, and how many those are; -1 without
  /// any.
  var chain: Int32 = -1
  var chained: Int32 = 0
  /// Blocks of host memory it holds.
  var hostBlocks: Int32 = 0
  /// The replica that computed its prompt and keeps its cache until it has moved; -1 if there is none.
  var source: Int32 = -1
  /// Cache blocks that it holds there, and the chain of those that the prefix cache knows.
  var sourceBlocks: Int32 = 0
  var sourceChain: Int32 = -1
  var sourceChained: Int32 = 0
  /// Where it stands in the heap that it is in.
  var place: Int32 = -1
  /// Decode steps its replica had done when it joined the decode batch.
  var joinedAfter = 0
  /// When what it waits for is there: the part of its text that it found in a lower tier, or its
  /// cache, all of which has been sent.
  var awaited = Instant.zero
  /// When it was last admitted.
  var admitted = Instant.zero
  /// When it was last admitted to have its prompt computed for its first token, or for another pool.
  var promptStarted = Instant.zero
  var firstToken = Instant.zero
  /// When its last token was made, as known when it was last outside the decode batch.
  var lastToken = Instant.zero
  /// When it last entered the queue.
  var queuedSince = Instant.zero
  /// Nanoseconds spent in the queue.
  var waited: Int64 = 0

  init(_ incoming: IncomingRequest, arrival: Instant, segment: Int) {
    let terms = incoming.terms
    number = incoming.number
    classIndex = incoming.classIndex
    client = incoming.client
    identity = incoming.identity
    isOfSession = incoming.isOfSession
    self.arrival = arrival
    counts = incoming.counts
    self.segment = segment
    precedence = terms.precedence
    deadline = terms.deadline.map { arrival + $0 } ?? .distantFuture
    tier = terms.tier
  }

  /// Whether a swapped request decodes, so that its next token follows from one more query, rather
  /// than from the rest of its prompt.
  var resumesDecoding: Bool { emitted > 0 && Int(stored) == prefillLength - 1 }

  /// What its prompt took from its admission to the token that follows it, where no other token has
  /// followed yet.
  var promptTime: Seconds { lastToken - promptStarted }

  /// Tokens that must be in the cache before the next output token: after a preemption, the output
  /// so far is computed again with the prompt.
  var prefillLength: Int { Int(counts.prompt) + Int(emitted) }
}

/// The requests inside the system, in slots that are used again: memory follows the number in the
/// system, not the number served.
struct RequestPool: Sendable {
  private var slots = ContiguousArray<Request?>()
  private var free = ContiguousArray<Int32>()

  /// Requests inside the system.
  var count: Int { slots.count - free.count }

  /// - Complexity: O(1), amortised.
  mutating func insert(_ request: Request) -> Int32 {
    if let slot = free.popLast() {
      slots[Int(slot)] = request
      return slot
    }
    slots.append(request)
    return Int32(slots.count - 1)
  }

  /// - Precondition: the slot is in use.
  @discardableResult
  mutating func remove(_ slot: Int32) -> Request {
    let request = slots[Int(slot)]!
    slots[Int(slot)] = nil
    free.append(slot)
    return request
  }

  /// Whether a request is in a slot.
  func isInUse(_ slot: Int32) -> Bool { slots[Int(slot)] != nil }

  /// - Precondition: the slot is in use.
  subscript(_ slot: Int32) -> Request {
    get { slots[Int(slot)]! }
    _modify { yield &slots[Int(slot)]! }
  }

  /// The slots in use, from the lowest.
  var slotsInUse: [Int32] { slots.indices.filter { slots[$0] != nil }.map { Int32($0) } }
}
