import LanguageModels
import Performance
public import Quantities

/// The memory of one rank of every pipeline stage while it trains (Eqs. 6.1-6.9).
public struct TrainingMemory: Sendable, Hashable {
  /// One rank of a pipeline stage.
  public struct Stage: Sendable, Hashable {
    public let parameters: StageParameters
    /// Weights, gradients, master copies and moments.
    public let states: Bytes
    /// Layers gathered at once when weights are sharded.
    public let gathered: Bytes
    /// Activations kept for the backward passes in flight.
    public let activations: Bytes
    /// Logits and their gradient, on the last stage.
    public let logits: Bytes

    public var total: Bytes { states + gathered + activations + logits }
  }

  public let stages: [Stage]

  /// The index of the stage that needs most.
  public var largestStage: Int {
    stages.indices.max { stages[$0].total < stages[$1].total }!
  }

  public var largest: Stage { stages[largestStage] }

  /// Bytes kept per logit: bf16 logits and their fp32 softmax (Eq. 6.9 gives 2 to 6).
  static let bytesPerLogit = 6.0

  public init(run: TrainingRun) {
    let plan = run.plan
    let held = PipelineStages(model: run.model, stages: plan.pipeline).counts
    let dense = run.recipe.bytesPerParameter(plan.sharding, ranks: plan.gradientRanks)
    let experts = run.recipe.bytesPerParameter(plan.sharding, ranks: plan.expertGradientRanks)
    // A pipeline fed from both ends holds two stages' weights and gradients on every rank; their
    // optimizer states are shared by twice the ranks.
    let isTwofold = plan.overlap == .dualPipe
    stages = held.enumerated().map { index, counts in
      let isLast = index == held.count - 1
      let parameters = StageParameters(
        run: run, counts: counts, isFirst: index == 0, isLast: isLast)
      let inFlight = run.schedule.microBatchesInFlight(
        stage: index, stages: plan.pipeline, microBatches: plan.microBatches)
      let perMicroBatch = zip(run.model.layerGroups, counts).reduce(0.0) { sum, layers in
        sum + Double(layers.1) * run.activationBytes(of: layers.0)
      }
      let gathered =
        plan.sharding == .weights && plan.gradientRanks > 1
        ? 2 * parameters.largestLayer * run.recipe.weightBytes : 0
      let rows = (run.model.vocabulary + plan.tensor - 1) / plan.tensor
      return Stage(
        parameters: parameters,
        states: Bytes(
          parameters.dense * dense + parameters.experts * experts
            + (isTwofold
              ? parameters.total * (run.recipe.weightBytes + run.recipe.gradientBytes) : 0)),
        gathered: Bytes(gathered), activations: Bytes(inFlight * perMicroBatch),
        logits: Bytes(isLast ? Self.bytesPerLogit * run.tokensPerRank * Double(rows) : 0))
    }
  }
}

extension TrainingRun {
  /// Bytes one layer keeps of one microbatch on one rank.
  ///
  /// Ungated multi-head layers are the GPT layers of Eq. 6.5, dropout and materialized scores
  /// included; all others have fused attention (Eqs. 6.7 and 6.8).
  func activationBytes(of group: LayerGroup) -> Double {
    if group.keepsScores, let heads = group.attention.multiHeads {
      return ActivationMemory.gpt(
        sequence: Double(sequence) / Double(plan.context), microBatch: plan.microBatch,
        hidden: model.hidden, heads: heads, tensor: plan.tensor, recompute: plan.recompute,
        dividesSequence: plan.dividesSequence
      ).value
    }
    return tokensPerRank * ActivationMemory.fused(group, hidden: model.hidden, plan: plan)
  }
}

extension LayerGroup {
  /// Whether attention scores are materialized, as in GPT layers: ungated and with plain heads.
  /// Selective recomputation then computes the attention core again, else norms and activation
  /// functions.
  var keepsScores: Bool {
    guard attention.multiHeads != nil, case .dense(let dense) = feedForward else { return false }
    return !dense.isGated
  }
}
