public import Quantities

/// The FLOPs of attention outside its projections, by kind.
public struct AttentionWork: Sendable, Hashable {
  /// Scores and weighted values, or the update and reading of a state.
  public var core: FLOPs
  /// Scoring of past tokens by a sparse indexer; runs in the indexer's own format.
  public var indexer: FLOPs
  /// Expansion of cached latents that the expanded form needs again (Eq. 2.21).
  public var expansion: FLOPs

  public init(core: FLOPs, indexer: FLOPs = .zero, expansion: FLOPs = .zero) {
    self.core = core
    self.indexer = indexer
    self.expansion = expansion
  }

  public var total: FLOPs { core + indexer + expansion }

  public static var zero: Self { Self(core: .zero) }

  public static func + (a: Self, b: Self) -> Self {
    Self(
      core: a.core + b.core, indexer: a.indexer + b.indexer, expansion: a.expansion + b.expansion)
  }

  public static func * (factor: Double, a: Self) -> Self {
    Self(core: factor * a.core, indexer: factor * a.indexer, expansion: factor * a.expansion)
  }
}
