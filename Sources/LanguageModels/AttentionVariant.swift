/// How a layer attends, and so what it keeps of the past.
public enum AttentionVariant: Sendable, Hashable {
  case grouped(GroupedQueryAttention)
  case latent(LatentAttention)
  case linear(LinearAttention)
  case compressed(CompressedAttention)
}

/// Multi-head, grouped-query and multi-query attention (Ainslie et al. 2023, arXiv 2305.13245).
public struct GroupedQueryAttention: Sendable, Hashable {
  /// Query heads, `a`.
  public let heads: Int
  /// Key and value heads, `a_kv`; equal to `heads` for multi-head attention.
  public let keyValueHeads: Int
  /// Elements of one head, `d`; `heads · d` need not equal the hidden size.
  public let headDimension: Int
  /// Tokens attended at most (sliding window or chunk), nil for full attention.
  public let window: Int?
  public let hasBias: Bool
  public let hasQueryKeyNorm: Bool
  /// A gate on the attention output, as wide as the query projection (Qwen3-Next).
  public let hasOutputGate: Bool

  public init(
    heads: Int, keyValueHeads: Int, headDimension: Int, window: Int? = nil, hasBias: Bool = false,
    hasQueryKeyNorm: Bool = false, hasOutputGate: Bool = false
  ) {
    precondition(heads > 0 && keyValueHeads > 0 && headDimension > 0 && window ?? 1 > 0)
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headDimension = headDimension
    self.window = window
    self.hasBias = hasBias
    self.hasQueryKeyNorm = hasQueryKeyNorm
    self.hasOutputGate = hasOutputGate
  }
}

/// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434), with the lightning indexer of
/// DeepSeek sparse attention (arXiv 2512.02556) where present.
public struct LatentAttention: Sendable, Hashable {
  public let heads: Int
  /// Rank of the query compression, `r_q`; nil where queries are not compressed.
  public let queryRank: Int?
  /// Rank of the key-value latent, `d_c`.
  public let keyValueRank: Int
  public let noPositionDimension: Int
  public let rotaryDimension: Int
  public let valueDimension: Int
  public let indexer: SparseIndexer?

  public init(
    heads: Int, queryRank: Int?, keyValueRank: Int, noPositionDimension: Int, rotaryDimension: Int,
    valueDimension: Int, indexer: SparseIndexer? = nil
  ) {
    precondition(heads > 0 && keyValueRank > 0 && noPositionDimension > 0)
    precondition(rotaryDimension >= 0 && valueDimension > 0 && queryRank ?? 1 > 0)
    self.heads = heads
    self.queryRank = queryRank
    self.keyValueRank = keyValueRank
    self.noPositionDimension = noPositionDimension
    self.rotaryDimension = rotaryDimension
    self.valueDimension = valueDimension
    self.indexer = indexer
  }
}

/// A small scorer that picks which past tokens a query attends.
public struct SparseIndexer: Sendable, Hashable {
  public let heads: Int
  public let headDimension: Int
  /// Past entries attended at most.
  public let selected: Int

  public init(heads: Int, headDimension: Int, selected: Int) {
    precondition(heads > 0 && headDimension > 0 && selected > 0)
    self.heads = heads
    self.headDimension = headDimension
    self.selected = selected
  }
}

/// Linear attention and state-space layers: a constant state per sequence in place of a cache
/// (Gated DeltaNet, Yang et al. 2024, arXiv 2412.06464; lightning attention).
public struct LinearAttention: Sendable, Hashable {
  public let keyHeads: Int
  public let valueHeads: Int
  public let keyDimension: Int
  public let valueDimension: Int
  /// Taps of the short convolution before it, 0 where none.
  public let convolution: Int
  /// Whether an output gate as wide as the values exists.
  public let hasOutputGate: Bool

  public init(
    keyHeads: Int, valueHeads: Int, keyDimension: Int, valueDimension: Int, convolution: Int,
    hasOutputGate: Bool
  ) {
    precondition(keyHeads > 0 && valueHeads > 0 && keyDimension > 0 && valueDimension > 0)
    precondition(convolution >= 0)
    self.keyHeads = keyHeads
    self.valueHeads = valueHeads
    self.keyDimension = keyDimension
    self.valueDimension = valueDimension
    self.convolution = convolution
    self.hasOutputGate = hasOutputGate
  }
}

/// Attention over compressed blocks of the past with shared keys and values, sparse (CSA) where an
/// indexer is present and dense (HCA) where not (DeepSeek-V4 technical report, 2026).
public struct CompressedAttention: Sendable, Hashable {
  public let heads: Int
  /// Elements of the one shared key-value entry.
  public let headDimension: Int
  public let queryRank: Int
  /// Past tokens per compressed entry, `m_c`.
  public let compression: Int
  /// Recent tokens kept uncompressed.
  public let window: Int
  public let indexer: SparseIndexer?
  /// Output projection in `outputGroups` groups of rank `outputRank`.
  public let outputGroups: Int
  public let outputRank: Int

  public init(
    heads: Int, headDimension: Int, queryRank: Int, compression: Int, window: Int,
    indexer: SparseIndexer?, outputGroups: Int, outputRank: Int
  ) {
    precondition(heads > 0 && headDimension > 0 && queryRank > 0 && compression > 0 && window >= 0)
    precondition(outputGroups > 0 && outputRank > 0)
    self.heads = heads
    self.headDimension = headDimension
    self.queryRank = queryRank
    self.compression = compression
    self.window = window
    self.indexer = indexer
    self.outputGroups = outputGroups
    self.outputRank = outputRank
  }
}
