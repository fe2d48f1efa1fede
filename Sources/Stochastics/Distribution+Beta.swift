internal import CGSL
internal import Foundation

// Beta distributions from what people know of a share: numeric inversion (Eq. 11.17).

extension Distribution {
  /// The beta distribution with the given mean and one percentile.
  ///
  /// With the mean fixed, the percentile fixes the concentration α + β. Of two that fit, the more
  /// concentrated one is meant.
  public static func beta(
    mean: Double, _ percentile: Percentile, over range: ClosedRange<Double> = 0...1
  ) throws(StochasticsError) -> Distribution {
    let fit = try BetaFit(range)
    let m = try fit.position("mean", mean)
    let x = try fit.position(percentile.name, percentile.value)
    try Check("beta").within("percentile", percentile.share, 1e-6...(1 - 1e-6))
    guard let concentration = fit.concentration(mean: m, percentile.share, at: x) else {
      throw .unattainable(
        distribution: "beta",
        statement: "mean \(mean) and \(percentile.name) "
          + "\(percentile.value) over \(range.lowerBound) to \(range.upperBound)",
        reason: "no alpha + beta from 0.01 to \(BetaLaw.shapes.upperBound) puts it there")
    }
    return try beta(
      alpha: m * concentration, beta: (1 - m) * concentration, over: range)
  }

  /// The beta distribution with the given 90 % interval.
  public static func beta(
    p5: Double, p95: Double, over range: ClosedRange<Double> = 0...1
  ) throws(StochasticsError) -> Distribution {
    let fit = try BetaFit(range)
    try Check("beta").ascending([("p5", p5), ("p95", p95)])
    let low = try fit.position("p5", p5)
    let high = try fit.position("p95", p95)
    guard let (m, concentration) = fit.meanAndConcentration(p5: low, p95: high) else {
      throw .unattainable(
        distribution: "beta",
        statement: "p5 \(p5) and p95 \(p95) over \(range.lowerBound) to \(range.upperBound)",
        reason: "its alpha + beta would lie outside 0.01 to \(BetaLaw.shapes.upperBound)")
    }
    return try beta(
      alpha: m * concentration, beta: (1 - m) * concentration, over: range)
  }

  /// The beta distribution with the given 90 % interval, which must agree with `mean` to a
  /// twentieth of the interval: two numbers fix a beta distribution, the third is a check.
  public static func beta(
    mean: Double, p5: Double, p95: Double, over range: ClosedRange<Double> = 0...1
  ) throws(StochasticsError) -> Distribution {
    let fitted = try beta(p5: p5, p95: p95, over: range)
    guard abs(fitted.mean - mean) <= (p95 - p5) / 20 else {
      throw .unattainable(
        distribution: "beta", statement: "mean \(mean), p5 \(p5) and p95 \(p95)",
        reason: "with these percentiles its mean is \(fitted.mean); state two of the three")
    }
    return fitted
  }
}

/// The search for the parameters of a beta law on 0…1.
private struct BetaFit {
  let range: ClosedRange<Double>

  /// Concentrations α + β searched: from two spikes at the ends to a needle.
  private static let logConcentrations = log(1e-2)...log(BetaLaw.shapes.upperBound)

  init(_ range: ClosedRange<Double>) throws(StochasticsError) {
    try Check("beta").ascending([("min", range.lowerBound), ("max", range.upperBound)])
    self.range = range
  }

  /// Where `value` stands in the range, strictly inside 0…1.
  func position(_ name: String, _ value: Double) throws(StochasticsError) -> Double {
    guard value > range.lowerBound, value < range.upperBound else {
      throw .invalidParameter(
        distribution: "beta", parameter: name, found: value,
        expected: "a value strictly between \(range.lowerBound) and \(range.upperBound)")
    }
    return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  private func excess(_ m: Double, _ nu: Double, _ share: Double, at x: Double) -> Double {
    gsl_cdf_beta_P(x, m * nu, (1 - m) * nu) - share
  }

  /// Walks from the needle towards the spikes until P(X ≤ x) crosses the share, then halves.
  func concentration(mean m: Double, _ share: Double, at x: Double) -> Double? {
    let bounds = Self.logConcentrations
    func residual(_ logNu: Double) -> Double { excess(m, exp(logNu), share, at: x) }
    let step = 0.05
    var high = bounds.upperBound
    let sign = residual(high)
    while high > bounds.lowerBound {
      let low = high - step
      if (residual(low) > 0) != (sign > 0) {
        return exp(Root.bisected(low...high) { (residual($0) > 0) == (sign > 0) })
      }
      high = low
    }
    return nil
  }

  /// For each concentration one mean meets p95; along these, p5 rises with the concentration.
  func meanAndConcentration(p5: Double, p95: Double) -> (Double, Double)? {
    func mean(_ nu: Double) -> Double {
      Root.bisected(0...1) { excess($0, nu, 0.95, at: p95) <= 0 }
    }
    func isTooNarrow(_ logNu: Double) -> Bool {
      let nu = exp(logNu)
      return excess(mean(nu), nu, 0.05, at: p5) <= 0
    }
    let bounds = Self.logConcentrations
    guard !isTooNarrow(bounds.lowerBound), isTooNarrow(bounds.upperBound) else { return nil }
    let nu = exp(Root.bisected(bounds, isTooNarrow))
    return (mean(nu), nu)
  }
}

/// Where a question changes its answer.
enum Root {
  /// The least point of the interval where `holds` is true, given that it is true from there on.
  static func bisected(
    _ interval: ClosedRange<Double>, _ holds: (Double) -> Bool
  ) -> Double {
    var low = interval.lowerBound
    var high = interval.upperBound
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if holds(middle) { high = middle } else { low = middle }
    }
  }
}
