import Stochastics

/// One distribution of every family, and the awkward ones of some.
enum DistributionExamples {
  static func continuous() throws -> [Distribution] {
    [
      try .uniform(from: -1, to: 4),
      try .triangular(low: 1, mode: 2, high: 5),
      try .triangular(low: 1, mode: 1, high: 5),
      try .triangular(low: 1, mode: 5, high: 5),
      try .pert(low: 0.045, mode: 0.080, high: 0.145),
      try .exponential(mean: 30),
      try .gamma(mean: 3, cv: 0.5),
      try .gamma(mean: 3, cv: 2),
      try .gamma(shape: 400, scale: 0.1),
      try .weibull(shape: 0.8, mean: 45_000),
      try .weibull(shape: 3, scale: 2),
      try .pareto(shape: 6, minimum: 2),
      try .normal(mean: 5, standardDeviation: 2),
      try .lognormal(median: 900, p95: 6_000),
      try .lognormal(p5: 10, p50: 140, p95: 520),
      try .beta(alpha: 2, beta: 5),
      try .beta(alpha: 0.7, beta: 0.5, over: -2...6),
      try .empirical([3, 1, 4, 1.5, 9, 2.6]),
      try .empirical([3, 1, 4, 1.5], weights: [1, 2, 3, 0.5]),
      try .mixture([
        (0.3, .exponential(mean: 1)), (0.7, .lognormal(median: 20, p95: 40)),
      ]),
      try Distribution.normal(mean: 5, standardDeviation: 2).truncated(to: 4...9),
      try Distribution.gamma(mean: 3, cv: 1.2).truncated(to: 1...Double.infinity),
    ]
  }

  static func discrete() throws -> [Distribution] {
    [
      try .constant(512),
      try .poisson(mean: 0.3),
      try .poisson(mean: 4),
      try .poisson(mean: 12_345),
      try .geometric(mean: 4),
      try .geometric(mean: 1),
      try .geometric(mean: 1_000),
      try .choice([0, 0.1, 0.9]),
      try .choice([100, 1_000, 5], weights: [0.2, 0.3, 0.5]),
      try .mixture([(0.25, .constant(0)), (0.75, .poisson(mean: 3))]),
      try Distribution.poisson(mean: 4).truncated(to: 2...7),
    ]
  }

  static func all() throws -> [Distribution] { try continuous() + discrete() }

  /// Shares from deep in one tail to deep in the other.
  static let shares: [Double] =
    [1e-9, 1e-6, 1e-4] + (1...99).map { Double($0) / 100 } + [0.9999, 1 - 1e-6, 1 - 1e-9]
}
