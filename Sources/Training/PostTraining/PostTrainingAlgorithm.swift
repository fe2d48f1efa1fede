/// How a policy is improved on samples of its own.
///
/// Both ask the reference for log-probabilities only where one is given: its divergence is a penalty
/// that may be left out.
public enum PostTrainingAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// Proximal policy optimization with a learned critic (Schulman et al. 2017, arXiv 1707.06347;
  /// for language models Ouyang et al. 2022, arXiv 2203.02155).
  case ppo
  /// Group-relative policy optimization: the mean reward of a prompt's samples stands in for the
  /// critic (Shao et al. 2024, arXiv 2402.03300). Of groups of one sample, which have the cost of all
  /// others, nothing is learnt.
  case grpo

  /// Whether values are learnt beside the policy.
  public var hasCritic: Bool { self == .ppo }
}

/// The parts of one iteration, in the order in which they follow each other.
public enum PostTrainingStage: String, Sendable, Hashable, CaseIterable {
  /// The actor writes its samples, in serving engines.
  case rollout
  case reward
  /// Log-probabilities of the samples under the actor, by the engine that trains it: those of the
  /// serving engine differ by its kernels.
  case oldLogProbabilities = "old-log-probabilities"
  case referenceLogProbabilities = "reference-log-probabilities"
  case criticValues = "critic-values"
  case criticUpdate = "critic-update"
  case actorUpdate = "actor-update"
  /// States that go to host memory and come back.
  case offload
  /// New weights go to the serving engines.
  case synchronization

  /// The model that computes; nil where none does.
  public var role: PostTrainingRole? {
    switch self {
    case .rollout, .oldLogProbabilities, .actorUpdate: .actor
    case .reward: .reward
    case .referenceLogProbabilities: .reference
    case .criticValues, .criticUpdate: .critic
    case .offload, .synchronization: nil
    }
  }

  /// FLOPs for each parameter and token: 2 forward, 6 with the backward pass, once per epoch.
  public func workPerParameter(epochs: Int) -> Double {
    switch self {
    case .rollout, .reward, .oldLogProbabilities, .referenceLogProbabilities, .criticValues: 2
    case .criticUpdate, .actorUpdate: 6 * Double(epochs)
    case .offload, .synchronization: 0
    }
  }
}

/// The models of an iteration.
public enum PostTrainingRole: String, Sendable, Hashable, CaseIterable {
  /// The policy that is trained.
  case actor
  /// Values of states, trained beside it.
  case critic
  /// The policy that it must not leave far, frozen.
  case reference
  /// What a sample is worth, frozen.
  case reward

  /// Whether it has gradients and an optimizer.
  public var isTrained: Bool { self == .actor || self == .critic }
}
