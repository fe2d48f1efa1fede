import LanguageModels
public import Quantities

/// Bytes of activations kept for the backward pass, of one layer and one microbatch on one rank.
public enum ActivationMemory {
  /// GPT layers with dropout and materialized attention scores (Eq. 6.5; Korthikanti et al. 2022,
  /// arXiv 2205.05198, equations 1-6):
  ///
  ///     none         s·b·h·(10 + 24/t + 5·a·s/(h·t)),  with the sequence divided (34 + 5as/h)/t
  ///     selective    s·b·h·(10 + 24/t),                with the sequence divided 34/t
  ///     full         2·s·b·h
  public static func gpt(
    sequence: Double, microBatch: Int, hidden: Int, heads: Int, tensor: Int,
    recompute: TrainingPlan.Recompute, dividesSequence: Bool
  ) -> Bytes {
    let t = Double(tensor)
    let elements = sequence * Double(microBatch) * Double(hidden)
    let scores = 5 * Double(heads) * sequence / Double(hidden)
    let linear = dividesSequence ? 34 / t : 10 + 24 / t
    switch recompute {
    case .none: return Bytes(elements * (linear + scores / t))
    case .selective: return Bytes(elements * linear)
    case .full: return Bytes(elements * 2 / (dividesSequence ? t : 1))
    }
  }

  /// Gated layers with fused attention, in bf16 and without dropout (Eqs. 6.7 and 6.8), per token:
  ///
  ///     none         8h + 2·(queries, keys, values, outputs) + 4a + feed-forward
  ///     selective    − (4h + 2f): norms and activation functions are computed again
  ///     full         2h
  ///
  /// with `6f` for a dense network and `k(4h + 6f_e) + 6f_s + 4E` for a mixture. Selective
  /// recomputation of latent attention computes queries, keys and values again from their latents.
  ///
  /// Recipes of 8 bits keep the inputs of products in 8 bits with their scales, attention's own apart,
  /// and of the gate and the value of a network in between what the activation is computed from;
  /// experts weigh their inner layer, so that their outputs are not kept (DeepSeek-AI 2024, arXiv
  /// 2412.19437, sections 3.2.3 and 3.3.3).
  ///
  /// - Parameter load: tokens with experts on the rank that is judged, over their mean.
  static func fused(
    _ group: LayerGroup, hidden: Int, plan: TrainingPlan, recipe: TrainingRecipe, load: Double
  ) -> Double {
    let input = recipe.inputBytes
    let isNarrow = input < 2
    let h = Double(hidden)
    let t = Double(plan.tensor)
    let divided = plan.dividesSequence ? t : 1
    if plan.recompute == .full { return 2 * h / divided }
    let attention =
      group.attention.keptBytes(
        hidden: hidden, expandsAgain: plan.recompute == .selective) / t
    let feedForward: Double
    let activated: Double
    switch group.feedForward {
    case .dense(let dense):
      activated = Double(dense.intermediate) / t
      feedForward = Double(dense.isGated ? 3 : 2) * input * activated
    case .mixture(let mixture):
      // Tokens that reach a rank are as many copies as it sends out, in the mean.
      let cut = Double(plan.expertTensor)
      let k = load * Double(mixture.expertsPerToken) / (plan.expert > 1 ? divided : 1)
      let shared = Double(mixture.sharedIntermediate) / t
      let routed = k * Double(mixture.intermediate) / cut
      activated = routed + shared
      feedForward =
        k * (isNarrow ? input : 4) * h + 3 * input * (routed + shared)
        + 4 * Double(mixture.experts) / divided
    }
    // Two blocks, each with the input of its norm in 16 bits and that of its product.
    let all = (4 + 2 * input) * h / divided + attention + feedForward
    switch plan.recompute {
    case .none: return all
    case .selective: return all - 4 * h / divided - input * activated
    case .full: return 2 * h / divided
    }
  }
}

extension AttentionVariant {
  /// Bytes kept per token by attention with fused scores: queries, keys, values and outputs in
  /// 16 bits, compressed inputs, and the fp32 sums of the softmax.
  ///
  /// - Parameter expandsAgain: whether what is expanded from latents is computed again.
  fileprivate func keptBytes(hidden: Int, expandsAgain: Bool) -> Double {
    switch self {
    case .grouped(let attention):
      let (a, kv, d) = (
        Double(attention.heads), Double(attention.keyValueHeads), Double(attention.headDimension)
      )
      return 4 * a * d + 4 * kv * d + 4 * a
    case .latent(let attention):
      let a = Double(attention.heads)
      let key = Double(attention.noPositionDimension + attention.rotaryDimension)
      let compressed = Double(
        (attention.queryRank ?? 0) + attention.keyValueRank + attention.rotaryDimension)
      let outputs = 2 * a * Double(attention.valueDimension) + 4 * a + 2 * compressed
      return expandsAgain
        ? outputs : outputs + 2 * a * (2 * key + Double(attention.valueDimension))
    case .linear(let attention):
      return 4 * Double(attention.keyHeads * attention.keyDimension)
        + 4 * Double(attention.valueHeads * attention.valueDimension)
        + 4 * Double(attention.valueHeads)
    case .compressed(let attention):
      let a = Double(attention.heads)
      let d = Double(attention.headDimension)
      return 4 * a * d + 4 * d + 4 * a + 2 * Double(attention.queryRank)
    }
  }

  /// Query heads of plain multi-head attention, the only kind the GPT form describes.
  var multiHeads: Int? {
    guard case .grouped(let attention) = self, attention.heads == attention.keyValueHeads,
      attention.window == nil
    else { return nil }
    return attention.heads
  }
}
