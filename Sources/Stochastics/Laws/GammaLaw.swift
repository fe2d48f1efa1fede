internal import CGSL

/// The gamma law: mean shape·scale, coefficient of variation 1/√shape.
struct GammaLaw: Law {
  let shape: Double
  let scale: Double

  /// The shapes for which GSL's incomplete gamma function converges; measured.
  static let shapes = 1e-3...1e5

  var mean: Double { shape * scale }
  var variance: Double { shape * scale * scale }
  var support: ClosedRange<Double> { 0...Double.infinity }
  func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : gsl_cdf_gamma_P(x, shape, scale) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : gsl_cdf_gamma_Q(x, shape, scale) }
  func density(_ x: Double) -> Double? { gsl_ran_gamma_pdf(x, shape, scale) }

  func quantile(_ p: Double) -> Double {
    let x =
      p < 0.5 ? gsl_cdf_gamma_Pinv(p, shape, scale) : gsl_cdf_gamma_Qinv(1 - p, shape, scale)
    _ = cgsl_take_error()  // an inverse that gave up or stopped early is polished or replaced
    return polishedQuantile(p, from: x) {
      var high = mean + scale
      while survival(high) > 1 - p { high *= 2 }
      return 0...high
    }
  }

  var notation: String { "gamma(shape \(shape), scale \(scale))" }
}
