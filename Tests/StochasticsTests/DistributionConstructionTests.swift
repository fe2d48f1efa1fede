import Stochastics
import Testing

@Suite("A distribution made from a statement satisfies the statement")
struct DistributionConstructionTests {
  private func expect(
    _ found: Double, near expected: Double, within tolerance: Double = 1e-9,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(found - expected) <= tolerance * max(abs(expected), 1e-300),
      "\(found) is not \(expected)", sourceLocation: location)
  }

  @Test("Lognormal from median and p95, from an interval, from mean and cv, from mean and p95")
  func lognormal() throws {
    let a = try Distribution.lognormal(median: 900, p95: 6_000)
    expect(a.median, near: 900)
    expect(a.quantile(0.95), near: 6_000)

    // Eq. 11.14: 10 to 40 has median 20, σ 0.4214, mean 21.857.
    let b = try Distribution.lognormal(p5: 10, p95: 40)
    expect(b.quantile(0.05), near: 10)
    expect(b.quantile(0.95), near: 40)
    expect(b.median, near: 20)
    expect(b.mean, near: 21.857, within: 1e-4)

    let c = try Distribution.lognormal(mean: 50, cv: 1.7)
    expect(c.mean, near: 50)
    expect(c.coefficientOfVariation, near: 1.7)

    let d = try Distribution.lognormal(mean: 50, Percentile(0.95, 120))
    expect(d.mean, near: 50)
    expect(d.quantile(0.95), near: 120)

    let e = try Distribution.lognormal(Percentile(0.99, 9_000), Percentile(0.1, 30))
    expect(e.quantile(0.99), near: 9_000)
    expect(e.quantile(0.1), near: 30)
  }

  @Test("The two-piece lognormal meets all three percentiles with the spreads of Eq. 11.16")
  func twoPieceLognormal() throws {
    let a = try Distribution.lognormal(p5: 10, p50: 140, p95: 520)
    expect(a.quantile(0.05), near: 10)
    expect(a.quantile(0.5), near: 140)
    expect(a.quantile(0.95), near: 520)
    let stated = try Distribution.lognormal(median: 140, lowerSigma: 1.604, upperSigma: 0.798)
    expect(a.quantile(0.2), near: stated.quantile(0.2), within: 1e-3)
    expect(a.quantile(0.8), near: stated.quantile(0.8), within: 1e-3)
    let even = try Distribution.lognormal(p5: 10, p50: 20, p95: 40)
    expect(even.mean, near: try Distribution.lognormal(p5: 10, p95: 40).mean)
  }

  @Test("PERT 0.045, 0.080, 0.145 has mean 0.085 and shapes 2.4 and 3.6 (Eq. 11.15)")
  func pert() throws {
    let pert = try Distribution.pert(low: 0.045, mode: 0.080, high: 0.145)
    expect(pert.mean, near: 0.085)
    let beta = try Distribution.beta(alpha: 2.4, beta: 3.6, over: 0.045...0.145)
    expect(pert.quantile(0.3), near: beta.quantile(0.3))
    expect(pert.variance, near: beta.variance)
  }

  @Test("Gamma, Weibull and Pareto from their means")
  func means() throws {
    let gamma = try Distribution.gamma(mean: 3, cv: 0.5)
    expect(gamma.mean, near: 3)
    expect(gamma.coefficientOfVariation, near: 0.5)
    expect(try Distribution.weibull(shape: 0.8, mean: 45_000).mean, near: 45_000)
    expect(try Distribution.pareto(minimum: 2, mean: 5).mean, near: 5)
    expect(try Distribution.geometric(mean: 4).mean, near: 4)
    expect(try Distribution.normal(p5: -3, p95: 7).quantile(0.05), near: -3)
    expect(try Distribution.normal(p5: -3, p95: 7).quantile(0.95), near: 7)
  }

  @Test("A Weibull of shape 1 and a gamma of shape 1 are the exponential")
  func exponentialAsSpecialCase() throws {
    let exponential = try Distribution.exponential(mean: 30)
    for share in DistributionExamples.shares {
      let x = exponential.quantile(share)
      expect(try Distribution.weibull(shape: 1, mean: 30).quantile(share), near: x)
      expect(try Distribution.gamma(shape: 1, scale: 30).quantile(share), near: x)
    }
  }

  @Test("Beta from mean and percentile, and from an interval, on 0…1 and stretched")
  func beta() throws {
    for (mean, p95) in [(0.4, 0.6), (0.02, 0.08), (0.9, 0.99), (0.5, 0.51)] {
      let fitted = try Distribution.beta(mean: mean, Percentile(0.95, p95))
      expect(fitted.mean, near: mean)
      expect(fitted.quantile(0.95), near: p95, within: 1e-8)
    }
    let low = try Distribution.beta(mean: 0.4, Percentile(0.05, 0.2))
    expect(low.mean, near: 0.4)
    expect(low.quantile(0.05), near: 0.2, within: 1e-8)
    for (p5, p95) in [(0.2, 0.6), (0.65, 0.9), (0.001, 0.999), (0.3, 0.32)] {
      let fitted = try Distribution.beta(p5: p5, p95: p95)
      expect(fitted.quantile(0.05), near: p5, within: 1e-8)
      expect(fitted.quantile(0.95), near: p95, within: 1e-8)
    }
    let stretched = try Distribution.beta(p5: 20, p95: 60, over: 10...110)
    expect(stretched.quantile(0.05), near: 20, within: 1e-8)
    expect(stretched.quantile(0.95), near: 60, within: 1e-8)
  }

  @Test("Three statements about a beta must agree")
  func overdeterminedBeta() throws {
    let mean = try Distribution.beta(p5: 0.2, p95: 0.6).mean
    _ = try Distribution.beta(mean: mean + 0.01, p5: 0.2, p95: 0.6)
    #expect(throws: StochasticsError.self) {
      try Distribution.beta(mean: 0.55, p5: 0.2, p95: 0.6)
    }
  }

  @Test("An empirical sample has the quantiles of type 7")
  func typeSeven() throws {
    // R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .6)) with type 7.
    let sample = try Distribution.empirical([8, 1, 16, 4, 2])
    expect(sample.quantile(0.1), near: 1.4)
    expect(sample.quantile(0.25), near: 2)
    expect(sample.quantile(0.5), near: 4)
    expect(sample.quantile(0.6), near: 5.6)
    let twice = try Distribution.empirical([8, 1, 16, 4, 2], weights: [3, 3, 3, 3, 3])
    expect(twice.quantile(0.6), near: 5.6)
  }

  @Test("Truncation rescales: the truncated exponential is the shifted one")
  func truncation() throws {
    let shifted = try Distribution.exponential(mean: 2).truncated(to: 3...Double.infinity)
    expect(shifted.mean, near: 5, within: 1e-8)
    expect(shifted.variance, near: 4, within: 1e-7)
    expect(shifted.median - 3, near: try Distribution.exponential(mean: 2).median)
    // φ and Φ of the standard normal: the mean of |Z| is √(2/π).
    let half = try Distribution.normal(mean: 0, standardDeviation: 1)
      .truncated(to: 0...Double.infinity)
    expect(half.mean, near: (2 / Double.pi).squareRoot(), within: 1e-8)
    #expect(
      try Distribution.uniform(from: 0, to: 1).truncated(to: -5...5)
        == Distribution.uniform(from: 0, to: 1))
  }

  @Test("Infinite moments are said to be infinite")
  func infiniteMoments() throws {
    #expect(try Distribution.pareto(shape: 1, minimum: 1).mean == .infinity)
    #expect(try Distribution.pareto(shape: 1.5, minimum: 1).variance == .infinity)
    #expect(try Distribution.pareto(shape: 1.5, minimum: 1).mean == 3)
  }

  @Test("Parameters outside their range are refused, with their name and value")
  func refusals() throws {
    let refused: [() throws -> Distribution] = [
      { try .constant(.nan) },
      { try .constant(.infinity) },
      { try .uniform(from: 2, to: 2) },
      { try .triangular(low: 1, mode: 7, high: 5) },
      { try .pert(low: 1, mode: 0.5, high: 5) },
      { try .exponential(mean: 0) },
      { try .exponential(mean: -1) },
      { try .exponential(mean: .nan) },
      { try .gamma(shape: -0.5, scale: 1) },
      { try .gamma(mean: 3, cv: 0) },
      { try .weibull(shape: 0, scale: 1) },
      { try .pareto(minimum: 5, mean: 5) },
      { try .normal(mean: 5, standardDeviation: 0) },
      { try .lognormal(median: 900, p95: 800) },
      { try .lognormal(p5: -1, p95: 3) },
      { try .lognormal(p5: 10, p50: 5, p95: 20) },
      { try .lognormal(mean: 1, Percentile(0.95, 10)) },
      { try .beta(alpha: 0, beta: 1) },
      { try .beta(mean: 1.2, Percentile(0.95, 0.9)) },
      { try .beta(mean: 0.9, Percentile(0.95, 0.5)) },
      { try .beta(p5: 0.3, p95: 0.3001) },
      { try .beta(alpha: 1e6, beta: 1) },
      { try .poisson(mean: 0) },
      { try .poisson(mean: 1e6) },
      { try .geometric(mean: 0.5) },
      { try .choice([]) },
      { try .choice([1, 2], weights: [1]) },
      { try .choice([1, 2], weights: [0, 0]) },
      { try .choice([1, 2], weights: [1, -1]) },
      { try .empirical([.nan, 1]) },
      { try .mixture([]) },
      { try Distribution.uniform(from: 0, to: 1).truncated(to: 2...3) },
    ]
    for (index, make) in refused.enumerated() {
      #expect(throws: StochasticsError.self, "case \(index)") { try make() }
    }
    #expect {
      try Distribution.weibull(shape: -1, scale: 2)
    } throws: { error in
      "\(error)" == "weibull: shape is -1.0, expected 0.05 to 1000.0"
    }
  }
}
