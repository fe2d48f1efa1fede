public import Quantities

/// When things arrive: independent gaps of one distribution.
///
/// ```swift
/// let arrivals = try ArrivalProcess.poisson(rate: RequestsPerSecond(300))
/// let gap = arrivals.nextInterarrival(from: &stream)
/// ```
public struct ArrivalProcess: Sendable {
  /// The time between two arrivals, in seconds.
  public let interarrival: Distribution
  private let sampler: Sampler

  /// - Throws: where gaps may be negative, are all zero, or have no finite mean.
  public init(interarrival: Distribution) throws(StochasticsError) {
    try Check("arrivals").within(
      "shortest gap", interarrival.support.lowerBound, 0...Double.greatestFiniteMagnitude)
    try Check("arrivals").positive("mean gap", interarrival.mean)
    self.interarrival = interarrival
    self.sampler = Sampler(interarrival)
  }

  /// Arrivals that know nothing of each other: exponential gaps.
  public static func poisson(
    rate: RequestsPerSecond
  ) throws(StochasticsError) -> ArrivalProcess {
    try ArrivalProcess(interarrival: .exponential(mean: gap("poisson", rate)))
  }

  /// Gamma gaps whose standard deviation is `cv` times their mean: bursty above 1, regular below.
  public static func gamma(
    rate: RequestsPerSecond, cv: Double
  ) throws(StochasticsError) -> ArrivalProcess {
    try ArrivalProcess(interarrival: .gamma(mean: gap("gamma", rate), cv: cv))
  }

  /// Weibull gaps: clustered for a shape below 1, regular above.
  public static func weibull(
    rate: RequestsPerSecond, shape: Double
  ) throws(StochasticsError) -> ArrivalProcess {
    try ArrivalProcess(interarrival: .weibull(shape: shape, mean: gap("weibull", rate)))
  }

  /// Gaps all alike.
  public static func deterministic(
    rate: RequestsPerSecond
  ) throws(StochasticsError) -> ArrivalProcess {
    try ArrivalProcess(interarrival: .constant(gap("deterministic", rate)))
  }

  private static func gap(
    _ name: String, _ rate: RequestsPerSecond
  ) throws(StochasticsError) -> Double {
    try Check(name).positive("rate", rate.value)
    return 1 / rate.value
  }

  /// The long-run rate of arrivals.
  public var rate: RequestsPerSecond { Requests(1) / Seconds(interarrival.mean) }

  /// The time from one arrival to the next.
  public func nextInterarrival(from stream: inout RandomStream) -> Seconds {
    Seconds(sampler.draw(from: &stream))
  }
}
