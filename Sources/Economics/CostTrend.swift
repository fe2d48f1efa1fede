import Foundation
public import Quantities

/// How the cost of a token moves with the years, by causes that are kept apart.
///
///     cost(y) = cost(y₀) · h^(y−y₀) · s^(y−y₀) · a^(y−y₀) · rent(y)/rent(y₀)
///
/// `h` is hardware (dollars per work at one price of an hour), `s` software (kernels, engines), `a`
/// algorithms (models that do with less work); each is what a year multiplies cost by, below one for
/// progress. The rent of an hour is a path of its own and may rise. Causes are taken as independent
/// and steady.
public struct CostTrend: Sendable, Hashable {
  /// What a year multiplies cost by, and the 90 % interval of that where it is uncertain.
  public struct YearlyFactor: Sendable, Hashable {
    public let value: Double
    public let interval: ClosedRange<Double>?

    /// No change.
    public static let none = YearlyFactor(unchecked: 1)

    public init(_ value: Double, interval: ClosedRange<Double>? = nil) throws(EconomicsError) {
      try check(value, "yearly factor", in: 1e-6...1e6)
      if let interval {
        try check(interval.lowerBound, "least yearly factor", in: 1e-6...value)
        try check(interval.upperBound, "greatest yearly factor", in: value...1e6)
      }
      self.value = value
      self.interval = interval
    }

    private init(unchecked value: Double) {
      self.value = value
      interval = nil
    }
  }

  public enum Cause: String, Sendable, Hashable, CaseIterable {
    case hardware, software, algorithms, rent
  }

  /// The year in which the cost is ``base``.
  public let baseYear: Double
  public let base: USDollarsPerToken
  public let hardware: YearlyFactor
  public let software: YearlyFactor
  public let algorithms: YearlyFactor
  /// Nil where the price of an hour stays as it is.
  public let rent: RentalPath?

  public init(
    from base: USDollarsPerToken, in baseYear: Double, hardware: YearlyFactor = .none,
    software: YearlyFactor = .none, algorithms: YearlyFactor = .none, rent: RentalPath? = nil
  ) throws(EconomicsError) {
    try check(base.perMillionTokens, "cost in USD/Mtok", in: 0...1e9)
    try check(baseYear, "base year", in: 1900...2200)
    if let rent {
      // A rent of nothing has no ratio to later ones.
      try check(rent.price(at: baseYear).perHour, "rent in the base year in USD/h", in: 1e-9...1e6)
    }
    self.base = base
    self.baseYear = baseYear
    self.hardware = hardware
    self.software = software
    self.algorithms = algorithms
    self.rent = rent
  }

  /// What a cause alone multiplies cost by from the base year to a year.
  public func factor(of cause: Cause, in year: Double) -> Double {
    let years = year - baseYear
    return switch cause {
    case .hardware: pow(hardware.value, years)
    case .software: pow(software.value, years)
    case .algorithms: pow(algorithms.value, years)
    case .rent: rent.map { $0.price(at: year) / $0.price(at: baseYear) } ?? 1
    }
  }

  /// The cost in a year: the base times the factors of all causes.
  public func cost(in year: Double) -> USDollarsPerToken {
    base * Cause.allCases.reduce(1) { $0 * factor(of: $1, in: year) }
  }

  /// The 90 % interval of the cost in a year, from those of the yearly factors: deviations of
  /// independent causes add in quadrature on a logarithmic scale. The rent is taken as given.
  public func interval(in year: Double) -> ClosedRange<USDollarsPerToken> {
    let years = abs(year - baseYear)
    var (below, above) = (0.0, 0.0)
    for factor in [hardware, software, algorithms] {
      guard let interval = factor.interval else { continue }
      let low = years * log(interval.lowerBound / factor.value)
      let high = years * log(interval.upperBound / factor.value)
      below += low * low
      above += high * high
    }
    // Before the base year a greater factor means a lower cost.
    if year < baseYear { swap(&below, &above) }
    let central = cost(in: year)
    return central * exp(-below.squareRoot())...central * exp(above.squareRoot())
  }
}
