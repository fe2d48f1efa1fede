public import ComputeSupply
public import OutputAnalysis
public import Quantities

/// What came of a study of supply: figures over time in every draw of every alternative.
public struct SupplyResult: Sendable {
  /// One course of policy.
  public struct Alternative: Sendable {
    public let name: String
    public let series: [SupplySeries]
    /// Shares of draws in which each constraint bound the domestic lines, by date, in the order of
    /// the cases.
    public let domesticConstraints: [[Double]]
    /// The same of imports.
    public let importConstraints: [[Double]]
    /// What happened with every input at its median.
    public let events: [SupplyEvent]

    public subscript(metric: String) -> SupplySeries? { series.first { $0.metric.name == metric } }
  }

  /// The days at whose end figures were taken: the ends of quarters, and of the last month.
  public let dates: [CalendarDate]
  /// The reference first.
  public let alternatives: [Alternative]
  public let metrics: [SupplyMetric]
  public let draws: Int
  /// The first month, from which events count.
  public let start: CalendarMonth
  /// Names of the products, which events are about.
  public let products: [String]
  /// What each uncertain input alone does to the last value of ``tornadoMetric``, by alternative;
  /// empty where nothing is uncertain.
  public let tornados: [Tornado]
  public let tornadoMetric: SupplyMetric?

  public var reference: Alternative { alternatives[0] }

  /// The place of a day among the dates: the last that is not after it; nil before the first.
  public func index(of date: CalendarDate) -> Int? { dates.lastIndex { $0 <= date } }
}

extension SupplyResult {
  /// The ratio of a metric in one alternative to the reference, draw by draw under the same inputs.
  public func ratio(
    of metric: String, in alternative: Alternative, at date: Int
  ) -> Fan? {
    guard let own = alternative[metric], let base = reference[metric] else { return nil }
    let pairs = zip(own.values(at: date), base.values(at: date))
    return Fan(
      pairs.compactMap { own, base in
        guard let own, let base, base > 0 else { return nil }
        return own / base
      }.sorted())
  }

  /// In each draw, the first date at which a metric reaches a value, as a year with its part; nil
  /// where it does not until the end.
  public func firstReached(
    _ value: Double, by metric: String, in alternative: Alternative
  ) -> [Double?] {
    guard let series = alternative[metric] else { return [] }
    return (0..<draws).map { draw in
      dates.indices.first { Double(series.values[$0 * draws + draw]) >= value }
        .map { dates[$0].fractionalYear }
    }
  }

  /// In each draw, how many months ago another alternative last had as little as this one has at a
  /// date: the time that its rules buy. Negative where this one is ahead, until the other has as
  /// much; nil where the other never does.
  ///
  /// Between two dates stocks are taken to grow evenly. Where the other had more from the first date
  /// on, the time since then, at least.
  public func delay(
    of metric: String, in alternative: Alternative, behind other: Alternative, at date: Int
  ) -> [Double?] {
    guard let own = alternative[metric], let faster = other[metric] else { return [] }
    return (0..<draws).map { draw in
      func value(_ series: SupplySeries, _ date: Int) -> Double {
        Double(series.values[date * draws + draw])
      }
      let goal = value(own, date)
      let now = value(faster, date)
      guard goal.isFinite, now.isFinite else { return nil }
      if now == goal { return 0 }
      let years = dates.map(\.fractionalYear)
      /// When the other passed the goal between two dates.
      func passing(_ before: Int, _ after: Int) -> Double {
        let (low, high) = (value(faster, before), value(faster, after))
        guard low.isFinite, high.isFinite else { return years[after] }
        return years[before] + (goal - low) / (high - low) * (years[after] - years[before])
      }
      let reached: Double
      if now > goal {
        let last = (0..<date).last { value(faster, $0) <= goal }
        reached = last.map { passing($0, $0 + 1) } ?? years[0]
      } else {
        guard let first = (date..<dates.count).first(where: { value(faster, $0) >= goal }) else {
          return nil
        }
        reached = passing(first - 1, first)
      }
      return (years[date] - reached) * 12
    }
  }
}
