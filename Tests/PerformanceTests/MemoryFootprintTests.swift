import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Memory of a replica")
struct MemoryFootprintTests {
  static let reserve = MemoryReserve(
    memoryFraction: 0.9, activations: .measured(Bytes(2e9)), graphs: Bytes(1e9),
    communication: Bytes(0.5e9))

  static func footprint(_ deployment: Deployment, reserve: MemoryReserve = reserve)
    -> MemoryFootprint
  {
    MemoryFootprint(deployment: deployment, reserve: reserve)
  }

  @Test("Llama-70B on eight 80 GiB devices leaves 56.171 GB, 85,710 blocks of 16 tokens")
  func publishedPool() {
    // Eq. 5.16 divides all parameters by eight.
    let capacity = Bytes(80 * 1_073_741_824)
    let pool = Self.reserve.pool(
      capacity: capacity, weights: Bytes(70_553_706_496 * 2 / 8), activations: Bytes(2e9),
      communication: Self.reserve.communication)
    #expect(abs(pool.value / 1e9 - 56.171) < 0.0005)
    #expect(Int(pool.value / (16 * 40_960)) == 85_710)

    // Norms are on every device: seven eighths of 1.3 million parameters more.
    let footprint = Self.footprint(Fixtures.deployment(Fixtures.llama70B, tensor: 8))
    let stage = footprint.bindingStage
    let norms = 161.0 * 8_192
    #expect(agree(stage.pool.value, pool.value - norms * 2 * 7 / 8))
    #expect(stage.cacheBytesPerToken == Bytes(40_960))
    #expect(footprint.cacheBlocks(blockSize: 16) == Int(stage.pool.value / (16 * 40_960)))
  }

  @Test("Every term and the pool sum to what the engine may use", arguments: Fixtures.deployments)
  func termsSum(_ deployment: Deployment) {
    let footprint = Self.footprint(deployment)
    #expect(footprint.stages.count == deployment.plan.pipeline)
    for stage in footprint.stages {
      let terms = stage.terms.reduce(Bytes.zero) { $0 + $1.bytes }
      #expect(agree((terms + stage.pool).value, (footprint.capacity * 0.9).value))
      #expect(stage.terms.map(\.term) == MemoryTerm.allCases)
    }
  }

