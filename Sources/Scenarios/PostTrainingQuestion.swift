public import Hardware
public import LanguageModels
public import Quantities
public import Stochastics
public import Training

/// Reinforcement learning to judge and to measure, as the scenario states it.
public struct PostTrainingQuestion: Sendable, Hashable {
  /// Who learns where.
  public enum Placement: Sendable, Hashable {
    case colocated(accelerators: Int)
    case split(rollout: Int, training: Int, PostTrainingSchedule)
  }

  public internal(set) var algorithm: PostTrainingAlgorithm
  public let prompts: Int
  public let samplesPerPrompt: Int
  public let promptTokens: Distribution
  public let responseTokens: Distribution
  public let promptLimit: Int
  public let responseLimit: Int
  public let epochs: Int
  public let miniBatches: Int
  /// Of the whole run; nil where none is asked for.
  public let iterations: Int?
  /// Nil where it is a model like the actor.
  public let critic: ModelArchitecture?
  public let hasReference: Bool
  /// Nil where a rule gives the reward.
  public let reward: ModelArchitecture?
  public let rewardTime: Seconds
  public let oldLogProbabilities: OldLogProbabilities
  public let isPadded: Bool
  /// Of a packed row; nil for the longest sample there can be.
  public let rowTokens: Int?
  public let placement: Placement
  public let offload: OffloadRule
  public let precision: NumericFormat
  public let recompute: TrainingPlan.Recompute
  public let sharding: StateSharding
  public let microBatch: Int
  public let tensor: Int
  public let pipeline: Int
  public let context: Int
  public let expert: Int

  /// The same question of another algorithm.
  public func with(algorithm: PostTrainingAlgorithm) -> PostTrainingQuestion {
    var copy = self
    copy.algorithm = algorithm
    return copy
  }
}
