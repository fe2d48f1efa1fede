internal import CGSL
internal import Foundation

/// The bell curve.
struct NormalLaw: Law {
  let mean: Double
  let deviation: Double

  var variance: Double { deviation * deviation }
  var support: ClosedRange<Double> { -Double.infinity...Double.infinity }
  func cumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_P((x - mean) / deviation) }
  func survival(_ x: Double) -> Double { gsl_cdf_ugaussian_Q((x - mean) / deviation) }
  func quantile(_ p: Double) -> Double { mean + deviation * StandardNormal.quantile(p) }
  var notation: String { "normal(mean \(mean), sd \(deviation))" }
}

/// exp of a normal variable: X = median · exp(σ Z).
struct LognormalLaw: Law {
  let median: Double
  let sigma: Double

  var mean: Double { median * exp(sigma * sigma / 2) }
  var variance: Double { mean * mean * expm1(sigma * sigma) }
  var support: ClosedRange<Double> { 0...Double.infinity }
  func cumulative(_ x: Double) -> Double {
    x <= 0 ? 0 : gsl_cdf_ugaussian_P(log(x / median) / sigma)
  }
  func survival(_ x: Double) -> Double {
    x <= 0 ? 1 : gsl_cdf_ugaussian_Q(log(x / median) / sigma)
  }
  func quantile(_ p: Double) -> Double { median * exp(sigma * StandardNormal.quantile(p)) }
  var notation: String { "lognormal(median \(median), sigma \(sigma))" }
}

/// A lognormal with another spread above the median than below it (Eq. 11.16).
///
///     X = median · exp(σ_L Z) if Z < 0, else median · exp(σ_R Z)
///
/// The median and any one percentile on each side are met exactly; the density jumps at the median.
struct TwoPieceLognormalLaw: Law {
  let median: Double
  let lowerSigma: Double
  let upperSigma: Double

  /// E[X^k] = median^k Σ exp(k²σ²/2) Φ(∓kσ) over the two halves.
  private func moment(_ k: Double) -> Double {
    let (l, r) = (k * lowerSigma, k * upperSigma)
    return pow(median, k)
      * (exp(l * l / 2) * gsl_cdf_ugaussian_P(-l) + exp(r * r / 2) * gsl_cdf_ugaussian_P(r))
  }

  var mean: Double { moment(1) }
  var variance: Double { max(moment(2) - mean * mean, 0) }
  var support: ClosedRange<Double> { 0...Double.infinity }
  private func score(_ x: Double) -> Double {
    log(x / median) / (x < median ? lowerSigma : upperSigma)
  }
  func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : gsl_cdf_ugaussian_P(score(x)) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : gsl_cdf_ugaussian_Q(score(x)) }
  func quantile(_ p: Double) -> Double {
    let z = StandardNormal.quantile(p)
    return median * exp((z < 0 ? lowerSigma : upperSigma) * z)
  }
  var notation: String {
    "lognormal(median \(median), lower-sigma \(lowerSigma), upper-sigma \(upperSigma))"
  }
}
