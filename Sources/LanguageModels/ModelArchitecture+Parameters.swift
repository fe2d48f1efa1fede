extension ModelArchitecture {
  /// All parameters by class of tensor, without multi-token-prediction modules (Eq. 2.5):
  ///
  ///     N = Σ_l (P_att + P_ffn + 2h) + h + V·h·(1 if tied else 2)
  ///
  /// plus learned positions, hyper-connections and ``otherParameters`` where the model has them.
  public var parameterCount: ParameterCount {
    layerGroups.reduce(outerParameterCount) { sum, group in
      sum + group.count * (layerCount(group, feedForward: group.feedForward.parameterCount))
    }
  }

  /// The parameters that one token meets, the input embedding's table counted whole (Eq. 2.6).
  public var activeParameterCount: ParameterCount {
    layerGroups.reduce(outerParameterCount) { sum, group in
      sum + group.count * (layerCount(group, feedForward: group.feedForward.activeParameterCount))
    }
  }

  /// All parameters, `N`: what memory must hold.
  public var parameters: Int { parameterCount.total }

  /// Parameters active per token, `N_act`. Laboratories differ on counting embeddings.
  public var activeParameters: Int { activeParameterCount.total }

  /// Active parameters that arithmetic meets, `N_mm`: without the look-ups of the input embedding
  /// and of learned positions, and without ``otherParameters`` (Eq. 2.6). The base of FLOPs.
  ///
  /// A tied matrix is multiplied as the head, so nothing is taken off for it.
  public var matrixParameters: Int {
    activeParameters - (hasTiedEmbeddings ? 0 : vocabulary * hidden) - learnedPositions * hidden
      - otherParameters
  }

  /// Parameters of all routed experts together.
  public var routedExpertParameters: Int { parameterCount.experts }

  /// Parameters of one layer of a group, its norms and hyper-connections included.
  public func parameterCount(ofLayerIn group: LayerGroup) -> ParameterCount {
    layerCount(group, feedForward: group.feedForward.parameterCount)
  }

  /// Parameters of all multi-token-prediction modules (Eq. 2.7): each a block like the last layer,
  /// a projection `2h·h` and three norms; embedding and head are shared with the model.
  ///
  /// DeepSeek-V3 (2024), arXiv 2412.19437.
  public var predictionModuleParameterCount: ParameterCount {
    guard predictionModules > 0, let last = layerGroups.last else { return ParameterCount() }
    let block = parameterCount(ofLayerIn: last)
    return predictionModules
      * (block + ParameterCount(attention: 2 * hidden * hidden, other: 3 * hidden))
  }

  /// Embedding, head, positions, the last norm, and what lies outside the decoder.
  private var outerParameterCount: ParameterCount {
    ParameterCount(
      other: vocabulary * hidden * (hasTiedEmbeddings ? 1 : 2) + learnedPositions * hidden + hidden
        + otherParameters)
  }

  private func layerCount(
    _ group: LayerGroup, feedForward: (_ hidden: Int) -> ParameterCount
  ) -> ParameterCount {
    group.attention.parameterCount(hidden: hidden) + feedForward(hidden)
      + ParameterCount(other: normsPerLayer * hidden + hyperConnectionParameters)
  }

  /// Hyper-connections mix `n` streams before and after each of a layer's two blocks: a matrix of
  /// `n·h` by `n² + 2n`.
  private var hyperConnectionParameters: Int {
    let streams = residualStreams
    return streams == 1 ? 0 : 2 * (streams * hidden) * (streams * streams + 2 * streams)
  }
}
