extension ModelArchitecture {
  /// The same design in another size: depth and widths times a factor, so that parameters grow with its
  /// cube, as families of one design do (Kaplan et al. 2020, arXiv 2001.08361, keep the ratio of width
  /// to depth within a narrow range).
  ///
  /// Heads keep their dimension and grow in number, in eights, so that tensor parallelism divides
  /// them; groups of heads that share keys, numbers of experts, windows, vocabulary and everything that
  /// is no width stay as they are. Parameters outside the decoder are left out: nobody says how they
  /// grow.
  public func scaled(by factor: Double) -> ModelArchitecture {
    precondition(factor > 0 && factor.isFinite, "a model scaled by \(factor)")
    guard factor != 1 else { return self }
    return ModelArchitecture(
      name: name, title: "\(title), scaled", hidden: width(hidden, by: factor, step: 128),
      vocabulary: vocabulary, hasTiedEmbeddings: hasTiedEmbeddings,
      layerGroups: layerGroups.map { group in
        LayerGroup(
          count: max(1, Int((Double(group.count) * factor).rounded())),
          attention: group.attention.scaled(by: factor),
          feedForward: group.feedForward.scaled(by: factor))
      }, contextLength: contextLength, weights: weights, predictionModules: predictionModules,
      learnedPositions: learnedPositions, normsPerLayer: normsPerLayer,
      residualStreams: residualStreams)
  }
}

extension AttentionVariant {
  fileprivate func scaled(by factor: Double) -> AttentionVariant {
    switch self {
    case .grouped(let own):
      // Eight heads that share keys stay eight; heads with keys of their own keep them.
      let isShared = own.keyValueHeads < own.heads
      let heads = width(own.heads, by: factor, step: isShared ? max(8, own.keyValueHeads) : 8)
      return .grouped(
        GroupedQueryAttention(
          heads: heads, keyValueHeads: isShared ? own.keyValueHeads : heads,
          headDimension: own.headDimension, window: own.window, hasBias: own.hasBias,
          hasOutputBias: own.hasOutputBias, hasQueryKeyNorm: own.hasQueryKeyNorm,
          hasOutputGate: own.hasOutputGate, hasSinks: own.hasSinks,
          ownsKeyValues: own.ownsKeyValues))
    case .latent(let own):
      return .latent(
        LatentAttention(
          heads: width(own.heads, by: factor, step: 8),
          queryRank: own.queryRank.map { width($0, by: factor, step: 64) },
          keyValueRank: width(own.keyValueRank, by: factor, step: 64),
          noPositionDimension: own.noPositionDimension, rotaryDimension: own.rotaryDimension,
          valueDimension: own.valueDimension, indexer: own.indexer))
    case .linear(let own):
      let heads = width(own.keyHeads, by: factor, step: 8)
      return .linear(
        LinearAttention(
          keyHeads: heads, valueHeads: max(1, heads * own.valueHeads / own.keyHeads),
          keyDimension: own.keyDimension, valueDimension: own.valueDimension,
          convolution: own.convolution, hasOutputGate: own.hasOutputGate, decay: own.decay))
    case .compressed(let own):
      return .compressed(
        CompressedAttention(
          heads: width(own.heads, by: factor, step: max(8, own.outputGroups)),
          headDimension: own.headDimension, queryRank: width(own.queryRank, by: factor, step: 64),
          compression: own.compression, window: own.window, indexer: own.indexer,
          outputGroups: own.outputGroups, outputRank: width(own.outputRank, by: factor, step: 64),
          hasOverlap: own.hasOverlap))
    }
  }
}

extension FeedForward {
  fileprivate func scaled(by factor: Double) -> FeedForward {
    switch self {
    case .dense(let own):
      return .dense(
        DenseFeedForward(
          intermediate: width(own.intermediate, by: factor, step: 128), isGated: own.isGated))
    case .mixture(let own):
      return .mixture(
        MixtureOfExperts(
          experts: own.experts, expertsPerToken: own.expertsPerToken,
          intermediate: width(own.intermediate, by: factor, step: 128),
          sharedIntermediate: own.sharedIntermediate == 0
            ? 0 : width(own.sharedIntermediate, by: factor, step: 128),
          hasRouterBias: own.hasRouterBias, hasExpertBias: own.hasExpertBias,
          hasSharedGate: own.hasSharedGate, routingGroups: own.routingGroups,
          groupsPerToken: own.groupsPerToken))
    }
  }
}

/// A width times a factor, in whole steps, one at least.
private func width(_ width: Int, by factor: Double, step: Int) -> Int {
  max(1, Int((Double(width) * factor / Double(step)).rounded())) * step
}
