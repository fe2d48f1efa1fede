import LanguageModels

extension Deployment {
  /// A decode step of sequences that attend `context` tokens in all with the next token of each:
  /// plain, or with the drafts that are verified.
  public func decodeStep(sequences: Int, context: Int) -> BatchShape {
    guard let speculation else { return .decode(sequences: sequences, context: context) }
    return .decode(
      sequences: sequences, context: context + sequences * speculation.depth,
      queries: speculation.queries)
  }

  /// Mean tokens that a decode step makes of each sequence.
  public var tokensPerStep: Double { speculation?.tokensPerStep ?? 1 }

  /// What drafts, as a small model beside the large one on the devices of its last stage; nil where
  /// nothing is computed to draft.
  var draftDeployment: Deployment? {
    guard let speculation else { return nil }
    let (draft, formats): (ModelArchitecture, WeightFormats)
    switch speculation.draft {
    case .textSoFar: return nil
    case .predictionModules: (draft, formats) = (model.predictionModule, weights)
    case .head(let parameters):
      (draft, formats) = (
        model.draftHead(parameters: parameters),
        WeightFormats(matrices: .bf16)
      )
    case .model(let model, let weights): (draft, formats) = (model, weights)
    }
    let hasExperts = draft.layerGroups.contains(where: \.hasExperts)
    guard
      let plan = try? ParallelismPlan(
        tensor: plan.tensor, data: plan.data, expert: hasExperts ? plan.expert : 1)
    else { return nil }
    return Deployment(
      model: draft, cluster: cluster, plan: plan, weights: formats, cacheFormat: cacheFormat)
  }

  /// Whether the draft looks at the features of the model, through a projection `2h·h` of feature
  /// and embedding, and shares embedding and head with it.
  var draftSharesTables: Bool {
    switch speculation?.draft {
    case .predictionModules, .head: true
    case .model, .textSoFar, nil: false
    }
  }

  /// Copies of the draft that are kept: prediction modules differ from each other.
  var draftCopies: Int {
    guard let speculation, speculation.draft == .predictionModules else { return 1 }
    return max(1, min(model.predictionModules, speculation.depth))
  }
}

extension ModelArchitecture {
  /// One module of multi-token prediction: a block like the last layer (Eq. 2.7).
  fileprivate var predictionModule: ModelArchitecture {
    let last = layerGroups[layerGroups.count - 1]
    return draft(
      named: "prediction module",
      layer: LayerGroup(count: 1, attention: last.attention, feedForward: last.feedForward))
  }

  /// A dense layer that drafts. Attention is the model's where that is grouped, else of as many
  /// heads with eight of keys; the inner width follows from the parameters, or is that of the
  /// model's dense layers, or two and a half times the hidden width.
  fileprivate func draftHead(parameters: Int?) -> ModelArchitecture {
    let last = layerGroups[layerGroups.count - 1]
    let attention: GroupedQueryAttention
    if case .grouped(let grouped) = last.attention {
      attention = GroupedQueryAttention(
        heads: grouped.heads, keyValueHeads: grouped.keyValueHeads,
        headDimension: grouped.headDimension)
    } else {
      let heads = last.attention.headCounts.max() ?? 1
      attention = GroupedQueryAttention(
        heads: heads, keyValueHeads: min(8, heads), headDimension: 128)
    }
    let dense = layerGroups.lazy.compactMap { group -> Int? in
      if case .dense(let dense) = group.feedForward { dense.intermediate } else { nil }
    }.first
    var width = dense ?? hidden * 5 / 2
    if let parameters {
      let besides =
        AttentionVariant.grouped(attention).parameterCount(hidden: hidden).total
        + 2 * hidden * hidden
      width = max(1, (parameters - besides) / (3 * hidden))
    }
    return draft(
      named: "draft head",
      layer: LayerGroup(
        count: 1, attention: .grouped(attention),
        feedForward: .dense(DenseFeedForward(intermediate: width, isGated: true))))
  }

  private func draft(named name: String, layer: LayerGroup) -> ModelArchitecture {
    ModelArchitecture(
      name: "\(self.name)-draft", title: "\(name) of \(title)", hidden: hidden,
      vocabulary: vocabulary, hasTiedEmbeddings: hasTiedEmbeddings, layerGroups: [layer],
      contextLength: contextLength, weights: weights, normsPerLayer: normsPerLayer,
      residualStreams: residualStreams)
  }
}
