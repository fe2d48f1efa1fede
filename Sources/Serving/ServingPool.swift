public import Performance

/// Replicas of one engine on one kind of machine, with one plan.
public struct ServingPool: Sendable, Hashable {
  /// What a pool computes of a request.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Prompt and output: prompts are computed between or beside the steps that decode.
    case whole
    /// Prompts and the first output token only; the cache then moves to a pool that decodes.
    case prefill
    /// All output tokens but the first, from caches that come from a pool of prompts.
    case decode
  }

  public let name: String
  public let role: Role
  public let engine: EngineProfile
  public let replicas: Int
  /// Attention replicas within a replica: engine processes that step together, each with a share
  /// of the cache and with the batch limits of the engine. A sequence lives on one of them.
  ///
  /// They are taken to share sequences and chunks evenly; see `StepTimePredictor`.
  public let attentionRanks: Int
  /// Cache blocks of one replica, all its attention ranks together; see
  /// ``EngineProfile/cacheBlocks(of:context:)``.
  public let cacheBlocks: Int
  /// Memory of the hosts for the caches of preempted sequences, where the engine swaps.
  public let swapSpace: SwapSpace?
  /// How tokens are drafted ahead, nil where none are.
  public let speculation: Speculation?
  /// What is kept of texts that may come again; nil where nothing is.
  public let prefixCaching: PrefixCaching?
  /// How much more a replica serves than one of another pool, as the router is told.
  public let capacity: Double
  /// The labels of the residencies whose requests it may serve, beside its own name and requests
  /// that may be served anywhere.
  public let residencies: [String]
  /// How replicas fail; nil where they do not.
  public let failures: ReplicaFailures?
  /// How many serve as the load changes; nil where all do. ``replicas`` are the most.
  public let scaling: PoolScaling?

  public init(
    _ name: String = "replicas", role: Role = .whole, engine: EngineProfile, replicas: Int,
    attentionRanks: Int = 1, cacheBlocks: Int, swapSpace: SwapSpace? = nil,
    speculation: Speculation? = nil, prefixCaching: PrefixCaching? = nil, capacity: Double = 1,
    residencies: [String] = [], failures: ReplicaFailures? = nil, scaling: PoolScaling? = nil
  ) throws(ServingError) {
    try ServingError.require(capacity, in: 1e-6...1e6, "capacity")
    try ServingError.require(replicas, in: 1...1_048_576, "replicas")
    try ServingError.require(attentionRanks, in: 1...65_536, "attention ranks")
    try ServingError.require(cacheBlocks, in: attentionRanks...Int(Int32.max), "cache blocks")
    if let queries = speculation?.queries, queries > engine.tokenBudget {
      throw .draftBeyondBudget(queries: queries, budget: engine.tokenBudget)
    }
    if engine.preemption != .recompute, swapSpace == nil { throw .noSwapSpace }
    self.name = name
    self.role = role
    self.engine = engine
    self.replicas = replicas
    self.attentionRanks = attentionRanks
    self.cacheBlocks = cacheBlocks
    self.swapSpace = swapSpace
    self.speculation = speculation
    self.prefixCaching = prefixCaching
    self.capacity = capacity
    self.residencies = residencies
    self.failures = failures
    self.scaling = scaling
  }

  /// Sequences that a step of a replica may hold: every one of them must find room with all its
  /// queries.
  var maximumSequences: Int {
    min(engine.maximumSequences, engine.tokenBudget / (speculation?.queries ?? 1)) * attentionRanks
  }

  /// Whether its replicas may end before their requests, which others compute anew.
  var mayLoseRequests: Bool {
    failures.map { $0.orphans == .rerouted } ?? false
      || scaling.map { $0.draining == .moves } ?? false
  }

  /// Whether requests of a residency may be served here.
  func serves(residency: String?) -> Bool {
    guard let residency else { return true }
    return name == residency || residencies.contains(residency)
  }
}
