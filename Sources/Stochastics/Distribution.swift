/// A probability distribution of one number, in the base unit of the place where it stands.
///
/// A value made of checked parameters: what exists is valid. Every draw consumes exactly one
/// uniform number and is increasing in it, so alternatives that read the same stream stay
/// synchronised (Eq. 11.2); a mixture alone spends the leading part of the number on the choice of
/// its component. For many draws, prepare a ``Sampler`` once.
///
/// ```swift
/// let prompt = try Distribution.lognormal(median: 900, p95: 6_000)
/// prompt.mean                       // 1737.8
/// prompt.quantile(0.95)             // 6000
/// ```
public struct Distribution: Sendable, Hashable {
  let family: Family

  enum Family: Sendable, Hashable {
    case constant(ConstantLaw)
    case uniform(UniformLaw)
    case triangular(TriangularLaw)
    case exponential(ExponentialLaw)
    case gamma(GammaLaw)
    case weibull(WeibullLaw)
    case pareto(ParetoLaw)
    case normal(NormalLaw)
    case lognormal(LognormalLaw)
    case twoPieceLognormal(TwoPieceLognormalLaw)
    case beta(BetaLaw)
    case poisson(PoissonLaw)
    case geometric(GeometricLaw)
    case choice(ChoiceLaw)
    case empirical(EmpiricalLaw)
    indirect case mixture(MixtureLaw)
    indirect case truncated(TruncatedLaw)
  }

  init(_ family: Family) { self.family = family }

  /// The law behind the family, for questions asked once rather than per draw.
  private var law: any Law {
    switch family {
    case .constant(let law): law
    case .uniform(let law): law
    case .triangular(let law): law
    case .exponential(let law): law
    case .gamma(let law): law
    case .weibull(let law): law
    case .pareto(let law): law
    case .normal(let law): law
    case .lognormal(let law): law
    case .twoPieceLognormal(let law): law
    case .beta(let law): law
    case .poisson(let law): law
    case .geometric(let law): law
    case .choice(let law): law
    case .empirical(let law): law
    case .mixture(let law): law
    case .truncated(let law): law
    }
  }
}

extension Distribution {
  /// The expectation; `.infinity` where it diverges, as for a Pareto of shape 1.
  public var mean: Double { law.mean }

  /// The variance; `.infinity` where it diverges.
  public var variance: Double { law.variance }

  public var standardDeviation: Double { variance.squareRoot() }

  /// The standard deviation in units of the mean.
  public var coefficientOfVariation: Double { standardDeviation / mean }

  /// The value that half of all draws do not exceed.
  public var median: Double { quantile(0.5) }

  /// The smallest closed interval, possibly infinite, that holds every draw.
  public var support: ClosedRange<Double> { law.support }

  /// Whether every draw is the same, so that nothing is uncertain.
  public var isConstant: Bool { support.lowerBound == support.upperBound }

  /// P(X ≤ x).
  public func cumulative(_ x: Double) -> Double {
    x.isInfinite ? (x > 0 ? 1 : 0) : law.cumulative(x)
  }

  /// P(X > x), accurate where it is small.
  public func survival(_ x: Double) -> Double {
    x.isInfinite ? (x > 0 ? 0 : 1) : law.survival(x)
  }

  /// The probability density, where the distribution has one and its formula is at hand.
  public func density(_ x: Double) -> Double? { law.density(x) }

  /// The least x with P(X ≤ x) ≥ p.
  /// - Precondition: `0 < p < 1`.
  public func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "no quantile at \(p)")
    return switch family {
    case .constant(let law): law.value
    case .uniform(let law): law.quantile(p)
    case .triangular(let law): law.quantile(p)
    case .exponential(let law): law.quantile(p)
    case .gamma(let law): law.quantile(p)
    case .weibull(let law): law.quantile(p)
    case .pareto(let law): law.quantile(p)
    case .normal(let law): law.quantile(p)
    case .lognormal(let law): law.quantile(p)
    case .twoPieceLognormal(let law): law.quantile(p)
    case .beta(let law): law.quantile(p)
    case .poisson(let law): law.quantile(p)
    case .geometric(let law): law.quantile(p)
    case .choice(let law): law.quantile(p)
    case .empirical(let law): law.quantile(p)
    case .mixture(let law): law.quantile(p)
    case .truncated(let law): law.quantile(p)
    }
  }

  /// The draw that the uniform number `u` stands for: the quantile, except that a mixture spends
  /// the leading part of `u` on the choice of a component and the rest on that component.
  /// - Precondition: `0 < u < 1`.
  public func value(at u: Double) -> Double {
    guard case .mixture(let mixture) = family else { return quantile(u) }
    let (component, rest) = UniformSplit.split(u, by: mixture.cumulatives)
    return mixture.components[component].value(at: rest)
  }

  /// Takes one number from the stream and turns it into a draw.
  public func draw(from stream: inout RandomStream) -> Double {
    value(at: stream.nextUniform())
  }
}

extension Distribution: CustomStringConvertible {
  /// The distribution as ``DistributionNotation`` reads it back, equal, at full precision.
  public var description: String { law.notation }
}

/// One uniform number used twice: to choose, and within the choice.
enum UniformSplit {
  /// The index of the part that `u` falls into and the place of `u` within that part.
  static func split(_ u: Double, by cumulatives: [Double]) -> (index: Int, rest: Double) {
    let index = min(
      SampleLaws.firstIndex(in: cumulatives) { $0 >= u }, cumulatives.count - 1)
    let low = index == 0 ? 0 : cumulatives[index - 1]
    let rest = (u - low) / (cumulatives[index] - low)
    return (index, min(max(rest, 0x1p-53), 1 - 0x1p-53))
  }
}
