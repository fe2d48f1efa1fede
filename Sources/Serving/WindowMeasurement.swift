public import EventKernel
public import Quantities

/// What was measured over a part of a run.
///
/// Requests and their latencies belong to the part in which they arrive, wherever they end; gaps,
/// tokens, steps and occupancies belong to the part in which they happen. Rates are ratios of sums.
public struct WindowMeasurement: Sendable, Hashable {
  public let start: Instant
  public internal(set) var end: Instant
  /// What was seen of each class, in the order of the workload; one entry for all requests together
  /// where they are not measured apart (see ``Workload/measuresClasses``).
  public internal(set) var classes: ContiguousArray<ClassMeasurement>
  /// Requests from their arrival to their last token, integrated over time, in requests times
  /// seconds.
  public internal(set) var inSystem = 0.0
  /// Caches that arrived at another pool.
  public internal(set) var cacheMoved = Bytes.zero
  /// Requests that wait at the router, integrated over time, in requests times seconds.
  public internal(set) var atRouter = 0.0
  /// Of those, requests that wait to be decoded.
  public internal(set) var atRouterOfDecoding = 0.0
  /// What each pool did, in the order of the fleet.
  public internal(set) var pools: ContiguousArray<PoolMeasurement>

  init(start: Instant, pools: Int, classes: Int) {
    self.start = start
    end = start
    self.classes = ContiguousArray(repeating: ClassMeasurement(), count: classes)
    self.pools = ContiguousArray(repeating: PoolMeasurement(), count: pools)
  }

  /// All classes together.
  public var requests: RequestCounts {
    var all = classes[0].requests
    for other in classes.dropFirst() { all.merge(other.requests) }
    return all
  }

  /// All classes together.
  ///
  /// - Complexity: O(classes · buckets of a sketch) where there are several.
  public var latencies: Latencies {
    var all = classes[0].latencies
    for other in classes.dropFirst() { all.merge(other.latencies) }
    return all
  }

  /// All pools together.
  public var tokens: TokenFlows { sum(\.tokens) { $0.merge($1) } }
  /// All pools together.
  public var swaps: SwapFlows { sum(\.swaps) { $0.merge($1) } }
  /// All pools together.
  public var prefixes: PrefixFlows { sum(\.prefixes) { $0.merge($1) } }
  /// All pools together.
  public var occupancy: Occupancy { sum(\.occupancy) { $0.merge($1) } }
  /// All pools together.
  public var phases: PhaseTimes { sum(\.phases) { $0.merge($1) } }
  /// All pools together.
  public var lives: ReplicaFlows { sum(\.lives) { $0.merge($1) } }
  /// Steps that ended, of all pools.
  public var steps: Int { sum(\.steps) { $0 += $1 } }

  private func sum<Value>(
    _ part: KeyPath<PoolMeasurement, Value>, _ merge: (inout Value, Value) -> Void
  ) -> Value {
    var all = pools[0][keyPath: part]
    for pool in pools.dropFirst() { merge(&all, pool[keyPath: part]) }
    return all
  }

  public var length: Seconds { end - start }

  /// Adds the part that follows this one.
  mutating func append(_ next: WindowMeasurement) {
    end = next.end
    for index in classes.indices { classes[index].merge(next.classes[index]) }
    inSystem += next.inSystem
    cacheMoved += next.cacheMoved
    atRouter += next.atRouter
    atRouterOfDecoding += next.atRouterOfDecoding
    for pool in pools.indices { pools[pool].merge(next.pools[pool]) }
  }

  /// Output tokens per second; nothing if no time has passed.
  public var outputThroughput: TokensPerSecond? { rate(Double(tokens.output)) }

  /// Prompt tokens, cached or computed for the first time, and output tokens, per second.
  public var totalThroughput: TokensPerSecond? {
    rate(Double(tokens.output + tokens.prompt + tokens.cached))
  }

  /// Requests that were completed in this part, per second.
  public var requestThroughput: RequestsPerSecond? { rate(Double(requests.departed)) }

  /// Requests that arrived in this part, per second.
  public var arrivalRate: RequestsPerSecond? { rate(Double(requests.arrived)) }

  /// Requests that arrived in this part and attained the objective, per second.
  public var goodput: RequestsPerSecond? { rate(Double(requests.attained)) }

