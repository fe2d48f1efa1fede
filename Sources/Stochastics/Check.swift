internal import Foundation

/// The questions every distribution asks of its parameters; GSL asks few of them.
struct Check {
  let distribution: String

  init(_ distribution: String) { self.distribution = distribution }

  private func invalid(
    _ parameter: String, _ found: Double, _ expected: String
  ) -> StochasticsError {
    .invalidParameter(
      distribution: distribution, parameter: parameter, found: found, expected: expected)
  }

  func finite(_ parameter: String, _ value: Double) throws(StochasticsError) {
    guard value.isFinite else { throw invalid(parameter, value, "a finite number") }
  }

  func positive(_ parameter: String, _ value: Double) throws(StochasticsError) {
    guard value > 0, value.isFinite else {
      throw invalid(parameter, value, "a positive number")
    }
  }

  func within(
    _ parameter: String, _ value: Double, _ range: ClosedRange<Double>
  ) throws(StochasticsError) {
    guard range.contains(value) else {
      throw invalid(parameter, value, "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Each value is finite and greater than the one before.
  func ascending(_ values: [(name: String, value: Double)]) throws(StochasticsError) {
    for (name, value) in values { try finite(name, value) }
    for (earlier, later) in zip(values, values.dropFirst()) where earlier.value >= later.value {
      throw invalid(later.name, later.value, "more than \(earlier.name) (\(earlier.value))")
    }
  }

  /// low ≤ mode ≤ high and low < high.
  func spans(low: Double, mode: Double, high: Double) throws(StochasticsError) {
    try ascending([("low", low), ("high", high)])
    try within("mode", mode, low...high)
  }

  /// The values of two percentiles, the lower first, with their normal scores.
  func scores(
    _ first: Percentile, _ second: Percentile, positive isPositive: Bool
  ) throws(StochasticsError) -> (Double, Double, Double, Double) {
    let (a, b) = first.share <= second.share ? (first, second) : (second, first)
    for percentile in [a, b] {
      try within("percentile", percentile.share, 1e-9...(1 - 1e-9))
      if isPositive { try positive(percentile.name, percentile.value) }
    }
    guard a.share < b.share else {
      throw invalid("percentile", b.share, "another share than \(a.share)")
    }
    try ascending([(a.name, a.value), (b.name, b.value)])
    return (
      a.value, b.value, StandardNormal.quantile(a.share), StandardNormal.quantile(b.share)
    )
  }

  /// The values beside their weights: as many, none negative, not all zero.
  func weighted(
    _ values: [Double], _ weights: [Double]?
  ) throws(StochasticsError) -> [(value: Double, weight: Double)] {
    guard !values.isEmpty else { throw invalid("number of values", 0, "at least one value") }
    for value in values { try finite("value", value) }
    let weights = weights ?? values.map { _ in 1 }
    guard weights.count == values.count else {
      throw invalid("number of weights", Double(weights.count), "\(values.count), one per value")
    }
    for weight in weights where !(weight >= 0 && weight.isFinite) {
      throw invalid("weight", weight, "a number that is not negative")
    }
    guard weights.reduce(0, +) > 0 else { throw invalid("sum of weights", 0, "a positive number") }
    return Array(zip(values, weights)).map { (value: $0.0, weight: $0.1) }
  }
}
