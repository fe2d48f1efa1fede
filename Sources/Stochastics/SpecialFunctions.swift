internal import CGSL

/// The normal law of mean 0 and variance 1.
public enum StandardNormal {
  /// The value below which a share `p` falls (Wichura 1988, AS 241, by GSL).
  /// - Precondition: `0 < p < 1`.
  public static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "no normal quantile at \(p)")
    return gsl_cdf_ugaussian_Pinv(p)
  }

  /// P(Z ≤ z).
  public static func cumulative(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }
}

/// Student's law of a mean divided by its estimated standard error.
public enum StudentT {
  /// The value below which a share `p` falls: 2.262 at 0.975 with 9 degrees of freedom.
  /// - Precondition: `0 < p < 1`; `degreesOfFreedom` is positive.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition(p > 0 && p < 1, "no Student quantile at \(p)")
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    return p < 0.5
      ? gsl_cdf_tdist_Pinv(p, degreesOfFreedom) : gsl_cdf_tdist_Qinv(1 - p, degreesOfFreedom)
  }

  /// P(T ≤ t).
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    return gsl_cdf_tdist_P(t, degreesOfFreedom)
  }
}

/// The number of successes in independent trials.
public enum Binomial {
  /// P(successes ≤ k).
  /// - Precondition: `trials` is not negative; `0 ≤ probability ≤ 1`.
  public static func cumulative(_ k: Int, trials: Int, probability: Double) -> Double {
    precondition(trials >= 0 && trials <= UInt32.max, "\(trials) trials")
    precondition((0...1).contains(probability), "probability \(probability)")
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return gsl_cdf_binomial_P(UInt32(k), probability, UInt32(trials))
  }
}

/// The law of a ratio of two estimates of one variance.
public enum FisherF {
  /// The value below which a share `p` falls: 4.256 at 0.95 with 2 and 9 degrees of freedom.
  /// - Precondition: `0 < p < 1`; both degrees of freedom are positive.
  public static func quantile(_ p: Double, numerator: Double, denominator: Double) -> Double {
    precondition(p > 0 && p < 1, "no quantile of F at \(p)")
    precondition(
      numerator > 0 && denominator > 0, "\(numerator) and \(denominator) degrees of freedom")
    return gsl_cdf_fdist_Pinv(p, numerator, denominator)
  }
}

/// The law of a sum of squared standard normal variables.
public enum ChiSquared {
  /// The value below which a share `p` falls: 16.919 at 0.95 with 9 degrees of freedom.
  /// - Precondition: `0 < p < 1`; `degreesOfFreedom` is positive.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition(p > 0 && p < 1, "no quantile of chi-squared at \(p)")
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    return gsl_cdf_chisq_Pinv(p, degreesOfFreedom)
  }

  /// P(X > x): the chance of so bad a fit by luck.
  /// - Precondition: `degreesOfFreedom` is positive.
  public static func survival(_ x: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    return x <= 0 ? 1 : gsl_cdf_chisq_Q(x, degreesOfFreedom)
  }
}
