import ComputeSupply
import Experiments
import ExportControl
import Foundation
public import Quantities
public import ReferenceData

/// The past replayed by the supply model without tuning, beside what is known of it.
///
/// Rules stand at their dates, the world's output and buyers' share of spending are inputs, and no
/// figure of what China imported is: licensed stocks are what the model says. Predictions are of the
/// central programme, intervals of draws of all uncertain inputs.
public struct SupplyBacktest: Sendable {
  /// The months replayed, through the end of the forecasts.
  public static let first = CalendarMonth(year: 2022, month: 1)!
  public static let last = CalendarMonth(year: 2026, month: 12)!

  /// A target with what the model makes of it.
  public struct Row: Sendable {
    public let target: SupplyTarget
    /// Of the central programme.
    public let predicted: Double
    /// 5 % and 95 % of the draws.
    public let interval: ClosedRange<Double>

    /// ln(predicted / known), nil where one of them is nothing.
    public var error: Double? {
      predicted > 0 && target.value > 0 ? log(predicted / target.value) : nil
    }

    /// Whether the draws hold the target.
    public var isCovered: Bool { interval.contains(target.value) }
  }

  /// What China took under the rules in a year, by product.
  public struct Mix: Sendable {
    public let year: Int
    public let units: [(product: String, units: Double)]
  }

  public let rows: [Row]
  public let mixes: [Mix]
  public let draws: Int

  /// - Throws: what the catalog lacks or a draw makes impossible.
  public init(
    _ targets: [SupplyTarget], catalog: Catalog, draws: Int = 400, seed: UInt64 = 1
  ) throws {
    precondition(draws > 0, "\(draws) draws")
    let months = try SupplyMonths(Self.first, through: Self.last)
    let built = try SupplyPlanBuilder(months, catalog: catalog)
      .plan(of: [SupplyPlanBuilder.Course("history", redesigns: false)])
    let counts = targets.map { Counting($0, built: built) }
    let central = try built.plan.centralHistory(of: 0)
    var drawn = targets.map { _ in [Double]() }
    var workspace = SupplyWorkspace(built.plan)
    for row in try built.plan.draws(draws, seed: seed).values {
      try built.plan.run(row, in: &workspace) { _, history in
        for index in counts.indices { drawn[index].append(counts[index].count(history)) }
      }
    }
    rows = targets.indices.map { index in
      Row(
        target: targets[index], predicted: counts[index].count(central),
        interval: drawn[index].quantile(0.05)...drawn[index].quantile(0.95))
    }
    mixes = Self.mixes(of: central, plan: built.plan)
    self.draws = draws
  }

  private static func mixes(of history: SupplyHistory, plan: SupplyPlan) -> [Mix] {
    let months = plan.programme.months
    return (first.year...last.year).map { year in
      let own = (0..<months.count).filter { months[$0].year == year }
      let units = plan.programme.products.enumerated().compactMap { index, product in
        let sum = own.reduce(0) { $0 + history.added[history.cell($1, index, .licensed)] }
        return sum >= 1 ? (product: product.name, units: sum) : nil
      }
      return Mix(year: year, units: units)
    }
  }
}

/// How one target is counted in a history.
struct Counting {
  let metric: SupplyTarget.Metric
  let months: [Int]
  /// Of each product; 0 for those left out.
  let weights: [Double]
  /// 8-bit equivalents of all products of the vendors concerned, for shares.
  let vendorWeights: [Double]

  init(_ target: SupplyTarget, built: SupplyPlanBuilder.Built) {
    let programme = built.plan.programme
    metric = target.metric
    months = (0..<programme.months.count).filter {
      target.period.contains(programme.months[$0].firstDay)
    }
    func each(_ unit: SupplyTarget.Unit, _ measures: H100Equivalent.Measures) -> Double {
      switch unit {
      case .packages: 1
      case .h100Eight, .share: H100Equivalent.eightBit.value(of: measures) ?? 0
      case .h100TPP: H100Equivalent.totalProcessingPerformance.value(of: measures) ?? 0
      case .b300: B300Equivalent.value(of: measures) ?? 0
      }
    }
    weights = zip(programme.products, built.measures).map { product, measures in
      target.products.isEmpty || target.products.contains(product.name)
        ? each(target.unit, measures) : 0
    }
    let vendors = Set(
      programme.products.filter { target.products.contains($0.name) }.map(\.vendor))
    vendorWeights = zip(programme.products, built.measures).map { product, measures in
      vendors.isEmpty || vendors.contains(product.vendor) ? each(.share, measures) : 0
    }
  }

  func count(_ history: borrowing SupplyHistory) -> Double {
    var sum = 0.0
    for month in months {
      for channel in channels {
        sum += history.added(month, in: channel, weights: weights)
      }
    }
    guard metric == .licensedShare else { return sum }
    var all = 0.0
    for month in months {
      for channel in SupplyChannel.allCases {
        all += history.added(month, in: channel, weights: vendorWeights)
      }
    }
    return all > 0 ? sum / all : 0
  }

  private var channels: [SupplyChannel] {
    switch metric {
    case .licensed, .licensedShare: [.licensed]
    case .domestic: [.domestic]
    case .smuggled: [.smuggled]
    case .offshore: [.offshoreOwned, .offshoreRented, .cloud]
    case .imports: [.licensed, .smuggled, .offshoreOwned, .offshoreRented, .cloud]
    case .china: [.licensed, .domestic, .smuggled, .offshoreOwned, .offshoreRented, .cloud]
    case .world: SupplyChannel.allCases
    }
  }
}
