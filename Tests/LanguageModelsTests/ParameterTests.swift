import LanguageModels
import Testing

@Suite("Parameters")
struct ParameterTests {
  @Test("Dense totals equal the published checkpoints to the last parameter")
  func denseTotals() {
    #expect(Fixtures.llama70B.parameters == 70_553_706_496)
    #expect(Fixtures.llama405B.parameters == 405_853_388_800)
  }

  @Test("DeepSeek-V3 counts as published: total, active, matrices, experts, attention")
  func deepSeekV3() {
    let model = Fixtures.deepSeekV3()
    #expect(model.parameters == 671_026_419_200)
    #expect(model.activeParameters == 37_552_297_472)
    #expect(model.matrixParameters == 36_625_618_432)
    #expect(model.routedExpertParameters == 58 * 256 * 3 * 7_168 * 2_048)
    #expect(
      AttentionVariant.latent(Fixtures.latent()).parameters(hidden: 7_168) == 187_107_328)
  }

  @Test("The sparse indexer adds 13.96 million parameters per layer, 0.852 billion in all")
  func indexer() {
    let sparse = Fixtures.deepSeekV3(indexer: Fixtures.indexer)
    let added = sparse.parameters - Fixtures.deepSeekV3().parameters
    #expect(added == 61 * (1_536 * 64 * 128 + 7_168 * 128 + 7_168 * 64 + 2 * 128))
    #expect((Double(added) / 61e6 * 100).rounded() == 1_396)
  }

  @Test("A prediction module of DeepSeek-V3 holds 11.61 billion parameters beside the total")
  func predictionModule() {
    let module = Fixtures.deepSeekV3().predictionModuleParameterCount.total
    #expect((Double(module) / 1e7).rounded() == 1_161)
    #expect(Fixtures.llama70B.predictionModuleParameterCount.total == 0)
  }

  @Test("gpt-oss-120b with its biases, sinks and windows counts 116,829,156,672")
  func gptOSS() {
    #expect(Fixtures.gptOSS120B.parameters == 116_829_156_672)
  }

  @Test("Hybrid and compressed architectures reproduce their published totals")
  func hybrids() {
    // Vendor's count of the text model: 79.67 billion.
    #expect((Double(Fixtures.qwen3Next.parameters) / 1e7).rounded() == 7_967)
    // 1.573 trillion; the published 1.6 includes a prediction module.
    #expect((Double(Fixtures.deepSeekV4Pro.parameters) / 1e7).rounded() / 100 == 1_573.00)
  }

  @Test("Tied embeddings are stored once and multiplied once")
  func tiedEmbeddings() {
    func model(tied: Bool) -> ModelArchitecture {
      ModelArchitecture(
        name: "m", title: "m", hidden: 64, vocabulary: 1_000, hasTiedEmbeddings: tied,
        layerGroups: Fixtures.llama70B.layerGroups, contextLength: 1,
        weights: WeightFormats(matrices: .bf16))
    }
    #expect(model(tied: false).parameters - model(tied: true).parameters == 64_000)
    #expect(model(tied: false).matrixParameters == model(tied: true).matrixParameters)
  }

  @Test("A layer that attends another's keys and values holds none of its own")
  func crossLayerSharing() {
    let own = GroupedQueryAttention(heads: 80, keyValueHeads: 8, headDimension: 80)
    let shared = GroupedQueryAttention(
      heads: 80, keyValueHeads: 8, headDimension: 80, ownsKeyValues: false)
    let saved =
      AttentionVariant.grouped(own).parameters(hidden: 6_400)
      - AttentionVariant.grouped(shared).parameters(hidden: 6_400)
    #expect(saved == 2 * 6_400 * 8 * 80)
  }

  @Test("The compressions of latent attention are one product over the residual stream")
  func fusedCompression() {
    let projections = AttentionVariant.latent(Fixtures.latent()).projections(hidden: 7_168)
    #expect(projections.count { $0.inputs() == 7_168 } == 1)
    #expect(projections[0].outputs() == 1_536 + 576)
    // All matrices of a layer; its norms hold 2,048 more.
    #expect(projections.reduce(0) { $0 + $1.parameters() } == 187_107_328 - 2_048)
  }

  @Test("One expert, always chosen, is a dense network and a router")
  func degenerateMixture() {
    let mixture = FeedForward.mixture(
      MixtureOfExperts(experts: 1, expertsPerToken: 1, intermediate: 300))
    let dense = FeedForward.dense(DenseFeedForward(intermediate: 300))
    #expect(mixture.parameters(hidden: 64) == dense.parameters(hidden: 64) + 64)
    #expect(
      mixture.activeParameterCount(hidden: 64).total == mixture.parameters(hidden: 64))
  }

  @Test(
    "No token meets more parameters than there are",
    arguments: [
      Fixtures.llama70B, Fixtures.deepSeekV3(), Fixtures.gptOSS120B, Fixtures.qwen3Next,
      Fixtures.deepSeekV4Pro,
    ])
  func activeAtMostTotal(model: ModelArchitecture) {
    #expect(model.activeParameters <= model.parameters)
    #expect(model.matrixParameters < model.activeParameters)
    #expect((model.activeParameters == model.parameters) == (model.routedExpertParameters == 0))
  }

  @Test("Tensor ranks together hold every matrix, and more only what cannot be divided")
  func shardsCoverTheMatrix() {
    for group in Fixtures.deepSeekV4Pro.layerGroups + Fixtures.qwen3Next.layerGroups {
      for projection in group.attention.projections(hidden: 2_048) {
        for tensor in [1, 2, 8, 16, 64] {
          #expect(tensor * projection.parameters(tensor: tensor) >= projection.parameters())
          #expect(projection.parameters(tensor: tensor) <= projection.parameters())
        }
      }
    }
    // Eight KV heads over 16 ranks: one each, twice in all.
    let projections = Fixtures.llama70B.layerGroups[0].attention.projections(hidden: 8_192)
    #expect(projections[0].outputs(tensor: 16) == (4 + 2) * 128)
  }
}
