public import ComputeSupply
import ExportControl
import Quantities

/// What stocks of chips can do, month by month: capabilities as flat tables, applied by plain
/// arithmetic.
///
/// Made once for a scenario; asked for every month of every draw. Nothing is simulated and nothing
/// allocated.
public struct StockEvaluator: Sendable {
  /// In the order of the products of the programme.
  public let capabilities: [ChipCapability]
  public var terms: StockTerms
  let curves: [TrainingCurve?]
  /// Four definitions by product.
  let equivalents: [SIMD4<Double>]
  let watts: [Double]
  /// Seconds of one accelerator for a token, by class and product; infinite where it serves none.
  let seconds: [Double]
  /// USD per second of one accelerator that serves, by class, product and channel; as asked, and
  /// without what rules, middlemen and subsidies make of it. Not a number where nobody knows.
  let costs: CellCosts
  let classes: Int
  /// Of one accelerator in the largest modelled cluster that is no worse than others; zero where
  /// nothing trains.
  private let trainingRates: [FLOPsPerSecond]
  /// No cluster does more for each accelerator, but for rounding.
  let greatestRates: [Double]

  /// - Parameter costs: by product and channel, USD per second of one accelerator in service.
  public init(_ capabilities: [ChipCapability], costs: CellCosts, terms: StockTerms = StockTerms())
  {
    precondition(costs.products == capabilities.count, "\(costs.products) products with costs")
    self.capabilities = capabilities
    self.terms = terms
    self.costs = costs
    curves = capabilities.map(\.trainingCurve)
    equivalents = capabilities.map { chip in
      let counts = H100Equivalent.allCases.map { chip.countedEquivalent($0) }
      return SIMD4(counts)
    }
    watts = capabilities.map(\.power.value)
    let rates = curves.map { $0?.points.map(\.rate).max() ?? .zero }
    trainingRates = rates
    greatestRates = rates.map { $0.value * (1 + 1e-9) }
    classes = capabilities.first?.serving.count ?? 0
    seconds = (0..<classes).flatMap { index in
      capabilities.map { $0.servingRate(index)?.secondsPerToken ?? .infinity }
    }
  }

  public var products: Int { capabilities.count }

  /// What one chip of each product does for a demand of a time: the mix of classes as asked for then.
  ///
  /// A product that cannot serve a class of the mix serves none of it: fleets are not split by class.
  ///
  /// - Precondition: the demand has the classes of the capabilities, in their order.
  public func frontier(for demand: ComputeDemand, after years: Double) -> CapacityFrontier {
    precondition(demand.tokens.count == classes, "\(demand.tokens.count) classes of \(classes)")
    let all = demand.tokensPerDay(after: years).value
    let serving = capabilities.indices.map { product -> TokensPerSecond in
      var each = 0.0
      for index in 0..<classes {
        let asked = demand.tokens[index].perDay(after: years).value
        let share = all > 0 ? asked / all : 1 / Double(classes)
        if share > 0 { each += share * seconds[index * products + product] }
      }
      let rate = each > 0 && each.isFinite ? demand.servingUtilization / each : 0
      return TokensPerSecond(rate)
    }
    return CapacityFrontier(training: trainingRates, serving: serving)
  }
}
