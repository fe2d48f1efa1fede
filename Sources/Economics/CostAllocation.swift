public import Quantities

/// The rule that divides the dollars of a fleet among the tokens it served.
///
/// Prefill and decode share steps, so no division is given by nature; a rule is chosen and named
/// with every price. All rules conserve dollars: Σ price × volume = dollars spent (Eq. 9.11).
public enum AllocationRule: Sendable, Hashable {
  /// Each phase pays its Shapley value of the step times, over all pools together (Shapley 1953;
  /// Eq. 9.10); idle time is split in the same proportion.
  case shapley
  /// The dollars of each pool are paid by the streams it served, in proportion to their Shapley
  /// values within it: of two pools that share the life of a request, prompts pay for one and output
  /// for the other, each with its idle time (Eq. 9.8). Of one pool the same as ``shapley``.
  case separatePools
  /// Tokens pay in proportion to the operations that they take.
  case flopShare
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

  var inOrder: [Double] { [uncachedInput.value, cachedInput.value, output.value] }
}

/// The operations that each stream of tokens took.
public struct StreamWork: Sendable, Hashable {
  /// All arithmetic of prompt tokens computed, but what the next stream bears.
  public let uncachedInput: FLOPs
  /// Attention of prompt tokens computed over those found in a cache.
  public let cachedInput: FLOPs
  public let output: FLOPs

  public init(uncachedInput: FLOPs, cachedInput: FLOPs, output: FLOPs) throws(EconomicsError) {
    try check(uncachedInput.value, "operations of uncached input", in: 0...1e40)
    try check(cachedInput.value, "operations of cached input", in: 0...1e40)
    try check(output.value, "operations of output", in: 0...1e40)
    self.uncachedInput = uncachedInput
    self.cachedInput = cachedInput
    self.output = output
  }

  var inOrder: [Double] { [uncachedInput.value, cachedInput.value, output.value] }
}

/// What one pool of a fleet cost, and what its time went to.
public struct PoolCost: Sendable, Hashable {
  public let spent: USDollars
  public let times: PhaseTimes
  /// Dollars per unit of those times, by which they weigh beside the times of other pools.
  public let rate: USDollarsPerSecond

  public init(spent: USDollars, times: PhaseTimes, rate: USDollarsPerSecond)
    throws(EconomicsError)
  {
    try check(spent.value, "dollars spent", in: 0...1e30)
    try check(rate.value, "dollars per second", in: 0...1e30)
    self.spent = spent
    self.times = times
    self.rate = rate
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
