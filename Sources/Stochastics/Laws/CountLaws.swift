internal import CGSL
internal import Foundation

/// The number of independent rare events: P(X = k) = mean^k exp(-mean) / k!.
struct PoissonLaw: Law {
  let mean: Double

  /// Up to it GSL's incomplete gamma function converges; measured.
  static let greatestMean = 1e5

  var variance: Double { mean }
  var support: ClosedRange<Double> { 0...Double.infinity }

  func cumulative(_ x: Double) -> Double {
    if x < 0 { return 0 }
    return x > Double(UInt32.max) ? 1 : gsl_cdf_poisson_P(UInt32(x), mean)
  }

  func survival(_ x: Double) -> Double {
    if x < 0 { return 1 }
    return x > Double(UInt32.max) ? 0 : gsl_cdf_poisson_Q(UInt32(x), mean)
  }

  /// Steps out from the normal approximation until the quantile is bracketed, then halves.
  func quantile(_ p: Double) -> Double {
    func reaches(_ k: Double) -> Bool { p < 0.5 ? cumulative(k) >= p : survival(k) <= 1 - p }
    let z = StandardNormal.quantile(p)
    var high = max((mean + z * mean.squareRoot() + (z * z - 1) / 6).rounded(.down), 0)
    var low = high - 1
    var step = 1.0
    while !reaches(high) {
      low = high
      high += step
      step *= 2
    }
    step = 1
    while low >= 0, reaches(low) {
      high = low
      low -= step
      step *= 2
    }
    low = max(low, -1)
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if reaches(middle) { high = middle } else { low = middle }
    }
    return high
  }

  var notation: String { "poisson(mean \(mean))" }
}

/// The number of trials up to and with the first success: 1, 2, 3, …, mean 1/p.
struct GeometricLaw: Law {
  let mean: Double

  /// ln(1 - p), the logarithm of the chance that a trial fails.
  private var logFailure: Double { log1p(-1 / mean) }

  var variance: Double { mean * (mean - 1) }
  var support: ClosedRange<Double> { mean == 1 ? 1...1 : 1...Double.infinity }
  func cumulative(_ x: Double) -> Double {
    x < 1 ? 0 : -expm1(x.rounded(.down) * logFailure)
  }
  func survival(_ x: Double) -> Double { x < 1 ? 1 : exp(x.rounded(.down) * logFailure) }
  func quantile(_ p: Double) -> Double {
    if mean == 1 { return 1 }
    let k = max((log1p(-p) / logFailure).rounded(.up), 1)
    // The quotient may be rounded across an integer.
    return k > 1 && cumulative(k - 1) >= p ? k - 1 : k
  }
  var notation: String { "geometric(mean \(mean))" }
}
