public import Quantities
public import Stochastics

/// What the catalog knows of the demand for compute of the country that rules aim at.
public struct DemandFacts: Sendable {
  /// A figure with what it may be; no distribution where it is taken as certain.
  public struct Figure: Sendable, Hashable {
    public let value: Double
    public let distribution: Distribution?

    public init(_ value: Double, _ distribution: Distribution? = nil) {
      self.value = value
      self.distribution = distribution
    }
  }

  /// The work of a frontier run, FLOP, in ``runMonth``.
  public let run: Figure
  public let runMonth: CalendarMonth
  /// How many times larger a run is a year later.
  public let runGrowth: Figure
  /// Frontier runs a year, all laboratories of the country together.
  public let runsPerYear: Figure
  /// All work of a programme over that of its final run.
  public let researchMultiple: Figure
  /// Share of a country's stock of one product that stands in one cluster.
  public let largestCluster: Figure
  /// Tokens a day, prompts included, in ``tokensMonth``.
  public let tokensPerDay: Figure
  public let tokensMonth: CalendarMonth
  public let tokensGrowth: Figure
  /// Mean over greatest use of what serves.
  public let utilization: Figure
  /// Share of the stock that serves, where it is divided by shares.
  public let inferenceShare: Figure

  public init(
    run: Figure, runMonth: CalendarMonth, runGrowth: Figure, runsPerYear: Figure,
    researchMultiple: Figure, largestCluster: Figure, tokensPerDay: Figure,
    tokensMonth: CalendarMonth, tokensGrowth: Figure, utilization: Figure, inferenceShare: Figure
  ) {
    self.run = run
    self.runMonth = runMonth
    self.runGrowth = runGrowth
    self.runsPerYear = runsPerYear
    self.researchMultiple = researchMultiple
    self.largestCluster = largestCluster
    self.tokensPerDay = tokensPerDay
    self.tokensMonth = tokensMonth
    self.tokensGrowth = tokensGrowth
    self.utilization = utilization
    self.inferenceShare = inferenceShare
  }
}
