public import Hardware
public import LanguageModels
public import Performance
public import Quantities

/// A serving engine of one version, as data: what its scheduler allows and what its host costs.
///
/// Nothing in this module knows an engine by name; a new one, or a new version, is a new value.
public struct EngineProfile: Sendable, Hashable {
  /// The engine and its version, as in `vllm-0.18`.
  public let name: String
  /// The day the version was released, as in `2026-03-14`.
  public let versionDate: String
  /// Tokens of one sequence that a cache block holds, `β_s`.
  public let blockTokens: Int
  /// Tokens that one step may compute, `T_max`.
  public let tokenBudget: Int
  /// Sequences that one step may hold.
  public let maximumSequences: Int
  public let batching: BatchingRule
  public let admission: AdmissionRule
  public let preemption: PreemptionRule
  public let scheduling: SchedulingPolicy
  /// The memory of the host that it takes per device for the caches of preempted sequences, where it
  /// swaps; nil where it has none.
  public let swapSpace: Bytes?
  /// The format of the key-value cache where neither the user nor the checkpoint asks for one.
  public let cacheFormat: NumericFormat
  /// The format of the cache under checkpoints whose matrices are in a format, where it is not
  /// ``cacheFormat``: quantization tools write it into what they publish, and engines follow.
  public let checkpointCaches: [WeightFormat: NumericFormat]
  /// The same where the chip multiplies the format of the checkpoint itself, as the engine's recipes
  /// for such chips have it.
  public let nativeCaches: [WeightFormat: NumericFormat]
  /// What the engine keeps of a device's memory beside weights and cache.
  public let memory: MemoryReserve
  /// Time of the host per step, sequence, layer and token.
  public let hostOverhead: HostOverhead
  /// What hides communication, and in which format tokens travel to their experts.
  public let communication: CommunicationProfile
  /// Delays beside the engine's loop.
  public let edges: RequestEdges

  public init(
    name: String, versionDate: String, blockTokens: Int, tokenBudget: Int, maximumSequences: Int,
    batching: BatchingRule, admission: AdmissionRule, preemption: PreemptionRule = .recompute,
    scheduling: SchedulingPolicy = .plain, swapSpace: Bytes? = nil, cacheFormat: NumericFormat,
    checkpointCaches: [WeightFormat: NumericFormat] = [:],
    nativeCaches: [WeightFormat: NumericFormat] = [:],
    memory: MemoryReserve, hostOverhead: HostOverhead,
    communication: CommunicationProfile = .serial, edges: RequestEdges = .none
  ) throws(ServingError) {
    try ServingError.require(blockTokens, in: 1...65_536, "block tokens")
    try ServingError.require(tokenBudget, in: 1...16_777_216, "token budget")
    try ServingError.require(maximumSequences, in: 1...1_048_576, "maximum sequences")
    guard tokenBudget >= maximumSequences else {
      throw .budgetBelowSequences(budget: tokenBudget, sequences: maximumSequences)
    }
    switch admission {
    case .promptFits(let fraction):
      try ServingError.require(fraction, in: 0...0.5, "fraction of blocks kept free")
    case .outputFits:
      guard preemption == .recompute || scheduling.yielding == .toPriority else {
        throw .nothingToSwap
      }
    }
    self.name = name
    self.versionDate = versionDate
    self.blockTokens = blockTokens
    self.tokenBudget = tokenBudget
    self.maximumSequences = maximumSequences
    self.batching = batching
    self.admission = admission
    self.preemption = preemption
    self.scheduling = scheduling
    self.swapSpace = swapSpace
    self.cacheFormat = cacheFormat
    self.checkpointCaches = checkpointCaches
    self.nativeCaches = nativeCaches
    // What a step holds at most is what the engine profiles at its start.
    self.memory = memory.with(tokens: tokenBudget, sequences: maximumSequences)
    self.hostOverhead = hostOverhead
    self.communication = communication
    self.edges = edges
  }

  /// The format of the cache under weights of such formats, where the user asks for none.
  ///
  /// The matrices with most parameters name the checkpoint: routed experts, then feed-forward
  /// networks, then attention.
  public func cacheFormat(under weights: WeightFormats, on peak: PeakRates) -> NumericFormat {
    for format in [weights.experts, weights.feedForward, weights.attention] {
      if let native = nativeCaches[format], format.arithmetic.contains(where: { peak[$0] != nil }) {
        return native
      }
      if let stored = checkpointCaches[format] { return stored }
    }
    return cacheFormat
  }

  /// This engine with other limits; nil keeps its own.
  ///
  /// An engine that takes prompts whole cuts them to a token budget that is not its own.
  public func limited(
    blockTokens: Int? = nil, tokenBudget: Int? = nil, maximumSequences: Int? = nil,
    memoryFraction: Double? = nil, hostOverhead: HostOverhead? = nil,
    communication: CommunicationProfile? = nil, edges: RequestEdges? = nil,
    preemption: PreemptionRule? = nil, scheduling: SchedulingPolicy? = nil,
    swapSpace: Bytes? = nil
  ) throws(ServingError) -> EngineProfile {
    let cuts = tokenBudget.map { $0 != self.tokenBudget } ?? false
    let kept = cuts ? memory.cuttingPrompts : memory
    return try EngineProfile(
      name: name, versionDate: versionDate, blockTokens: blockTokens ?? self.blockTokens,
      tokenBudget: tokenBudget ?? self.tokenBudget,
      maximumSequences: maximumSequences ?? self.maximumSequences, batching: batching,
      admission: admission, preemption: preemption ?? self.preemption,
      scheduling: scheduling ?? self.scheduling, swapSpace: swapSpace ?? self.swapSpace,
      cacheFormat: cacheFormat,
      checkpointCaches: checkpointCaches, nativeCaches: nativeCaches,
      memory: memoryFraction.map(kept.with(memoryFraction:)) ?? kept,
      hostOverhead: hostOverhead ?? self.hostOverhead,
      communication: communication ?? self.communication, edges: edges ?? self.edges)
  }

  /// The cache blocks of one replica of a deployment: those of its attention replicas together
  /// (Eq. 5.16).
  ///
  /// None when weights and reserves leave no room.
  ///
  /// - Parameter context: the tokens of a typical sequence, by which windows and recurrent states
  ///   are charged; the model's longest where nil.
  public func cacheBlocks(of deployment: Deployment, context: Int? = nil) -> Int {
    let footprint = MemoryFootprint(deployment: deployment, reserve: memory)
    return footprint.replicas * footprint.cacheBlocks(blockSize: blockTokens, context: context)
  }
}
