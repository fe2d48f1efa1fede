import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving

/// A cache size that an engine logged at its start, as someone published it.
struct PublishedCacheSize: Sendable, CustomStringConvertible {
  enum Size: Sendable {
    /// Of one replica.
    case tokens(Double)
    /// Of one device, in GiB.
    case gibibytes(Double)
  }

  /// The entry of the catalog that stands for the engine's version.
  let engine: String
  let version: String
  let model: String
  let accelerator: String
  let tensor: Int
  let fraction: Double
  let stepTokens: Int
  let sequences: Int
  let weights: WeightFormat?
  let cache: NumericFormat
  let size: Size
  let source: String
  /// What the model does not hold, where the row is known to lie apart for it.
  let apart: String?

  init(
    _ engine: String, _ version: String, _ model: String, on accelerator: String, tensor: Int = 1,
    fraction: Double = 0.9, step: Int, sequences: Int = 256, weights: WeightFormat? = nil,
    cache: NumericFormat = .bf16, _ size: Size, from source: String, apart: String? = nil
  ) {
    self.engine = engine
    self.version = version
    self.model = model
    self.accelerator = accelerator
    self.tensor = tensor
    self.fraction = fraction
    stepTokens = step
    self.sequences = sequences
    self.weights = weights
    self.cache = cache
    self.size = size
    self.source = source
    self.apart = apart
  }

  var description: String {
    "\(engine) \(version) \(model) on \(tensor) \(accelerator), \(fraction) (\(source))"
  }

