/// Attention over compressed blocks of the past with shared keys and values, sparse (CSA) where an
/// indexer is present and dense (HCA) where not (DeepSeek-V4 technical report, 2026).
public struct CompressedAttention: Sendable, Hashable {
  public let heads: Int
  /// Elements of the one shared key-value entry.
  public let headDimension: Int
  public let queryRank: Int
  /// Past tokens per compressed entry, `m_c`; nil for layers that keep only the window.
  public let compression: Int?
  /// Recent tokens kept uncompressed.
  public let window: Int
  public let indexer: SparseIndexer?
  /// Output projection in `outputGroups` groups of rank `outputRank`.
  public let outputGroups: Int
  public let outputRank: Int
  /// Whether neighbouring blocks overlap by one block, which doubles the compressor's width.
  public let hasOverlap: Bool

  /// - Precondition: there is a window or a compression, the groups divide the heads, and an
  ///   indexer has compressed entries to choose from.
  public init(
    heads: Int, headDimension: Int, queryRank: Int, compression: Int?, window: Int,
    indexer: SparseIndexer?, outputGroups: Int, outputRank: Int, hasOverlap: Bool? = nil
  ) {
    precondition(heads > 0 && headDimension > 0 && queryRank > 0 && window >= 0)
    precondition(compression ?? 1 > 0 && (compression != nil || window > 0))
    precondition(compression != nil || indexer == nil, "an indexer over no compressed entries")
    precondition(outputGroups > 0 && outputRank > 0 && heads.isMultiple(of: outputGroups))
    self.heads = heads
    self.headDimension = headDimension
    self.queryRank = queryRank
    self.compression = compression
    self.window = window
    self.indexer = indexer
    self.outputGroups = outputGroups
    self.outputRank = outputRank
    self.hasOverlap = hasOverlap ?? (indexer != nil)
  }
}
