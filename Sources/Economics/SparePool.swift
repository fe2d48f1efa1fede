public import Quantities
import Stochastics

/// Spare accelerators that a fleet must hold so that a failed one is replaced at once.
public enum SparePool {
  /// The spares as a fraction of the fleet: the quantile of the number out of service at a time,
  /// which is Poisson by Palm's theorem whatever the law of the lead time (Eq. 9.5, 7.10):
  ///
  ///     s = Q_Poisson(coverage; λ · N · lead time) / N
  ///
  /// - Parameters:
  ///   - fleet: accelerators, `N`.
  ///   - failuresPerYear: failures that need a replacement, per accelerator and year, `λ`.
  ///   - leadTime: time from the failure to the replacement's arrival.
  ///   - coverage: probability that no replacement is waited for.
  public static func fraction(
    fleet: Int, failuresPerYear: Double, leadTime: Seconds, coverage: Double = 0.99
  ) throws(EconomicsError) -> Double {
    try check(Double(fleet), "accelerators", in: 1...1e9)
    try check(failuresPerYear, "failures per accelerator and year", in: 0...1e4)
    try check(leadTime.value, "lead time in seconds", in: 0...10 * Seconds.year.value)
    try check(coverage, "coverage", in: 0.5...0.999_999)
    let outOfService = Double(fleet) * failuresPerYear * (leadTime / .year)
    guard outOfService > 0, let law = try? Distribution.poisson(mean: outOfService) else {
      return 0
    }
    return law.quantile(coverage) / Double(fleet)
  }
}
