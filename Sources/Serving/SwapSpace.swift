import Hardware
import LanguageModels
public import Performance
public import Quantities

/// Memory of the hosts of one replica that takes the caches of preempted sequences.
public struct SwapSpace: Sendable, Hashable {
  /// Blocks that it holds, over all attention ranks of the replica.
  public let blocks: Int
  /// The time to copy one block in one direction, all devices of an attention rank copying their
  /// parts at once.
  public let timePerBlock: Seconds

  public init(blocks: Int, timePerBlock: Seconds) throws(ServingError) {
    try ServingError.require(blocks, in: 1...Int(Int32.max), "blocks of host memory")
    try ServingError.require(timePerBlock.value, in: 0...Seconds.hour.value, "time to copy a block")
    self.blocks = blocks
    self.timePerBlock = timePerBlock
  }
}

extension EngineProfile {
  /// The host memory that one replica of a deployment has to swap to; nil where the engine does not
  /// swap, where it takes no memory of the hosts or too little for one block, or where no link to
  /// them is known.
  ///
  /// Each device copies its own part of a block over its own link:
  ///
  ///     t = max over stages of β_s·c(s)/s / BW
  ///
  /// with c(s) the cache of a sequence of `s` = `context` tokens on the stage's device. Ignores what
  /// starting a copy costs, and that hosts may not keep up with all their devices at once.
  ///
  /// - Parameter context: the tokens of a typical sequence; the model's longest where nil.
  public func swapSpace(of deployment: Deployment, context: Int? = nil) -> SwapSpace? {
    guard preemption != .recompute, let swapSpace, let host = deployment.cluster.system.host
    else { return nil }
    let context = context ?? deployment.model.contextLength
    let footprint = MemoryFootprint(deployment: deployment, reserve: memory)
    let bytes =
      footprint.stages.map {
        $0.cacheBytes(context: context) * (Double(blockTokens) / Double(context))
      }.max() ?? .zero
    let link = host.bandwidth / Double(deployment.cluster.accelerator.devices)
    let blocks = Int(swapSpace / bytes)
    return try? SwapSpace(
      blocks: min(blocks * deployment.plan.data, Int(Int32.max)), timePerBlock: bytes / link)
  }
}

/// Blocks that a step moves between device and host.
struct SwapTraffic: Sendable {
  var blocksOut = 0
  var blocksIn = 0
  /// Sequences that they belong to.
  var sequences = 0

  /// The time of the copies: of an engine that waits for them, one after the other; of one that
  /// overlaps them, both directions at once, since the link to the host is duplex. Attention ranks
  /// copy at once, each its sequences.
  func duration(_ rules: StepRules) -> Seconds {
    guard sequences > 0 else { return .zero }
    let ranks = Double(min(sequences, rules.attentionRanks))
    let blocks = rules.overlapsCopies ? max(blocksOut, blocksIn) : blocksOut + blocksIn
    return Double(blocks) / ranks * rules.copyTimePerBlock
  }
}
