public import Quantities

/// The cost of a million tokens by stream, under a named rule; dollars are conserved.
public struct CostPerMillionTokens: Sendable, Hashable {
  public let rule: AllocationRule
  /// Nil where no token of the stream was served.
  public let uncachedInput: USDollarsPerToken?
  public let cachedInput: USDollarsPerToken?
  public let output: USDollarsPerToken?
  /// All dollars over all tokens, cached ones included.
  public let blended: USDollarsPerToken
  /// What the fleet cost in the period, the keeping of caches included.
  public let spent: USDollars
  /// What of it keeps caches between requests (Eq. 9.9).
  public let storage: USDollars
  public let volumes: TokenVolumes

  /// Divides what one pool cost among the streams; nil when no token was served.
  public init?(
    spent: USDollars, volumes: TokenVolumes, times: PhaseTimes, rule: AllocationRule,
    work: StreamWork? = nil
  ) {
    guard let pool = try? PoolCost(spent: spent, times: times, rate: USDollarsPerSecond(1)) else {
      return nil
    }
    self.init(pools: [pool], volumes: volumes, rule: rule, work: work)
  }

  /// Divides what the pools of a fleet cost among the streams; nil when no token was served, or
  /// where the rule needs operations and none are given.
  ///
  /// - Parameters:
  ///   - work: operations by stream, for ``AllocationRule/flopShare``.
  ///   - storage: dollars for the memory that keeps caches between requests. Cached input pays them,
  ///     and where nothing was found all streams do; list prices divide them like all others.
  public init?(
    pools: [PoolCost], volumes: TokenVolumes, rule: AllocationRule, work: StreamWork? = nil,
    storage: USDollars = .zero
  ) {
    let streams = [volumes.uncachedInput, volumes.cachedInput, volumes.output]
    guard volumes.total.value > 0 else { return nil }
    /// Shares that add to one; a stream without tokens pays nothing, whatever weight it carries.
    func shares(_ weights: [Double]) -> [Double]? {
      let paying = zip(weights, streams).map { $1.value > 0 ? $0 : 0 }
      let sum = paying.reduce(0, +)
      return sum > 0 && sum.isFinite ? paying.map { $0 / sum } : nil
    }
    var shared = pools.reduce(.zero) { $0 + $1.spent }
    let spent = shared + storage
    // List prices keep their ratios, so that nothing is charged to one stream alone.
    let isListed = if case .priceProportional = rule { true } else { false }
    var direct = [USDollars.zero, .zero, .zero]
    if !isListed, volumes.cachedInput.value > 0 {
      direct[1] = storage
    } else {
      shared += storage
    }
    let dollars: [USDollars]
    switch rule {
    case .shapley:
      guard let all = shares(Self.weights(of: pools)) else { return nil }
      dollars = all.map { shared * $0 }
    case .flopShare:
      guard let work, let all = shares(work.inOrder) else { return nil }
      dollars = all.map { shared * $0 }
    case .priceProportional(let output, let cached):
      guard
        let all = shares([
          volumes.uncachedInput.value, volumes.cachedInput.value * cached,
          volumes.output.value * output,
        ])
      else { return nil }
      dollars = all.map { shared * $0 }
    case .separatePools:
      var own = [USDollars.zero, .zero, .zero]
      var rest = shared
      for pool in pools {
        guard let within = shares(pool.times.inOrder) else { continue }
        for index in own.indices { own[index] += pool.spent * within[index] }
        rest -= pool.spent
      }
      // What no pool's own streams can pay is paid in proportion to the rest.
      guard let all = shares(own.map(\.value)) ?? shares(Self.weights(of: pools)) else {
        return nil
      }
      dollars = zip(own, all).map { $0 + rest * $1 }
    }
    let paid = zip(dollars, direct).map { $0 + $1 }
    func price(_ index: Int) -> USDollarsPerToken? {
      streams[index].value > 0 ? paid[index] / streams[index] : nil
    }
    self.rule = rule
    uncachedInput = price(0)
    cachedInput = price(1)
    output = price(2)
    blended = spent / volumes.total
    self.spent = spent
    self.storage = storage
    self.volumes = volumes
  }

  /// Times of the streams over all pools, each weighed by what its pool's time costs.
  private static func weights(of pools: [PoolCost]) -> [Double] {
    let isFree = pools.allSatisfy { $0.rate == .zero }
    return pools.reduce([0, 0, 0]) { sum, pool in
      zip(sum, pool.times.inOrder).map { $0 + $1 * (isFree ? 1 : pool.rate.value) }
    }
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
