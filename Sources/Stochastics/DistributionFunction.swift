/// The distributions of the notation that take arguments, and in which words.
enum DistributionFunction: String, CaseIterable {
  case uniform, triangular, pert, exponential, gamma, weibull, pareto, normal, lognormal, beta
  case poisson, geometric, choice, empirical, mixture

  /// Arguments that carry no unit.
  static let pureNumbers: Set<String> = [
    "shape", "cv", "sigma", "lower-sigma", "upper-sigma", "alpha", "beta",
  ]

  /// The names of arguments, percentiles apart.
  var names: [String] {
    switch self {
    case .uniform: ["minimum", "maximum"]
    case .triangular, .pert: ["minimum", "mode", "maximum"]
    case .exponential, .poisson, .geometric: ["mean"]
    case .gamma: ["mean", "cv", "sd", "shape", "scale"]
    case .weibull: ["shape", "mean", "scale"]
    case .pareto: ["shape", "minimum", "mean"]
    case .normal: ["mean", "sd", "cv", "p5", "p95"]
    case .lognormal:
      ["median", "p5", "p95", "mean", "cv", "sd", "sigma", "lower-sigma", "upper-sigma"]
    case .beta: ["mean", "p5", "p95", "alpha", "beta", "minimum", "maximum"]
    case .choice, .empirical, .mixture: []
    }
  }

  /// The orders in which arguments may stand without names.
  var orders: [[String]] {
    switch self {
    case .uniform: [["minimum", "maximum"]]
    case .triangular, .pert: [["minimum", "mode", "maximum"]]
    case .exponential, .poisson, .geometric: [["mean"]]
    case .beta: [["alpha", "beta"], ["alpha", "beta", "minimum", "maximum"]]
    case .gamma, .weibull, .pareto, .normal, .lognormal, .choice, .empirical, .mixture: []
    }
  }

  /// The ways of saying it, for messages.
  var usages: [String] {
    switch self {
    case .uniform: ["min, max"]
    case .triangular, .pert: ["min, mode, max"]
    case .exponential: ["mean …"]
    case .poisson, .geometric: ["mean …"]
    case .gamma: ["mean …, cv …", "mean …, sd …", "shape …, scale …"]
    case .weibull: ["shape …, mean …", "shape …, scale …"]
    case .pareto: ["shape …, minimum …", "minimum …, mean …"]
    case .normal: ["mean …, sd …", "mean …, cv …", "p5 …, p95 …"]
    case .lognormal:
      [
        "median …, p95 …", "p5 …, p95 …", "p5 …, median …, p95 …", "mean …, cv …", "mean …, sd …",
        "mean …, p95 …", "median …, sigma …",
      ]
    case .beta:
      ["alpha, beta", "alpha, beta, min, max", "mean …, p95 …", "p5 …, p95 …"]
    case .choice, .empirical: ["value, …", "weight of value, …"]
    case .mixture: ["distribution, …", "weight of distribution, …"]
    }
  }

  func wrong(_ texts: [String]) -> StochasticsError {
    .wrongArguments(function: rawValue, found: texts, expected: usages)
  }

