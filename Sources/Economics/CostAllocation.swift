public import Quantities

/// The rule that divides the dollars of a fleet among the tokens it served.
///
/// Prefill and decode share steps, so no division is given by nature; a rule is chosen and named
/// with every price. All rules conserve dollars: Σ price × volume = dollars spent (Eq. 9.11).
public enum AllocationRule: Sendable, Hashable {
  /// Each phase pays its Shapley value of the step times (Shapley 1953; Eq. 9.10); idle time is
  /// split in the same proportion.
  case shapley
  /// Tokens pay in proportion to list prices: output and cached input as multiples of uncached
  /// input.
  case priceProportional(output: Double, cached: Double)
}

/// The time that each stream of tokens is answerable for, as accelerators or replicas times time.
public struct PhaseTimes: Sendable, Hashable {
  /// Time charged to prompt tokens computed, by the Shapley value of mixed steps.
  public let uncachedInput: Seconds
  /// Time charged to attending over prompt tokens found in a cache.
  public let cachedInput: Seconds
  /// Time charged to generated tokens.
  public let output: Seconds

  public init(uncachedInput: Seconds, cachedInput: Seconds, output: Seconds)
    throws(EconomicsError)
  {
    try check(uncachedInput.value, "time of uncached input", in: 0...1e30)
    try check(cachedInput.value, "time of cached input", in: 0...1e30)
    try check(output.value, "time of output", in: 0...1e30)
    self.uncachedInput = uncachedInput
    self.cachedInput = cachedInput
    self.output = output
  }
}

/// The Shapley values of two groups that share a step: each pays the mean of its marginal times,
///
///     φ_p = ½ [t(p) + t(p+d) − t(d)],  φ_d = t(p+d) − φ_p                     (Eq. 9.10)
public func shapleyShares(prefillAlone: Seconds, decodeAlone: Seconds, together: Seconds)
  -> (prefill: Seconds, decode: Seconds)
{
  let prefill = (prefillAlone + together - decodeAlone) / 2
  return (prefill, together - prefill)
}

/// The cost of a million tokens by stream, under a named rule; dollars are conserved.
public struct CostPerMillionTokens: Sendable, Hashable {
  public let rule: AllocationRule
  /// Nil where no token of the stream was served.
  public let uncachedInput: USDollarsPerToken?
  public let cachedInput: USDollarsPerToken?
  public let output: USDollarsPerToken?
  /// All dollars over all tokens, cached ones included.
  public let blended: USDollarsPerToken
  /// What the fleet cost in the period.
  public let spent: USDollars
  public let volumes: TokenVolumes

  /// Divides `spent` among the streams; nil when no token was served.
  public init?(
    spent: USDollars, volumes: TokenVolumes, times: PhaseTimes, rule: AllocationRule
  ) {
    guard volumes.total.value > 0 else { return nil }
    let weights: [Double] =
      switch rule {
      case .shapley:
        [times.uncachedInput.value, times.cachedInput.value, times.output.value]
      case .priceProportional(let output, let cached):
        [
          volumes.uncachedInput.value, volumes.cachedInput.value * cached,
          volumes.output.value * output,
        ]
      }
    let streams = [volumes.uncachedInput, volumes.cachedInput, volumes.output]
    // A stream without tokens pays nothing, whatever weight it carries.
    let paying = zip(weights, streams).map { $1.value > 0 ? $0 : 0 }
    let sum = paying.reduce(0, +)
    guard sum > 0 else { return nil }
    func price(_ index: Int) -> USDollarsPerToken? {
      guard streams[index].value > 0 else { return nil }
      return spent * (paying[index] / sum) / streams[index]
    }
    self.rule = rule
    uncachedInput = price(0)
    cachedInput = price(1)
    output = price(2)
    blended = spent / volumes.total
    self.spent = spent
    self.volumes = volumes
  }

  /// Dollars collected if every token paid its price: equal to ``spent`` to rounding.
  public var collected: USDollars {
    func dollars(_ price: USDollarsPerToken?, _ tokens: Tokens) -> USDollars {
      price.map { $0 * tokens } ?? .zero
    }
    return dollars(uncachedInput, volumes.uncachedInput)
      + dollars(cachedInput, volumes.cachedInput) + dollars(output, volumes.output)
  }
}
