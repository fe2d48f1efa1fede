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
