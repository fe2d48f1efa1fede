import Foundation

/// The yearly payment that returns one unit of capital with interest.
public enum CapitalRecovery {
  /// The capital recovery factor of an end-of-year annuity, per year:
  ///
  ///     CRF(r, n) = r (1 + r)^n / ((1 + r)^n − 1),  and 1/n at r = 0      (Eq. 9.1)
  ///
  /// - Parameters:
  ///   - rate: nominal cost of capital per year, as a fraction.
  ///   - years: economic life, above zero.
  public static func factor(rate: Double, years: Double) -> Double {
    precondition(rate >= 0 && rate.isFinite && years > 0 && years.isFinite, "\(rate), \(years)")
    // expm1 and log1p keep the factor exact to rounding as the rate goes to zero.
    let growth = expm1(years * log1p(rate))
    return growth == 0 ? 1 / years : rate * (growth + 1) / growth
  }
}
