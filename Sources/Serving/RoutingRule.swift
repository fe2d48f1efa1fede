/// Which replica takes a request.
///
/// The load of a replica is the number of requests that wait or run there. Where pools differ in
/// ``ServingPool/capacity``, the load that one more request would make is divided by it (shortest
/// expected delay), turns and draws are shared out in proportion to it.
public enum RoutingRule: Sendable, Hashable {
  /// Each in turn.
  case roundRobin
  /// Each equally likely.
  case random
  /// The one with the least load; the lowest number wins a tie. The lengths of outputs to come are
  /// not known to a router (join the shortest queue: Winston 1977, doi:10.2307/3213271).
  case leastLoaded
  /// The less loaded of two drawn at random (Mitzenmacher 2001, doi:10.1109/71.963420).
  case powerOfTwoChoices
  /// Requests wait at the router, first come first served, until a replica holds fewer than so many;
  /// the least loaded takes the next one. Nil stands for the sequences that its step may hold.
  case centralQueue(perReplica: Int?)
  /// The replica that had the conversation last, else the one that a hash of the conversation names
  /// on a ring, as long as it is not overfull; else the next one of the ring.
  case sessionSticky(SessionStickiness)
  /// The replica to which the longest prefix of the prompt was last sent, unless that is short or
  /// the replica much fuller than others; then the least loaded.
  case prefixAware(PrefixAffinity)
}

/// When a conversation leaves its replica.
public struct SessionStickiness: Sendable, Hashable {
  /// A replica is overfull with a load beyond its share of all load times this factor, rounded up
  /// (consistent hashing with bounded loads: Mirrokni, Thorup & Zadimoghaddam 2018,
  /// arXiv 1608.01350).
  public let overfull: Double

  public init(overfull: Double = 1.25) throws(ServingError) {
    try ServingError.require(overfull, in: 1.01...1e9, "overfull")
    self.overfull = overfull
  }

  /// A quarter beyond its share, as the authors of the method use it.
  public static let standard = try! SessionStickiness()
}

/// How a router weighs a cached prefix against load.
///
/// The rule of the routers that ship with SGLang and vLLM (`cache_aware`), with their defaults: a
/// match of at least 30 % of the prompt decides, unless one replica has over 64 requests and over
/// 1.5 times as many as another (SGLang model gateway 0.3, docs "Cache-aware routing", 2025). Here
/// the replica of the match is compared with the least loaded one, rather than the fullest: in a
/// large fleet some replica is always full. A router sees prompts, not caches: it takes a replica to
/// hold what it sent there last, in chunks of ``chunkTokens``.
public struct PrefixAffinity: Sendable, Hashable {
  /// The share of a prompt that must match.
  public let leastMatch: Double
  /// The replica of the match has at most so many more requests than the least loaded,
  public let excess: Int
  /// or at most so many times as many.
  public let ratio: Double
  /// Tokens by which prefixes are compared.
  public let chunkTokens: Int

  public init(
    leastMatch: Double = 0.3, excess: Int = 64, ratio: Double = 1.5, chunkTokens: Int = 64
  ) throws(ServingError) {
    try ServingError.require(leastMatch, in: 0...1, "least match")
    try ServingError.require(excess, in: 0...1_000_000, "excess of load")
    try ServingError.require(ratio, in: 1...1e9, "ratio of loads")
    try ServingError.require(chunkTokens, in: 1...65_536, "tokens of a chunk")
    self.leastMatch = leastMatch
    self.excess = excess
    self.ratio = ratio
    self.chunkTokens = chunkTokens
  }

  public static let standard = try! PrefixAffinity()
}

extension RoutingRule: CaseIterable {
  /// One of each kind, with its standard figures.
  public static var allCases: [RoutingRule] {
    [
      .roundRobin, .random, .leastLoaded, .powerOfTwoChoices, .centralQueue(perReplica: nil),
      .sessionSticky(.standard), .prefixAware(.standard),
    ]
  }
}
