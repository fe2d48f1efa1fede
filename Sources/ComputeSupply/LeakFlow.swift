/// What reaches the target past the rules or outside its borders through one channel.
///
/// The estimate of a month, in units of worth, is that of the reference alternative:
///
///     estimate = amount + shareOfWorld · worth of the world's output
///
/// In another alternative it is multiplied by
///
///     min( greatestRise, (P / P_ref)^elasticity · O / O_ref ),   O = (1 - enforcement)(1 - r d)
///
/// with P the share of worth that the rules deny the target's buyers, r the probability that the rule
/// on the channel itself is enforced and d the share of worth which that rule denies. Without denial
/// (P = 0) nobody smuggles, in any alternative.
public struct LeakFlow: Sendable, Hashable {
  /// One of the channels past the rules.
  public let channel: SupplyChannel
  /// Worth per month.
  public var amount: MonthlySeries
  /// Share of the worth of the world's monthly output.
  public var shareOfWorld: MonthlySeries
  /// How much of a product's output may leak, relative to others, by name: 1 for those not named.
  public var preference: [String: Double]
  /// How the flow follows the pressure of the rules: 0 not at all, 1 in proportion.
  public var elasticity: Double
  /// The most that the flow rises above its estimate.
  public var greatestRise: Double
  /// Share of the flow that enforcement prevents.
  public var enforcement: MonthlySeries
  /// Probability that the rule on the channel itself (headquarters, remote access) is enforced.
  public var ruleEnforcement: MonthlySeries
  /// What is paid above the list price, as a share of it.
  public var premium: MonthlySeries
  /// Rent per month as a share of the list price, of channels whose chips are rented.
  public var rent: Double
  /// Months over which rented chips go back once the rule on the channel is enforced; those with
  /// owners in the target stay.
  public var releaseMonths: Double

  public init(
    channel: SupplyChannel, amount: MonthlySeries, shareOfWorld: MonthlySeries,
    preference: [String: Double] = [:], elasticity: Double = 1, greatestRise: Double = 3,
    enforcement: MonthlySeries, ruleEnforcement: MonthlySeries, premium: MonthlySeries,
    rent: Double = 0, releaseMonths: Double = 12
  ) throws(SupplyError) {
    self.channel = channel
    self.amount = amount
    self.shareOfWorld = shareOfWorld
    self.preference = preference
    self.elasticity = elasticity
    self.greatestRise = greatestRise
    self.enforcement = enforcement
    self.ruleEnforcement = ruleEnforcement
    self.premium = premium
    self.rent = rent
    self.releaseMonths = releaseMonths
    try validate(months: amount.count)
  }

  func validate(months: Int) throws(SupplyError) {
    guard channel.isLeak else { throw .missing("flow past the rules into \(channel.name)") }
    let series = [
      ("amount", amount, ClosedRange.finiteAmounts), ("shareOfWorld", shareOfWorld, .shares),
      ("enforcement", enforcement, .shares), ("ruleEnforcement", ruleEnforcement, .shares),
      ("premium", premium, .finiteAmounts),
    ]
    for (label, values, allowed) in series {
      guard values.count == months else {
        throw .wrongLength(
          input: "\(channel.name).\(label)", months: values.count, expected: months)
      }
      try SupplyError.require(values, in: allowed, "\(channel.name).\(label)")
    }
    for product in preference.keys.sorted() {
      try SupplyError.require(
        preference[product]!, in: .finiteAmounts, "\(channel.name).preference.\(product)")
    }
    try SupplyError.require(elasticity, in: .finiteAmounts, "\(channel.name).elasticity")
    try SupplyError.require(greatestRise, in: .finiteAmounts, "\(channel.name).greatestRise")
    try SupplyError.require(rent, in: .finiteAmounts, "\(channel.name).rent")
    try SupplyError.require(releaseMonths, in: 1...Double.infinity, "\(channel.name).releaseMonths")
  }
}
