public import Quantities
public import Stochastics

/// What a failure strikes: a rate is per one of these.
public enum FailureScope: String, Sendable, Hashable, CaseIterable {
  /// One accelerator, and with it its node.
  case accelerator
  case node
  /// All nodes of a scale-up domain or switch group.
  case domain
  /// The job as a whole: software, whose failures do not grow with the machine (Kokolis et al. 2025,
  /// arXiv 2410.21680).
  case job
}

/// How long a unit runs until it fails, on the wall clock, from each renewal to the next.
///
/// The Weibull law of mean `M` and shape `k` has scale `M / Γ(1 + 1/k)`; with `k` below 1 the hazard
/// falls with age, as in the records of Schroeder & Gibson (2006, doi:10.1109/DSN.2006.5), where it
/// is 0.7 to 0.8. `k` = 1 is the exponential law.
public struct FailureLaw: Sendable, Hashable {
  /// How old units are when the run begins. Without meaning for the exponential law.
  public enum Age: String, Sendable, Hashable, CaseIterable {
    /// They begin their lives with the run.
    case new
    /// They have been in use for long: the time left has the law of the stationary renewal process,
    /// whose density is the survival over the mean (Cox 1962, *Renewal Theory*, section 5.2).
    case inUse = "in-use"
  }

  /// Mean time between failures of one unit.
  public let mean: Seconds
  public let shape: Double
  public let age: Age

  public init(
    mean: Seconds, shape: Double = 1, age: Age = .new
  ) throws(LongRunError) {
    try LongRunError.require(mean.value, in: 1e-3...1e15, "mean time between failures in seconds")
    try LongRunError.require(shape, in: 0.2...20, "Weibull shape")
    self.mean = mean
    self.shape = shape
    self.age = age
  }

  public static func exponential(mean: Seconds) throws(LongRunError) -> FailureLaw {
    try FailureLaw(mean: mean)
  }

  public var isExponential: Bool { shape == 1 }

  /// Failures of one unit over time, in the long run.
  public var rate: PerSecond { PerSecond(1 / mean.value) }
}

/// What becomes of a job, and of the nodes, when a failure strikes.
public enum FailureEffect: Sendable, Hashable {
  /// The job stops and starts again on the same nodes.
  case restart
  /// The job stops, and the nodes of the scope are gone for a time, in seconds, drawn for each.
  case repair(Distribution)
  /// The job goes on with wrong numbers until that is found; then it returns to a checkpoint from
  /// before. The node is gone for a time where one is given.
  case corruption(repair: Distribution?)

  /// How long a struck node is gone; nil where it stays.
  public var repair: Distribution? {
    switch self {
    case .restart: nil
    case .repair(let repair): repair
    case .corruption(let repair): repair
    }
  }

  public var isSilent: Bool {
    if case .corruption = self { true } else { false }
  }
}

/// One kind of failure: what it strikes, how often, and what follows.
///
/// Failures of different units and classes are independent. Of a job that stands still, software
/// does not fail, but nodes do.
public struct FailureClass: Sendable, Hashable {
  public let name: String
  public let scope: FailureScope
  public let law: FailureLaw
  public let effect: FailureEffect
  /// Seconds from a failure until it is noticed: a hang waits for its watchdog.
  public let detection: Distribution

  public init(
    name: String, scope: FailureScope, law: FailureLaw, effect: FailureEffect,
    detection: Distribution = .zero
  ) throws(LongRunError) {
    try LongRunError.require(detection, "detection of \(name)")
    if let repair = effect.repair {
      try LongRunError.require(repair, "repair after \(name)")
      guard scope != .job else { throw .repairOfJob(failure: name) }
    }
    self.name = name
    self.scope = scope
    self.law = law
    self.effect = effect
    self.detection = detection
  }
}

/// How failure rates differ from node to node: `r_i = r · w_i`, `w_i ~ Gamma(θ, 1/θ)` of mean 1.
///
/// Rates of node and accelerator classes are multiplied alike: a bad node is bad in all ways. The
/// worst share may be kept out of the fleet ("lemons"; Kokolis et al. 2025, arXiv 2410.21680, Eq.
/// 7.3), as a perfect detector would.
public struct NodeVariation: Sendable, Hashable {
  /// θ, the shape of the gamma law: the coefficient of variation is 1/√θ.
  public let shape: Double
  /// The share of nodes kept out, those of the highest rates.
  public let excluded: Double

  public init(shape: Double, excluded: Double = 0) throws(LongRunError) {
    try LongRunError.require(shape, in: 0.01...1e4, "shape of node rates")
    try LongRunError.require(excluded, in: 0...0.9, "share of excluded nodes")
    self.shape = shape
    self.excluded = excluded
  }

  /// The mean of `w` over the nodes that are left: `P(θ + 1, q) / (1 − x)`, where `q` is the
  /// `1 − x` quantile of Gamma(θ, 1) and `P` the incomplete gamma function.
  public var meanWeight: Double {
    guard excluded > 0, let law = try? Distribution.gamma(shape: shape, scale: 1),
      let weighted = try? Distribution.gamma(shape: shape + 1, scale: 1)
    else { return 1 }
    return weighted.cumulative(law.quantile(1 - excluded)) / (1 - excluded)
  }
}
