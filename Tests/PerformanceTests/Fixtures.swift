import Hardware
import LanguageModels
public import Performance
import Quantities
public import Testing

/// Machines from their datasheets and models from their published dimensions.
enum Fixtures {
  static func teraFLOPs(_ value: Double) -> FLOPsPerSecond { FLOPsPerSecond(value * 1e12) }
  static func gigabytes(_ value: Double) -> BytesPerSecond { BytesPerSecond(value * 1e9) }

  static func accelerator(
    _ name: String = "h100-sxm", devices: Int = 1, peak: [NumericFormat: FLOPsPerSecond],
    capacity: Bytes = Bytes(80 * 1_073_741_824), bandwidth: Double = 3_350,
    cache: Bytes? = nil, multiprocessors: Int? = 132, link: Double = 450, domain: Int = 8
  ) -> Accelerator {
    Accelerator(
      name: name, title: name, vendor: "any", devices: devices, peak: PeakRates(peak),
      vectorPeak: nil,
      memory: MemorySystem(
        kind: "HBM", capacity: capacity, bandwidth: gigabytes(bandwidth), cache: cache),
      multiprocessors: multiprocessors,
      scaleUp: InterconnectLevel(
        name: "scale-up", accelerators: domain, bandwidth: gigabytes(link),
        latency: Seconds(1e-6), reduces: true),
      scaleOutBandwidth: gigabytes(50), thermalDesignPower: Watts(700),
      regulatory: RegulatoryProperties(
        applicableDieArea: nil, aggregateIO: nil, isDataCentreMarketed: nil))
  }

  static let h100 = accelerator(peak: [
    .bf16: teraFLOPs(989.4), .fp16: teraFLOPs(989.4), .fp8: teraFLOPs(1978.9),
    .int8: teraFLOPs(1978.9),
  ])
  /// Two dies, no fp8.
  static let ascend910C = accelerator(
    "ascend-910c", devices: 2,
    peak: [.bf16: teraFLOPs(707.8), .fp16: teraFLOPs(752), .int8: teraFLOPs(1504)],
    capacity: Bytes(128 * 1_073_741_824), bandwidth: 3_200, multiprocessors: 48, link: 392,
    domain: 384)

  static func cluster(
    _ accelerator: Accelerator = h100, accelerators: Int = 8, scaleOut: Double = 50,
    oversubscription: Double = 1
  ) -> Cluster {
    Cluster(
      accelerator: accelerator,
      system: AcceleratorSystem(
        name: "node", title: "node", accelerator: accelerator.name,
        accelerators: accelerator.scaleUp.accelerators, scaleUp: accelerator.scaleUp,
        scaleOut: ScaleOut(
          name: "scale-out", bandwidth: gigabytes(scaleOut),
          latency: Seconds(5e-6), oversubscription: oversubscription),
        power: nil),
      accelerators: accelerators)
  }

