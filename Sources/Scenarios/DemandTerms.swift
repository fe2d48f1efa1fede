public import ExportControl
public import Quantities

/// What a scenario of supply asks stocks to do.
public struct DemandTerms: Sendable {
  /// The definition in which stocks by channel are counted.
  public let unit: H100Equivalent
  /// The month in which amounts are asked for; nil is the first.
  public let from: CalendarMonth?
  /// The catalog's model whose design is trained, its tokens for each active parameter, and the time
  /// of a run.
  public let trainedModel: String
  public let tokensPerParameter: Double
  public let window: Seconds
  /// Runs whose first possible date is told, the smallest first.
  public let reach: [FLOPs]
  /// The catalog's model that serves, and the time per output token that users are promised.
  public let servedModel: String
  public let timePerOutputToken: Seconds
  public let allocation: Allocation
  /// Numbers of the catalog that the scenario replaces, in base units.
  public let figures: [Figure: SupplyScenario.StatedSetting.Value]

  /// A number of the catalog that a scenario may replace, certain or not.
  public enum Figure: String, Sendable, Hashable, CaseIterable {
    case run = "demand.training.run"
    case runGrowth = "demand.training.growth"
    case runsPerYear = "demand.training.runs-per-year"
    case researchMultiple = "demand.training.research-multiple"
    case largestCluster = "demand.training.largest-cluster"
    case tokensPerDay = "demand.tokens.per-day"
    case tokensGrowth = "demand.tokens.growth"
    case utilization = "demand.tokens.utilization"
    case inferenceShare = "demand.inference-share"
  }

  /// Who gets the stock where it is short.
  public enum Allocation: String, Sendable, Hashable, CaseIterable {
    case trainingFirst = "training-first"
    case inferenceFirst = "inference-first"
    case share
  }
}
