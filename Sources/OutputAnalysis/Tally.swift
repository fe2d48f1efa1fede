/// Count, mean, variance and extremes of a series of observations, in constant memory.
///
/// Welford's recurrence (1962, doi:10.1080/00401706.1962.10490022) and, for merging, that of Chan,
/// Golub & LeVeque (1979): no cancellation however far the values lie from zero.
public struct Tally: Sendable, Hashable {
  public private(set) var count = 0
  /// The least and the greatest value; nothing before the first.
  public private(set) var minimum: Double?
  public private(set) var maximum: Double?
  private var runningMean = 0.0
  private var squares = 0.0

  public init() {}

  public init(_ values: some Sequence<Double>) {
    for value in values { record(value) }
  }

  /// Adds one observation.
  /// - Precondition: `value` is finite.
  public mutating func record(_ value: Double) {
    precondition(value.isFinite, "\(value) cannot be tallied")
    count += 1
    let deviation = value - runningMean
    runningMean += deviation / Double(count)
    squares += deviation * (value - runningMean)
    minimum = min(minimum ?? value, value)
    maximum = max(maximum ?? value, value)
  }

  /// Adds all observations of another tally.
  public mutating func merge(_ other: Tally) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = Double(count + other.count)
    let deviation = other.runningMean - runningMean
    squares += other.squares + deviation * deviation * Double(count) * Double(other.count) / total
    runningMean += deviation * Double(other.count) / total
    count += other.count
    minimum = min(minimum!, other.minimum!)
    maximum = max(maximum!, other.maximum!)
  }

  /// The arithmetic mean; nothing before the first observation.
  public var mean: Double? { count > 0 ? runningMean : nil }

  public var sum: Double { runningMean * Double(count) }

  /// The unbiased variance, with divisor n - 1; nothing before the second observation.
  public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }

  public var standardDeviation: Double? { variance?.squareRoot() }

  /// The standard error of the mean, if the observations are independent.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
