import Quantities

extension AttentionVariant {
  /// The FLOPs of one layer's attention outside its projections, on one of `tensor` ranks that
  /// share its heads.
  ///
  /// | variant | core FLOPs | equation |
  /// |---|---|---|
  /// | grouped | `4·a·d` per query-key pair, pairs capped by the window | 2.19, 2.20, 2.25 |
  /// | latent | the cheaper of both forms, see ``LatentAttention/form(for:)`` | 2.21-2.24 |
  /// | linear | `6·a·d_k·d_v` per token and `a(d_k+d_v)` per pair inside a chunk | 2.26 |
  /// | compressed | `4·a·d` per entry of window and compressed blocks | 2.25 |
  ///
  /// Softmax, rotary positions and norms are left out: below 2 % of the FLOPs, though not of the
  /// time. Heads that do not divide are charged on the rank with most; indexers run whole on
  /// every rank.
  public func work(_ load: AttentionLoad, tensor: Int = 1) -> AttentionWork {
    switch self {
    case .grouped(let attention): attention.work(load, tensor: tensor)
    case .latent(let attention):
      attention.work(load, form: attention.form(for: load), tensor: tensor)
    case .linear(let attention): attention.work(load, tensor: tensor)
    case .compressed(let attention): attention.work(load, tensor: tensor)
    }
  }
}

/// Heads on the rank with most of `tensor` ranks.
func headsPerRank(_ heads: Int, tensor: Int) -> Double {
  precondition(tensor >= 1, "\(tensor) tensor-parallel ranks")
  return Double((heads + tensor - 1) / tensor)
}

extension GroupedQueryAttention {
  func work(_ load: AttentionLoad, tensor: Int) -> AttentionWork {
    let pairs = load.pairs(within: window.map(Double.init))
    return AttentionWork(
      core: FLOPs(4 * headsPerRank(heads, tensor: tensor) * Double(headDimension) * pairs))
  }
}

extension SparseIndexer {
  /// `2·H_I·d_I` per query and scored entry (Eq. 2.24).
  func work(pairs: Double) -> FLOPs { FLOPs(2 * Double(heads * headDimension) * pairs) }
}

extension LinearAttention {
  /// Tokens that the chunked form of prefill computes at once: the block of the public kernels
  /// of the gated delta rule (Yang et al. 2024, arXiv 2412.06464, use 64).
  static let chunk = 64.0

  func work(_ load: AttentionLoad, tensor: Int) -> AttentionWork {
    let heads = headsPerRank(valueHeads, tensor: tensor)
    let state = 6 * heads * Double(keyDimension * valueDimension) * load.queries
    guard load.queries > load.sequences, load.sequences > 0 else {
      return AttentionWork(core: FLOPs(state))
    }
    // A causal chunk holds half its square in pairs; each costs a score and a weighted value.
    let chunk = min(Self.chunk, load.queries / load.sequences)
    let within = heads * Double(keyDimension + valueDimension) * chunk * load.queries
    return AttentionWork(core: FLOPs(state + within))
  }
}

extension CompressedAttention {
  func work(_ load: AttentionLoad, tensor: Int) -> AttentionWork {
    var pairs = load.pairs(within: Double(window))
    var scored = FLOPs.zero
    if let compression {
      let blocks = load.compressed(by: Double(compression)).pairs
      if let indexer {
        pairs += min(blocks, load.queries * Double(indexer.selected))
        scored = indexer.work(pairs: blocks)
      } else {
        pairs += blocks
      }
    }
    let perPair = 4 * headsPerRank(heads, tensor: tensor) * Double(headDimension)
    return AttentionWork(core: FLOPs(perPair * pairs), indexer: scored)
  }
}
