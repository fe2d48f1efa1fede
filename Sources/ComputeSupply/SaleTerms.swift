/// What the rules say to the sale of one product on one day.
public struct SaleTerms: Sendable, Hashable {
  public enum Outcome: UInt8, Sendable, Hashable {
    /// Sold without asking.
    case free
    /// Sold after notice.
    case notice
    /// Sold as far as licences are granted.
    case licence
    /// Not sold.
    case denied
  }

  public var outcome: Outcome
  /// Days of notice before shipping.
  public var noticeDays: Double
  /// The rule whose licences are asked for: a ``LicencePath`` of that name says how many are granted,
  /// and when.
  public var licence: String?
  /// Share of applications granted where no path says.
  public var grantRate: Double
  /// Share of orders that the importer's rules let buyers place where ``BuyerPolicy/acceptance`` does
  /// not name the product.
  public var acceptance: Double
  /// The most that may be shipped, all told, as a share of all shipped to the exporter's own users.
  public var cumulativeCap: Double?
  /// Share of the price due when the product leaves or enters a country.
  public var duty: Double
  /// Share of the seller's revenue due to the government that grants the licence.
  public var fee: Double

  public init(
    _ outcome: Outcome, noticeDays: Double = 0, licence: String? = nil, grantRate: Double = 1,
    acceptance: Double = 1, cumulativeCap: Double? = nil, duty: Double = 0, fee: Double = 0
  ) throws(SupplyError) {
    try SupplyError.require(grantRate, in: .shares, "grantRate")
    try SupplyError.require(acceptance, in: .shares, "acceptance")
    try SupplyError.require(noticeDays, in: .finiteAmounts, "noticeDays")
    if let cumulativeCap {
      try SupplyError.require(cumulativeCap, in: .finiteAmounts, "cumulativeCap")
    }
    try SupplyError.require(duty, in: .finiteAmounts, "duty")
    try SupplyError.require(fee, in: .shares, "fee")
    self.outcome = outcome
    self.noticeDays = noticeDays
    self.licence = licence
    self.grantRate = grantRate
    self.acceptance = acceptance
    self.cumulativeCap = cumulativeCap
    self.duty = duty
    self.fee = fee
  }

  private init(unchecked outcome: Outcome) {
    self.outcome = outcome
    noticeDays = 0
    licence = nil
    grantRate = 1
    acceptance = 1
    cumulativeCap = nil
    duty = 0
    fee = 0
  }

  /// Sold without asking.
  public static let free = SaleTerms(unchecked: .free)
  /// Not sold.
  public static let denied = SaleTerms(unchecked: .denied)
}

/// How licences of one kind are granted.
public struct LicencePath: Sendable, Hashable {
  /// The identifier of the rule: what ``SaleTerms/licence`` says.
  public let name: String
  /// Share of applications granted, by the month of the application.
  public var grantRate: MonthlySeries
  /// Months from application to decision.
  public var leadMonths: Double

  public init(name: String, grantRate: MonthlySeries, leadMonths: Double) throws(SupplyError) {
    self.name = name
    self.grantRate = grantRate
    self.leadMonths = leadMonths
    try validate(months: grantRate.count)
  }

  func validate(months: Int) throws(SupplyError) {
    guard grantRate.count == months else {
      throw .wrongLength(
        input: "\(name).grantRate", months: grantRate.count, expected: months)
    }
    try SupplyError.require(grantRate, in: .shares, "\(name).grantRate")
    try SupplyError.require(leadMonths, in: .finiteAmounts, "\(name).leadMonths")
  }
}
