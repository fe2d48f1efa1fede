public import Quantities

/// When things arrive: gaps of one distribution, on a clock that may run faster and slower.
///
/// The gaps are independent draws at the long-run rate. A ``RateProfile`` (the time of day) and a
/// ``MarkovModulation`` (bursts) change the clock on which they are laid out: with the relative rate
/// r(t) = profile × burst, whose long-run mean is one, the arrivals are at the times tₖ for which
///
///     ∫₀^tₖ r(t) dt = g₁ + … + gₖ
///
/// so exponential gaps give a Poisson process of intensity rate · r(t) exactly, and other laws keep
/// their variability from gap to gap (time-changed renewal process; Çınlar 1975, ISBN
/// 0-13-217729-7). The integral is inverted in closed form: a gap consumes one uniform number, and
/// nothing is drawn and thrown away.
///
/// ```swift
/// let arrivals = try ArrivalProcess.poisson(rate: RequestsPerSecond(300)).following(day)
/// var sequence = ArrivalSequence(
///   arrivals, gaps: StreamAddress(seed: 1, purpose: "arrivals"),
///   states: StreamAddress(seed: 1, purpose: "bursts"))
/// let gap = sequence.nextGap()
/// ```
public struct ArrivalProcess: Sendable {
  /// The time between two arrivals where the relative rate is one, in seconds.
  public let interarrival: Distribution
  /// How the rate follows the clock, nil where it does not.
  public private(set) var profile: RateProfile?
  /// How the rate changes at random, nil where it does not.
  public private(set) var modulation: MarkovModulation?
  private let sampler: Sampler
  /// What drawn gaps are multiplied by.
  private var stretch = 1.0

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

  /// The same gaps under a rate that follows the clock; the long-run rate stays.
  public func following(_ profile: RateProfile) -> ArrivalProcess {
    var process = self
    process.profile = profile
    return process
  }

  /// The same gaps under a rate that changes at random; the long-run rate stays.
  public func modulated(by modulation: MarkovModulation) -> ArrivalProcess {
    var process = self
    process.modulation = modulation
    return process
  }

  /// The same process at another rate: every gap is longer or shorter by one factor.
  public func withRate(times factor: Double) throws(StochasticsError) -> ArrivalProcess {
    try Check("arrivals").positive("factor", factor)
    var process = self
    process.stretch /= factor
    return process
  }

  /// The long-run rate of arrivals.
  public var rate: RequestsPerSecond { Requests(1) / Seconds(interarrival.mean * stretch) }

  /// The mean rate over the first `duration`: the profile need not have completed its period.
  public func meanRate(over duration: Seconds) -> RequestsPerSecond {
    guard let profile else { return rate }
    return rate * profile.meanRate(from: .zero, to: duration)
  }

  /// The highest rate over time that is expected, bursts left out.
  public var peakRate: RequestsPerSecond { rate * (profile?.peak ?? 1) }

  /// The time from one arrival to the next where the relative rate is one; see ``ArrivalSequence``
  /// for a rate that changes.
  public func nextInterarrival(from stream: inout RandomStream) -> Seconds {
    Seconds(sampler.draw(from: &stream) * stretch)
  }
}
