import Hardware
import LanguageModels
import Performance
import Quantities
import Stochastics
import Training

extension Fixtures {
  /// The machine of ``cluster(_:scaleOut:)`` with links to its hosts.
  static func hosted(
    _ accelerators: Int, memory: Bytes? = nil, link: Double = 50e9
  ) -> Cluster {
    let bare = cluster(accelerators)
    return Cluster(
      accelerator: bare.accelerator,
      system: bare.system.with(
        host: HostMemory(capacity: memory, bandwidth: BytesPerSecond(link))),
      accelerators: accelerators)
  }

  static func trained(
    _ model: ModelArchitecture, tensor: Int = 1, pipeline: Int = 1,
    recompute: TrainingPlan.Recompute = .full, sharding: StateSharding = .weights
  ) -> PostTrainedModel {
    PostTrainedModel(
      architecture: model,
      plan: try! TrainingPlan(
        tensor: tensor, pipeline: pipeline, globalBatch: 1, recompute: recompute,
        sharding: sharding))
  }

  /// Reinforcement learning of Llama 8B with models of its own size in all roles.
  static func terms(
    _ algorithm: PostTrainingAlgorithm, prompts: Int = 64, samplesPerPrompt: Int = 4,
    epochs: Int = 1, miniBatches: Int = 1, model: PostTrainedModel? = nil,
    reward: RewardSource? = nil, old: OldLogProbabilities = .recomputed,
    handling: SequenceHandling? = nil, servingTensor: Int = 1,
    placement: PostTrainingPlacement? = nil, offload: OffloadRule = .whenNeeded
  ) throws -> PostTrainingTerms {
    let model = model ?? trained(llama8B)
    let placement = placement ?? .colocated(hosted(16))
    return try PostTrainingTerms(
      algorithm: algorithm, prompts: prompts, samplesPerPrompt: samplesPerPrompt,
      promptTokens: .constant(500), responseTokens: .lognormal(median: 1_000, p95: 4_000),
      promptLimit: 1_000, responseLimit: 7_000, epochs: epochs, miniBatches: miniBatches,
      actor: model, critic: algorithm.hasCritic ? model : nil, reference: model,
      reward: reward ?? .model(model), oldLogProbabilities: old, handling: handling,
      rollout: Deployment(
        model: model.architecture, cluster: placement.rollout,
        plan: ParallelismPlan(tensor: servingTensor),
        weights: WeightFormats(matrices: .bf16), cacheFormat: .bf16),
      reserve: MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(2e9))),
      placement: placement, offload: offload)
  }

  /// Samples of unequal length, the longest of 8,000 tokens.
  static let samples = try! SampledSequences(
    (0..<256).map { (prompt: 500 + $0, response: 200 + 23 * $0 + ($0 == 255 ? 1_180 : 0)) })

  static func iteration(
    _ terms: PostTrainingTerms, samples: SampledSequences = samples, rollout: Seconds = Seconds(90)
  ) throws -> PostTrainingIteration {
    try PostTrainingIteration(
      terms, rollout: PostTrainingRollout(duration: rollout, samples: samples),
      calibration: calibration)
  }
}
