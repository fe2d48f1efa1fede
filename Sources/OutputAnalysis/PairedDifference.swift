internal import Foundation

/// Two alternatives compared replication by replication under common random numbers (Eq. 11.5).
///
/// The difference of the pair varies less than either alternative: Var(X - Y) = Var X + Var Y -
/// 2 Cov. A system compared with itself differs by exactly 0.
public struct PairedDifference: Sendable, Hashable {
  /// The mean of x - y.
  public let difference: ConfidenceInterval
  /// The ratio of the means, E X / E Y; nothing unless all values are positive.
  ///
  /// Jackknifed on the logarithm (Miller 1974, doi:10.1093/biomet/61.1.1): with L = ln(Σx/Σy) and L_i
  /// the same without the i-th pair, the pseudo-values n·L - (n - 1)·L_i give mean and interval, so
  /// that y against x is exactly the inverse. The mean of the logarithms of single ratios would not
  /// do: E ln(X/Y) is not ln(E X/E Y), and the more replications, the surer its interval misses.
  public let ratio: ConfidenceInterval?

  /// Nothing below two pairs.
  /// - Precondition: `x` and `y` are as long as each other and their i-th values share all streams.
  public init?(_ x: [Double], minus y: [Double], level: Double = 0.95) {
    precondition(x.count == y.count, "\(x.count) values cannot be paired with \(y.count)")
    let differences = zip(x, y).map { $0 - $1 }
    guard let difference = ConfidenceInterval(meanOf: differences, level: level) else {
      return nil
    }
    self.difference = difference
    ratio = Self.ratio(x, over: y, level: level)
  }

  private static func ratio(
    _ x: [Double], over y: [Double], level: Double
  ) -> ConfidenceInterval? {
    guard x.allSatisfy({ $0 > 0 }), y.allSatisfy({ $0 > 0 }) else { return nil }
    let n = Double(x.count)
    let (top, bottom) = (x.reduce(0, +), y.reduce(0, +))
    // ln(Σx - x_i) as ln Σx + ln(1 - x_i/Σx): a pair of equal values gives exactly 0.
    let logarithm = log(top) - log(bottom)
    let pseudo = zip(x, y).map { x, y in
      logarithm - (n - 1) * (log1p(-x / top) - log1p(-y / bottom))
    }
    return ConfidenceInterval(meanOf: pseudo, level: level).map {
      ConfidenceInterval(
        estimate: exp($0.estimate), lower: exp($0.lower), upper: exp($0.upper), level: level,
        count: $0.count)
    }
  }

  public enum Verdict: Sendable, Hashable {
    case lower, higher, indistinguishable
  }

  /// What the interval of the difference says of x against y.
  public var verdict: Verdict {
    if difference.contains(0) { return .indistinguishable }
    return difference.estimate < 0 ? .lower : .higher
  }

  public var isIndistinguishable: Bool { verdict == .indistinguishable }
}