  /// Figures are facts; default limits where a log does not show them are those of the engine's
  /// documentation for that version and device.
  static let all: [PublishedCacheSize] = [
    // One log collection; the first model has the dimensions of Qwen2.5-7B.
    .init(
      "vllm-0.12", "0.10.1.1", "qwen2.5-7b", on: "a100-80-sxm", fraction: 0.25, step: 2_048,
      .tokens(93_872), from: "github.com/dennislee22/vLLM-benchmarking, log 7B, one device"),
    .init(
      "vllm-0.12", "0.10.1.1", "qwen2.5-7b", on: "a100-80-sxm", fraction: 0.5, step: 2_048,
      .gibibytes(24.83), from: "github.com/dennislee22/vLLM-benchmarking, test 5"),
    .init(
      "vllm-0.12", "0.10.1.1", "qwen2.5-7b", on: "a100-80-sxm", tensor: 2, fraction: 0.5,
      step: 2_048, .gibibytes(31.83), from: "github.com/dennislee22/vLLM-benchmarking, test 3"),
    .init(
      "vllm-0.12", "0.10.1.1", "qwen2.5-7b", on: "a100-40-sxm", tensor: 2, fraction: 0.5,
      step: 2_048, .gibibytes(11.03), from: "github.com/dennislee22/vLLM-benchmarking, test 1"),
    .init(
      "vllm-0.12", "0.10.1.1", "gpt-oss-120b", on: "a100-80-sxm", tensor: 4, fraction: 0.8,
      step: 2_048, .gibibytes(45.32), from: "github.com/dennislee22/vLLM-benchmarking, log 120B"),
    .init(
      "vllm-0.12", "0.19", "gpt-oss-20b", on: "a100-80-sxm", fraction: 0.65, step: 2_048,
      .gibibytes(36.56), from: "myoceane.fr, 2026-04"),
    .init(
      "vllm-0.12", "0.8.5", "qwen3-30b-a3b", on: "h100-sxm", tensor: 2, step: 8_192,
      sequences: 1_024, .tokens(878_416), from: "github.com/vllm-project/vllm/issues/21524"),
    .init(
      "vllm-0.12", "0.8.4", "deepseek-r1", on: "h20", tensor: 16, fraction: 0.7, step: 138,
      sequences: 1, .tokens(335_168), from: "github.com/vllm-project/vllm/issues/17242"),
    .init(
      "vllm-0.12", "0.9.2", "qwen3-235b-a22b", on: "h100-sxm", tensor: 4, step: 8_192,
      sequences: 1_024, weights: .fp8Block, .tokens(178_880),
      from: "github.com/vllm-project/vllm/issues/21348",
      apart: "the thread lays it to a change of profiling in that version"),
    .init(
      "vllm-0.6", "0.6.5", "llama-3-8b", on: "h100-sxm", step: 8_192, .gibibytes(53.29),
      from: "github.com/vllm-project/vllm/pull/10511"),
    .init(
      "vllm-0.6", "0.6.5", "llama-3-8b", on: "h100-sxm", tensor: 2, step: 8_192,
      .gibibytes(58.97), from: "github.com/vllm-project/vllm/pull/10511"),
    .init(
      "vllm-0.6", "0.7.2", "qwen2.5-14b", on: "rtx-4090", tensor: 2, fraction: 0.98, step: 2_048,
      .tokens(81_536), from: "github.com/vllm-project/vllm/issues/13061"),
    .init(
      "vllm-0.2", "0.2.4", "llama-2-7b", on: "a100-80-sxm", step: 4_096, .tokens(16 * 7_449),
      from: "github.com/vllm-project/vllm/pull/2031, before"),
    .init(
      "vllm-0.2", "0.2.5", "llama-2-7b", on: "a100-80-sxm", step: 4_096, .tokens(16 * 7_351),
      from: "github.com/vllm-project/vllm/pull/2031, after"),
    .init(
      "vllm-0.2", "0.2.4", "llama-2-70b", on: "a100-80-sxm", tensor: 4, step: 4_096,
      .tokens(16 * 31_615), from: "github.com/vllm-project/vllm/pull/2031, before"),
    .init(
      "vllm-0.2", "0.2.5", "llama-2-70b", on: "a100-80-sxm", tensor: 4, step: 4_096,
      .tokens(16 * 20_865), from: "github.com/vllm-project/vllm/pull/2031, after",
      apart: "14 GB of collective buffers counted, that no other version shows"),
    .init(
      "sglang-0.5", "0.4.9", "qwen3-235b-a22b", on: "h100-sxm", tensor: 4, fraction: 0.93,
      step: 8_192, sequences: 1_024, weights: .fp8Block, .tokens(367_404),
      from: "github.com/vllm-project/vllm/issues/21348"),
    .init(
      "trt-llm-1.0", "0.20, PyTorch", "llama-3.1-8b", on: "h100-sxm", fraction: 0.8, step: 23_552,
      sequences: 4_096, weights: .fp8, cache: .fp8, .tokens(860_320),
      from: "github.com/NVIDIA/TensorRT-LLM/issues/6294"),
    // The model is not named: its cache per token and its weights are those of Llama-2-7B.
    .init(
      "trt-llm-0.9", "0.8", "llama-2-7b", on: "a100-80-sxm", step: 4_096, sequences: 1,
      weights: .int8, .tokens(132_608), from: "github.com/NVIDIA/TensorRT-LLM/issues/1400"),
  ]

  /// The replica and the engine with the limits of the row.
  func parts(of catalog: Catalog) throws -> (deployment: Deployment, engine: EngineProfile) {
    let chip = try catalog.accelerator(accelerator)
    let architecture = try catalog.model(model)
    let deployment = Deployment(
      model: architecture,
      cluster: Cluster(
        accelerator: chip, system: try catalog.defaultSystem(for: chip),
        accelerators: (tensor + chip.devices - 1) / chip.devices),
      plan: try ParallelismPlan(tensor: tensor),
      weights: weights.map(WeightFormats.init(matrices:)) ?? architecture.weights,
      cacheFormat: cache)
    let engine = try catalog.engine(engine).limited(
      tokenBudget: stepTokens, maximumSequences: sequences, memoryFraction: fraction)
    return (deployment, engine)
  }

  /// The predicted size over the published one.
  func ratio(of catalog: Catalog) throws -> Double {
    let (deployment, engine) = try parts(of: catalog)
    let footprint = MemoryFootprint(deployment: deployment, reserve: engine.memory)
    return switch size {
    case .gibibytes(let published):
      footprint.bindingStage.pool.value / 1_073_741_824 / published
    case .tokens(let published):
      Double(footprint.cacheBlocks(blockSize: engine.blockTokens) * engine.blockTokens) / published
    }
  }
}
