internal import Foundation

/// Two alternatives compared replication by replication under common random numbers (Eq. 11.5).
///
/// The difference of the pair varies less than either alternative: Var(X - Y) = Var X + Var Y -
/// 2 Cov. A system compared with itself differs by exactly 0.
public struct PairedDifference: Sendable, Hashable {
  /// The mean of x - y.
  public let difference: ConfidenceInterval
  /// The geometric mean of x / y; nothing unless all values are positive.
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
    let arePositive = (x + y).allSatisfy { $0 > 0 }
    let logarithms = arePositive ? zip(x, y).map { log($0) - log($1) } : []
    ratio = ConfidenceInterval(meanOf: logarithms, level: level).map {
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
