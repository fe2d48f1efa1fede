internal import CGSL
internal import Foundation

// How each family is made from its own parameters. Percentiles and intervals: next file.

extension Distribution {
  /// Zero always.
  public static let zero = Distribution(.constant(ConstantLaw(value: 0)))

  /// The same value always.
  public static func constant(_ value: Double) throws(StochasticsError) -> Distribution {
    try Check("constant").finite("value", value)
    return Distribution(.constant(ConstantLaw(value: value)))
  }

  /// Every value of an interval alike.
  public static func uniform(
    from low: Double, to high: Double
  ) throws(StochasticsError) -> Distribution {
    try Check("uniform").ascending([("lower bound", low), ("upper bound", high)])
    return Distribution(.uniform(UniformLaw(low: low, high: high)))
  }

  /// Rises linearly from `low` to `mode` and falls linearly to `high`.
  public static func triangular(
    low: Double, mode: Double, high: Double
  ) throws(StochasticsError) -> Distribution {
    try Check("triangular").spans(low: low, mode: mode, high: high)
    return Distribution(.triangular(TriangularLaw(low: low, mode: mode, high: high)))
  }

  /// PERT: a beta whose mean is (low + 4·mode + high) / 6 (Eq. 11.15).
  ///
  /// Malcolm et al. (1959), doi:10.1287/opre.7.5.646.
  public static func pert(
    low: Double, mode: Double, high: Double
  ) throws(StochasticsError) -> Distribution {
    try Check("pert").spans(low: low, mode: mode, high: high)
    let width = high - low
    return Distribution(
      .beta(
        BetaLaw(
          alpha: 1 + 4 * (mode - low) / width, beta: 1 + 4 * (high - mode) / width,
          low: low, high: high)))
  }

  /// Memoryless waiting with the given mean.
  public static func exponential(mean: Double) throws(StochasticsError) -> Distribution {
    try Check("exponential").positive("mean", mean)
    return Distribution(.exponential(ExponentialLaw(mean: mean)))
  }

  /// The gamma distribution of mean shape·scale.
  ///
  /// GSL's incomplete gamma function converges for shapes up to 100,000, a coefficient of variation
  /// of 0.0032; narrower laws are refused.
  public static func gamma(
    shape: Double, scale: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("gamma")
    try check.within("shape", shape, GammaLaw.shapes)
    try check.positive("scale", scale)
    return Distribution(.gamma(GammaLaw(shape: shape, scale: scale)))
  }

  /// The gamma distribution with the given mean and standard deviation `cv`·mean.
  public static func gamma(mean: Double, cv: Double) throws(StochasticsError) -> Distribution {
    let check = Check("gamma")
    try check.positive("mean", mean)
    try check.within("cv", cv, 0.0032...30)
    return try gamma(shape: 1 / (cv * cv), scale: mean * cv * cv)
  }

  /// The Weibull distribution: P(X > x) = exp(-(x / scale)^shape).
  public static func weibull(
    shape: Double, scale: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("weibull")
    try check.within("shape", shape, 0.05...1_000)
    try check.positive("scale", scale)
    return Distribution(.weibull(WeibullLaw(shape: shape, scale: scale)))
  }

  /// The Weibull distribution of the given mean: scale = mean / Γ(1 + 1/shape).
  public static func weibull(
    shape: Double, mean: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("weibull")
    try check.within("shape", shape, 0.05...1_000)
    try check.positive("mean", mean)
    return try weibull(shape: shape, scale: mean / tgamma(1 + 1 / shape))
  }

  /// The Pareto distribution: P(X > x) = (minimum / x)^shape.
  public static func pareto(
    shape: Double, minimum: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("pareto")
    try check.within("shape", shape, 0.1...1e6)
    try check.positive("minimum", minimum)
    return Distribution(.pareto(ParetoLaw(shape: shape, minimum: minimum)))
  }

  /// The Pareto distribution of the given mean: shape = mean / (mean - minimum).
  public static func pareto(
    minimum: Double, mean: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("pareto")
    try check.positive("minimum", minimum)
    try check.ascending([("minimum", minimum), ("mean", mean)])
    return try pareto(shape: mean / (mean - minimum), minimum: minimum)
  }

  /// The bell curve.
  public static func normal(
    mean: Double, standardDeviation: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("normal")
    try check.finite("mean", mean)
    try check.positive("sd", standardDeviation)
    return Distribution(.normal(NormalLaw(mean: mean, deviation: standardDeviation)))
  }

