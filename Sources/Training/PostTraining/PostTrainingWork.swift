import LanguageModels
public import Quantities

/// The FLOPs of one iteration, stage by stage, by the convention of 2 for each parameter and token
/// forward and 6 with the backward pass (Eq. 7.12), attention included.
///
/// With models of one size, for each of N parameters and each token: of PPO 2 for the rollout, 2 each
/// for old and reference log-probabilities, values and reward, and 6 for each update, 22 in all; of
/// GRPO 12, or 14 where a model gives the reward. What the critic takes is 8. Every token passes the
/// head. Ignores recomputation and padding, which are no work of the model.
public struct PostTrainingWork: Sendable, Hashable {
  /// The FLOPs of each stage, in the order of ``PostTrainingStage``.
  public let stages: [FLOPs]

  /// - Parameter cachedPromptTokens: prompt tokens that engines found computed already.
  public init(
    _ terms: PostTrainingTerms, _ samples: SampledSequences, cachedPromptTokens: Int = 0
  ) {
    stages = PostTrainingStage.allCases.map { stage in
      guard terms.performs(stage), let role = stage.role, let model = terms[role] else {
        return .zero
      }
      let forward = model.architecture.forwardWork(samples)
      let all = forward * (stage.workPerParameter(epochs: terms.epochs) / 2)
      guard stage == .rollout else { return all }
      // What is found is not computed; its pairs, few beside those of responses, are counted still.
      let cached = Double(cachedPromptTokens)
      return all - model.architecture.matrixWork(tokens: cached, sampled: cached)
    }
  }

  public subscript(_ stage: PostTrainingStage) -> FLOPs {
    stages[PostTrainingStage.allCases.firstIndex(of: stage)!]
  }

  public var total: FLOPs { stages.reduce(.zero, +) }
}

extension PostTrainingTerms {
  /// Whether an iteration has a stage.
  public func performs(_ stage: PostTrainingStage) -> Bool {
    switch stage {
    case .rollout, .actorUpdate, .synchronization, .reward, .offload: true
    case .oldLogProbabilities: oldLogProbabilities == .recomputed
    case .referenceLogProbabilities: reference != nil
    case .criticValues, .criticUpdate: critic != nil
    }
  }
}

extension ModelArchitecture {
  /// The FLOPs of one forward pass over whole samples, head included.
  func forwardWork(_ samples: SampledSequences) -> FLOPs {
    let tokens = Double(samples.tokens)
    let load = AttentionLoad(
      sequences: Double(samples.count), queries: tokens, cached: 0, pairs: samples.pairs)
    return layerGroups.reduce(matrixWork(tokens: tokens, sampled: tokens)) { sum, group in
      sum + group.attention.work(load).total * Double(group.count)
    }
  }
}
