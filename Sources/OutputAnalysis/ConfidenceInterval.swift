internal import Stochastics

/// An estimate with the interval that covers the truth in a share ``level`` of all experiments.
public struct ConfidenceInterval: Sendable, Hashable {
  public let estimate: Double
  public let lower: Double
  public let upper: Double
  /// The nominal coverage, such as 0.95.
  public let level: Double
  /// How many independent observations it rests on.
  public let count: Int

  /// - Precondition: `lower ≤ upper` and `0 < level < 1`.
  public init(estimate: Double, lower: Double, upper: Double, level: Double, count: Int) {
    precondition(lower <= upper, "an interval from \(lower) to \(upper)")
    precondition(level > 0 && level < 1, "a coverage of \(level)")
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.level = level
    self.count = count
  }

  /// The interval of a mean over independent replications (Eq. 11.3).
  ///
  ///     x̄ ± t(1 - α/2, n - 1) · s/√n
  ///
  /// Nothing below two observations. Means that are far from normal need ten or more.
  public init?(meanOf tally: Tally, level: Double = 0.95) {
    guard let mean = tally.mean, let error = tally.standardError else { return nil }
    let halfWidth = Self.studentQuantile(level, count: tally.count) * error
    self.init(
      estimate: mean, lower: mean - halfWidth, upper: mean + halfWidth, level: level,
      count: tally.count)
  }

  public init?(meanOf values: some Sequence<Double>, level: Double = 0.95) {
    self.init(meanOf: Tally(values), level: level)
  }

  /// The two-sided Student quantile for a mean of `count` observations.
  static func studentQuantile(_ level: Double, count: Int) -> Double {
    precondition(level > 0 && level < 1, "a coverage of \(level)")
    return StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(count - 1))
  }

  /// Half the distance between the ends.
  public var halfWidth: Double { (upper - lower) / 2 }

  /// The half-width in units of the estimate; nothing if the estimate is 0.
  public var relativeHalfWidth: Double? { estimate == 0 ? nil : halfWidth / abs(estimate) }

  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
