internal import CGSL

/// The gamma law: mean shape·scale, coefficient of variation 1/√shape.
struct GammaLaw: Law {
  let shape: Double
  let scale: Double

  var mean: Double { shape * scale }
  var variance: Double { shape * scale * scale }
  var support: ClosedRange<Double> { 0...Double.infinity }
  func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : gsl_cdf_gamma_P(x, shape, scale) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : gsl_cdf_gamma_Q(x, shape, scale) }
  func density(_ x: Double) -> Double? { gsl_ran_gamma_pdf(x, shape, scale) }

  func quantile(_ p: Double) -> Double {
    let x =
      p < 0.5 ? gsl_cdf_gamma_Pinv(p, shape, scale) : gsl_cdf_gamma_Qinv(1 - p, shape, scale)
    if inverts(x, p) { return x }
    var high = mean + scale
    while survival(high) > 1 - p { high *= 2 }
    return bisectedQuantile(p, in: 0...high)
  }

  var notation: String { "gamma(shape \(shape), scale \(scale))" }
}

extension Law {
  /// Whether GSL's iterative inverse, which may give up or stop early, really returned the quantile.
  func inverts(_ x: Double, _ p: Double) -> Bool {
    guard x.isFinite else {
      _ = cgsl_take_error()  // the bisection that follows is the answer to it
      return false
    }
    let error = p < 0.5 ? cumulative(x) / p - 1 : survival(x) / (1 - p) - 1
    return abs(error) < 1e-11
  }
}
