public import Quantities

/// Who owns the building that feeds and cools the machines, and what it costs per watt of nameplate
/// power: capacity is paid whether it is drawn or not (Eq. 9.3; Barroso, Hölzle & Ranganathan 2018,
/// doi:10.2200/S00874ED3V01Y201809CAC046).
public enum Facility: Sendable, Hashable {
  /// Rented space and power, energy billed apart.
  case colocation(rent: USDollarsPerWattSecond)
  /// An own building: capital per watt of IT power, its life and rate, and yearly operations as a
  /// fraction of that capital.
  case owned(capitalPerWatt: USDollarsPerWatt, years: Double, rate: Double, operations: Double)

  /// Money per second and watt of nameplate power, in nominal dollars.
  public var rate: USDollarsPerWattSecond { rate(inflation: nil) }

  /// The same, where an inflation is given in dollars of the year of purchase: a building is then
  /// recovered at the real rate. Rent and operations are taken to rise with prices.
  public func rate(inflation: Double?) -> USDollarsPerWattSecond {
    switch self {
    case .colocation(let rent): return rent
    case .owned(let capital, let years, let rate, let operations):
      let real = CapitalRecovery.realRate(nominal: rate, inflation: inflation ?? 0)
      // USD/W × 1/year ÷ seconds per year.
      return USDollarsPerWattSecond(
        capital.value * (CapitalRecovery.factor(rate: real, years: years) + operations)
          / Seconds.year.value)
    }
  }

  /// Checks that the figures can be of a building.
  func checkFigures() throws(EconomicsError) {
    switch self {
    case .colocation(let rent):
      try check(rent.value, "facility rent per watt and second", in: 0...1)
    case .owned(let capital, let years, let rate, let operations):
      try check(capital.value, "building in USD per watt", in: 0...1e6)
      try check(years, "life of the building in years", in: 0.1...200)
      try check(rate, "cost of capital of the building", in: 0...10)
      try check(operations, "operations of the building per year", in: 0...10)
    }
  }
}
