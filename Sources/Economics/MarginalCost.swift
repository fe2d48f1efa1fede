public import Quantities

/// What another million tokens cost a fleet that has room for them: the price floor of a batch tier
/// (Eq. 9.14).
///
/// The energy of the time at work beyond that of idling, and the operations that grow with work.
/// Capital, space, peak power, and what a machine draws when idle are sunk. Each stream bears what
/// its own time adds, whatever rule divides the full cost: a rule that gives a stream less than it
/// causes can put the full price of that stream below its marginal cost. It holds in the short run and on spare capacity only: who
/// must buy machines for the tokens pays the full cost.
public struct MarginalCost: Sendable, Hashable {
  /// Nil where no token of the stream was served.
  public let uncachedInput: USDollarsPerToken?
  public let cachedInput: USDollarsPerToken?
  public let output: USDollarsPerToken?
  /// All marginal dollars over all tokens, cached ones included.
  public let blended: USDollarsPerToken
  public let spent: USDollars

  /// What a pool's time at work adds to its cost, per accelerator and second.
  public struct PoolRate: Sendable, Hashable {
    /// Accelerators times time, by stream.
    public let times: PhaseTimes
    public let prefill: USDollarsPerSecond
    public let decode: USDollarsPerSecond

    public init(times: PhaseTimes, prefill: USDollarsPerSecond, decode: USDollarsPerSecond) {
      self.times = times
      self.prefill = prefill
      self.decode = decode
    }
  }

  /// Nil when no token was served.
  public init?(pools: [PoolRate], volumes: TokenVolumes) {
    guard volumes.total.value > 0 else { return nil }
    var dollars = [USDollars.zero, .zero, .zero]
    for pool in pools {
      dollars[0] += pool.prefill * pool.times.uncachedInput
      dollars[1] += pool.prefill * pool.times.cachedInput
      dollars[2] += pool.decode * pool.times.output
    }
    func price(_ index: Int, _ tokens: Tokens) -> USDollarsPerToken? {
      tokens.value > 0 ? dollars[index] / tokens : nil
    }
    uncachedInput = price(0, volumes.uncachedInput)
    cachedInput = price(1, volumes.cachedInput)
    output = price(2, volumes.output)
    spent = dollars.reduce(.zero, +)
    blended = spent / volumes.total
  }
}
