/// The feed-forward network of a layer.
public enum FeedForward: Sendable, Hashable {
  case dense(DenseFeedForward)
  case mixture(MixtureOfExperts)
}

/// A dense feed-forward network: gated (SwiGLU, three matrices) or plain (two).
/// Shazeer (2020), arXiv 2002.05202.
public struct DenseFeedForward: Sendable, Hashable {
  /// Width of the inner layer, `f`.
  public let intermediate: Int
  public let isGated: Bool

  public init(intermediate: Int, isGated: Bool = true) {
    precondition(intermediate > 0)
    self.intermediate = intermediate
    self.isGated = isGated
  }
}

/// A mixture of experts: each token goes to a few of many gated networks, and through shared ones.
/// Dai et al. (2024), DeepSeekMoE, arXiv 2401.06066.
public struct MixtureOfExperts: Sendable, Hashable {
  /// Routed experts, `E`.
  public let experts: Int
  /// Experts chosen per token, `k`.
  public let expertsPerToken: Int
  /// Groups that the experts are divided into for routing, of which a token chooses
  /// ``groupsPerToken`` first; 1 where it chooses among all (DeepSeek-AI 2024, arXiv 2412.19437).
  public let routingGroups: Int
  public let groupsPerToken: Int
  /// Width of one routed expert, `f_e`.
  public let intermediate: Int
  /// Width of all shared experts together, `f_s`; 0 where none.
  public let sharedIntermediate: Int
  /// Whether the router carries a bias per expert.
  public let hasRouterBias: Bool
  /// Whether the experts' matrices carry biases (gpt-oss).
  public let hasExpertBias: Bool
  /// Whether a gate weighs the shared experts' output (Qwen3-Next).
  public let hasSharedGate: Bool

  public init(
    experts: Int, expertsPerToken: Int, intermediate: Int, sharedIntermediate: Int = 0,
    hasRouterBias: Bool = false, hasExpertBias: Bool = false, hasSharedGate: Bool = false,
    routingGroups: Int = 1, groupsPerToken: Int = 1
  ) {
    precondition(
      experts > 0 && expertsPerToken > 0 && expertsPerToken <= experts && intermediate > 0,
      "\(expertsPerToken) of \(experts) experts of width \(intermediate)")
    precondition(sharedIntermediate >= 0)
    precondition(
      (1...experts).contains(routingGroups) && (1...routingGroups).contains(groupsPerToken),
      "\(groupsPerToken) of \(routingGroups) groups of \(experts) experts")
    self.experts = experts
    self.expertsPerToken = expertsPerToken
    self.intermediate = intermediate
    self.sharedIntermediate = sharedIntermediate
    self.hasRouterBias = hasRouterBias
    self.hasExpertBias = hasExpertBias
    self.hasSharedGate = hasSharedGate
    self.routingGroups = routingGroups
    self.groupsPerToken = groupsPerToken
  }

  /// The same mixture with copies of its busiest experts: as many more experts, of which the
  /// router's choices are spread over (Eq. 2.32).
  ///
  /// Timing sees the copies as experts of their own, each with the popularity of its rank; the
  /// router and the model's parameters are those of the original.
  public func with(redundant copies: Int) -> MixtureOfExperts {
    precondition(copies >= 0, "\(copies) redundant experts")
    return MixtureOfExperts(
      experts: experts + copies, expertsPerToken: expertsPerToken, intermediate: intermediate,
      sharedIntermediate: sharedIntermediate, hasRouterBias: hasRouterBias,
      hasExpertBias: hasExpertBias, hasSharedGate: hasSharedGate, routingGroups: routingGroups,
      groupsPerToken: groupsPerToken)
  }
}
