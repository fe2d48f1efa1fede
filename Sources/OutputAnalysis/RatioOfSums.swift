/// A rate such as dollars per token over replications: the ratio of sums, not the mean of ratios
/// (Eq. 11.9).
///
/// The jackknife leaves out one replication at a time: with r the ratio of all and r_i the ratio
/// without the i-th, the pseudo-values n·r - (n - 1)·r_i have nearly the bias-free ratio as their
/// mean, and their spread gives its interval. Miller (1974), doi:10.1093/biomet/61.1.1.
public struct RatioOfSums: Sendable, Hashable {
  /// Σ numerators / Σ denominators.
  public let ratio: Double
  /// About ``ratio`` corrected for the bias of order 1/n.
  public let interval: ConfidenceInterval

  /// Nothing below two pairs, or if leaving one out makes the denominators vanish.
  /// - Precondition: both lists are as long as each other.
  public init?(_ numerators: [Double], over denominators: [Double], level: Double = 0.95) {
    precondition(
      numerators.count == denominators.count,
      "\(numerators.count) numerators over \(denominators.count) denominators")
    let n = Double(numerators.count)
    let (top, bottom) = (numerators.reduce(0, +), denominators.reduce(0, +))
    guard n >= 2, bottom != 0, denominators.allSatisfy({ bottom - $0 != 0 }) else { return nil }
    let ratio = top / bottom
    let pseudo = zip(numerators, denominators).map { a, b in
      n * ratio - (n - 1) * (top - a) / (bottom - b)
    }
    guard let interval = ConfidenceInterval(meanOf: pseudo, level: level) else { return nil }
    self.ratio = ratio
    self.interval = interval
  }
}
