import OutputAnalysis
public import Quantities

/// One figure of one alternative over time, in every draw of the uncertain inputs.
///
/// Figures are kept in single precision: the inputs are known to two digits.
public struct SupplySeries: Sendable, Hashable {
  public let metric: SupplyMetric
  /// The days at whose end the figure was taken.
  public let dates: [CalendarDate]
  public let draws: Int
  /// By date, then by draw; NaN where the draw has no such figure.
  let values: [Float]

  init(_ metric: SupplyMetric, dates: [CalendarDate], draws: Int, values: [Float]) {
    precondition(values.count == dates.count * draws, "\(values.count) values")
    self.metric = metric
    self.dates = dates
    self.draws = draws
    self.values = values
  }

  /// The figure in each draw, in order; nil where a draw has none.
  public func values(at date: Int) -> [Double?] {
    values[date * draws..<(date + 1) * draws].map { $0.isNaN ? nil : Double($0) }
  }

  /// Those draws that have the figure, the least first.
  public func sorted(at date: Int) -> [Double] {
    values[date * draws..<(date + 1) * draws].filter { !$0.isNaN }.sorted().map(Double.init)
  }

  /// The 5th, 50th and 95th percentile of the draws at a date; nil where none has the figure.
  public func fan(at date: Int) -> Fan? { Fan(sorted(at: date)) }

  /// The mean over the draws that have the figure.
  public func mean(at date: Int) -> Double? {
    let found = values(at: date).compactMap(\.self)
    return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }
}

/// How draws spread: the 5th, 50th and 95th percentile, with the Monte Carlo error of the median.
public struct Fan: Sendable, Hashable {
  public let low: Double
  public let median: Double
  public let high: Double
  /// The draws behind it.
  public let count: Int
  /// Half the 95 % interval of the median, from its order statistics (Eq. 11.8): what more draws would
  /// remove, and no part of the uncertainty itself.
  public let monteCarloError: Double?

  /// Of draws in any order; nil where there are none.
  public init?(of draws: [Double]) { self.init(draws.sorted()) }

  /// - Parameter sorted: the draws, the least first.
  init?(_ sorted: [Double]) {
    guard !sorted.isEmpty else { return nil }
    func quantile(_ q: Double) -> Double {
      let place = q * Double(sorted.count - 1)
      let lower = Int(place.rounded(.down))
      let upper = min(lower + 1, sorted.count - 1)
      let share = place - Double(lower)
      // Equal neighbours, infinite ones among them, need no interpolation.
      return sorted[lower] == sorted[upper]
        ? sorted[lower] : sorted[lower] + share * (sorted[upper] - sorted[lower])
    }
    low = quantile(0.05)
    median = quantile(0.5)
    high = quantile(0.95)
    count = sorted.count
    if let ranks = QuantileInterval(of: 0.5, count: count) {
      let (lower, upper) = (sorted[ranks.lowerRank - 1], sorted[ranks.upperRank - 1])
      monteCarloError = (upper - lower) / 2
    } else {
      monteCarloError = nil
    }
  }
}
