internal import Foundation

/// One of several distributions, chosen by weight: several kinds of request, or mass at zero
/// (Eq. 11.17).
struct MixtureLaw: Law {
  let components: [Distribution]
  let weights: [Double]
  /// Running sums of the normalised weights; the last is 1.
  let cumulatives: [Double]

  init(_ parts: [(weight: Double, distribution: Distribution)]) {
    components = parts.map(\.distribution)
    weights = parts.map(\.weight)
    cumulatives = SampleLaws.normalizedSums(of: weights)
  }

  private func sum(_ term: (Distribution) -> Double) -> Double {
    let total = weights.reduce(0, +)
    return zip(weights, components).reduce(0) { $0 + $1.0 / total * term($1.1) }
  }
  var mean: Double { sum(\.mean) }
  var variance: Double {
    let mean = mean
    guard mean.isFinite else { return .infinity }
    return sum { $0.variance + ($0.mean - mean) * ($0.mean - mean) }
  }
  var support: ClosedRange<Double> {
    let supports = components.map(\.support)
    return supports.map(\.lowerBound).min()!...supports.map(\.upperBound).max()!
  }
  func cumulative(_ x: Double) -> Double { min(sum { $0.cumulative(x) }, 1) }
  func survival(_ x: Double) -> Double { min(sum { $0.survival(x) }, 1) }
  func density(_ x: Double) -> Double? { nil }
  func quantile(_ p: Double) -> Double {
    let quantiles = components.map { $0.quantile(p) }
    return bisectedQuantile(p, in: quantiles.min()!...quantiles.max()!)
  }

  var notation: String {
    let parts = zip(weights, components).map { "\($0) of \($1)" }
    return "mixture(\(parts.joined(separator: ", ")))"
  }
}

/// A distribution given that it falls into a range.
///
/// Draws outside are not moved to the edge: the rest is rescaled, so the density keeps its form.
struct TruncatedLaw: Law {
  let base: Distribution
  let low: Double
  let high: Double
  /// P(X < low), P(X > high) and the mass between.
  private let below: Double
  private let above: Double
  let mass: Double

  init(_ base: Distribution, to range: ClosedRange<Double>) {
    self.base = base
    low = range.lowerBound
    high = range.upperBound
    below = base.cumulative(range.lowerBound.nextDown)
    above = base.survival(range.upperBound)
    // Take the difference on the side where both terms are small.
    mass =
      below > 0.5
      ? base.survival(range.lowerBound.nextDown) - above
      : base.cumulative(range.upperBound) - below
  }

  var support: ClosedRange<Double> {
    max(low, base.support.lowerBound)...min(high, base.support.upperBound)
  }
  func cumulative(_ x: Double) -> Double {
    if x < low { return 0 }
    if x >= high { return 1 }
    return min(max((base.cumulative(x) - below) / mass, 0), 1)
  }
  func survival(_ x: Double) -> Double {
    if x < low { return 1 }
    if x >= high { return 0 }
    return min(max((base.survival(x) - above) / mass, 0), 1)
  }
  func density(_ x: Double) -> Double? {
    guard let density = base.density(x) else { return nil }
    return (low...high).contains(x) ? density / mass : 0
  }
  func quantile(_ p: Double) -> Double {
    // One of 2⁵³ steps is the least and the greatest the base may be asked for.
    let q = min(max(below + p * mass, 0x1p-1022), 1 - 0x1p-53)
    return min(max(base.quantile(q), low), high)
  }

  /// The raw moment about `centre`, by integrating the quantile function over 0…1.
  private func moment(_ power: Int, about centre: Double) -> Double {
    Integral.overUnitInterval { p in
      let deviation = quantile(p) - centre
      return power == 1 ? deviation : deviation * deviation
    }
  }
  var mean: Double {
    if base.mean.isInfinite, support.upperBound.isInfinite { return .infinity }
    return moment(1, about: 0)
  }
  var variance: Double {
    if base.variance.isInfinite, support.upperBound.isInfinite { return .infinity }
    return moment(2, about: mean)
  }
  var notation: String { "\(base) within \(low) to \(high)" }
}
