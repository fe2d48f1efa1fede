import Economics
import ExportControl
import Hardware
import Quantities
import Scenarios

/// Whether what a part of a scenario takes is there: machines, and power for them.
struct SiteCheck: Sendable, Hashable {
  let subject: CheckedSubject.Subject
  let isKept: Bool
  /// Whether it is kept for sure: licences that some get are no certainty.
  var isCertain = true
  let sentence: String
  /// What would lift it.
  let remedy: String

  /// The checks of so many accelerators against what a scenario says there is; none where it says
  /// nothing.
  static func all(of scenario: Scenario, accelerators: Int) -> [SiteCheck] {
    var checks: [SiteCheck] = []
    if let limit = scenario.limits.accelerators {
      checks.append(
        SiteCheck(
          subject: .machines, isKept: accelerators <= limit,
          sentence: "\(accelerators) accelerators \(accelerators <= limit ? "≤" : ">") \(limit) "
            + "that there are",
          remedy: "a cluster of \(accelerators)"))
    }
    if let limit = scenario.limits.power, let each = scenario.facilityPower {
      let need = each * Double(accelerators)
      checks.append(
        SiteCheck(
          subject: .power, isKept: need <= limit,
          sentence: "\(UnitNotation.format(need)) at nameplate with cooling "
            + "\(need <= limit ? "≤" : ">") \(UnitNotation.format(limit)) of the site",
          remedy: "\(Int(limit / each)) accelerators, or a site of \(UnitNotation.format(need))"))
    }
    if let legal = SiteCheck(legalityOf: accelerators, in: scenario) { checks.append(legal) }
    return checks
  }
}

extension SiteCheck {
  /// The sale of the accelerators against the rules of its day; nil where no sale is stated.
  private init?(legalityOf accelerators: Int, in scenario: Scenario) {
    guard let purchase = scenario.purchase else { return nil }
    let status = LegalStatus(
      of: purchase.item, needed: accelerators, in: purchase.deal, under: purchase.book)
    let checked = status.checked
    subject = .legal
    isKept = checked.outcome != .fails
    isCertain = checked.outcome != .unknown
    sentence = checked.reason
    remedy =
      "a chip that \(purchase.deal.destination) may have then, or another day: see "
      + "`bessemer classify \(purchase.item.name)`"
  }
}

extension SiteCheck {
  /// A training run whose failures and saves leave too little of its time.
  init(leaving goodput: Double) {
    subject = .goodput
    isKept = false
    sentence =
      "failures, saves and repairs leave \(UnitNotation.format(percentage: goodput)) of the time to "
      + "steps: it does not end"
    remedy = "checkpoints closer together, more spares, or fewer accelerators"
  }

  /// The time of all phases of a training run against its deadline.
  init(taking time: Seconds, within deadline: Seconds) {
    subject = .time
    isKept = time <= deadline
    sentence =
      "all phases take \(UnitNotation.format(time)) \(isKept ? "≤" : ">") "
      + UnitNotation.format(deadline)
    remedy = "a deadline of \(UnitNotation.format(time))"
  }
}

extension Scenario {
  /// The power of one accelerator with its share of the system at nameplate, cooling included; nil
  /// where it is rented and neither owner nor system states any.
  var facilityPower: Watts? {
    switch owner.tenure {
    case .owned(let purchase, let terms): purchase.nameplate * terms.powerUsageEffectiveness
    case .rented: system.powerPerAccelerator
    }
  }
}
