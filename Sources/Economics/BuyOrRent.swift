public import Quantities

/// Whether a machine is better bought, reserved or rented by the hour, at each utilization (Eq. 9.16).
///
/// An owner and a tenant who has reserved pay for every hour, and a tenant by the hour only for those
/// that are used. Per hour that is used, at utilization `u`,
///
///     own       fixed / u + variable
///     reserved  reserved / u
///     elastic   elastic
///
/// Ignores that elastic machines may not be there when they are wanted, and how long they take to
/// start.
public struct BuyOrRent: Sendable, Hashable {
  public enum Way: String, Sendable, Hashable, CaseIterable { case own, reserved, elastic }

  /// Cost of an own accelerator that is paid in every hour: all terms but the energy of work.
  public let fixed: USDollarsPerSecond
  /// What an hour of work adds to it.
  public let variable: USDollarsPerSecond
  /// Price of an hour on a contract that is paid whether it is used or not.
  public let reserved: USDollarsPerSecond
  /// Price of an hour that is paid only when it is used.
  public let elastic: USDollarsPerSecond

  public init(
    fixed: USDollarsPerSecond, variable: USDollarsPerSecond = .zero, reserved: USDollarsPerSecond,
    elastic: USDollarsPerSecond
  ) throws(EconomicsError) {
    try check(fixed.perHour, "fixed cost of an own hour in USD", in: 0...1e6)
    try check(variable.perHour, "variable cost of an own hour in USD", in: 0...1e6)
    try check(reserved.perHour, "reserved price of an hour in USD", in: 0...1e6)
    try check(elastic.perHour, "elastic price of an hour in USD", in: 0...1e6)
    self.fixed = fixed
    self.variable = variable
    self.reserved = reserved
    self.elastic = elastic
  }

  /// The cost of an hour that is used.
  ///
  /// - Parameter utilization: hours used over hours held, above 0 and at most 1.
  public func cost(_ way: Way, utilization: Double) -> USDollarsPerSecond {
    precondition(utilization > 0 && utilization <= 1, "\(utilization)")
    return switch way {
    case .own: fixed / utilization + variable
    case .reserved: reserved / utilization
    case .elastic: elastic
    }
  }

  /// The cheapest way; of equals the first of own, reserved, elastic.
  public func best(utilization: Double) -> Way {
    Way.allCases.min {
      cost($0, utilization: utilization) < cost($1, utilization: utilization)
    }!
  }

  /// The utilization above which buying undercuts renting by the hour, u* = fixed / (elastic −
  /// variable), which is c_own / c_rent where work adds nothing; nil where it never does.
  public var breakEvenUtilization: Double? {
    let gap = elastic - variable
    guard gap > .zero, fixed <= gap else { return nil }
    return fixed / gap
  }

  /// The utilization above which a reservation undercuts renting by the hour; nil where it never
  /// does.
  public var reservationBreakEven: Double? {
    elastic > .zero && reserved <= elastic ? reserved / elastic : nil
  }
}

/// What a way of holding a machine costs over years, in dollars of the first day; residual value
/// included (Eq. 9.16).
public enum PresentCost {
  /// Of a machine that is bought: its price, what it takes in every year, paid at the year's end, less
  /// what is left.
  public static func owned(
    capital: USDollars, residual: USDollars, yearly: USDollars, rate: Double, years: Double
  ) throws(EconomicsError) -> USDollars {
    let schedule = try RecoverySchedule(rate: rate, years: years)
    return capital + yearly / schedule.factor - residual * schedule.residualWorth
  }

  /// Of a machine that is rented for every hour of `years` whole years, paid at each year's end.
  public static func rented(
    _ path: RentalPath, from start: Double, years: Int, rate: Double
  ) throws(EconomicsError) -> USDollars {
    try check(rate, "discount rate", in: 0...10)
    try check(Double(years), "years of a rental", in: 1...100)
    var sum = USDollars.zero
    for year in 1...years {
      let mean = try path.mean(from: start + Double(year - 1), years: 1)
      sum += mean * Seconds.year * CapitalRecovery.discount(rate: rate, years: Double(year))
    }
    return sum
  }
}
