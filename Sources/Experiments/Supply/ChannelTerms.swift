public import ComputeSupply

/// On which terms chips of a channel are held: who pays, and what comes on top of the price.
public struct ChannelTerms: Sendable, Hashable {
  public var channel: SupplyChannel
  /// An owner of the catalog: `china-hyperscaler`.
  public var owner: String
  /// Paid to middlemen over the price, or over the rent.
  public var premium: Double
  /// Of the price at the border.
  public var duty: Double
  /// Share of the seller's revenue that goes to the government that grants the licence; passed on to
  /// the buyer in full.
  public var fee: Double
  /// Share of the price of energy that the state pays for chips made in the owner's country, over what
  /// the owner's own price of energy for them says.
  public var powerSubsidy: Double

  public init(
    _ channel: SupplyChannel, owner: String, premium: Double = 0, duty: Double = 0,
    fee: Double = 0, powerSubsidy: Double = 0
  ) {
    precondition(premium > -1 && premium.isFinite && duty >= 0 && duty.isFinite)
    precondition((0..<1).contains(fee) && (0...1).contains(powerSubsidy))
    self.channel = channel
    self.owner = owner
    self.premium = premium
    self.duty = duty
    self.fee = fee
    self.powerSubsidy = powerSubsidy
  }

  /// The same without what rules, middlemen and subsidies make of the price.
  public var bare: ChannelTerms { ChannelTerms(channel, owner: owner) }

  /// The usual terms, one for each channel: no duty and no fee but where a study sets them, and what
  /// is reported of premiums and subsidies.
  ///
  /// A premium of half the price on smuggled chips is a judgement between press reports of a fifth and
  /// of twice the price; rents abroad are a tenth higher for tenants that few may serve, a judgement
  /// too. Energy for domestic chips costs what the catalog's owners in China pay for them, which has
  /// the subsidy of three provinces in it (Financial Times, 2025-11).
  public static let standard: [ChannelTerms] = SupplyChannel.allCases.map { channel in
    switch channel {
    case .exporterHome, .elsewhereHome: ChannelTerms(channel, owner: "us-hyperscaler")
    case .licensed, .domestic: ChannelTerms(channel, owner: "china-hyperscaler")
    case .smuggled: ChannelTerms(channel, owner: "china-neocloud", premium: 0.5)
    case .offshoreOwned: ChannelTerms(channel, owner: "us-neocloud")
    case .offshoreRented, .cloud: ChannelTerms(channel, owner: "us-rented", premium: 0.1)
    }
  }
}
