import Quantities

extension LatentAttention {
  /// The two ways to compute the same latent attention.
  public enum Form: Sendable, Hashable {
    /// Queries are taken into the latent space and attend the cache as it is stored (Eq. 2.22).
    case absorbed
    /// Keys and values are expanded per head first, those of cached tokens again (Eq. 2.21).
    case expanded
  }

  /// The form of fewer FLOPs (Eq. 2.23); without sparse selection and over a long context it is
  /// absorbed below ``absorptionThreshold`` new tokens per sequence.
  public func form(for load: AttentionLoad) -> Form {
    let absorbed = work(load, form: .absorbed, tensor: 1).total
    return absorbed <= work(load, form: .expanded, tensor: 1).total ? .absorbed : .expanded
  }

  /// New tokens per sequence below which absorbing is cheaper over a long context (Eq. 2.23):
  ///
  ///     q* = 2·d_c·a(d_n+d_v) / (2a(2d_c+d_r) − 2a(d_n+d_r+d_v))
  ///
  /// Infinite where absorbing is never dearer.
  public var absorptionThreshold: Double {
    let difference = absorbedPerPair - expandedPerPair
    return difference > 0 ? expansionPerToken / difference : .infinity
  }

  /// The FLOPs in one form. The absorbed form attends only what an indexer selects; the expanded
  /// form attends all there is.
  public func work(_ load: AttentionLoad, form: Form, tensor: Int = 1) -> AttentionWork {
    let share = headsPerRank(heads, tensor: tensor) / Double(heads)
    let scored = indexer?.work(pairs: load.pairs) ?? .zero
    switch form {
    case .absorbed:
      let pairs = load.pairs(within: indexer.map { Double($0.selected) })
      return AttentionWork(core: FLOPs(share * absorbedPerPair * pairs), indexer: scored)
    case .expanded:
      return AttentionWork(
        core: FLOPs(share * expandedPerPair * load.pairs), indexer: scored,
        expansion: FLOPs(share * expansionPerToken * load.cached))
    }
  }

  /// FLOPs per query-key pair over all heads, absorbed: `2a(2d_c + d_r)`.
  private var absorbedPerPair: Double {
    Double(2 * heads * (2 * keyValueRank + rotaryDimension))
  }

  /// FLOPs per query-key pair over all heads, expanded: `2a(d_n + d_r + d_v)`.
  private var expandedPerPair: Double {
    Double(2 * heads * (noPositionDimension + rotaryDimension + valueDimension))
  }

  /// FLOPs that expand one cached token again: `2·d_c·a(d_n + d_v)`.
  private var expansionPerToken: Double {
    Double(2 * keyValueRank * heads * (noPositionDimension + valueDimension))
  }
}
