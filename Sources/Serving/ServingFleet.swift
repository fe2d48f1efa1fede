/// Replicas of one engine behind a router.
public struct ServingFleet: Sendable, Hashable {
  public let engine: EngineProfile
  public let replicas: Int
  /// Cache blocks of one replica; see ``EngineProfile/cacheBlocks(of:)``.
  public let cacheBlocks: Int
  /// The most tokens of prompt and output together that a request may have.
  public let contextLimit: Int
  public let overlength: OverlengthRule
  public let routing: RoutingRule
  /// How many requests may wait at one replica; those that come beyond are rejected. Nothing if
  /// any number may.
  public let queueLimit: Int?

  public init(
    engine: EngineProfile, replicas: Int, cacheBlocks: Int, contextLimit: Int,
    overlength: OverlengthRule = .clipped, routing: RoutingRule = .roundRobin,
    queueLimit: Int? = nil
  ) throws(ServingError) {
    try ServingError.require(replicas, in: 1...1_048_576, "replicas")
    try ServingError.require(cacheBlocks, in: 1...Int(Int32.max), "cache blocks")
    try ServingError.require(contextLimit, in: 2...TokenCounts.limit, "context limit")
    if let queueLimit { try ServingError.require(queueLimit, in: 1...Int.max, "queue limit") }
    self.engine = engine
    self.replicas = replicas
    self.cacheBlocks = cacheBlocks
    self.contextLimit = contextLimit
    self.overlength = overlength
    self.routing = routing
    self.queueLimit = queueLimit
  }
}

/// Why a request was turned away.
public enum RejectionReason: String, Sendable, Hashable, CaseIterable {
  /// Prompt and output exceed the context limit.
  case exceedsContext
  /// Prompt and output exceed the cache of an empty replica.
  case exceedsCache
  /// Too many requests wait already.
  case queueFull
}
