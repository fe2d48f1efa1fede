extension FeedForward {
  /// The matrices every token passes: the dense network, or the router and the shared experts.
  ///
  /// - Parameter hidden: the width of the residual stream, `h`.
  public func projections(hidden: Int) -> [Projection] {
    switch self {
    case .dense(let dense): dense.projections(hidden: hidden)
    case .mixture(let mixture):
      [mixture.router(hidden: hidden)]
        + (mixture.shared.map { $0.projections(hidden: hidden) } ?? [])
    }
  }

  /// Parameters of one layer's feed-forward network: Eq. 2.3 (dense) and 2.4 (experts).
  ///
  ///     dense    3·h·f gated, 2·h·f plain
  ///     mixture  E·3·h·f_e + 3·h·f_s + h·E (+ E)
  ///
  /// Shazeer (2020), arXiv 2002.05202; Dai et al. (2024), arXiv 2401.06066.
  public func parameters(hidden: Int) -> Int { parameterCount(hidden: hidden).total }

  /// The parameters by class of tensor.
  public func parameterCount(hidden: Int) -> ParameterCount {
    switch self {
    case .dense(let dense): dense.parameterCount(hidden: hidden)
    case .mixture(let mixture):
      mixture.parameterCount(hidden: hidden, routed: mixture.experts)
    }
  }

  /// The parameters that one token meets: `k` routed experts of `E` (Eq. 2.6).
  public func activeParameterCount(hidden: Int) -> ParameterCount {
    switch self {
    case .dense(let dense): dense.parameterCount(hidden: hidden)
    case .mixture(let mixture):
      mixture.parameterCount(hidden: hidden, routed: mixture.expertsPerToken)
    }
  }
}

extension DenseFeedForward {
  func projections(hidden: Int) -> [Projection] {
    [
      Projection(
        isGated ? "gate-up" : "up", inputs: .whole(hidden),
        outputs: [.init(units: intermediate, width: isGated ? 2 : 1)]),
      Projection(
        "down", inputs: .init(units: intermediate, width: 1), outputs: [.whole(hidden)]),
    ]
  }

  func parameterCount(hidden: Int) -> ParameterCount {
    ParameterCount(feedForward: projections(hidden: hidden).reduce(0) { $0 + $1.parameters() })
  }
}

extension MixtureOfExperts {
  /// All shared experts as one gated network, nil where there are none.
  public var shared: DenseFeedForward? {
    sharedIntermediate > 0 ? DenseFeedForward(intermediate: sharedIntermediate) : nil
  }

  /// The router's matrix, which every rank holds whole.
  public func router(hidden: Int) -> Projection {
    Projection("router", inputs: .whole(hidden), outputs: [.whole(experts)])
  }

  /// The matrices of one routed expert.
  public func expertProjections(hidden: Int) -> [Projection] {
    DenseFeedForward(intermediate: intermediate).projections(hidden: hidden)
  }

  /// Matrix parameters of one routed expert, `3·h·f_e`.
  public func expertParameters(hidden: Int) -> Int { 3 * hidden * intermediate }

  func parameterCount(hidden: Int, routed: Int) -> ParameterCount {
    let expertBiases = hasExpertBias ? routed * (2 * intermediate + hidden) : 0
    return ParameterCount(
      feedForward: 3 * hidden * sharedIntermediate,
      experts: routed * expertParameters(hidden: hidden),
      other: hidden * experts + (hasRouterBias ? experts : 0) + expertBiases
        + (hasSharedGate ? hidden : 0))
  }
}
