public import Quantities
import Foundation

/// What an accelerator-hour is rented for as years pass, up or down (the market mode of Eq. 9.2).
///
/// A price holds from its date until the next one; after the last it changes by the yearly growth,
/// year by year or smoothly, and before the first it is the first. Prices are on the market of their
/// date: in nominal dollars.
public struct RentalPath: Sendable, Hashable {
  /// A price and the date it holds from, as a year with a fraction: 2026.5 is the start of July.
  public struct Step: Sendable, Hashable {
    public let from: Double
    public let price: USDollarsPerSecond

    public init(from: Double, price: USDollarsPerSecond) {
      self.from = from
      self.price = price
    }
  }

  /// In the order of their dates.
  public let steps: [Step]
  /// Change per year after the date of the last step, as a fraction; it compounds without pause.
  public let growth: Double

  /// - Throws: ``EconomicsError`` without a step, for dates out of order, or a price below zero.
  public init(_ steps: [Step], growth: Double = 0) throws(EconomicsError) {
    guard let first = steps.first else {
      throw .outOfRange(name: "prices of a rental path", value: 0, expected: "1 or more")
    }
    var before = first.from - 1
    for step in steps {
      try check(step.from, "year of a rental price", in: 1900...2200)
      try check(step.price.perHour, "rental price in USD/h", in: 0...1e6)
      guard step.from > before else {
        throw .outOfRange(
          name: "year of a rental price", value: step.from, expected: "above \(before)")
      }
      before = step.from
    }
    try check(growth, "growth of the rent per year", in: -0.99...10)
    self.steps = steps
    self.growth = growth
  }

  /// The price at a date.
  public func price(at year: Double) -> USDollarsPerSecond {
    let last = steps[steps.count - 1]
    guard year < last.from else { return last.price * pow(1 + growth, year - last.from) }
    return (steps.last { $0.from <= year } ?? steps[0]).price
  }

  /// The mean price over a contract or a stay of `years` from a date.
  ///
  /// - Parameter inflation: where it is given, prices are first deflated, without pause, to dollars
  ///   of the date the stay begins.
  public func mean(
    from start: Double, years: Double, inflation: Double? = nil
  ) throws(EconomicsError) -> USDollarsPerSecond {
    try check(start, "year a rental begins", in: 1900...2200)
    try check(years, "years of a rental", in: 0.001...200)
    if let inflation { try check(inflation, "inflation per year", in: -0.5...10) }
    let end = start + years
    let deflation = -log1p(inflation ?? 0)
    // Pieces of constant price, and at last one that grows.
    let cuts = steps.map(\.from).filter { $0 > start && $0 < end }
    var sum = 0.0
    for (a, b) in zip([start] + cuts, cuts + [end]) {
      let isLast = a >= steps[steps.count - 1].from
      let exponent = deflation + (isLast ? log1p(growth) : 0)
      // ∫ exp(k t) dt over the piece, from its own start.
      let length = exponent == 0 ? b - a : expm1(exponent * (b - a)) / exponent
      sum += price(at: a).value * exp(deflation * (a - start)) * length
    }
    return USDollarsPerSecond(sum / years)
  }
}
