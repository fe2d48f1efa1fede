public import Performance

/// Pools of replicas behind a router.
public struct ServingFleet: Sendable, Hashable {
  /// Those that take requests at the front door first, then those that only decode.
  public let pools: [ServingPool]
  /// The most tokens of prompt and output together that a request may have.
  public let contextLimit: Int
  public let overlength: OverlengthRule
  public let routing: RoutingRule
  /// What carries caches from pools of prompts to pools that decode.
  public let fabric: CacheFabric?

  /// - Throws: `ServingError` for a figure outside its range, for prompts that no pool decodes or the
  ///   other way round, and for such pools without a network between them.
  public init(
    pools: [ServingPool], contextLimit: Int, overlength: OverlengthRule = .clipped,
    routing: RoutingRule = .roundRobin, fabric: CacheFabric? = nil
  ) throws(ServingError) {
    try ServingError.require(pools.count, in: 1...64, "pools")
    try ServingError.require(contextLimit, in: 2...TokenCounts.limit, "context limit")
    if case .centralQueue(let perReplica?) = routing {
      try ServingError.require(perReplica, in: 1...1_048_576, "requests per replica")
    }
    self.pools = pools.filter { $0.role != .decode } + pools.filter { $0.role == .decode }
    self.contextLimit = contextLimit
    self.overlength = overlength
    self.routing = routing
    let prefills = pools.contains { $0.role == .prefill }
    guard prefills == pools.contains(where: { $0.role == .decode }) else {
      throw .unpairedPool(prefills ? .prefill : .decode)
    }
    guard !prefills || fabric != nil else { throw .noFabric }
    self.fabric = prefills ? fabric : nil
  }

  /// One pool of replicas that serve requests whole.
  public init(
    engine: EngineProfile, replicas: Int, attentionRanks: Int = 1, cacheBlocks: Int,
    contextLimit: Int, overlength: OverlengthRule = .clipped, routing: RoutingRule = .roundRobin,
    swapSpace: SwapSpace? = nil, speculation: Speculation? = nil,
    prefixCaching: PrefixCaching? = nil
  ) throws(ServingError) {
    try self.init(
      pools: [
        ServingPool(
          engine: engine, replicas: replicas, attentionRanks: attentionRanks,
          cacheBlocks: cacheBlocks, swapSpace: swapSpace, speculation: speculation,
          prefixCaching: prefixCaching)
      ], contextLimit: contextLimit, overlength: overlength, routing: routing)
  }

  /// Delays at the front door, those of the engine that takes the requests.
  var edges: RequestEdges { pools[0].engine.edges }

  /// Replicas of all pools.
  public var replicas: Int { pools.reduce(0) { $0 + $1.replicas } }
}

/// Why a request was turned away.
public enum RejectionReason: String, Sendable, Hashable, CaseIterable {
  /// Prompt and output exceed the context limit.
  case exceedsContext
  /// Prompt and output exceed the cache of an empty replica, or of one of its attention ranks.
  case exceedsCache
  /// Too many requests, or tokens of prompts, wait already.
  case queueFull
  /// Its deadline could not be kept any more when its turn came.
  case deadlinePassed
  /// No pool may serve requests of its residency.
  case noPoolForResidency
  /// The replica that had it failed, and its requests are not rerouted.
  case replicaFailed
}
