/// How many of a step's drafted tokens the verification accepts.
///
/// Drafts are accepted up to the first wrong one, so that the law of their number `N` is given by
/// its survival, `P(N ≥ j)`. A step makes `N + 1` tokens: the verified model adds one of its own.
public struct DraftAcceptance: Sendable, Hashable {
  /// The probability that at least the first `j` drafts are accepted, for `j` from 1 to the depth;
  /// each from 0 to 1, and none above the one before.
  public let survival: [Double]

  /// Each draft is right with a probability of its own, whatever the others: `P(N ≥ j) = αʲ`
  /// (Leviathan et al. 2023, arXiv 2211.17192).
  ///
  /// - Precondition: the rate is from 0 to 1 and the depth is not negative.
  public init(rate: Double, depth: Int) {
    precondition((0...1).contains(rate) && depth >= 0, "a rate of \(rate) at depth \(depth)")
    var survival: [Double] = []
    var share = 1.0
    for _ in 0..<depth {
      share *= rate
      survival.append(share)
    }
    self.survival = survival
  }

  /// By measured mean numbers of tokens per step, at depths 1, 2, … : `P(N ≥ j) = AL(j) − AL(j−1)`,
  /// which supposes that a deeper draft changes nothing about its first tokens.
  ///
  /// Where noise makes the differences rise, neighbours are pooled to their mean
  /// (Barlow et al. 1972, isotonic regression); below zero they are cut, and the rest is scaled down
  /// by as much, so that the mean is kept at the depth that is used.
  ///
  /// - Precondition: there are as many means as the depth at least, each of one token or more.
  public init(meanTokens: [Double], depth: Int) {
    precondition(
      meanTokens.count >= depth && depth >= 0 && meanTokens.allSatisfy { $0 >= 1 },
      "\(meanTokens) for a depth of \(depth)")
    var pools: [(mean: Double, count: Int)] = []
    var previous = 1.0
    for mean in meanTokens.prefix(depth) {
      var pool = (mean: mean - previous, count: 1)
      previous = mean
      while let last = pools.last, last.mean < pool.mean {
        pools.removeLast()
        let count = last.count + pool.count
        let sum = last.mean * Double(last.count) + pool.mean * Double(pool.count)
        pool = (sum / Double(count), count)
      }
      pools.append(pool)
    }
    let shares = pools.flatMap { pool in (0..<pool.count).map { _ in max(0, pool.mean) } }
    let sum = shares.reduce(0, +)
    let scale = sum > 0 ? (previous - 1) / sum : 0
    survival = shares.map { min(1, $0 * scale) }
  }

  /// The independent acceptance with a stated mean number of tokens per step; nil where no rate
  /// gives it.
  public init?(meanTokens mean: Double, depth: Int) {
    guard mean >= 1, mean <= Double(depth + 1) else { return nil }
    // The mean rises with the rate: fifty halvings are more than a double can tell apart.
    var bounds = (low: 0.0, high: 1.0)
    for _ in 0..<60 {
      let rate = (bounds.low + bounds.high) / 2
      if DraftAcceptance(rate: rate, depth: depth).meanTokens < mean {
        bounds.low = rate
      } else {
        bounds.high = rate
      }
    }
    self.init(rate: bounds.high, depth: depth)
  }

  /// The shallowest independent acceptance that makes so many tokens per step with at most 85 % of
  /// drafts right, what the designers of prediction modules report of the next token
  /// (DeepSeek-V3 2024, arXiv 2412.19437: 85 to 90 %).
  ///
  /// For a measured mean whose depth is not stated; nil below one token, where nothing is drafted.
  public static func least(forMeanTokens mean: Double) -> DraftAcceptance? {
    guard mean > 1, mean < 1 / (1 - likelyRate) else { return nil }
    var depth = 1
    while DraftAcceptance(rate: likelyRate, depth: depth).meanTokens < mean { depth += 1 }
    return DraftAcceptance(meanTokens: mean, depth: depth)
  }

  private static let likelyRate = 0.85

  /// Drafted tokens per step, `k`.
  public var depth: Int { survival.count }

  /// Mean tokens per step, the model's own included: `AL = 1 + Σ P(N ≥ j)`, with independent
  /// acceptance `(1 − α^{k+1})/(1 − α)` (Eq. 5.12).
  public var meanTokens: Double { survival.reduce(1, +) }

  /// Drafts accepted where a uniform number on (0, 1) is drawn: the same number never accepts fewer
  /// under a better draft.
  @inline(__always)
  public func accepted(at uniform: Double) -> Int {
    var count = 0
    while count < survival.count, uniform < survival[count] { count += 1 }
    return count
  }
}
