public import Quantities

/// A rate that jumps between states at random: quiet spells and bursts.
///
/// Each state has a relative rate and an exponential sojourn; after it, each other state is equally
/// likely. The share of time spent in a state is its mean sojourn over the sum of all. With
/// exponential gaps this is the Markov-modulated Poisson process (Fischer & Meier-Hellstern 1993,
/// doi:10.1016/0166-5316(93)90035-S), whose counts are overdispersed over windows longer than a
/// sojourn, where a renewal process with clustered gaps is not much so.
public struct MarkovModulation: Sendable, Hashable {
  /// Relative rate of each state; the mean over time is one.
  public let levels: [Double]
  /// Mean sojourn in each state.
  public let sojourns: [Seconds]

  /// - Parameter states: rates relative to each other, in any unit, with their mean sojourns.
  /// - Throws: where there are fewer than two states, a rate is negative, all are zero, or a sojourn
  ///   is not positive.
  public init(states: [(rate: Double, sojourn: Seconds)]) throws(StochasticsError) {
    let check = Check("bursts")
    try check.within("number of states", Double(states.count), 2...1_000)
    for state in states { try check.positive("mean sojourn", state.sojourn.value) }
    _ = try check.weighted(states.map(\.rate), states.map(\.rate))
    let whole = states.reduce(0) { $0 + $1.sojourn.value }
    let mean = states.reduce(0) { $0 + $1.rate * $1.sojourn.value } / whole
    levels = states.map { $0.rate / mean }
    sojourns = states.map(\.sojourn)
  }

  /// Bursts at `peak` times the mean rate, for a share of the time, each of a mean length.
  ///
  /// - Throws: where bursts would bring more than all arrivals: `peak` × `share` exceeds one.
  public static func bursts(
    peak: Double, share: Double, length: Seconds
  ) throws(StochasticsError) -> MarkovModulation {
    let check = Check("bursts")
    try check.within("share", share, 1e-9...0.999_999_999)
    try check.within("peak", peak, 1...1 / share)
    let quiet = (1 - peak * share) / (1 - share)
    return try MarkovModulation(states: [
      (quiet, length * ((1 - share) / share)), (peak, length),
    ])
  }

  /// The share of time spent in each state.
  public var shares: [Double] {
    let whole = sojourns.reduce(Seconds.zero, +)
    return sojourns.map { $0 / whole }
  }

  /// Variance over mean of the Poisson arrivals in windows of a length, for two states.
  ///
  ///     I(t) = 1 + 2 λ Var(r) / q · (1 - (1 - e^(-q t)) / (q t))
  ///
  /// with λ the mean rate, Var(r) the variance of the relative rate over time, and q = 1/τ₁ + 1/τ₂
  /// (Heffes & Lucantoni 1986, doi:10.1109/JSAC.1986.1146393). Nil for more states.
  public func indexOfDispersion(rate: RequestsPerSecond, window: Seconds) -> Double? {
    guard levels.count == 2 else { return nil }
    let variance = zip(levels, shares).reduce(0) { $0 + ($1.0 - 1) * ($1.0 - 1) * $1.1 }
    let relaxation = sojourns.reduce(0) { $0 + 1 / $1.value }
    let x = relaxation * window.value
    return 1 + 2 * rate.value * variance / relaxation * (1 + ElementaryLaws.expMinusOne(-x) / x)
  }
}
