/// What the target's buyers would spend, what its government lets them buy, and when they hurry.
///
/// The money for imports of a month is
///
///     B = (demandShare · Σ output · price + budget) · (1 - domesticQuota) · (1 + pullForward) - debt
///
/// where the pull-forward counts only while a rule that will stop a product is announced and not in
/// effect, and the debt is what was bought ahead, paid back at ``repayment`` of B a month.
public struct BuyerPolicy: Sendable, Hashable {
  /// Share of the world's spending on chips (its output at list prices) meant for imports.
  public var demandShare: MonthlySeries
  /// USD per month meant for imports besides.
  public var budget: MonthlySeries
  /// Share of that money which must go to domestic chips.
  public var domesticQuota: MonthlySeries
  /// The share of orders of a product that the target's authorities and buyers accept, by the
  /// product's name; for products not named ``SaleTerms/acceptance`` says.
  public var acceptance: [String: MonthlySeries]
  /// How much more is ordered between announcement and effect: 0 for nothing more.
  public var pullForward: Double
  /// Share of a month's money that pays back what was pulled forward.
  public var repayment: Double
  /// Share of the money that found nothing to buy, kept for the next month.
  public var retention: Double
  /// Share of a duty that buyers pay on top of the price; the rest the seller bears.
  public var dutyPassThrough: Double
  /// The same of a fee on the seller's revenue.
  public var feePassThrough: Double
  /// Domestic chips that remain unsold for each unit of worth imported above the reference: 0 where
  /// buyers take all of both.
  public var crowdingOut: Double

  public init(
    demandShare: MonthlySeries, budget: MonthlySeries, domesticQuota: MonthlySeries,
    acceptance: [String: MonthlySeries] = [:], pullForward: Double = 0, repayment: Double = 0,
    retention: Double = 0, dutyPassThrough: Double = 1, feePassThrough: Double = 0,
    crowdingOut: Double = 0
  ) throws(SupplyError) {
    self.demandShare = demandShare
    self.budget = budget
    self.domesticQuota = domesticQuota
    self.acceptance = acceptance
    self.pullForward = pullForward
    self.repayment = repayment
    self.retention = retention
    self.dutyPassThrough = dutyPassThrough
    self.feePassThrough = feePassThrough
    self.crowdingOut = crowdingOut
    try validate(months: demandShare.count)
  }

  func validate(months: Int) throws(SupplyError) {
    let series = [
      ("buyers.demandShare", demandShare, ClosedRange.shares),
      ("buyers.budget", budget, .finiteAmounts),
      ("buyers.domesticQuota", domesticQuota, .shares),
    ]
    for (label, values, allowed) in series {
      guard values.count == months else {
        throw .wrongLength(input: label, months: values.count, expected: months)
      }
      try SupplyError.require(values, in: allowed, label)
    }
    for product in acceptance.keys.sorted() {
      let label = "buyers.acceptance.\(product)"
      let values = acceptance[product]!
      guard values.count == months else {
        throw .wrongLength(input: label, months: values.count, expected: months)
      }
      try SupplyError.require(values, in: .shares, label)
    }
    try SupplyError.require(pullForward, in: .finiteAmounts, "buyers.pullForward")
    try SupplyError.require(repayment, in: .shares, "buyers.repayment")
    try SupplyError.require(retention, in: .shares, "buyers.retention")
    try SupplyError.require(dutyPassThrough, in: .shares, "buyers.dutyPassThrough")
    try SupplyError.require(feePassThrough, in: .shares, "buyers.feePassThrough")
    try SupplyError.require(crowdingOut, in: .shares, "buyers.crowdingOut")
  }
}
