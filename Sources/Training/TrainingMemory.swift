import Foundation
import LanguageModels
import Performance
public import Quantities

/// The memory of one rank of every pipeline stage while it trains (Eqs. 6.1-6.9).
///
/// What the runtime, the buffers of collectives and fragmentation take is not among the terms: no
/// published table separates it, and ``TrainingFeasibility/usableMemory`` leaves it its room.
public struct TrainingMemory: Sendable, Hashable {
  /// What occupies a rank's memory.
  public enum Term: String, Sendable, Hashable, CaseIterable {
    case weights, gradients
    /// Master copies and moments.
    case optimizer
    /// Layers gathered at once when weights are sharded.
    case gathered
    /// Activations kept for the backward passes in flight.
    case activations
    /// Logits and their gradient, on the last stage.
    case logits
    /// What arrives from a neighbouring stage and what leaves for one.
    case transfers
  }

  /// One rank of a pipeline stage.
  public struct Stage: Sendable, Hashable {
    public let parameters: StageParameters
    public let weights: Bytes
    public let gradients: Bytes
    public let optimizer: Bytes
    public let gathered: Bytes
    public let activations: Bytes
    public let logits: Bytes
    public let transfers: Bytes
    /// What waits in the memory of the host; no part of the total.
    public let host: Bytes

    /// Weights, gradients, master copies and moments.
    public var states: Bytes { weights + gradients + optimizer }

    public var total: Bytes { states + gathered + activations + logits + transfers }

    public subscript(term: Term) -> Bytes {
      switch term {
      case .weights: weights
      case .gradients: gradients
      case .optimizer: optimizer
      case .gathered: gathered
      case .activations: activations
      case .logits: logits
      case .transfers: transfers
      }
    }
  }

  public let stages: [Stage]

  /// The index of the stage that needs most, the first of those.
  public var largestStage: Int {
    stages.indices.max { stages[$0].total < stages[$1].total }!
  }

  public var largest: Stage { stages[largestStage] }

  /// Every term of every stage, in the order of ``Term``.
  public var table: [(term: Term, stages: [Bytes])] {
    Term.allCases.map { term in (term, stages.map { $0[term] }) }
  }

  /// Bytes kept per logit: bf16 logits and their fp32 softmax (Eq. 6.9 gives 2 to 6).
  static let bytesPerLogit = 6.0

  public init(run: TrainingRun) {
    let counts = run.stageCounts
    let factors = MemoryFactors(run: run)
    let perLayer = run.model.layerGroups.map { run.activationBytes(of: $0) }
    let largestLayer = perLayer.max() ?? 0
    stages = counts.enumerated().map { index, held in
      let isLast = index == counts.count - 1
      return factors.stage(
        index,
        parameters: StageParameters(run: run, counts: held, isFirst: index == 0, isLast: isLast),
        layers: run.activationBytes(held, perLayer: perLayer, isLast: isLast),
        largestLayer: largestLayer, isLast: isLast)
    }
  }
}

/// What lies outside the layers.
struct VocabularyTables {
  let hidden: Int
  let vocabulary: Int
  /// Logits per token: of the model, and of each module that predicts further tokens.
  let heads: Int

  init(run: TrainingRun) {
    hidden = run.model.hidden
    vocabulary = run.model.vocabulary
    heads = 1 + run.predictionModules
  }
}

/// What turns the parameters and activations of a stage into bytes under a plan.
struct MemoryFactors {
  private let plan: TrainingPlan
  private let schedule: PipelineSchedule
  /// Bytes per parameter: dense ones, and experts.
  private let dense: (weights: Double, gradients: Double, optimizer: Double)
  private let experts: (weights: Double, gradients: Double, optimizer: Double)
  private let gatheredBytes: Double
  private let logits: Double
  private let transfers: Double

  init(run: TrainingRun) {
    self.init(
      plan: run.plan, recipe: run.recipe, tables: VocabularyTables(run: run),
      tokensPerRank: run.tokensPerRank)
  }

  init(
    plan: TrainingPlan, recipe: TrainingRecipe, tables: VocabularyTables, tokensPerRank: Double
  ) {
    self.plan = plan
    schedule = plan.passes(weightShare: 0, overlapped: 1)
    var dense = recipe.stored(plan.sharding, ranks: plan.gradientRanks)
    var experts = recipe.stored(plan.sharding, ranks: plan.expertGradientRanks)
    if plan.overlap == .dualPipe {
      // A pipeline fed from both ends holds two stages' weights and gradients on every rank; their
      // optimizer states are shared by twice the ranks.
      dense.weights += recipe.weightBytes
      dense.gradients += recipe.gradientBytes
      experts.weights += recipe.weightBytes
      experts.gradients += recipe.gradientBytes
    }
    self.dense = dense
    self.experts = experts
    gatheredBytes = plan.sharding == .weights && plan.gradientRanks > 1 ? 2 * recipe.weightBytes : 0
    let rows = (tables.vocabulary + plan.tensor - 1) / plan.tensor
    logits = TrainingMemory.bytesPerLogit * tokensPerRank * Double(rows * tables.heads)
    let divided = plan.dividesSequence ? Double(plan.tensor) : 1
    transfers = plan.pipeline > 1 ? 2 * 2 * tokensPerRank * Double(tables.hidden) / divided : 0
  }

