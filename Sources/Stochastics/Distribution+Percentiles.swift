internal import Foundation

/// A statement such as "the 95th percentile is 6,000".
public struct Percentile: Sendable, Hashable {
  /// The share of draws that do not exceed ``value``, in 0…1.
  public let share: Double
  public let value: Double

  public init(_ share: Double, _ value: Double) {
    self.share = share
    self.value = value
  }

  /// "median", "p95", "p99.9".
  var name: String {
    if share == 0.5 { return "median" }
    let percent = (share * 1e8).rounded() / 1e6
    return "p"
      + (percent.isFinite && percent.rounded() == percent ? "\(Int(percent))" : "\(percent)")
  }
}

// How people state what they know: a median and a percentile, or a 90 % interval.

extension Distribution {
  /// The lognormal distribution with the given median and 95th percentile.
  public static func lognormal(
    median: Double, p95: Double
  ) throws(StochasticsError) -> Distribution {
    try lognormal(Percentile(0.5, median), Percentile(0.95, p95))
  }

  /// The lognormal distribution with the given 90 % interval (Eq. 11.14):
  /// median = √(p5·p95), σ = ln(p95 / p5) / 3.2897.
  public static func lognormal(
    p5: Double, p95: Double
  ) throws(StochasticsError) -> Distribution {
    try lognormal(Percentile(0.05, p5), Percentile(0.95, p95))
  }

  /// The lognormal distribution with the two given percentiles.
  public static func lognormal(
    _ first: Percentile, _ second: Percentile
  ) throws(StochasticsError) -> Distribution {
    let (a, b, za, zb) = try Check("lognormal").scores(first, second, positive: true)
    let sigma = log(b / a) / (zb - za)
    return try lognormal(median: a * exp(-sigma * za), sigma: sigma)
  }

  /// The lognormal distribution with the given mean and percentile above the median.
  ///
  /// The smaller root of σ²/2 - zσ + ln(value / mean) = 0: of the two distributions that fit, the
  /// one with the lighter tail.
  public static func lognormal(
    mean: Double, _ percentile: Percentile
  ) throws(StochasticsError) -> Distribution {
    let check = Check("lognormal")
    try check.positive("mean", mean)
    try check.positive(percentile.name, percentile.value)
    try check.within("percentile", percentile.share, 0.5.nextUp...0.999_999)
    let z = StandardNormal.quantile(percentile.share)
    let ratio = log(percentile.value / mean)
    guard ratio > 0, z * z > 2 * ratio else {
      throw .unattainable(
        distribution: "lognormal",
        statement: "mean \(mean) and \(percentile.name) "
          + "\(percentile.value)",
        reason: "their ratio must lie between 1 and \(exp(z * z / 2))")
    }
    // The smaller root, written so that it does not cancel.
    let sigma = 2 * ratio / (z + (z * z - 2 * ratio).squareRoot())
    return try lognormal(median: mean * exp(-sigma * sigma / 2), sigma: sigma)
  }

  /// The two-piece lognormal distribution with the three given percentiles (Eq. 11.16).
  public static func lognormal(
    p5: Double, p50: Double, p95: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("lognormal")
    try check.positive("p5", p5)
    try check.ascending([("p5", p5), ("p50", p50), ("p95", p95)])
    let z = StandardNormal.quantile(0.95)
    return try lognormal(
      median: p50, lowerSigma: log(p50 / p5) / z, upperSigma: log(p95 / p50) / z)
  }

  /// The two-piece lognormal distribution with one spread below and one above its median.
  public static func lognormal(
    median: Double, lowerSigma: Double, upperSigma: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("lognormal")
    try check.positive("median", median)
    try check.within("lower-sigma", lowerSigma, 1e-9...15)
    try check.within("upper-sigma", upperSigma, 1e-9...15)
    return Distribution(
      .twoPieceLognormal(
        TwoPieceLognormalLaw(median: median, lowerSigma: lowerSigma, upperSigma: upperSigma)))
  }

  /// The normal distribution with the given 90 % interval.
  public static func normal(p5: Double, p95: Double) throws(StochasticsError) -> Distribution {
    try normal(Percentile(0.05, p5), Percentile(0.95, p95))
  }

  /// The normal distribution with the two given percentiles.
  public static func normal(
    _ first: Percentile, _ second: Percentile
  ) throws(StochasticsError) -> Distribution {
    let (a, b, za, zb) = try Check("normal").scores(first, second, positive: false)
    let deviation = (b - a) / (zb - za)
    return try normal(mean: a - za * deviation, standardDeviation: deviation)
  }
}