  @Test("One device holds the parameters of the whole model")
  func oneDevice() {
    for model in [
      Fixtures.llama70B, Fixtures.deepSeekV3, Fixtures.gptOSS120B, Fixtures.qwen3Next,
    ] {
      let stage = Self.footprint(Fixtures.deployment(model)).stages[0]
      #expect(agree(stage.weights.value, model.weightBytes(model.weights).total.value))
      #expect(
        stage.cacheBytesPerToken
          <= model.cacheBytesPerToken(.bf16))
    }
  }

  @Test("Stages of a pipeline hold the model once")
  func pipelineHoldsModelOnce() {
    let cluster = Fixtures.cluster(accelerators: 16)
    for model in [Fixtures.llama70B, Fixtures.deepSeekV3] {
      let footprint = Self.footprint(Fixtures.deployment(model, on: cluster, pipeline: 7))
      let weights = footprint.stages.reduce(0) { $0 + $1.weights.value }
      #expect(agree(weights, model.weightBytes(model.weights).total.value))
      let cache = footprint.stages.reduce(0) { $0 + $1.cacheBytesPerToken.value }
      #expect(agree(cache, model.cacheBytesPerToken(.bf16).value))
    }
  }

  @Test("Expert parallelism spreads the experts and attention replicas repeat the attention")
  func expertParallelism() {
    let cluster = Fixtures.cluster(accelerators: 64)
    func stage(data: Int, expert: Int) -> MemoryFootprint.Stage {
      Self.footprint(
        Fixtures.deployment(Fixtures.deepSeekV3, on: cluster, data: data, expert: expert)
      ).stages[0]
    }
    let one = stage(data: 1, expert: 1)
    for width in [8, 32, 64] {
      let spread = stage(data: width, expert: width)
      #expect(agree(spread[.expertWeights].value * Double(width), one[.expertWeights].value))
      #expect(spread[.attentionWeights] == one[.attentionWeights])
      // Cut in width instead of by expert: the same share.
      #expect(
        agree(
          stage(data: width, expert: 1)[.expertWeights].value,
          spread[.expertWeights].value))
    }
  }

  @Test("A latent cache is held by every rank, a grouped one is divided")
  func cacheByRank() {
    func perToken(_ model: ModelArchitecture, tensor: Int) -> Bytes {
      Self.footprint(Fixtures.deployment(model, tensor: tensor)).stages[0].cacheBytesPerToken
    }
    #expect(perToken(Fixtures.deepSeekV3, tensor: 8) == Bytes(70_272))
    #expect(perToken(Fixtures.deepSeekV3, tensor: 1) == Bytes(70_272))
    #expect(perToken(Fixtures.llama70B, tensor: 1) == Bytes(327_680))
    #expect(perToken(Fixtures.llama70B, tensor: 4) == Bytes(81_920))
  }

  @Test("Windows and states are kept once per sequence")
  func perSequence() {
    let stage = Self.footprint(Fixtures.deployment(Fixtures.gptOSS120B)).stages[0]
    #expect(stage.cacheBytesPerToken == Bytes(18 * 2_048))
    #expect(stage.cacheBytesPerSequence == Bytes(18 * 2_048 * 128))
    // Eq. 2.12: 1.213 GB at 32,768 tokens.
    #expect(abs(stage.cacheBytes(context: 32_768).value / 1e9 - 1.213) < 0.0005)
    // Shorter than the window, every layer keeps every token.
    #expect(stage.cacheBytes(context: 100) == Bytes(36 * 2_048 * 100))
  }

  @Test("The blocks hold as many sequences of the stated length as the bytes do")
  func blocksHoldSequences() {
    let allWindows = Fixtures.dense(
      "windows", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8, intermediate: 14_336,
      window: 4_096)
    for model in [Fixtures.gptOSS120B, Fixtures.qwen3Next, Fixtures.llama8B, allWindows] {
      let footprint = Self.footprint(Fixtures.deployment(model, tensor: 4))
      for context in [128, 512, 4_096, 65_536] {
        let blocks = footprint.cacheBlocks(blockSize: 16, context: context)
        let held = footprint.cachedSequences(context: context)
        // The two are rounded apart: to whole blocks, and to whole sequences.
        #expect(
          (held...held + 1).contains((blocks + 1) / (context / 16)), "\(model.name) \(context)")
      }
    }
  }

  @Test("A model of windows alone leaves room on one device for the sequences that fit")
  func windowsAlone() {
    let model = Fixtures.dense(
      "windows", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8, intermediate: 14_336,
      vocabulary: 32_000, window: 4_096)
    let footprint = Self.footprint(Fixtures.deployment(model))
    // 131,072 bytes a token in bf16 and 4,096 tokens at most.
    let pool = footprint.bindingStage.pool.value
    #expect(footprint.cachedSequences(context: 256) == Int(pool / (131_072 * 256)))
    #expect(footprint.cachedSequences(context: 8_192) == Int(pool / (131_072 * 4_096)))
    #expect(footprint.cacheBlocks(blockSize: 16, context: 256) > 0)
  }

  @Test("A negative pool holds nothing")
  func negativePool() {
    let footprint = Self.footprint(Fixtures.deployment(Fixtures.llama70B))
    #expect(footprint.bindingStage.pool < .zero)
    #expect(footprint.cacheBlocks(blockSize: 16) == 0)
    #expect(footprint.cachedSequences(context: 1) == 0)
  }

  @Test("More memory, a larger fraction and smaller reserves never shrink the pool")
  func monotone() {
    func blocks(fraction: Double = 0.9, activations: Double = 2e9, capacity: Double = 80)
      -> Int
    {
      let chip = Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(989)], capacity: Bytes(capacity * 1_073_741_824))
      return Self.footprint(
        Fixtures.deployment(Fixtures.llama70B, on: Fixtures.cluster(chip), tensor: 4),
        reserve: MemoryReserve(
          memoryFraction: fraction, activations: .measured(Bytes(activations)))
      ).cacheBlocks(blockSize: 16)
    }
    #expect(blocks(fraction: 0.95) > blocks())
    #expect(blocks(activations: 1e9) > blocks())
    #expect(blocks(capacity: 96) > blocks())
  }

  @Test("The activation estimate grows with the tokens of a step and shrinks with tensor width")
  func activations() {
    func bytes(tokens: Int, tensor: Int) -> Bytes {
      Self.footprint(
        Fixtures.deployment(Fixtures.llama70B, tensor: tensor),
        reserve: MemoryReserve(
          memoryFraction: 0.9, activations: .estimated(tokens: tokens, sequences: 256))
      ).stages[0][.activations]
    }
    #expect(bytes(tokens: 8_192, tensor: 8) > bytes(tokens: 2_048, tensor: 8))
    #expect(bytes(tokens: 8_192, tensor: 8) < bytes(tokens: 8_192, tensor: 4))
    // 8,192 · 2 · (2·8,192 + 3·28,672/8) + 256 · 128,256 · 6
    #expect(bytes(tokens: 8_192, tensor: 8) == Bytes(8_192 * 2 * (16_384 + 10_752) + 197_001_216))
  }

  @Test("An engine that takes prompts whole profiles the longest one, until told to cut it")
  func wholePrompts() {
    func bytes(_ reserve: MemoryReserve) -> Bytes {
      Self.footprint(Fixtures.deployment(Fixtures.llama70B, tensor: 8), reserve: reserve)
        .stages[0][.activations]
    }
    let longest = Fixtures.llama70B.contextLength
    let whole = MemoryReserve(
      memoryFraction: 0.9, activations: .estimatedOfWholePrompts(tokens: 512, sequences: 256))
    #expect(bytes(whole) == bytes(whole.cuttingPrompts.with(tokens: longest, sequences: 256)))
    #expect(bytes(whole.with(tokens: 2 * longest, sequences: 256)) > bytes(whole))
    #expect(bytes(whole.cuttingPrompts) < bytes(whole))
    let measured = MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(2e9)))
    #expect(measured.cuttingPrompts == measured)
    #expect(measured.with(tokens: 512, sequences: 1) == measured)
  }

  @Test("Experts need room for every copy of a token, dense networks for their inner layers")
  func expertActivations() {
    // What one token more holds: 2 · (2h + k · (max(2f, h) + f)).
    func perToken(_ model: ModelArchitecture) -> Double {
      func bytes(_ tokens: Int) -> Double {
        Self.footprint(
          Fixtures.deployment(model),
          reserve: MemoryReserve(
            memoryFraction: 0.9, activations: .estimated(tokens: tokens, sequences: 1))
        ).stages[0][.activations].value
      }
      return bytes(1_001) - bytes(1_000)
    }
    #expect(perToken(Fixtures.llama70B) == 2 * (2 * 8_192 + 3 * 28_672))
    let mixture = Fixtures.gptOSS120B
    guard case .mixture(let experts) = mixture.layerGroups[0].feedForward else {
      Issue.record("the fixture has no experts")
      return
    }
    let copy = max(2 * experts.intermediate, mixture.hidden) + experts.intermediate
    let widest =
      2 * mixture.hidden + experts.expertsPerToken * copy + 3 * experts.sharedIntermediate
    #expect(perToken(mixture) == 2 * Double(widest))
  }

  @Test("Memory the driver hides is lost at the stated fraction; one device needs no buffers")
  func visible() {
    func pool(visible: Double, tensor: Int, communication: Double = 0) -> Double {
      Self.footprint(
        Fixtures.deployment(Fixtures.llama70B, tensor: tensor),
        reserve: MemoryReserve(
          memoryFraction: 0.5, visible: visible, activations: .measured(.zero),
          communication: Bytes(communication))
      ).stages[0].pool.value
    }
    let hidden = pool(visible: 1, tensor: 8) - pool(visible: 0.9, tensor: 8)
    #expect(agree(hidden, 0.5 * 0.1 * 80 * 1_073_741_824))
    #expect(
      agree(pool(visible: 1, tensor: 8) - pool(visible: 1, tensor: 8, communication: 1e9), 1e9))
    #expect(pool(visible: 1, tensor: 1) == pool(visible: 1, tensor: 1, communication: 1e9))
  }
}
