public import Hardware
public import LanguageModels

/// What a search looks for, and among which deployments, as the scenario states it.
public struct FindQuestion: Sendable, Hashable {
  /// What is sought, always within the objectives.
  public enum Goal: String, Sendable, Hashable, CaseIterable {
    /// The highest rate of requests of the fleet as it stands.
    case rate
    /// The fewest accelerators for the scenario's rate.
    case accelerators
    /// The most output tokens per second and accelerator.
    case throughput
    /// The lowest cost of a million tokens.
    case cost
  }

  /// The values that each axis takes; nil takes all that make sense.
  public struct Space: Sendable, Hashable {
    public let accelerators: [String]?
    public let tensor: [Int]?
    public let pipeline: [Int]?
    public let data: [Int]?
    public let expert: [Int]?
    /// Formats of the matrices; nil inside stands for what the model is published in.
    public let weights: [WeightFormat?]?
    /// Formats of the cache; nil inside stands for what the engine takes with the weights.
    public let cache: [NumericFormat?]?
    public let sequences: [Int]?
    public let stepTokens: [Int]?

    /// Nothing is stated of any axis.
    public static let everything = Space()

    public init(
      accelerators: [String]? = nil, tensor: [Int]? = nil, pipeline: [Int]? = nil,
      data: [Int]? = nil, expert: [Int]? = nil, weights: [WeightFormat?]? = nil,
      cache: [NumericFormat?]? = nil, sequences: [Int]? = nil, stepTokens: [Int]? = nil
    ) {
      self.accelerators = accelerators
      self.tensor = tensor
      self.pipeline = pipeline
      self.data = data
      self.expert = expert
      self.weights = weights
      self.cache = cache
      self.sequences = sequences
      self.stepTokens = stepTokens
    }
  }

  public let goal: Goal
  /// How far apart the ends of the interval on a rate may lie, as a fraction of it.
  public let accuracy: Double
  /// Runs at one rate at most.
  public let runs: Int
  /// Candidates that are simulated at most.
  public let confirmations: Int
  /// Accelerators that one replica may occupy.
  public let largestReplica: Int
  public let space: Space

  public init(
    goal: Goal = .rate, accuracy: Double = 0.05, runs: Int = 16, confirmations: Int = 12,
    largestReplica: Int = 16, space: Space = .everything
  ) {
    precondition(accuracy > 0 && accuracy < 1 && runs >= 2)
    precondition(confirmations >= 1 && largestReplica >= 1)
    self.goal = goal
    self.accuracy = accuracy
    self.runs = runs
    self.confirmations = confirmations
    self.largestReplica = largestReplica
    self.space = space
  }
}
