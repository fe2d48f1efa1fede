/// A distribution made ready for millions of draws.
///
/// Gamma, beta and truncated laws, whose exact inversion takes microseconds, are tabulated once to
/// a relative error of 1e-7 (see `QuantileTable`), Poisson laws exactly; other laws draw as they
/// are. Each draw consumes one uniform number and agrees with ``Distribution/value(at:)`` to that
/// error.
public struct Sampler: Sendable {
  public let distribution: Distribution
  private let method: Method

  private enum Method: Sendable {
    case exact
    case inverted
    case table(QuantileTable)
    case counts(CountTable)
    indirect case mixture([Sampler], cumulatives: [Double])
  }

  /// - Complexity: a few milliseconds for a tabulated law, nothing for the others.
  public init(_ distribution: Distribution) {
    self.distribution = distribution
    switch distribution.family {
    case .gamma, .beta, .truncated:
      method = QuantileTable(distribution).map(Method.table) ?? .exact
    case .poisson(let law):
      method = .counts(CountTable(law))
    case .mixture(let law):
      method = .mixture(law.components.map { Sampler($0) }, cumulatives: law.cumulatives)
    case .constant, .uniform, .triangular, .exponential, .weibull, .pareto, .normal, .lognormal,
      .twoPieceLognormal, .geometric, .choice, .empirical:
      method = .exact
    }
  }

  /// The same, but increasing in the uniform number for mixtures too, as a copula needs it; theirs
  /// are then inverted by bisection, which takes microseconds.
  public init(increasing distribution: Distribution) {
    if case .mixture = distribution.family {
      self.init(distribution, method: .inverted)
    } else {
      self.init(distribution)
    }
  }

  private init(_ distribution: Distribution, method: Method) {
    self.distribution = distribution
    self.method = method
  }

  /// The draw that the uniform number `u` stands for.
  /// - Precondition: `0 < u < 1`.
  public func value(at u: Double) -> Double {
    switch method {
    case .inverted: return distribution.quantile(u)
    case .exact: return distribution.value(at: u)
    case .table(let table): return table.quantile(u) ?? distribution.value(at: u)
    case .counts(let table): return table.quantile(u) ?? distribution.value(at: u)
    case .mixture(let components, let cumulatives):
      let (component, rest) = UniformSplit.split(u, by: cumulatives)
      return components[component].value(at: rest)
    }
  }

  /// Takes one number from the stream and turns it into a draw.
  public func draw(from stream: inout RandomStream) -> Double {
    value(at: stream.nextUniform())
  }
}