  /// The distribution of checked arguments.
  func distribution(
    of given: NotationArguments
  ) throws(StochasticsError) -> Distribution {
    switch self {
    case .uniform:
      if let v = given.only("minimum", "maximum") { return try .uniform(from: v[0], to: v[1]) }
    case .triangular:
      if let v = given.only("minimum", "mode", "maximum") {
        return try .triangular(low: v[0], mode: v[1], high: v[2])
      }
    case .pert:
      if let v = given.only("minimum", "mode", "maximum") {
        return try .pert(low: v[0], mode: v[1], high: v[2])
      }
    case .exponential:
      if let v = given.only("mean") { return try .exponential(mean: v[0]) }
    case .poisson:
      if let v = given.only("mean") { return try .poisson(mean: v[0]) }
    case .geometric:
      if let v = given.only("mean") { return try .geometric(mean: v[0]) }
    case .gamma:
      if let v = given.only("mean", "cv") { return try .gamma(mean: v[0], cv: v[1]) }
      if let v = given.only("mean", "sd") {
        return try .gamma(mean: v[0], cv: cv(v[1], mean: v[0]))
      }
      if let v = given.only("shape", "scale") { return try .gamma(shape: v[0], scale: v[1]) }
    case .weibull:
      if let v = given.only("shape", "mean") { return try .weibull(shape: v[0], mean: v[1]) }
      if let v = given.only("shape", "scale") { return try .weibull(shape: v[0], scale: v[1]) }
    case .pareto:
      if let v = given.only("shape", "minimum") {
        return try .pareto(shape: v[0], minimum: v[1])
      }
      if let v = given.only("minimum", "mean") { return try .pareto(minimum: v[0], mean: v[1]) }
    case .normal: if let normal = try normal(given) { return normal }
    case .lognormal: if let lognormal = try lognormal(given) { return lognormal }
    case .beta: if let beta = try beta(given) { return beta }
    case .choice, .empirical, .mixture: break  // lists, read elsewhere
    }
    throw wrong(given.texts)
  }

  private func cv(_ deviation: Double, mean: Double) throws(StochasticsError) -> Double {
    try Check(rawValue).positive("mean", mean)
    return deviation / mean
  }

  private func normal(_ given: NotationArguments) throws(StochasticsError) -> Distribution? {
    if let v = given.only("mean", "sd") {
      return try .normal(mean: v[0], standardDeviation: v[1])
    }
    if let v = given.only("mean", "cv") {
      return try .normal(mean: v[0], standardDeviation: abs(v[0]) * v[1])
    }
    guard given.only(percentiles: 2) != nil else { return nil }
    return try .normal(given.percentiles[0], given.percentiles[1])
  }

  private func lognormal(_ given: NotationArguments) throws(StochasticsError) -> Distribution? {
    let percentiles = given.percentiles
    if let v = given.only("mean", "cv") { return try .lognormal(mean: v[0], cv: v[1]) }
    if let v = given.only("mean", "sd") {
      return try .lognormal(mean: v[0], cv: cv(v[1], mean: v[0]))
    }
    if given.only(percentiles: 2) != nil {
      return try .lognormal(percentiles[0], percentiles[1])
    }
    if let v = given.only("mean", percentiles: 1) {
      return try .lognormal(mean: v[0], percentiles[0])
    }
    if given.only(percentiles: 3) != nil, percentiles.map(\.share) == [0.05, 0.5, 0.95] {
      return try .lognormal(
        p5: percentiles[0].value, p50: percentiles[1].value, p95: percentiles[2].value)
    }
    guard percentiles.map(\.share) == [0.5] else { return nil }
    let median = percentiles[0].value
    if let v = given.only("sigma", percentiles: 1) {
      return try .lognormal(median: median, sigma: v[0])
    }
    if let v = given.only("lower-sigma", "upper-sigma", percentiles: 1) {
      return try .lognormal(median: median, lowerSigma: v[0], upperSigma: v[1])
    }
    return nil
  }

  private func beta(_ given: NotationArguments) throws(StochasticsError) -> Distribution? {
    var named = given.named
    let minimum = named.removeValue(forKey: "minimum")
    let maximum = named.removeValue(forKey: "maximum")
    let (low, high) = (minimum ?? 0, maximum ?? 1)
    try Check("beta").ascending([("minimum", low), ("maximum", high)])
    let percentiles = given.percentiles
    let isInterval = percentiles.map(\.share) == [0.05, 0.95]
    switch Set(named.keys) {
    case ["alpha", "beta"] where percentiles.isEmpty:
      return try .beta(alpha: named["alpha"]!, beta: named["beta"]!, over: low...high)
    case ["mean"] where percentiles.count == 1:
      return try .beta(mean: named["mean"]!, percentiles[0], over: low...high)
    case ["mean"] where isInterval:
      return try .beta(
        mean: named["mean"]!, p5: percentiles[0].value, p95: percentiles[1].value,
        over: low...high)
    case [] where isInterval:
      return try .beta(p5: percentiles[0].value, p95: percentiles[1].value, over: low...high)
    default: return nil
    }
  }
}
