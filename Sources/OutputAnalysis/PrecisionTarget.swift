/// How precise an estimate shall be, and how many replications that may take (Eq. 11.4).
///
/// A relative precision γ is met when `halfWidth / |mean| ≤ γ/(1 + γ)`; then the relative error
/// against the unknown truth is at most γ with the interval's confidence. Law (2015), section 9.4.
public struct PrecisionTarget: Sendable, Hashable {
  public let relative: Double
  public let minimumReplications: Int
  public let maximumReplications: Int
  public let level: Double

  /// - Precondition: `relative` is positive and the limits are ascending from at least 2.
  public init(
    relative: Double, replications limits: ClosedRange<Int> = 10...1_000, level: Double = 0.95
  ) {
    precondition(relative > 0 && relative.isFinite, "a relative precision of \(relative)")
    precondition(limits.lowerBound >= 2, "\(limits.lowerBound) replications give no interval")
    precondition(level > 0 && level < 1, "a coverage of \(level)")
    self.relative = relative
    self.minimumReplications = limits.lowerBound
    self.maximumReplications = limits.upperBound
    self.level = level
  }

  /// What to do after the replications seen so far.
  public enum Decision: Sendable, Hashable {
    /// The target is met.
    case stop
    /// Run on; about `total` replications will be needed, and the limit allows them or cuts them.
    case proceed(total: Int)
    /// The limit is reached and the target is not met.
    case exhausted
  }

  public func isMet(by interval: ConfidenceInterval) -> Bool {
    interval.halfWidth <= relative / (1 + relative) * abs(interval.estimate)
  }

  /// The least number of replications whose interval would meet the target, were mean and variance
  /// those of the pilot; nothing if more than the limit, or if the pilot has fewer than two.
  public func replicationsNeeded(given pilot: Tally) -> Int? {
    guard let mean = pilot.mean, let variance = pilot.variance else { return nil }
    let allowed = relative / (1 + relative) * abs(mean)
    func isEnough(_ n: Int) -> Bool {
      ConfidenceInterval.studentQuantile(level, count: n)
        * (variance / Double(n)).squareRoot() <= allowed
    }
    var low = max(pilot.count, minimumReplications)
    var high = maximumReplications
    guard low <= high, isEnough(high) else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if isEnough(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