  /// Close to fits on published H100 kernel tables.
  static let h100Calibration = OperatorCalibration(
    products: [
      .bf16: ProductEfficiency(
        compute: 0.822, memory: 0.862, floor: Seconds(3.3e-6), halfDepth: 118, halfTile: 0),
      .fp8: ProductEfficiency(
        compute: 0.787, memory: 0.797, floor: Seconds(5e-6), halfDepth: 474, halfTile: 4_990,
        quantization: 0.355),
    ],
    prefillAttention: PrefillAttentionEfficiency(
      compute: 0.692, memory: 0.594, floor: Seconds(13.1e-6), queryTile: 16, storing: 0.344,
      eightBit: .init(compute: 1, storing: 0.437, quantization: 0.955)),
    decodeAttention: DecodeAttentionEfficiency(
      compute: 0.6, memory: 0.931, floor: Seconds(12.4e-6), perSequenceHead: Seconds(24.7e-9),
      exposed: 0.585, queries: 0.548, splits: 42, queryTile: 16, eightBit: .init(memory: 0.788)),
    latentPrefillAttention: PrefillAttentionEfficiency(
      compute: 0.623, memory: 0.997, floor: Seconds(15.9e-6), queryTile: 128,
      eightBit: .init(compute: 1.135, quantization: 0.917)),
    latentDecodeAttention: DecodeAttentionEfficiency(
      compute: 0.624, memory: 0.901, floor: Seconds(13.4e-6), perSequenceHead: Seconds(28.5e-9),
      exposed: 0.293, queries: 0.423, splits: 88, queryTile: 64,
      eightBit: .init(compute: 1.172, memory: 1.03)),
    experts: [
      .bf16: ExpertEfficiency(
        compute: 0.63, memory: 0.83, floor: Seconds(33e-6), tile: 64, permutation: 0.42,
        imbalanceExponent: 0, popularityExponent: 1),
      .fp8: ExpertEfficiency(
        compute: 0.31, memory: 0.81, floor: Seconds(34e-6), tile: 64, permutation: 1.7,
        imbalanceExponent: 0, popularityExponent: 1),
    ],
    storedExperts: [
      .mxfp4: ExpertEfficiency(
        compute: 0.59, memory: 0.7, floor: Seconds(43e-6), tile: 64, halfWidth: 165,
        permutation: 5.3, imbalanceExponent: 0, popularityExponent: 1)
    ],
    elementWise: 0.85,
    allReduce: [
      CollectiveEfficiency(ranks: 2, latency: Seconds(4.3e-6), link: 0.556, exponent: 0.6),
      CollectiveEfficiency(ranks: 4, latency: Seconds(4.4e-6), link: 0.758, exponent: 0.6),
      CollectiveEfficiency(ranks: 8, latency: Seconds(4.5e-6), link: 1.03, exponent: 0.6),
    ],
    allToAll: CollectiveEfficiency(
      ranks: 8, latency: Seconds(11.5e-6), link: 0.5, exponent: 1),
    confidence: CalibrationConfidence(grade: .calibrated, interval: 0.8...1.25))

  /// Every efficiency one, every latency zero: the bound of the hardware.
  static let ideal: OperatorCalibration = {
    let product = ProductEfficiency(
      compute: 1, memory: 1, floor: .zero, halfDepth: 0, halfTile: 0)
    let prefill = PrefillAttentionEfficiency(compute: 1, memory: 1, floor: .zero)
    let decode = DecodeAttentionEfficiency(compute: 1, memory: 1, floor: .zero)
    let expert = ExpertEfficiency(
      compute: 1, memory: 1, floor: .zero, tile: 0, permutation: nil, imbalanceExponent: 0,
      popularityExponent: 0)
    let collective = CollectiveEfficiency(ranks: 8, latency: .zero, link: 1, exponent: 1)
    return OperatorCalibration(
      products: [.bf16: product, .fp8: product, .int8: product], prefillAttention: prefill,
      decodeAttention: decode, latentPrefillAttention: prefill, latentDecodeAttention: decode,
      experts: [.bf16: expert, .fp8: expert], elementWise: 1, allReduce: [collective],
      allToAll: collective,
      confidence: CalibrationConfidence(grade: .calibrated, interval: 1...1))
  }()

  /// The order of published engine fits: 40 µs per layer, half a millisecond per step.
  static let host = HostOverhead(
    perStep: Seconds(500e-6), perRequest: Seconds(17e-6), perLayer: Seconds(40e-6),
    perPrefillStep: Seconds(5e-3), perPrefillToken: Seconds(1.7e-6))

