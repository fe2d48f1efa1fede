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

  /// The quantile near `guess`, which an iterative inverse that may stop early has returned:
  /// polished by Newton's steps x - (F(x) - p)/f(x), and bisected where they fail.
  func polishedQuantile(
    _ p: Double, from guess: Double, in bracket: () -> ClosedRange<Double>
  ) -> Double {
    var x = guess
    for _ in 0..<4 where x.isFinite {
      let (excess, whole) =
        p < 0.5 ? (cumulative(x) - p, p) : ((1 - p) - survival(x), 1 - p)
      if abs(excess) <= 1e-12 * whole { return x }
      guard let density = density(x), density > 0, density.isFinite else { break }
      let next = x - excess / density
      guard support.contains(next) else { break }
      // A step below the resolution of x is the end of what Newton can do.
      if abs(next - x) <= abs(x) * 0x1p-51 { return next }
      x = next
    }
    return bisectedQuantile(p, in: bracket())
  }
}
