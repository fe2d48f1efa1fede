import ComputeSupply
import Documents
import Quantities
import ReferenceData
import Scenarios
import Serving
import Stochastics

/// What stocks can do under one alternative, for the demand of each draw: the tables of what one chip
/// does are made once.
struct SupplyCapability: Sendable {
  let evaluator: StockEvaluator
  /// The demand with every figure at its central value.
  private let demand: ComputeDemand
  /// Where in a row of draws a figure stands; nil where it is certain.
  private let places: [DemandTerms.Figure: Int]
  private let figures: [DemandTerms.Figure: DemandFacts.Figure]
  private let allocation: DemandTerms.Allocation
  private let className: String
  /// Years from the month in which amounts are asked for to the first month; negative where it is
  /// later.
  private let runYears: Double
  private let tokenYears: Double

  /// What one draw asks for.
  struct Asked {
    let demand: ComputeDemand
    /// With the share of stocks in one cluster of the draw.
    let evaluator: StockEvaluator
    private let first: CapacityFrontier

    init(_ demand: ComputeDemand, _ evaluator: StockEvaluator) {
      self.demand = demand
      self.evaluator = evaluator
      first = evaluator.frontier(for: demand, after: 0)
    }

    /// What one chip of each product does; one class of tokens is the same mix at all times.
    func frontier(after years: Double) -> CapacityFrontier {
      demand.tokens.count == 1 ? first : evaluator.frontier(for: demand, after: years)
    }
  }

  init(
    _ terms: DemandTerms, plan: SupplyPlan, evaluator: StockEvaluator, facts: DemandFacts
  ) throws(SupplyError) {
    self.evaluator = evaluator
    className = terms.servedModel
    allocation = terms.allocation
    figures = Self.figures(terms, facts)
    let values = figures
    places = Dictionary(
      uniqueKeysWithValues: DemandTerms.Figure.allCases.compactMap { figure in
        // What this alternative states for certain is no draw of the others.
        guard let distribution = values[figure]?.distribution, !distribution.isConstant else {
          return nil
        }
        return plan.inputs.firstIndex { $0.name == figure.rawValue }.map { (figure, $0) }
      })
    let first = plan.programme.months[0]
    func years(_ stated: Bool, _ known: CalendarMonth) -> Double {
      Double(first - (stated ? terms.from ?? first : known)) / 12
    }
    runYears = years(terms.figures[.run] != nil, facts.runMonth)
    tokenYears = years(terms.figures[.tokensPerDay] != nil, facts.tokensMonth)
    demand = try Self.demand(
      allocation, className, runYears, tokenYears
    ) { values[$0]?.value ?? 0 }
  }

  /// The figures of the scenario over those of the catalog.
  private static func figures(
    _ terms: DemandTerms, _ facts: DemandFacts
  ) -> [DemandTerms.Figure: DemandFacts.Figure] {
    Dictionary(
      uniqueKeysWithValues: DemandTerms.Figure.allCases.map { figure in
        switch terms.figures[figure] {
        case .certain(let value): (figure, DemandFacts.Figure(value))
        case .uncertain(let input, let scale):
          (figure, DemandFacts.Figure(input.value(at: 0.5) * scale, input.distribution))
        case nil: (figure, facts.figure(figure))
        }
      })
  }

  /// The inputs that stand for uncertain figures: they change no programme, and are read by their
  /// places.
  static func inputs(_ terms: DemandTerms, facts: DemandFacts) throws(SupplyError) -> [SupplyInput]
  {
    var found: [SupplyInput] = []
    let known = figures(terms, facts)
    for figure in DemandTerms.Figure.allCases {
      guard let distribution = known[figure]?.distribution, !distribution.isConstant else {
        continue
      }
      found.append(
        try SupplyInput(figure.rawValue, distribution, allowed: -Double.infinity...Double.infinity)
        { _, _ in })
    }
    return found
  }

  /// What a draw asks for.
  func asked(in row: [Double]) throws(SupplyError) -> Asked {
    func value(_ figure: DemandTerms.Figure) -> Double {
      places[figure].map { row[$0] } ?? figures[figure]?.value ?? 0
    }
    let demand = try Self.demand(allocation, className, runYears, tokenYears, value)
    let share = min(1, max(0, value(.largestCluster)))
    var own = evaluator
    let usual = StockTerms.usualShares
    let open = usual.max() ?? 1
    // What is hidden or rented by the hour stands in smaller clusters, in the usual proportion.
    own.terms.coherentShare = usual.map { min(1, $0 / open * share) }
    return Asked(demand, own)
  }

  private static func demand(
    _ allocation: DemandTerms.Allocation, _ className: String, _ runYears: Double,
    _ tokenYears: Double, _ value: (DemandTerms.Figure) -> Double
  ) throws(SupplyError) -> ComputeDemand {
    let training = try TrainingDemand(
      run: FLOPs(value(.run)), growth: value(.runGrowth), runsPerYear: value(.runsPerYear),
      researchMultiple: max(1, value(.researchMultiple)))
    let tokens = try TokenDemand(
      name: className, perDay: Tokens(value(.tokensPerDay)), growth: value(.tokensGrowth))
    // Both as of the first month.
    let run = training.run(after: runYears)
    let perDay = tokens.perDay(after: tokenYears)
    let policy: AllocationPolicy =
      switch allocation {
      case .trainingFirst: .trainingFirst
      case .inferenceFirst: .inferenceFirst
      case .share: .fixedShare(training: 1 - min(1, max(0, value(.inferenceShare))))
      }
    return try ComputeDemand(
      training: TrainingDemand(
        run: run, growth: training.growth, runsPerYear: training.runsPerYear,
        researchMultiple: training.researchMultiple),
      tokens: [TokenDemand(name: className, perDay: perDay, growth: tokens.growth)],
      policy: policy, servingUtilization: min(1, value(.utilization)))
  }
}

extension DemandFacts {
  /// The figure that a key replaces.
  func figure(_ figure: DemandTerms.Figure) -> Figure {
    switch figure {
    case .run: run
    case .runGrowth: runGrowth
    case .runsPerYear: runsPerYear
    case .researchMultiple: researchMultiple
    case .largestCluster: largestCluster
    case .tokensPerDay: tokensPerDay
    case .tokensGrowth: tokensGrowth
    case .utilization: utilization
    case .inferenceShare: inferenceShare
    }
  }
}