  /// The share of requests that attained the objective; rejected and unfinished ones did not.
  /// Nothing if none arrived.
  public var attainment: Double? {
    requests.arrived > 0 ? Double(requests.attained) / Double(requests.arrived) : nil
  }

  private func rate<Other>(_ amount: Double) -> Quantity<Per<Other, Second>>? {
    length > .zero ? Quantity(amount / length.value) : nil
  }

  /// The mean number of requests in the system, arrival to last token; nothing if no time passed.
  public var meanInSystem: Double? { average(inSystem) }
  /// The mean number of requests that wait for admission, over all replicas and at the router.
  public var meanWaiting: Double? { average(occupancy.waiting + atRouter) }
  /// The mean number of requests that are computed, over all replicas.
  public var meanRunning: Double? { average(occupancy.running) }
  /// The mean number of cache blocks in use, over all replicas.
  public var meanBlocksInUse: Double? { average(occupancy.blocks) }

  private func average(_ integral: Double) -> Double? {
    length > .zero ? integral / length.value : nil
  }
}

/// Requests, by what became of them.
public struct RequestCounts: Sendable, Hashable, Codable {
  public internal(set) var arrived = 0
  /// Of those arrived: all of their output was made.
  public internal(set) var completed = 0
  public internal(set) var rejectedForContext = 0
  public internal(set) var rejectedForCache = 0
  public internal(set) var rejectedForQueue = 0
  public internal(set) var rejectedForDeadline = 0
  public internal(set) var rejectedForResidency = 0
  /// Of those arrived: lost with a replica that failed.
  public internal(set) var lostWithReplica = 0
  /// Of those arrived: still in the system at the end of the run.
  public internal(set) var unfinished = 0
  /// Of those arrived: completed within the objective.
  public internal(set) var attained = 0
  /// Of those arrived: completed after they were due.
  public internal(set) var late = 0
  /// Of those arrived: cut to the context limit.
  public internal(set) var clipped = 0
  /// Completions that happened in this part, whenever the request arrived.
  public internal(set) var departed = 0
  /// Preemptions that happened in this part.
  public internal(set) var preemptions = 0

  /// Nothing arrived.
  public init() {}

  public var rejected: Int {
    rejectedForContext + rejectedForCache + rejectedForQueue + rejectedForDeadline
      + rejectedForResidency + lostWithReplica
  }

  mutating func reject(_ reason: RejectionReason) {
    switch reason {
    case .exceedsContext: rejectedForContext += 1
    case .exceedsCache: rejectedForCache += 1
    case .queueFull: rejectedForQueue += 1
    case .deadlinePassed: rejectedForDeadline += 1
    case .noPoolForResidency: rejectedForResidency += 1
    case .replicaFailed: lostWithReplica += 1
    }
  }

  mutating func merge(_ other: RequestCounts) {
    arrived += other.arrived
    completed += other.completed
    rejectedForContext += other.rejectedForContext
    rejectedForCache += other.rejectedForCache
    rejectedForQueue += other.rejectedForQueue
    rejectedForDeadline += other.rejectedForDeadline
    rejectedForResidency += other.rejectedForResidency
    lostWithReplica += other.lostWithReplica
    unfinished += other.unfinished
    attained += other.attained
    late += other.late
    clipped += other.clipped
    departed += other.departed
    preemptions += other.preemptions
  }
}

/// Tokens that were processed.
public struct TokenFlows: Sendable, Hashable, Codable {
  /// Prompt tokens computed for the first time.
  public internal(set) var prompt = 0
  /// Prompt tokens taken from the prefix cache instead of being computed for the first time.
  public internal(set) var cached = 0
  /// Tokens, of prompt and output, that a preemption had cost and the prefix cache still held.
  public internal(set) var restored = 0
  /// Tokens, of prompt and output, computed again after a preemption.
  public internal(set) var recomputed = 0
  /// Output tokens made.
  public internal(set) var output = 0

  /// Nothing was computed.
  public init() {}

  mutating func merge(_ other: TokenFlows) {
    prompt += other.prompt
    cached += other.cached
    restored += other.restored
    recomputed += other.recomputed
    output += other.output
  }
}
