import LanguageModels
import Performance
import Quantities
import Testing

@Suite("A step verifies drafts and drafts the next ones")
struct SpeculationTests {
  static func speculation(
    _ draft: Speculation.Draft, depth: Int = 3, rate: Double = 0.8
  ) -> Speculation {
    Speculation(draft: draft, acceptance: DraftAcceptance(rate: rate, depth: depth))!
  }

  static func with(_ deployment: Deployment, _ draft: Speculation.Draft, depth: Int = 3)
    -> Deployment
  {
    Deployment(
      model: deployment.model, cluster: deployment.cluster, plan: deployment.plan,
      weights: deployment.weights, cacheFormat: deployment.cacheFormat,
      speculation: speculation(draft, depth: depth))
  }

  static let drafts: [Speculation.Draft] = [
    .textSoFar, .head(parameters: nil), .head(parameters: 1_000_000_000),
    .model(Fixtures.llama8B, Fixtures.llama8B.weights),
  ]

  @Test(
    "Terms add up to the time, drafting is one of them where it computes",
    arguments: Fixtures.deployments)
  func sums(deployment: Deployment) throws {
    for draft in Self.drafts {
      let speculative = Self.with(deployment, draft)
      guard speculative.conflicts.isEmpty else { continue }
      let predictor = Fixtures.predictor(speculative)
      for shape in [
        speculative.decodeStep(sequences: 64, context: 64 * 1_000), .prefill(tokens: 3_000),
      ] {
        let breakdown = predictor.breakdown(of: shape)
        #expect(breakdown.duration == predictor.duration(of: shape))
        let drafting = breakdown.byOperator.first { $0.part == .draft }
        #expect((drafting == nil) == (draft == .textSoFar))
      }
    }
  }

  @Test("A step without drafts is the plain step to the last bit", arguments: Fixtures.deployments)
  func plain(deployment: Deployment) {
    let shape = BatchShape.decode(sequences: 7, context: 7_000)
    let plain = Fixtures.predictor(deployment).duration(of: shape)
    for draft in Self.drafts {
      let speculative = Self.with(deployment, draft)
      guard speculative.conflicts.isEmpty else { continue }
      #expect(Fixtures.predictor(speculative).duration(of: shape) == plain)
    }
  }

  @Test("Verification reads the cache once and computes for every query")
  func attention() throws {
    let deployment = Self.with(Fixtures.deployment(Fixtures.llama70B, tensor: 8), .textSoFar)
    let predictor = Fixtures.predictor(deployment)
    func core(_ queries: Int) throws -> StepBreakdown.Row {
      let shape = BatchShape.decode(
        sequences: 32, context: 32 * (8_000 + queries), queries: queries)
      return try #require(
        predictor.breakdown(of: shape).rows.first { $0.part == .decodeAttention })
    }
    let one = try core(1)
    let four = try core(4)
    #expect(four.work.value > 3.99 * one.work.value && four.work.value < 4.01 * one.work.value)
    #expect(four.traffic.value < 1.01 * one.traffic.value)
  }

  @Test("Experts and products see the tokens of all queries")
  func tokens() throws {
    let deployment = Self.with(
      Fixtures.deployment(Fixtures.gptOSS120B, tensor: 2, expert: 2), .textSoFar)
    let predictor = Fixtures.predictor(deployment)
    let verified = predictor.breakdown(of: .decode(sequences: 16, context: 16_000, queries: 4))
    let plain = predictor.breakdown(of: .decode(sequences: 64, context: 64_000))
    for part in [StepOperator.experts, .attentionProjection, .router, .head] {
      func time(_ step: StepBreakdown) -> Seconds? {
        step.byOperator.first { $0.part == part }?.duration
      }
      #expect(try #require(time(verified)) == #require(time(plain)), "\(part)")
    }
  }

  @Test("Drafts pay while weights are read, and cost once arithmetic binds")
  func gain() {
    let plain = Fixtures.deployment(Fixtures.llama70B, tensor: 8)
    let speculative = Self.with(plain, .head(parameters: nil), depth: 4)
    func perToken(_ deployment: Deployment, _ batch: Int) -> Double {
      let shape = deployment.decodeStep(sequences: batch, context: batch * 512)
      return Fixtures.predictor(deployment, host: .none).duration(of: shape).value
        / deployment.tokensPerStep
    }
    func gain(_ batch: Int) -> Double { perToken(plain, batch) / perToken(speculative, batch) }
    #expect(gain(1) > 1.5)
    #expect(gain(1) < speculative.tokensPerStep)
    #expect(gain(4_096) < 1)
    // Verifying costs no less with every sequence, so that the gain falls along the way.
    #expect(gain(1) > gain(64) && gain(64) > gain(512) && gain(512) > gain(4_096))
  }

  @Test("A draft's weights and cache are taken from the pool")
  func memory() throws {
    let reserve = MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(2e9)))
    let plain = Fixtures.deployment(Fixtures.llama70B, tensor: 8)
    let before = MemoryFootprint(deployment: plain, reserve: reserve).stages[0]
    let nothing = MemoryFootprint(deployment: Self.with(plain, .textSoFar), reserve: reserve)
    #expect(nothing.stages[0] == before)
    let model = MemoryFootprint(
      deployment: Self.with(plain, .model(Fixtures.llama8B, Fixtures.llama8B.weights)),
      reserve: reserve
    ).stages[0]
    let alone = MemoryFootprint(
      deployment: Fixtures.deployment(Fixtures.llama8B, tensor: 8), reserve: reserve
    ).stages[0]
    #expect(agree(model[.draftWeights].value, alone.weights.value))
    #expect(agree((before.pool - model.pool).value, alone.weights.value))
    #expect(
      agree(
        model.cacheBytesPerToken.value,
        (before.cacheBytesPerToken + alone.cacheBytesPerToken).value))
  }

  @Test("DeepSeek-V3's module has the published size, and drafts only where the model has one")
  func predictionModule() throws {
    let v3 = Fixtures.deepSeekV3
    let model = ModelArchitecture(
      name: v3.name, title: v3.title, hidden: v3.hidden, vocabulary: v3.vocabulary,
      hasTiedEmbeddings: false, layerGroups: v3.layerGroups, contextLength: v3.contextLength,
      weights: WeightFormats(matrices: .fp8), predictionModules: 1)
    let deployment = Fixtures.deployment(
      model, on: Fixtures.cluster(accelerators: 16), tensor: 16,
      speculation: Self.speculation(.predictionModules, depth: 2))
    #expect(deployment.conflicts.isEmpty)
    let reserve = MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(2e9)))
    let held = MemoryFootprint(deployment: deployment, reserve: reserve).stages[0][.draftWeights]
    // 11.61 billion parameters (Eq. 2.7), of which the projection 2h·h is on every device in 16
    // bits, and latent compressions, router and norms are repeated too.
    #expect(held.value > 11.61e9 / 16 && held.value < 1.5 * 11.61e9 / 16)
    let none = Self.with(Fixtures.deployment(Fixtures.llama8B), .predictionModules)
    #expect(none.conflicts.contains(.noPredictionModules))
  }
}