  /// The lognormal distribution median·exp(σZ).
  public static func lognormal(
    median: Double, sigma: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("lognormal")
    try check.positive("median", median)
    try check.within("sigma", sigma, 1e-9...15)
    return Distribution(.lognormal(LognormalLaw(median: median, sigma: sigma)))
  }

  /// The lognormal distribution with the given mean and standard deviation `cv`·mean:
  /// σ² = ln(1 + cv²), median = mean / √(1 + cv²).
  public static func lognormal(
    mean: Double, cv: Double
  ) throws(StochasticsError) -> Distribution {
    let check = Check("lognormal")
    try check.positive("mean", mean)
    try check.within("cv", cv, 1e-9...1e6)
    return try lognormal(
      median: mean / (1 + cv * cv).squareRoot(), sigma: log1p(cv * cv).squareRoot())
  }

  /// The beta distribution, stretched from 0…1 to `range`.
  ///
  /// GSL's inversion converges for shapes up to 100,000, where the law is a needle (a relative
  /// spread of 0.2 %); beyond, it is refused.
  public static func beta(
    alpha: Double, beta: Double, over range: ClosedRange<Double> = 0...1
  ) throws(StochasticsError) -> Distribution {
    let check = Check("beta")
    try check.within("alpha", alpha, BetaLaw.shapes)
    try check.within("beta", beta, BetaLaw.shapes)
    try check.ascending([("min", range.lowerBound), ("max", range.upperBound)])
    return Distribution(
      .beta(BetaLaw(alpha: alpha, beta: beta, low: range.lowerBound, high: range.upperBound)))
  }

  /// The number of independent rare events, 100,000 on average at most, which is as far as GSL's
  /// incomplete gamma function converges.
  public static func poisson(mean: Double) throws(StochasticsError) -> Distribution {
    let check = Check("poisson")
    try check.positive("mean", mean)
    try check.within("mean", mean, 0...PoissonLaw.greatestMean)
    return Distribution(.poisson(PoissonLaw(mean: mean)))
  }

  /// The number of trials up to and with the first success: 1, 2, 3, …
  public static func geometric(mean: Double) throws(StochasticsError) -> Distribution {
    try Check("geometric").within("mean", mean, 1...1e12)
    return Distribution(.geometric(GeometricLaw(mean: mean)))
  }

  /// One of `values`, each as likely as its weight says; without weights all alike.
  public static func choice(
    _ values: [Double], weights: [Double]? = nil
  ) throws(StochasticsError) -> Distribution {
    let outcomes = try Check("choice").weighted(values, weights)
    return Distribution(.choice(ChoiceLaw(outcomes)))
  }

  /// A sample smoothed into a continuous distribution: linear between neighbouring values, so that
  /// its quantiles are those of type 7.
  ///
  /// With weights, the mass between two neighbours is the mean of their weights.
  public static func empirical(
    _ sample: [Double], weights: [Double]? = nil
  ) throws(StochasticsError) -> Distribution {
    let check = Check("empirical")
    let weighted = try check.weighted(sample, weights).filter { $0.weight > 0 }
    guard let low = weighted.map(\.value).min(), let high = weighted.map(\.value).max() else {
      return try constant(sample[0])
    }
    return low == high
      ? try constant(low) : Distribution(.empirical(EmpiricalLaw(weighted)))
  }

  /// One of several distributions, each as likely as its weight says.
  public static func mixture(
    _ parts: [(weight: Double, distribution: Distribution)]
  ) throws(StochasticsError) -> Distribution {
    let check = Check("mixture")
    _ = try check.weighted(parts.indices.map(Double.init), parts.map(\.weight))
    return Distribution(.mixture(MixtureLaw(parts.filter { $0.weight > 0 })))
  }

  /// This distribution given that it falls into `range`, the density keeping its form.
  /// - Throws: where the range holds less than a billionth of the draws.
  public func truncated(
    to range: ClosedRange<Double>
  ) throws(StochasticsError) -> Distribution {
    if range.lowerBound <= support.lowerBound, support.upperBound <= range.upperBound {
      return self
    }
    let law = TruncatedLaw(self, to: range)
    guard law.mass >= 1e-9 else {
      throw .unattainable(
        distribution: "\(self)",
        statement: "values within \(range.lowerBound) to \(range.upperBound)",
        reason: "only a share of \(law.mass) falls there")
    }
    return Distribution(.truncated(law))
  }
}
