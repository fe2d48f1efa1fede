import LanguageModels
public import Quantities

/// The FLOPs of a training step by the conventions that papers use.
public enum ModelWork {
  /// Whether masked query-key pairs count.
  public enum AttentionConvention: String, Sendable, Hashable, CaseIterable {
    /// Only pairs that are attended, `n(n+1)/2`.
    case causal
    /// All pairs, `n²`, as Narayanan et al. (2021) and Chowdhery et al. (2022) count.
    case full
  }

  /// One step of a GPT of `layers` layers (Eq. 6.25; Narayanan et al. 2021, arXiv 2104.04473):
  ///
  ///     96·B·s·L·h²·(1 + s/6h + V/16Lh)    with full recomputation
  ///     72·B·s·L·h²·(1 + s/6h + V/12Lh)    without
  public static func gpt(
    batch: Int, sequence: Int, layers: Int, hidden: Int, vocabulary: Int,
    recompute: TrainingPlan.Recompute
  ) -> FLOPs {
    let (b, s, l) = (Double(batch), Double(sequence), Double(layers))
    let (h, v) = (Double(hidden), Double(vocabulary))
    let base = b * s * l * h * h
    switch recompute {
    case .full: return FLOPs(96 * base * (1 + s / (6 * h) + v / (16 * l * h)))
    case .none, .selective: return FLOPs(72 * base * (1 + s / (6 * h) + v / (12 * l * h)))
    }
  }
}

extension TrainingRun {
  /// The FLOPs that the model needs for one step: three times the forward pass, `6·N_mm + 3A` per
  /// token (Eq. 2.27; Chowdhery et al. 2022, arXiv 2204.02311). The base of MFU.
  public func modelWork(_ convention: ModelWork.AttentionConvention = .causal) -> FLOPs {
    (matrixWork + attentionWork(convention)) * 3
  }

  /// The FLOPs done, recomputation included (Eq. 2.28): a further forward pass when full, a further
  /// attention core when selective and scores are materialized. The base of HFU; fused attention's
  /// own recomputation of scores, and that of norms and activation functions, are not counted.
  public func hardwareWork(_ convention: ModelWork.AttentionConvention = .causal) -> FLOPs {
    switch plan.recompute {
    case .none: modelWork(convention)
    case .selective: modelWork(convention) + attentionWork(convention, in: keepsScores)
    case .full: modelWork(convention) + matrixWork + attentionWork(convention)
    }
  }

  /// Matrices of a forward pass over all sequences of a step; every token reaches the head.
  private var matrixWork: FLOPs {
    model.matrixWork(tokens: tokensPerStep, sampled: tokensPerStep)
  }

  private func attentionWork(
    _ convention: ModelWork.AttentionConvention, in counted: (LayerGroup) -> Bool = { _ in true }
  ) -> FLOPs {
    let sequences = Double(plan.globalBatch)
    let tokens = Double(sequence)
    let load: AttentionLoad
    switch convention {
    case .causal: load = .prefill(sequences: sequences, tokens: tokens)
    case .full:
      load = AttentionLoad(
        sequences: sequences, queries: sequences * tokens, cached: 0,
        pairs: sequences * tokens * tokens)
    }
    // Training computes latent attention expanded.
    return model.layerGroups.filter(counted).reduce(.zero) { sum, group in
      let work: FLOPs
      if case .latent(let latent) = group.attention {
        work = latent.work(load, form: .expanded).total
      } else {
        work = group.attention.work(load).total
      }
      return sum + work * Double(group.count)
    }
  }
}
