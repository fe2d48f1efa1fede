internal import Foundation

/// The same value always.
struct ConstantLaw: Law {
  let value: Double

  var mean: Double { value }
  var variance: Double { 0 }
  var support: ClosedRange<Double> { value...value }
  func cumulative(_ x: Double) -> Double { x >= value ? 1 : 0 }
  func quantile(_ p: Double) -> Double { value }
  var notation: String { "constant \(value)" }
}

/// Every value of an interval alike.
struct UniformLaw: Law {
  let low: Double
  let high: Double

  var mean: Double { low + (high - low) / 2 }
  var variance: Double { (high - low) * (high - low) / 12 }
  var support: ClosedRange<Double> { low...high }
  func cumulative(_ x: Double) -> Double { min(max((x - low) / (high - low), 0), 1) }
  func survival(_ x: Double) -> Double { min(max((high - x) / (high - low), 0), 1) }
  func quantile(_ p: Double) -> Double { low + p * (high - low) }
  func density(_ x: Double) -> Double? { support.contains(x) ? 1 / (high - low) : 0 }
  var notation: String { "uniform(\(low), \(high))" }
}

/// Rises linearly to a peak and falls linearly from it.
struct TriangularLaw: Law {
  let low: Double
  let mode: Double
  let high: Double

  var mean: Double { (low + mode + high) / 3 }
  var variance: Double {
    let (a, b, c) = (mode - low, high - mode, high - low)
    return (a * a + b * b + c * c) / 36
  }
  var support: ClosedRange<Double> { low...high }

  func cumulative(_ x: Double) -> Double {
    if x <= low { return 0 }
    if x >= high { return 1 }
    if x <= mode { return (x - low) * (x - low) / ((high - low) * (mode - low)) }
    return 1 - (high - x) * (high - x) / ((high - low) * (high - mode))
  }

  func quantile(_ p: Double) -> Double {
    if p * (high - low) <= mode - low {
      return low + (p * (high - low) * (mode - low)).squareRoot()
    }
    return high - ((1 - p) * (high - low) * (high - mode)).squareRoot()
  }

  var notation: String { "triangular(\(low), \(mode), \(high))" }
}

/// Memoryless waiting: F(x) = 1 - exp(-x / mean).
struct ExponentialLaw: Law {
  let mean: Double

  var variance: Double { mean * mean }
  var support: ClosedRange<Double> { 0...Double.infinity }
  func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-x / mean) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-x / mean) }
  func quantile(_ p: Double) -> Double { -mean * ElementaryLaws.logSurvival(p) }
  func density(_ x: Double) -> Double? { x < 0 ? 0 : exp(-x / mean) / mean }
  var notation: String { "exponential(mean \(mean))" }
}

/// F(x) = 1 - exp(-(x / scale)^shape): failures that become rarer (shape < 1) or likelier with age.
struct WeibullLaw: Law {
  let shape: Double
  let scale: Double

  var mean: Double { scale * tgamma(1 + 1 / shape) }
  var variance: Double {
    let first = tgamma(1 + 1 / shape)
    return scale * scale * (tgamma(1 + 2 / shape) - first * first)
  }
  var support: ClosedRange<Double> { 0...Double.infinity }
  func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-pow(x / scale, shape)) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-pow(x / scale, shape)) }
  func quantile(_ p: Double) -> Double { scale * pow(-ElementaryLaws.logSurvival(p), 1 / shape) }
  var notation: String { "weibull(shape \(shape), scale \(scale))" }
}

/// A power-law tail: P(X > x) = (minimum / x)^shape.
struct ParetoLaw: Law {
  let shape: Double
  let minimum: Double

  var mean: Double { shape > 1 ? minimum * shape / (shape - 1) : .infinity }
  var variance: Double {
    guard shape > 2 else { return .infinity }
    return minimum * minimum * shape / ((shape - 1) * (shape - 1) * (shape - 2))
  }
  var support: ClosedRange<Double> { minimum...Double.infinity }
  func cumulative(_ x: Double) -> Double {
    x <= minimum ? 0 : -expm1(shape * log(minimum / x))
  }
  func survival(_ x: Double) -> Double { x <= minimum ? 1 : pow(minimum / x, shape) }
  func quantile(_ p: Double) -> Double { minimum * exp(-ElementaryLaws.logSurvival(p) / shape) }
  var notation: String { "pareto(shape \(shape), minimum \(minimum))" }
}

enum ElementaryLaws {
  /// ln(1 - p). The plain logarithm is twice as fast as `log1p` and loses no more than 1e-13 where
  /// p is not small.
  static func logSurvival(_ p: Double) -> Double { p > 1e-3 ? log(1 - p) : log1p(-p) }

  /// eˣ - 1.
  static func expMinusOne(_ x: Double) -> Double { expm1(x) }
}
