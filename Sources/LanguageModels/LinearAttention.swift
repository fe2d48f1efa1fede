/// Linear attention and state-space layers: a constant state per sequence in place of a cache
/// (Gated DeltaNet, Yang et al. 2024, arXiv 2412.06464; lightning attention, arXiv 2501.08313).
public struct LinearAttention: Sendable, Hashable {
  /// How the state forgets, and so which small projections the layer has.
  public enum Decay: Sendable, Hashable {
    /// A constant of the layer: no parameters (lightning attention).
    case fixed
    /// A decay and a write strength per value head, projected from the token (Gated DeltaNet).
    case perHead
    /// A decay per channel through a projection of low rank, a write strength per head, and an
    /// output gate of the same rank (Kimi Delta Attention, arXiv 2510.26692).
    case perChannel(rank: Int)
  }

  public let keyHeads: Int
  public let valueHeads: Int
  /// Elements of a key head, `d_k`.
  public let keyDimension: Int
  /// Elements of a value head, `d_v`.
  public let valueDimension: Int
  /// Taps of the short convolution before it, 0 where none.
  public let convolution: Int
  /// Whether an output gate as wide as the values exists.
  public let hasOutputGate: Bool
  public let decay: Decay

  public init(
    keyHeads: Int, valueHeads: Int, keyDimension: Int, valueDimension: Int, convolution: Int,
    hasOutputGate: Bool, decay: Decay = .perHead
  ) {
    precondition(keyHeads > 0 && valueHeads > 0 && keyDimension > 0 && valueDimension > 0)
    precondition(convolution >= 0)
    if case .perChannel(let rank) = decay { precondition(rank > 0, "decay of rank \(rank)") }
    self.keyHeads = keyHeads
    self.valueHeads = valueHeads
    self.keyDimension = keyDimension
    self.valueDimension = valueDimension
    self.convolution = convolution
    self.hasOutputGate = hasOutputGate
    self.decay = decay
  }

  /// Channels that pass the short convolution: queries, keys and values.
  var convolvedChannels: Int { 2 * keyHeads * keyDimension + valueHeads * valueDimension }
}
