import Foundation

/// The yearly payment that returns one unit of capital with interest.
public enum CapitalRecovery {
  /// The capital recovery factor of an end-of-year annuity, per year:
  ///
  ///     CRF(r, n) = r (1 + r)^n / ((1 + r)^n − 1),  and 1/n at r = 0      (Eq. 9.1)
  ///
  /// - Parameters:
  ///   - rate: cost of capital per year, as a fraction above −1: nominal with nominal dollars, real
  ///     with those of one year, where it may be negative.
  ///   - years: economic life, above zero.
  public static func factor(rate: Double, years: Double) -> Double {
    precondition(rate > -1 && rate.isFinite && years > 0 && years.isFinite, "\(rate), \(years)")
    // expm1 and log1p keep the factor exact to rounding as the rate goes to zero.
    let growth = expm1(years * log1p(rate))
    return growth == 0 ? 1 / years : rate * (growth + 1) / growth
  }

  /// What one dollar at the end of `years` is worth today, 1 / (1 + r)^n.
  public static func discount(rate: Double, years: Double) -> Double {
    precondition(rate > -1 && rate.isFinite && years.isFinite, "\(rate), \(years)")
    return exp(-years * log1p(rate))
  }

  /// The real rate of a nominal one, r* = (1 + r) / (1 + i) − 1 (Fisher 1930).
  public static func realRate(nominal: Double, inflation: Double) -> Double {
    precondition(inflation > -1, "\(inflation)")
    return (nominal - inflation) / (1 + inflation)
  }
}

/// How the price of a machine is spread over the years of its life (Eq. 9.2).
public enum RecoveryMode: String, Sendable, Hashable, CaseIterable {
  /// Equal payments that return the price with interest: what an investor must earn.
  case annuity
  /// The loss of value over the life, without interest: what books show as depreciation.
  case straightLine = "straight-line"
}

/// How the price of a machine becomes a payment per year, in dollars of each year or of the first.
///
/// Nominal payments are equal in dollars of the years they fall in. With an inflation, payments are
/// equal in what they buy, and told in dollars of the year of purchase: an annuity then has the real
/// rate r* = (1 + r)/(1 + i) − 1, and depreciation is deflated year by year. What is left at the end
/// is a share of the price paid, in dollars of that year, in both.
public struct RecoverySchedule: Sendable, Hashable {
  public let mode: RecoveryMode
  /// Nominal cost of capital per year, as a fraction.
  public let rate: Double
  /// Economic life, in years.
  public let years: Double
  /// Rise of prices per year, as a fraction; nil for nominal payments.
  public let inflation: Double?

  /// - Throws: ``EconomicsError`` for a rate below zero, a life of nothing, or a fall of prices to
  ///   half or less.
  public init(
    _ mode: RecoveryMode = .annuity, rate: Double, years: Double, inflation: Double? = nil
  ) throws(EconomicsError) {
    try check(rate, "cost of capital", in: 0...10)
    try check(years, "economic life in years", in: 0.01...100)
    if let inflation { try check(inflation, "inflation per year", in: -0.5...10) }
    self.mode = mode
    self.rate = rate
    self.years = years
    self.inflation = inflation
  }

  /// Payment per year and unit to recover, ``residualWorth`` taken off.
  public var factor: Double {
    switch mode {
    case .annuity:
      CapitalRecovery.factor(
        rate: CapitalRecovery.realRate(nominal: rate, inflation: inflation ?? 0), years: years)
    case .straightLine:
      // The mean of 1/(1 + i)^t over the ends of the years is 1/(n · CRF(i, n)).
      1 / years
        / (inflation.map { years * CapitalRecovery.factor(rate: $0, years: years) } ?? 1)
    }
  }

  /// What one dollar of value at the end takes off the sum to recover: its present value, or all of
  /// it where no interest is reckoned.
  public var residualWorth: Double {
    switch mode {
    case .annuity: CapitalRecovery.discount(rate: rate, years: years)
    case .straightLine: 1
    }
  }
}
