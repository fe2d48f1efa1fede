/// Multi-head, grouped-query and multi-query attention (Ainslie et al. 2023, arXiv 2305.13245).
public struct GroupedQueryAttention: Sendable, Hashable {
  /// Query heads, `a`.
  public let heads: Int
  /// Key and value heads, `a_kv`; equal to `heads` for multi-head attention.
  public let keyValueHeads: Int
  /// Elements of one head, `d`; `heads · d` need not equal the hidden size.
  public let headDimension: Int
  /// Tokens attended at most (sliding window or chunk), nil for full attention.
  ///
  /// A chunk of `w` tokens holds between 1 and `w` of them; it is charged as a window, an upper
  /// bound (Eq. 2.12).
  public let window: Int?
  /// Whether the query, key and value projections carry biases.
  public let hasBias: Bool
  /// Whether the output projection carries a bias (gpt-oss).
  public let hasOutputBias: Bool
  public let hasQueryKeyNorm: Bool
  /// A gate on the attention output, as wide as the query projection (Qwen3-Next).
  public let hasOutputGate: Bool
  /// Whether each head has a learned attention sink (gpt-oss).
  public let hasSinks: Bool
  /// Whether the layer projects and caches keys and values; false where it attends those of an
  /// earlier layer (cross-layer attention, Brandon et al. 2024, arXiv 2405.12981; Eq. 2.17).
  public let ownsKeyValues: Bool

  public init(
    heads: Int, keyValueHeads: Int, headDimension: Int, window: Int? = nil, hasBias: Bool = false,
    hasOutputBias: Bool = false, hasQueryKeyNorm: Bool = false, hasOutputGate: Bool = false,
    hasSinks: Bool = false, ownsKeyValues: Bool = true
  ) {
    precondition(
      heads > 0 && keyValueHeads > 0 && headDimension > 0 && window ?? 1 > 0,
      "\(heads) heads, \(keyValueHeads) KV heads of \(headDimension), window \(window ?? 0)")
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headDimension = headDimension
    self.window = window
    self.hasBias = hasBias
    self.hasOutputBias = hasOutputBias
    self.hasQueryKeyNorm = hasQueryKeyNorm
    self.hasOutputGate = hasOutputGate
    self.hasSinks = hasSinks
    self.ownsKeyValues = ownsKeyValues
  }
}
