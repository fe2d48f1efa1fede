public import Hardware
public import Quantities

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
  public let recompute: String
  public let sharding: Int
  public let tensor: Int
  public let pipeline: Int
  public let virtualStages: Int
  public let expert: Int
}
