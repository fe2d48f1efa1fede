import LanguageModels

/// Architectures written from their published dimensions, for the laws below.
enum Fixtures {
  static func dense(
    _ name: String, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, intermediate: Int,
    vocabulary: Int
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: name, title: name, hidden: hidden, vocabulary: vocabulary, hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: layers,
          attention: .grouped(
            GroupedQueryAttention(
              heads: heads, keyValueHeads: keyValueHeads, headDimension: 128)),
          feedForward: .dense(DenseFeedForward(intermediate: intermediate)))
      ], contextLength: 131_072, weights: WeightFormats(matrices: .bf16))
  }

  /// Llama 3.1 (arXiv 2407.21783).
  static let llama70B = dense(
    "llama-3.1-70b", layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8, intermediate: 28_672,
    vocabulary: 128_256)
  static let llama405B = dense(
    "llama-3.1-405b", layers: 126, hidden: 16_384, heads: 128, keyValueHeads: 8,
    intermediate: 53_248, vocabulary: 128_256)

  static func latent(indexer: SparseIndexer? = nil) -> LatentAttention {
    LatentAttention(
      heads: 128, queryRank: 1_536, keyValueRank: 512, noPositionDimension: 128,
      rotaryDimension: 64, valueDimension: 128, indexer: indexer)
  }

  /// DeepSeek-V3 (arXiv 2412.19437) and, with an indexer, V3.2 (arXiv 2512.02556).
  static func deepSeekV3(indexer: SparseIndexer? = nil) -> ModelArchitecture {
    let attention = AttentionVariant.latent(latent(indexer: indexer))
    return ModelArchitecture(
      name: "deepseek-v3", title: "DeepSeek-V3", hidden: 7_168, vocabulary: 129_280,
      hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: 3, attention: attention,
          feedForward: .dense(DenseFeedForward(intermediate: 18_432))),
        LayerGroup(
          count: 58, attention: attention,
          feedForward: .mixture(
            MixtureOfExperts(
              experts: 256, expertsPerToken: 8, intermediate: 2_048, sharedIntermediate: 2_048,
              hasRouterBias: true))),
      ], contextLength: 163_840, weights: WeightFormats(matrices: .fp8Block), predictionModules: 1)
  }

  static let indexer = SparseIndexer(heads: 64, headDimension: 128, selected: 2_048)

  /// DeepSeek-V4-Pro: 31 layers of dense compressed attention, 30 of sparse.
  static let deepSeekV4Pro: ModelArchitecture = {
    func layer(compression: Int, indexer: SparseIndexer?) -> AttentionVariant {
      .compressed(
        CompressedAttention(
          heads: 128, headDimension: 512, queryRank: 1_536, compression: compression, window: 128,
          indexer: indexer, outputGroups: 16, outputRank: 1_024))
    }
    let experts = FeedForward.mixture(
      MixtureOfExperts(
        experts: 384, expertsPerToken: 6, intermediate: 3_072, sharedIntermediate: 3_072))
    return ModelArchitecture(
      name: "deepseek-v4-pro", title: "DeepSeek-V4-Pro", hidden: 7_168, vocabulary: 129_280,
      hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: 31, attention: layer(compression: 128, indexer: nil), feedForward: experts),
        LayerGroup(
          count: 30,
          attention: layer(
            compression: 4,
            indexer: SparseIndexer(heads: 64, headDimension: 128, selected: 1_024)),
          feedForward: experts),
      ], contextLength: 1_048_576, weights: WeightFormats(matrices: .fp8Block), residualStreams: 4)
  }()

  /// gpt-oss-120b (model card, 2025): windows of 128 on every other layer, biases everywhere.
  static let gptOSS120B: ModelArchitecture = {
    func layer(window: Int?) -> LayerGroup {
      LayerGroup(
        count: 18,
        attention: .grouped(
          GroupedQueryAttention(
            heads: 64, keyValueHeads: 8, headDimension: 64, window: window, hasBias: true,
            hasOutputBias: true, hasSinks: true)),
        feedForward: .mixture(
          MixtureOfExperts(
            experts: 128, expertsPerToken: 4, intermediate: 2_880, hasRouterBias: true,
            hasExpertBias: true)))
    }
    return ModelArchitecture(
      name: "gpt-oss-120b", title: "gpt-oss-120b", hidden: 2_880, vocabulary: 201_088,
      hasTiedEmbeddings: false, layerGroups: [layer(window: 128), layer(window: nil)],
      contextLength: 131_072,
      weights: WeightFormats(
        attention: .bf16, feedForward: .bf16, experts: .mxfp4, other: .bf16))
  }()

  static let deltaNet = LinearAttention(
    keyHeads: 16, valueHeads: 32, keyDimension: 128, valueDimension: 128, convolution: 4,
    hasOutputGate: true)

  /// Qwen3-Next-80B-A3B: three layers of Gated DeltaNet to one of gated attention.
  static let qwen3Next: ModelArchitecture = {
    let experts = FeedForward.mixture(
      MixtureOfExperts(
        experts: 512, expertsPerToken: 10, intermediate: 512, sharedIntermediate: 512,
        hasSharedGate: true))
    return ModelArchitecture(
      name: "qwen3-next-80b-a3b", title: "Qwen3-Next", hidden: 2_048, vocabulary: 151_936,
      hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(count: 36, attention: .linear(deltaNet), feedForward: experts),
        LayerGroup(
          count: 12,
          attention: .grouped(
            GroupedQueryAttention(
              heads: 16, keyValueHeads: 2, headDimension: 256, hasQueryKeyNorm: true,
              hasOutputGate: true)),
          feedForward: experts),
      ], contextLength: 262_144, weights: WeightFormats(matrices: .bf16))
  }()
}

/// Whether two numbers agree to a relative 1e-9, the tolerance of algebra.
func agree(_ a: Double, _ b: Double) -> Bool {
  abs(a - b) <= 1e-9 * max(abs(a), abs(b))
}
