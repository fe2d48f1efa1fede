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

  /// Money per second and watt of nameplate power.
  public var rate: USDollarsPerWattSecond {
    switch self {
    case .colocation(let rent): rent
    case .owned(let capital, let years, let rate, let operations):
      // USD/W × 1/year ÷ seconds per year.
      USDollarsPerWattSecond(
        capital.value * (CapitalRecovery.factor(rate: rate, years: years) + operations)
          / Seconds.year.value)
    }
  }
}

/// Capital per watt of electric power, in US dollars.
public typealias USDollarsPerWatt = Quantity<Per<USDollar, Per<Joule, Second>>>
