/// What every probability law knows about itself.
///
/// Parameters are checked where a ``Distribution`` is made; a law trusts them.
protocol Law: Sendable, Hashable {
  /// The expectation; infinite where it diverges.
  var mean: Double { get }
  /// The variance; infinite where it diverges.
  var variance: Double { get }
  /// The smallest closed interval, possibly infinite, outside which nothing falls.
  var support: ClosedRange<Double> { get }
  /// P(X ≤ x).
  func cumulative(_ x: Double) -> Double
  /// P(X > x), accurate where it is small.
  func survival(_ x: Double) -> Double
  /// The least x with P(X ≤ x) ≥ p, for 0 < p < 1.
  func quantile(_ p: Double) -> Double
  /// The density, where the law has one everywhere.
  func density(_ x: Double) -> Double?
  /// The law in the words of ``DistributionNotation``.
  var notation: String { get }
}

extension Law {
  func survival(_ x: Double) -> Double { 1 - cumulative(x) }
  func density(_ x: Double) -> Double? { nil }

  /// The quantile by bisection of the cumulative probability: slow, but right for any law.
  ///
  /// - Parameter bracket: contains the quantile.
  func bisectedQuantile(_ p: Double, in bracket: ClosedRange<Double>) -> Double {
    var low = bracket.lowerBound
    var high = bracket.upperBound
    func reaches(_ x: Double) -> Bool { p < 0.5 ? cumulative(x) >= p : survival(x) <= 1 - p }
    if reaches(low) { return low }
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if reaches(middle) { high = middle } else { low = middle }
    }
  }
}
