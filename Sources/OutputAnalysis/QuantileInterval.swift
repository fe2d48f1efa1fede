internal import Foundation
internal import Stochastics

/// The order statistics between which a quantile lies, whatever the distribution (Eq. 11.8).
///
/// The number of observations at or below the true quantile is binomial, so `[X_(j), X_(k)]`
/// covers it with probability P(j ≤ B ≤ k - 1), B ~ Binomial(n, q). Hahn & Meeker (1991).
/// Observations must be independent: of correlated ones take one quantile per replication.
public struct QuantileInterval: Sendable, Hashable {
  /// The rank j of the lower end, 1 being the least observation.
  public let lowerRank: Int
  /// The rank k of the upper end.
  public let upperRank: Int
  /// The exact coverage, at least the level asked for.
  public let coverage: Double

  /// Nothing where `count` observations are too few to bound the quantile on both sides.
  /// - Precondition: `0 < q < 1` and `0 < level < 1`.
  public init?(of q: Double, count: Int, level: Double = 0.95) {
    precondition(q > 0 && q < 1, "no quantile at \(q)")
    precondition(level > 0 && level < 1, "a coverage of \(level)")
    let outside = (1 - level) / 2
    func cumulative(_ k: Int) -> Double { Binomial.cumulative(k, trials: count, probability: q) }
    /// The least k whose cumulative probability exceeds `p`.
    func first(above p: Double) -> Int {
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if cumulative(middle) > p { high = middle } else { low = middle + 1 }
      }
      return low
    }
    // P(B ≤ j - 1) ≤ outside and P(B ≥ k) ≤ outside.
    lowerRank = first(above: outside)
    upperRank = first(above: (1 - outside).nextDown) + 1
    guard lowerRank >= 1, upperRank <= count else { return nil }
    coverage = cumulative(upperRank - 1) - cumulative(lowerRank - 1)
  }

  /// The fewest observations that bound the quantile at `q` on both sides.
  public static func leastCount(of q: Double, level: Double = 0.95) -> Int {
    precondition(q > 0 && q < 1, "no quantile at \(q)")
    precondition(level > 0 && level < 1, "a coverage of \(level)")
    return Int((log((1 - level) / 2) / log(max(q, 1 - q))).rounded(.up))
  }
}

extension QuantileSketch {
  /// The quantile at `q` with its interval, if the observations were independent; its ends carry the
  /// sketch's relative error. Nothing where there are too few observations.
  public func interval(of q: Double, level: Double = 0.95) -> ConfidenceInterval? {
    guard let ranks = QuantileInterval(of: q, count: count, level: level),
      let estimate = quantile(q), let lower = value(ofRank: ranks.lowerRank),
      let upper = value(ofRank: ranks.upperRank)
    else { return nil }
    return ConfidenceInterval(
      estimate: estimate, lower: lower, upper: upper, level: level, count: count)
  }
}
