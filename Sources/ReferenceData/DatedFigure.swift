internal import Foundation
public import Quantities
internal import Stochastics

/// A figure of supply or demand by date, each value with the range that holds it with 90 %.
///
/// One rank moves all values of a figure: 0.5 is the central ones, 0.05 and 0.95 the ends of their
/// ranges. Between those ranks the logarithm is normal on either side of the median, with the
/// deviation that its own end asks for; of shares it is the logarithm of the odds.
public struct DatedFigure: Sendable, Hashable {
  /// How ranges are read.
  public enum Law: Sendable, Hashable {
    /// The value is known well enough.
    case fixed
    case lognormal
    /// None at all with a chance, and above it lognormal: ranks count from the least.
    case zeroInflated(chance: Double)
    /// A share between 0 and 1.
    case share

    static let names = ["fixed", "lognormal", "zero-inflated", "share"]
  }

  /// What holds between dates.
  public enum Course: String, Sendable, Hashable, CaseIterable {
    /// A value until the next one.
    case steps
    /// A straight line between the middles of periods, level before the first and after the last.
    case line
    /// The total of a period, spread evenly over its months; none outside.
    case totals
  }

  public struct Point: Sendable, Hashable {
    public let period: CalendarPeriod
    public let value: Double
    /// Of 90 %.
    public let interval: ClosedRange<Double>?
    public let isForecast: Bool

    public init(
      period: CalendarPeriod, value: Double, interval: ClosedRange<Double>? = nil,
      isForecast: Bool = false
    ) {
      self.period = period
      self.value = value
      self.interval = interval
      self.isForecast = isForecast
    }
  }

  public let name: String
  public let title: String
  public let unit: String
  public let law: Law
  public let course: Course
  /// In order of time, without overlap.
  public let points: [Point]
  /// Other figures with which it moves, and their rank correlation.
  public let correlations: [String: Double]

  public init(
    name: String, title: String, unit: String, law: Law, course: Course, points: [Point],
    correlations: [String: Double] = [:]
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.law = law
    self.course = course
    self.points = points
    self.correlations = correlations
  }

  /// Whether any value has a range to draw from.
  public var isUncertain: Bool {
    law != .fixed
      && points.contains { $0.interval.map { $0.lowerBound < $0.upperBound } ?? false }
  }

  /// The value of each month from one on.
  ///
  /// - Parameter rank: from 0 to 1, both left out; nil for the central values.
  public func values(
    from first: CalendarMonth, count: Int, rank: Double? = nil
  ) -> [Double] {
    Months(of: self, from: first, count: count).values(rank: rank)
  }

  /// A value at a rank of its law.
  public func value(of point: Point, at rank: Double?) -> Double {
    guard let rank, let interval = point.interval else { return point.value }
    switch law {
    case .fixed: return point.value
    case .lognormal:
      return Self.transformed(
        point.value, interval, Self.deviation(rank), Foundation.log, Foundation.exp)
    case .share:
      return Self.transformed(
        point.value, interval, Self.deviation(rank),
        { Foundation.log($0 / (1 - $0)) }, { 1 / (1 + Foundation.exp(-$0)) })
    case .zeroInflated(let chance):
      guard rank > chance, point.value > 0 else { return 0 }
      // The stated quantiles are of the whole law, the chance of none included.
      func normal(_ p: Double) -> Double { StandardNormal.quantile((p - chance) / (1 - chance)) }
      let sigma = Foundation.log(interval.upperBound / point.value) / (normal(0.95) - normal(0.5))
      return point.value * Foundation.exp(sigma * (normal(rank) - normal(0.5)))
    }
  }

  /// Normal deviates in units of that of 95 %: -1 at 5 %, 1 at 95 %.
  private static func deviation(_ rank: Double) -> Double {
    StandardNormal.quantile(rank) / StandardNormal.quantile(0.95)
  }

  private static func transformed(
    _ value: Double, _ interval: ClosedRange<Double>, _ deviation: Double,
    _ forward: (Double) -> Double, _ back: (Double) -> Double
  ) -> Double {
    let middle = forward(value)
    let end = forward(deviation < 0 ? interval.lowerBound : interval.upperBound)
    return back(middle + abs(deviation) * (end - middle))
  }
}
