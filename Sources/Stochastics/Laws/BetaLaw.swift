internal import CGSL

/// The beta law stretched over an interval; PERT is a member of it (Eq. 11.15).
struct BetaLaw: Law {
  let alpha: Double
  let beta: Double
  let low: Double
  let high: Double

  /// The shapes for which GSL's incomplete beta function and its inverse converge; measured.
  static let shapes = 1e-3...1e5

  private var width: Double { high - low }
  var mean: Double { low + width * alpha / (alpha + beta) }
  var variance: Double {
    let sum = alpha + beta
    return width * width * alpha * beta / (sum * sum * (sum + 1))
  }
  var support: ClosedRange<Double> { low...high }

  func cumulative(_ x: Double) -> Double {
    if x <= low { return 0 }
    if x >= high { return 1 }
    return gsl_cdf_beta_P((x - low) / width, alpha, beta)
  }

  func survival(_ x: Double) -> Double {
    if x <= low { return 1 }
    if x >= high { return 0 }
    return gsl_cdf_beta_Q((x - low) / width, alpha, beta)
  }

  func density(_ x: Double) -> Double? {
    gsl_ran_beta_pdf((x - low) / width, alpha, beta) / width
  }

  func quantile(_ p: Double) -> Double {
    let y = p < 0.5 ? gsl_cdf_beta_Pinv(p, alpha, beta) : gsl_cdf_beta_Qinv(1 - p, alpha, beta)
    _ = cgsl_take_error()  // an inverse that gave up or stopped early is polished or replaced
    return polishedQuantile(p, from: low + width * y) { low...high }
  }

  var notation: String { "beta(\(alpha), \(beta), \(low), \(high))" }
}
