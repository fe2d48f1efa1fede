/// A small scorer that picks which past tokens a query attends (DeepSeek-V3.2, arXiv 2512.02556).
public struct SparseIndexer: Sendable, Hashable {
  /// Scoring heads, `H_I`.
  public let heads: Int
  /// Elements of a scoring head, `d_I`; one key for all heads.
  public let headDimension: Int
  /// Past entries attended at most, `k_s`.
  public let selected: Int

  public init(heads: Int, headDimension: Int, selected: Int) {
    precondition(heads > 0 && headDimension > 0 && selected > 0)
    self.heads = heads
    self.headDimension = headDimension
    self.selected = selected
  }
}
