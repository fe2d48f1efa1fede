/// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434), with the lightning indexer of
/// DeepSeek sparse attention (arXiv 2512.02556) where present.
public struct LatentAttention: Sendable, Hashable {
  public let heads: Int
  /// Rank of the query compression, `r_q`; nil where queries are not compressed.
  public let queryRank: Int?
  /// Rank of the key-value latent, `d_c`.
  public let keyValueRank: Int
  /// Elements of a query or key head without position, `d_n`.
  public let noPositionDimension: Int
  /// Elements of the rotary part, `d_r`, one key for all heads.
  public let rotaryDimension: Int
  /// Elements of a value head, `d_v`.
  public let valueDimension: Int
  /// The scorer of past tokens, nil for dense attention.
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
