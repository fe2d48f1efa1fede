/// How a licence application is met.
public enum Presumption: String, Sendable, Hashable, CaseIterable {
  case approval
  case caseByCase = "case-by-case"
  case denial
}

/// What a rule asks of a deal, from nothing to everything.
public enum Outcome: Sendable, Hashable {
  case free
  /// A licence exception that needs no notice.
  case exception
  /// A licence exception after notice, if nobody objects within so many days.
  case notice(days: Int)
  case licence(Presumption)
  /// Not allowed, and no licence is foreseen.
  case prohibited

  /// Greater is stricter.
  public var strictness: Int {
    switch self {
    case .free: 0
    case .exception: 1
    case .notice: 2
    case .licence(.approval): 3
    case .licence(.caseByCase): 4
    case .licence(.denial): 5
    case .prohibited: 6
    }
  }

  /// As in `licence, presumption of denial`.
  public var title: String {
    switch self {
    case .free: "free"
    case .exception: "free by licence exception"
    case .notice(let days): "notice, \(days) days ahead"
    case .licence(.approval): "licence, presumption of approval"
    case .licence(.caseByCase): "licence, case by case"
    case .licence(.denial): "licence, presumption of denial"
    case .prohibited: "prohibited"
    }
  }

  /// One word or two for a table: `free`, `notice`, `denial`.
  public var word: String {
    switch self {
    case .free: "free"
    case .exception: "exception"
    case .notice: "notice"
    case .licence(.approval): "approval"
    case .licence(.caseByCase): "case by case"
    case .licence(.denial): "denial"
    case .prohibited: "prohibited"
    }
  }

  /// The share of applications that its presumption lets through: all, none, or unknown.
  public var presumedGrantRate: Double? {
    switch self {
    case .free, .exception, .notice, .licence(.approval): 1
    case .licence(.caseByCase): nil
    case .licence(.denial), .prohibited: 0
    }
  }
}

/// A figure of a rule that acts elsewhere than on the question of a licence.
public enum RuleParameter: String, Sendable, Hashable, CaseIterable {
  /// Share of applications granted.
  case grantRate = "grant-rate"
  /// Duty over the price.
  case dutyRate = "duty"
  /// Share of the revenue that the exporter pays.
  case feeShare = "fee"
  /// Greatest ratio of units to China over units in the United States.
  case volumeShare = "volume-share"
  /// Share of what may be sold that buyers take.
  case acceptance
  /// How surely the rule is applied.
  case enforcement
  /// TPP that a country may receive in all.
  case countryTPP = "country-tpp"
  /// TPP that a consignee may receive in a calendar year.
  case consigneeTPP = "consignee-tpp"
  /// TPP that a company may place in a country in all.
  case companyTPP = "company-tpp"
  /// TPP that a company may place in a country each quarter.
  case companyQuarterTPP = "company-quarter-tpp"
  /// Greatest share of a company's compute outside of the first tier.
  case shareOutsideFirstTier = "share-outside-first-tier"
  /// Greatest share of a company's compute in one country of the second tier.
  case shareInOneCountry = "share-in-one-country"
  /// Least share of an American company's compute at home.
  case shareAtHome = "share-at-home"
  /// Smuggling and diversion with the rule, as a multiple of what they are without.
  case diversionFactor = "diversion-factor"
  /// Share of rental from abroad that goes on.
  case remoteAccess = "remote-access"
  /// Growth of domestic output with the rule, as a multiple of what it is without.
  case domesticGrowthFactor = "domestic-growth-factor"
  /// Days from an order to a decision on it.
  case reviewDays = "review-days"

  public var title: String {
    switch self {
    case .grantRate: "share of applications granted"
    case .dutyRate: "duty"
    case .feeShare: "share of revenue paid as a fee"
    case .volumeShare: "cap on units to China over units in the US"
    case .acceptance: "share that buyers take"
    case .enforcement: "enforcement"
    case .countryTPP: "TPP per country"
    case .consigneeTPP: "TPP per consignee and year"
    case .companyTPP: "TPP per company and country"
    case .companyQuarterTPP: "TPP per company, country and quarter"
    case .shareOutsideFirstTier: "share outside the first tier"
    case .shareInOneCountry: "share in one country"
    case .shareAtHome: "share at home"
    case .diversionFactor: "diversion, as a multiple"
    case .remoteAccess: "share of remote access that goes on"
    case .domesticGrowthFactor: "growth of domestic output, as a multiple"
    case .reviewDays: "days of review"
    }
  }

  /// What a value may be.
  public var bounds: ClosedRange<Double> {
    switch self {
    case .grantRate, .feeShare, .acceptance, .enforcement, .shareOutsideFirstTier,
      .shareInOneCountry, .shareAtHome, .remoteAccess:
      0...1
    case .dutyRate, .volumeShare, .diversionFactor, .domesticGrowthFactor: 0...100
    case .countryTPP, .consigneeTPP, .companyTPP, .companyQuarterTPP: 0...1e15
    case .reviewDays: 0...3_650
    }
  }
}
