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

  /// Whether replicas serve requests whole, or prompts and output have pools of their own.
  public enum Way: String, Sendable, Hashable, CaseIterable {
    case colocated, split
  }

  /// Replicas that compute prompts to replicas that decode: `2:3`.
  public struct PoolRatio: Sendable, Hashable, CustomStringConvertible {
    public let prefill: Int
    public let decode: Int

    /// - Precondition: Both are positive.
    public init(prefill: Int, decode: Int) {
      precondition(prefill > 0 && decode > 0, "a ratio of \(prefill) to \(decode)")
      self.prefill = prefill
      self.decode = decode
    }

    public var description: String { "\(prefill):\(decode)" }
  }

  /// The values that each axis takes; nil takes all that make sense.
  public struct Space: Sendable, Hashable {
    public let accelerators: [String]?
    /// As the fleet is where nil.
    public let ways: [Way]?
    /// Of the pools' replicas; those near their balance where nil.
    public let ratios: [PoolRatio]?
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
      accelerators: [String]? = nil, ways: [Way]? = nil, ratios: [PoolRatio]? = nil,
      tensor: [Int]? = nil, pipeline: [Int]? = nil, data: [Int]? = nil, expert: [Int]? = nil,
      weights: [WeightFormat?]? = nil, cache: [NumericFormat?]? = nil, sequences: [Int]? = nil,
      stepTokens: [Int]? = nil
    ) {
      self.accelerators = accelerators
      self.ways = ways
      self.ratios = ratios
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
  /// How caches move between the pools of candidates that have them.
  public internal(set) var transfer: TransferTerms

  public init(
    goal: Goal = .rate, accuracy: Double = 0.05, runs: Int = 16, confirmations: Int = 12,
    largestReplica: Int = 16, space: Space = .everything, transfer: TransferTerms = .standard
  ) {
    precondition(accuracy > 0 && accuracy < 1 && runs >= 2)
    precondition(confirmations >= 1 && largestReplica >= 1)
    self.goal = goal
    self.accuracy = accuracy
    self.runs = runs
    self.confirmations = confirmations
    self.largestReplica = largestReplica
    self.space = space
    self.transfer = transfer
  }
}
