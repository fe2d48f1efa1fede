import Hardware
import LanguageModels
import Performance
import Quantities
import Training

/// A machine from its datasheet and models from their published dimensions.
enum Fixtures {
  static let h100 = Accelerator(
    name: "h100-sxm", title: "H100 SXM", vendor: "NVIDIA", devices: 1,
    peak: PeakRates([
      .bf16: FLOPsPerSecond(989.4e12), .fp16: FLOPsPerSecond(989.4e12),
      .fp8: FLOPsPerSecond(1978.9e12),
    ]), vectorPeak: nil,
    memory: MemorySystem(
      kind: "HBM3", capacity: Bytes(80 * 1_073_741_824), bandwidth: BytesPerSecond(3.35e12)),
    multiprocessors: 132,
    scaleUp: InterconnectLevel(
      name: "NVLink4", accelerators: 8, bandwidth: BytesPerSecond(450e9), latency: Seconds(1e-6)),
    scaleOutBandwidth: BytesPerSecond(50e9), thermalDesignPower: Watts(700),
    regulatory: RegulatoryProperties(
      applicableDieArea: nil, aggregateIO: nil, isDataCentreMarketed: nil))

  static func cluster(_ accelerators: Int, scaleOut: Double = 50e9) -> Cluster {
    Cluster(
      accelerator: h100,
      system: AcceleratorSystem(
        name: "dgx-h100", title: "DGX H100", accelerator: h100.name, accelerators: 8,
        scaleUp: h100.scaleUp,
        scaleOut: ScaleOut(
          name: "InfiniBand NDR", bandwidth: BytesPerSecond(scaleOut),
          latency: Seconds(5e-6)), power: nil),
      accelerators: accelerators)
  }

  static let calibration: OperatorCalibration = {
    let product = ProductEfficiency(
      compute: 0.822, memory: 0.862, floor: Seconds(3.3e-6), halfDepth: 118, halfTile: 0)
    let expert = ExpertEfficiency(
      compute: 0.5, memory: 0.8, floor: Seconds(33e-6), tile: 64, permutation: 0.5,
      imbalanceExponent: 0, popularityExponent: 0)
    let prefill = PrefillAttentionEfficiency(compute: 0.6, memory: 0.4, floor: Seconds(13e-6))
    let decode = DecodeAttentionEfficiency(compute: 0.6, memory: 0.4, floor: Seconds(13e-6))
    return OperatorCalibration(
      products: [.bf16: product, .fp8: product], prefillAttention: prefill,
      decodeAttention: decode, latentPrefillAttention: prefill, latentDecodeAttention: decode,
      experts: [.bf16: expert, .fp8: expert], elementWise: 0.8,
      allReduce: [
        CollectiveEfficiency(ranks: 8, latency: Seconds(4.5e-6), link: 1, exponent: 0.6)
      ],
      allToAll: CollectiveEfficiency(
        ranks: 8, latency: Seconds(11.5e-6), link: 0.5, exponent: 1),
      confidence: CalibrationConfidence(grade: .calibrated, interval: 0.8...1.25))
  }()

  static func dense(
    _ name: String, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, intermediate: Int,
    vocabulary: Int, isGated: Bool = true
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: name, title: name, hidden: hidden, vocabulary: vocabulary, hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: layers,
          attention: .grouped(
            GroupedQueryAttention(
              heads: heads, keyValueHeads: keyValueHeads, headDimension: 128)),
          feedForward: .dense(
            DenseFeedForward(intermediate: intermediate, isGated: isGated)))
      ], contextLength: 131_072, weights: WeightFormats(matrices: .bf16))
  }

  /// Llama 3.1 (arXiv 2407.21783).
  static let llama8B = dense(
    "llama-3.1-8b", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8,
    intermediate: 14_336, vocabulary: 128_256)
  static let llama70B = dense(
    "llama-3.1-70b", layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8,
    intermediate: 28_672, vocabulary: 128_256)
  /// GPT-3 (arXiv 2005.14165).
  static let gpt175B = dense(
    "gpt-175b", layers: 96, hidden: 12_288, heads: 96, keyValueHeads: 96,
    intermediate: 49_152, vocabulary: 51_200, isGated: false)
  /// A mixture of 64 experts beside two shared ones.
  static let mixture: ModelArchitecture = ModelArchitecture(
    name: "mixture", title: "mixture", hidden: 2_048, vocabulary: 102_400,
    hasTiedEmbeddings: false,
    layerGroups: [
      LayerGroup(
        count: 28,
        attention: .grouped(
          GroupedQueryAttention(heads: 16, keyValueHeads: 16, headDimension: 128)),
        feedForward: .mixture(
          MixtureOfExperts(
            experts: 64, expertsPerToken: 6, intermediate: 1_408, sharedIntermediate: 2_816)))
    ], contextLength: 16_384, weights: WeightFormats(matrices: .bf16))

  /// bf16 with attention scores in memory.
  static let materialized = TrainingRecipe(
    products: .bf16, weightBytes: 2, gradientBytes: 4, masterBytes: 4, momentBytes: 8,
    attention: .materialized)

  static func run(
    _ model: ModelArchitecture, tensor: Int = 1, pipeline: Int = 1, data: Int = 1,
    context: Int = 1, expert: Int = 1, microBatch: Int = 1, globalBatch: Int,
    virtualStages: Int = 1, recompute: TrainingPlan.Recompute = .none,
    sharding: StateSharding = .optimizer, recipe: TrainingRecipe = .bf16, sequence: Int = 8_192,
    scaleOut: Double = 50e9, accelerators: Int? = nil
  ) -> TrainingRun {
    let plan = try! TrainingPlan(
      tensor: tensor, pipeline: pipeline, data: data, context: context, expert: expert,
      microBatch: microBatch, globalBatch: globalBatch, virtualStages: virtualStages,
      recompute: recompute, sharding: sharding)
    return TrainingRun(
      model: model,
      cluster: cluster(accelerators ?? max(8, plan.devices), scaleOut: scaleOut), plan: plan,
      recipe: recipe, sequence: sequence)
  }
}

func agree(_ a: Double, _ b: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
