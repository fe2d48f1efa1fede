public import LanguageModels
public import Quantities
public import ReferenceData
public import Scenarios
public import Serving
import Stochastics

/// A class of tokens by which stocks are compared: a model, the requests made of it, and what is
/// promised.
public struct ServingReference: Sendable {
  /// What demand calls the class.
  public let name: String
  public let model: ModelArchitecture
  public let lengths: RequestLengths
  public let objectives: Objectives
  /// Accelerators that one replica may occupy.
  public let largestReplica: Int

  public init(
    name: String, model: ModelArchitecture, lengths: RequestLengths, objectives: Objectives,
    largestReplica: Int = 64
  ) {
    precondition(largestReplica >= 1, "a replica of \(largestReplica)")
    self.name = name
    self.model = model
    self.lengths = lengths
    self.objectives = objectives
    self.largestReplica = largestReplica
  }

  /// A model of the catalog under the requests of DeepSeek's own service at 50 ms a token.
  ///
  /// That service counted 608 G input tokens in a day, 342 G of them found in a cache, to 168 G of
  /// output, and 4,989 tokens of context for each output token in the mean (DeepSeek, open-infra week
  /// day 6, 2025-03-01). With outputs as spread as an exponential law that is 3,910 tokens of prompt
  /// and 1,080 of output for each request. First tokens within 5 s are assumed, p95.
  ///
  /// - Throws: what the catalog lacks of the model.
  public static func chat(
    _ model: String = "deepseek-v3", catalog: Catalog
  ) throws(CatalogError) -> Self {
    let model = try catalog.model(model)
    return Self(
      name: model.name, model: model, lengths: Self.chatLengths,
      objectives: Objectives(
        timeToFirstToken: LatencyObjective(limit: Seconds(5), percentile: 0.95),
        timePerOutputToken: LatencyObjective(limit: Seconds(0.05), percentile: 0.95)))
  }

  private static let chatLengths: RequestLengths = {
    do {
      return try RequestLengths(
        promptTokens: .lognormal(mean: 3_910, cv: 1), outputTokens: .lognormal(mean: 1_080, cv: 1),
        cachedFraction: 342.0 / 608)
    } catch { preconditionFailure("\(error)") }
  }()
}

/// What one accelerator serves of a class in its best replica, within the objectives.
public struct ServingRate: Sendable, Hashable {
  /// All tokens, prompts with what a cache finds of them included.
  public let tokens: TokensPerSecond
  public let output: TokensPerSecond
  /// Accelerators of the replica, its plan, and the format of its matrices.
  public let replica: Int
  public let plan: String
  public let weights: WeightFormat
  /// The share of time on account of prompts.
  public let prefillTime: Double

  /// The time of one accelerator that a token takes, in seconds.
  public var secondsPerToken: Double { 1 / tokens.value }

  /// The same of a chip that does `factor` times as much.
  func scaled(by factor: Double) -> ServingRate {
    ServingRate(
      tokens: tokens * factor, output: output * factor, replica: replica, plan: plan,
      weights: weights, prefillTime: prefillTime)
  }
}
