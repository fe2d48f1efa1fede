public import Quantities

/// The course of a run in equal stretches of time, pool by pool: queue, batch, cache and tokens.
///
/// It goes from the first instant to the last, warm-up and cool-down included, in at most 512 buckets,
/// however long the run. Sums over its buckets are those of ``ServingResult/wholeRun``.
public struct Timeline: Sendable, Hashable {
  /// One pool of the fleet.
  public struct Pool: Sendable, Hashable {
    public let name: String
    public internal(set) var buckets: [TimelineBucket]
  }

  /// The length of a bucket; the last one ends with the run.
  public let width: Seconds
  /// In the order of the fleet; all have the same buckets, none where no time passed.
  public internal(set) var pools: [Pool]
  /// Requests that wait at the router, in requests times seconds, for each bucket.
  public internal(set) var atRouter: [Double]

  /// All pools together; what waits at the router is counted with what waits in queues.
  public var fleet: [TimelineBucket] {
    var whole = pools[0].buckets
    for pool in pools.dropFirst() {
      for index in whole.indices { whole[index].merge(pool.buckets[index]) }
    }
    for index in whole.indices { whole[index].occupancy.waiting += atRouter[index] }
    return whole
  }
}

/// What a pool did over a stretch of a ``Timeline``.
public struct TimelineBucket: Sendable, Hashable {
  public internal(set) var start = Seconds.zero
  public internal(set) var length = Seconds.zero
  public internal(set) var occupancy = Occupancy()
  /// Time of replicas in service, busy or idle.
  public internal(set) var inService = Seconds.zero
  /// Cache blocks of the replicas in service, integrated over time, in blocks times seconds.
  public internal(set) var blocksInService = 0.0
  /// Prompt tokens of steps that ended, computed for the first time.
  public internal(set) var promptTokens = 0
  /// Output tokens of steps that ended.
  public internal(set) var outputTokens = 0

  public var end: Seconds { start + length }
  /// The mean number of requests that wait for admission.
  public var meanWaiting: Double { occupancy.waiting / length.value }
  /// The mean number of requests that are computed: the batch, over all replicas.
  public var meanRunning: Double { occupancy.running / length.value }
  /// The mean number of replicas in service.
  public var meanInService: Double { inService / length }
  /// The share of the cache blocks of replicas in service that are in use; nothing without any.
  public var cacheUse: Double? {
    blocksInService > 0 ? occupancy.blocks / blocksInService : nil
  }
  public var promptThroughput: TokensPerSecond { Tokens(Double(promptTokens)) / length }
  public var outputThroughput: TokensPerSecond { Tokens(Double(outputTokens)) / length }

  /// Adds what another pool did over the same time.
  mutating func merge(_ other: TimelineBucket) {
    occupancy.merge(other.occupancy)
    inService += other.inService
    blocksInService += other.blocksInService
    promptTokens += other.promptTokens
    outputTokens += other.outputTokens
  }

  /// Adds the stretch that follows this one.
  public mutating func append(_ next: TimelineBucket) {
    length += next.length
    merge(next)
  }
}
