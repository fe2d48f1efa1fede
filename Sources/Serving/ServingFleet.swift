public import Performance

/// Replicas of one engine behind a router.
public struct ServingFleet: Sendable, Hashable {
  public let engine: EngineProfile
  public let replicas: Int
  /// Attention replicas within a replica: engine processes that step together, each with a share
  /// of the cache and with the batch limits of the engine. A sequence lives on one of them.
  ///
  /// They are taken to share sequences and chunks evenly; see `StepTimePredictor`.
  public let attentionRanks: Int
  /// Cache blocks of one replica, all its attention ranks together; see
  /// ``EngineProfile/cacheBlocks(of:)``.
  public let cacheBlocks: Int
  /// The most tokens of prompt and output together that a request may have.
  public let contextLimit: Int
  public let overlength: OverlengthRule
  public let routing: RoutingRule
  /// How many requests may wait at one replica; those that come beyond are rejected. Nothing if
  /// any number may.
  public let queueLimit: Int?
  /// How tokens are drafted ahead, nil where none are.
  public let speculation: Speculation?

  public init(
    engine: EngineProfile, replicas: Int, attentionRanks: Int = 1, cacheBlocks: Int,
    contextLimit: Int, overlength: OverlengthRule = .clipped, routing: RoutingRule = .roundRobin,
    queueLimit: Int? = nil, speculation: Speculation? = nil
  ) throws(ServingError) {
    try ServingError.require(replicas, in: 1...1_048_576, "replicas")
    try ServingError.require(attentionRanks, in: 1...65_536, "attention ranks")
    try ServingError.require(cacheBlocks, in: attentionRanks...Int(Int32.max), "cache blocks")
    try ServingError.require(contextLimit, in: 2...TokenCounts.limit, "context limit")
    if let queueLimit { try ServingError.require(queueLimit, in: 1...Int.max, "queue limit") }
    self.engine = engine
    self.replicas = replicas
    self.attentionRanks = attentionRanks
    self.cacheBlocks = cacheBlocks
    self.contextLimit = contextLimit
    self.overlength = overlength
    self.routing = routing
    if let queries = speculation?.queries, queries > engine.tokenBudget {
      throw .draftBeyondBudget(queries: queries, budget: engine.tokenBudget)
    }
    self.queueLimit = queueLimit
    self.speculation = speculation
  }
}

/// Why a request was turned away.
public enum RejectionReason: String, Sendable, Hashable, CaseIterable {
  /// Prompt and output exceed the context limit.
  case exceedsContext
  /// Prompt and output exceed the cache of an empty replica, or of one of its attention ranks.
  case exceedsCache
  /// Too many requests wait already.
  case queueFull
}
