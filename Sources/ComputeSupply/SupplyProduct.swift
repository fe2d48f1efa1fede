/// A chip as the supply model sees it: who makes it, what buyers think it worth, and how it wears.
///
/// A product of the world market has ``output``. A grade made for the target (A800, H20) has none:
/// as many are made as its buyers take, out of the ``silicon`` of another product. A product of
/// domestic lines has neither.
public struct SupplyProduct: Sendable, Hashable {
  /// When it can be ordered.
  public enum Availability: Sendable, Hashable {
    /// From one place in time until another, in months since the programme's first.
    case listed(from: Double, until: Double)
    /// Only where an alternative makes its maker design it: see ``SupplyAlternative/redesigns``.
    case redesign
  }

  /// Unique in the programme; the catalog's identifier where there is one.
  public let name: String
  /// Who sells it; opportunity cost stays within a vendor.
  public let vendor: String
  public var availability: Availability
  /// What one is worth to a buyer, in any unit that all products share, such as H100-equivalents.
  public var worth: Double
  /// USD per unit, before duty, fee and premium.
  public var price: MonthlySeries
  /// Units made per month for the whole world under the reference alternative, exports to the target
  /// included.
  public var output: MonthlySeries
  /// The product of whose output it takes a part when it is itself no product of the world market.
  public var silicon: String?
  /// The most that the target's buyers can have per month, as a share of the output of the silicon
  /// (or of its own): how far the vendor serves them before others. Infinite for no limit.
  public var allocation: Double
  /// Vendor's capacity that one unit takes, in any unit that all products of a vendor share, such as
  /// compute dies.
  public var capacity: Double
  /// The share of what is not exported to the target that stays in the exporter's country.
  public var homeShare: MonthlySeries
  /// Power of one unit in operation with its part of the server and of cooling.
  public var watts: Double
  /// Hard failures per unit and year.
  public var failureRate: Double
  /// Months from delivery until a survivor is retired.
  public var lifeMonths: Double
  /// Months from shipping to delivery in the target.
  public var shippingMonths: Double

  public init(
    name: String, vendor: String, availability: Availability, worth: Double, price: MonthlySeries,
    output: MonthlySeries, silicon: String? = nil, allocation: Double = .infinity,
    capacity: Double = 1, homeShare: MonthlySeries, watts: Double, failureRate: Double = 0,
    lifeMonths: Double = .infinity, shippingMonths: Double = 0
  ) throws(SupplyError) {
    self.name = name
    self.vendor = vendor
    self.availability = availability
    self.worth = worth
    self.price = price
    self.output = output
    self.silicon = silicon
    self.allocation = allocation
    self.capacity = capacity
    self.homeShare = homeShare
    self.watts = watts
    self.failureRate = failureRate
    self.lifeMonths = lifeMonths
    self.shippingMonths = shippingMonths
    try validate(months: price.count)
  }

  /// - Throws: for a number outside its range, a series of another length, dates out of order.
  func validate(months: Int) throws(SupplyError) {
    for (label, series) in [("price", price), ("output", output), ("homeShare", homeShare)] {
      guard series.count == months else {
        throw .wrongLength(input: "\(name).\(label)", months: series.count, expected: months)
      }
    }
    if case .listed(let from, let until) = availability, !(from <= until) {
      throw .outOfOrder(input: "\(name).availability", earlier: from, later: until)
    }
    try SupplyError.require(worth, in: .finiteAmounts, "\(name).worth")
    try SupplyError.require(
      price, in: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude, "\(name).price")
    try SupplyError.require(output, in: .finiteAmounts, "\(name).output")
    try SupplyError.require(homeShare, in: .shares, "\(name).homeShare")
    try SupplyError.require(allocation, in: .limits, "\(name).allocation")
    try SupplyError.require(
      capacity, in: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude,
      "\(name).capacity")
    try SupplyError.require(watts, in: .finiteAmounts, "\(name).watts")
    try SupplyError.require(failureRate, in: .finiteAmounts, "\(name).failureRate")
    try SupplyError.require(lifeMonths, in: 1...Double.infinity, "\(name).lifeMonths")
    try SupplyError.require(shippingMonths, in: .finiteAmounts, "\(name).shippingMonths")
  }
}
