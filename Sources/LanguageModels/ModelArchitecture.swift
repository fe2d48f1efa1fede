/// A transformer language model as its dimensions: what it computes and stores, not its values.
///
/// Layers are listed as groups of equal layers; the order inside a repeating pattern (sliding and
/// full attention taking turns) is not kept, since no cost here depends on it.
public struct ModelArchitecture: Sendable, Hashable {
  /// The catalog name, lower-case with hyphens.
  public let name: String
  public let title: String
  /// Width of the residual stream, `h`.
  public let hidden: Int
  /// Entries of the vocabulary, `V`.
  public let vocabulary: Int
  /// Whether the head shares the input embedding's matrix.
  public let hasTiedEmbeddings: Bool
  public let layerGroups: [LayerGroup]
  /// The longest context the model is published for, in tokens.
  public let contextLength: Int
  /// The formats its weights are published in.
  public let weights: WeightFormats
  /// Parameters outside the decoder that the layers do not show (vision tower, per-layer
  /// embeddings), where published.
  public let otherParameters: Int
  /// Multi-token-prediction modules that come with the weights (Eq. 2.7), 0 where none.
  public let predictionModules: Int
  /// Rows of a learned position table, 0 for rotary or no positions (GPT-3).
  public let learnedPositions: Int
  /// Norm vectors of length `h` per layer: 2 for RMSNorm before both blocks, 4 for RMSNorm before
  /// and after (Gemma) or for LayerNorm with bias.
  public let normsPerLayer: Int
  /// Parallel residual streams: 1, or more with hyper-connections (Zhu et al. 2024,
  /// arXiv 2409.19606; DeepSeek-V4: 4).
  public let residualStreams: Int

  public init(
    name: String, title: String, hidden: Int, vocabulary: Int, hasTiedEmbeddings: Bool,
    layerGroups: [LayerGroup], contextLength: Int, weights: WeightFormats, otherParameters: Int = 0,
    predictionModules: Int = 0, learnedPositions: Int = 0, normsPerLayer: Int = 2,
    residualStreams: Int = 1
  ) {
    precondition(hidden > 0 && vocabulary > 0 && contextLength > 0)
    precondition(!layerGroups.isEmpty && layerGroups.allSatisfy { $0.count > 0 })
    precondition(otherParameters >= 0 && predictionModules >= 0 && learnedPositions >= 0)
    precondition(normsPerLayer >= 0 && residualStreams >= 1)
    self.name = name
    self.title = title
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.hasTiedEmbeddings = hasTiedEmbeddings
    self.layerGroups = layerGroups
    self.contextLength = contextLength
    self.weights = weights
    self.otherParameters = otherParameters
    self.predictionModules = predictionModules
    self.learnedPositions = learnedPositions
    self.normsPerLayer = normsPerLayer
    self.residualStreams = residualStreams
  }

  public var layers: Int { layerGroups.reduce(0) { $0 + $1.count } }
}

/// Equal layers of a model: one attention variant and one feed-forward network, `count` times.
public struct LayerGroup: Sendable, Hashable {
  public let count: Int
  public let attention: AttentionVariant
  public let feedForward: FeedForward

  public init(count: Int, attention: AttentionVariant, feedForward: FeedForward) {
    self.count = count
    self.attention = attention
    self.feedForward = feedForward
  }
}
