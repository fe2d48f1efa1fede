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
  /// By date.
  private let fans: [Fan?]
  private let means: [Double?]

  init(_ metric: SupplyMetric, dates: [CalendarDate], draws: Int, values: [Float]) {
    precondition(values.count == dates.count * draws, "\(values.count) values")
    self.metric = metric
    self.dates = dates
    self.draws = draws
    self.values = values
    var sorter = DrawSorter(capacity: draws)
    var ranks: [Int: QuantileInterval?] = [:]
    var (fans, means): ([Fan?], [Double?]) = ([], [])
    for date in dates.indices {
      let own = values[date * draws..<(date + 1) * draws]
      sorter.sort(own)
      let interval = ranks[sorter.count] ?? QuantileInterval(of: 0.5, count: max(1, sorter.count))
      ranks[sorter.count] = .some(interval)
      fans.append(Fan(count: sorter.count, interval: interval) { sorter[$0] })
      var sum = 0.0
      for value in own where !value.isNaN { sum += Double(value) }
      means.append(sorter.count > 0 ? sum / Double(sorter.count) : nil)
    }
    (self.fans, self.means) = (fans, means)
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
  public func fan(at date: Int) -> Fan? { fans[date] }

  /// The mean over the draws that have the figure.
  public func mean(at date: Int) -> Double? { means[date] }
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
    self.init(
      count: sorted.count, interval: QuantileInterval(of: 0.5, count: sorted.count)
    ) { sorted[$0] }
  }

  /// - Parameters:
  ///   - interval: of the median of so many draws.
  ///   - draw: the draws in order, the least at 0.
  init?(count: Int, interval: QuantileInterval?, _ draw: (Int) -> Double) {
    guard count > 0 else { return nil }
    func quantile(_ q: Double) -> Double {
      let place = q * Double(count - 1)
      let lower = Int(place.rounded(.down))
      let share = place - Double(lower)
      let (low, high) = (draw(lower), draw(min(lower + 1, count - 1)))
      // Equal neighbours, infinite ones among them, need no interpolation.
      return low == high ? low : low + share * (high - low)
    }
    low = quantile(0.05)
    median = quantile(0.5)
    high = quantile(0.95)
    self.count = count
    monteCarloError = interval.map { (draw($0.upperRank - 1) - draw($0.lowerRank - 1)) / 2 }
  }
}