  /// What is offloaded leaves the device but for two layers of it: the one in work, and the one that
  /// comes or goes.
  ///
  /// - Parameters:
  ///   - layers: bytes of activations of one microbatch in all layers of the stage.
  ///   - largestLayer: in the layer that keeps most.
  func stage(
    _ index: Int, parameters: StageParameters, layers: Double, largestLayer: Double, isLast: Bool
  ) -> TrainingMemory.Stage {
    let inFlight = schedule.microBatchesInFlight(
      stage: index, stages: plan.pipeline, microBatches: plan.microBatches)
    let allOptimizer =
      parameters.dense * dense.optimizer + parameters.experts * experts.optimizer
    let allActivations = inFlight * layers
    var (optimizer, activations) = (allOptimizer, allActivations)
    if plan.offload.holdsOptimizer {
      let each = max(dense.optimizer, experts.optimizer)
      optimizer = min(allOptimizer, 2 * parameters.largestLayer * each)
    }
    if plan.offload.holdsActivations { activations = min(allActivations, 2 * largestLayer) }
    return TrainingMemory.Stage(
      parameters: parameters,
      weights: Bytes(parameters.dense * dense.weights + parameters.experts * experts.weights),
      gradients: Bytes(
        parameters.dense * dense.gradients + parameters.experts * experts.gradients),
      optimizer: Bytes(optimizer),
      gathered: Bytes(parameters.largestLayer * gatheredBytes),
      activations: Bytes(activations), logits: Bytes(isLast ? logits : 0),
      transfers: Bytes(transfers),
      host: Bytes(allOptimizer - optimizer + allActivations - activations))
  }
}

extension TrainingRun {
  /// Bytes one layer keeps of one microbatch on one rank.
  ///
  /// With materialized scores, ungated multi-head layers are the GPT layers of Eq. 6.5, dropout
  /// included; all others have fused attention (Eqs. 6.7 and 6.8).
  func activationBytes(of group: LayerGroup) -> Double {
    if keepsScores(group), let heads = group.attention.multiHeads {
      return ActivationMemory.gpt(
        sequence: Double(sequence) / Double(plan.context), microBatch: plan.microBatch,
        hidden: model.hidden, heads: heads, tensor: plan.tensor, recompute: plan.recompute,
        dividesSequence: plan.dividesSequence
      ).value
    }
    return tokensPerRank
      * ActivationMemory.fused(
        group, hidden: model.hidden, plan: plan, recipe: recipe, load: hottestShare(of: group))
  }

  /// The same of all layers of a stage; prediction modules keep a layer like the last each.
  func activationBytes(_ counts: [Int], perLayer: [Double], isLast: Bool) -> Double {
    var bytes = 0.0
    for index in counts.indices { bytes += Double(counts[index]) * perLayer[index] }
    if isLast, let last = perLayer.last { bytes += Double(predictionModules) * last }
    return bytes
  }

  /// Tokens on the rank with most of them over the mean when choices of experts are fair (Eq. 2.31):
  ///
  ///     φ = 1 + √(2 ln R / x)
  ///
  /// for `R` ranks and a mean of `x` token copies each. Training balances its experts; what is
  /// skewed for longer needs more. No more than all copies meet on one rank.
  func hottestShare(of group: LayerGroup) -> Double {
    guard case .mixture(let mixture) = group.feedForward, plan.expert > 1 else { return 1 }
    let ranks = Double(plan.expert)
    let divided = plan.dividesSequence ? Double(plan.tensor) : 1
    let copies = tokensPerRank * Double(mixture.expertsPerToken) / divided
    return min(ranks, 1 + (2 * log(ranks) / copies).squareRoot())
  }
}

extension TrainingRun {
  /// Whether attention scores are materialized, as recipes ask for in GPT layers: ungated and with
  /// plain heads. Selective recomputation then computes the attention core again, else norms and
  /// activation functions.
  func keepsScores(_ group: LayerGroup) -> Bool {
    guard recipe.attention == .materialized, group.attention.multiHeads != nil,
      case .dense(let dense) = group.feedForward
    else { return false }
    return !dense.isGated
  }
}
