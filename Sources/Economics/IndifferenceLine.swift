public import Quantities

/// The costs of an hour at which two machines serve a token for the same money (Eq. 9.17).
///
/// With ρ the throughput of A over that of B at the same model, context, time per token and policy of
/// formats, A is cheaper exactly where c_A < ρ · c_B. Below the line A wins, above it B.
public struct IndifferenceLine: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable { case first, second, even }

  /// Throughput of the first machine over that of the second, per accelerator.
  public let throughputRatio: Double

  public init(throughputRatio: Double) throws(EconomicsError) {
    try check(throughputRatio, "ratio of throughputs", in: 1e-9...1e9)
    self.throughputRatio = throughputRatio
  }

  /// From rates of both, per accelerator.
  public init(
    first: TokensPerSecond, second: TokensPerSecond
  ) throws(EconomicsError) {
    try check(second.value, "throughput of the second machine in tok/s", in: 1e-12...1e18)
    try self.init(throughputRatio: first / second)
  }

  /// The dearest hour at which the first still undercuts the second.
  public func hour(against second: USDollarsPerSecond) -> USDollarsPerSecond {
    BreakEven.hourlyCost(throughputRatio: throughputRatio, against: second)
  }

  /// Which machine serves a token for less.
  public func cheaper(
    first: USDollarsPerSecond, second: USDollarsPerSecond
  ) -> Verdict {
    let limit = hour(against: second)
    return first < limit ? .first : first > limit ? .second : .even
  }

  /// The same line seen from the other machine.
  public var reversed: IndifferenceLine { IndifferenceLine(reciprocalOf: throughputRatio) }

  private init(reciprocalOf ratio: Double) { throughputRatio = 1 / ratio }

  /// Points of the line, for a figure: hours of the second machine, and of the first beside them.
  public func points(
    over hours: [USDollarsPerSecond]
  ) -> [(second: USDollarsPerSecond, first: USDollarsPerSecond)] {
    hours.map { ($0, hour(against: $0)) }
  }
}
