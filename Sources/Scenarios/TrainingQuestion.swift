public import Hardware
public import Quantities
public import Training

/// A training run to judge, as the scenario states it.
public struct TrainingQuestion: Sendable, Hashable {
  public let tokens: Tokens
  /// The time it may take.
  public let deadline: Seconds
  public let accelerators: Int
  /// Tokens per sequence, sequences per step, sequences per forward pass of one rank.
  public let sequence: Int
  public let globalBatch: Int
  public let microBatch: Int
  public let precision: NumericFormat
  public let recompute: TrainingPlan.Recompute
  public let sharding: StateSharding
  public let overlap: TrainingPlan.Overlap
  /// The share of time spent in steps; the rest is lost to failures, restarts and saving.
  public let goodput: Double
  public let tensor: Int
  public let pipeline: Int
  public let virtualStages: Int
  public let expert: Int
}