  static func dense(
    _ name: String, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, intermediate: Int,
    vocabulary: Int = 128_256, window: Int? = nil
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: name, title: name, hidden: hidden, vocabulary: vocabulary, hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: layers,
          attention: .grouped(
            GroupedQueryAttention(
              heads: heads, keyValueHeads: keyValueHeads, headDimension: 128, window: window)),
          feedForward: .dense(DenseFeedForward(intermediate: intermediate)))
      ], contextLength: 131_072, weights: WeightFormats(matrices: .bf16))
  }

  /// Llama 3.1 (arXiv 2407.21783).
  static let llama70B = dense(
    "llama-3.1-70b", layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8, intermediate: 28_672)
  static let llama8B = dense(
    "llama-3.1-8b", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8, intermediate: 14_336)

  /// DeepSeek-V3 (arXiv 2412.19437).
  static let deepSeekV3: ModelArchitecture = {
    let attention = AttentionVariant.latent(
      LatentAttention(
        heads: 128, queryRank: 1_536, keyValueRank: 512, noPositionDimension: 128,
        rotaryDimension: 64, valueDimension: 128))
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
      ], contextLength: 163_840, weights: WeightFormats(matrices: .fp8Block))
  }()

  /// gpt-oss-120b (model card, 2025): windows of 128 on every other layer.
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

  /// A hybrid of linear and full attention with experts (Qwen3-Next).
  static let qwen3Next: ModelArchitecture = {
    let experts = FeedForward.mixture(
      MixtureOfExperts(
        experts: 512, expertsPerToken: 10, intermediate: 512, sharedIntermediate: 512,
        hasSharedGate: true))
    return ModelArchitecture(
      name: "qwen3-next-80b-a3b", title: "Qwen3-Next", hidden: 2_048, vocabulary: 151_936,
      hasTiedEmbeddings: false,
      layerGroups: [
        LayerGroup(
          count: 36,
          attention: .linear(
            LinearAttention(
              keyHeads: 16, valueHeads: 32, keyDimension: 128, valueDimension: 128,
              convolution: 4, hasOutputGate: true)),
          feedForward: experts),
        LayerGroup(
          count: 12,
          attention: .grouped(
            GroupedQueryAttention(
              heads: 16, keyValueHeads: 2, headDimension: 256, hasQueryKeyNorm: true,
              hasOutputGate: true)),
          feedForward: experts),
      ], contextLength: 262_144, weights: WeightFormats(matrices: .bf16))
  }()

  static func deployment(
    _ model: ModelArchitecture, on cluster: Cluster = cluster(), tensor: Int = 1,
    pipeline: Int = 1, data: Int = 1, expert: Int = 1, weights: WeightFormats? = nil,
    cacheFormat: NumericFormat = .bf16, speculation: Speculation? = nil
  ) -> Deployment {
    Deployment(
      model: model, cluster: cluster,
      plan: try! ParallelismPlan(tensor: tensor, pipeline: pipeline, data: data, expert: expert),
      weights: weights ?? model.weights, cacheFormat: cacheFormat, speculation: speculation)
  }

  static func predictor(
    _ deployment: Deployment, calibration: OperatorCalibration = h100Calibration,
    host: HostOverhead = host
  ) -> StepTimePredictor {
    try! StepTimePredictor(deployment: deployment, calibration: calibration, host: host)
  }

  /// Deployments of every kind of layer and plan, for laws that hold of all.
  static let deployments: [Deployment] = [
    deployment(llama8B),
    deployment(llama70B, tensor: 8),
    deployment(llama70B, on: cluster(accelerators: 16), tensor: 4, pipeline: 4),
    deployment(deepSeekV3, on: cluster(accelerators: 16), tensor: 16),
    deployment(deepSeekV3, on: cluster(accelerators: 32), data: 32, expert: 32),
    deployment(deepSeekV3, on: cluster(accelerators: 32), tensor: 4, data: 8, expert: 16),
    deployment(gptOSS120B, tensor: 2, expert: 2),
    deployment(gptOSS120B, data: 4),
    deployment(qwen3Next, tensor: 4),
  ]
}

/// Whether two numbers agree to a relative 1e-9, the tolerance of algebra.
func agree(_ a: Double, _ b: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}

extension Deployment: CustomTestStringConvertible {
  public var testDescription: String {
    "\(model.name), t\(plan.tensor) p\(plan.pipeline) d\(plan.data) e\(plan.expert)"
  }
}

extension Feasibility: CustomTestStringConvertible {
  public var testDescription: String { deployment.testDescription }
}
