public import Economics
import Quantities
public import Scenarios

/// One figure of a scenario of routing, per request of all unless it says otherwise.
public struct RoutingMetric: Sendable, Hashable {
  public let name: String
  /// Nil of shares and ratios.
  public let unit: String?
  public let title: String
  public let definition: String

  private init(_ name: String, _ unit: String?, _ title: String, _ definition: String) {
    self.name = name
    self.unit = unit
    self.title = title
    self.definition = definition
  }

  // MARK: The stack

  public static let total = RoutingMetric(
    "cost.request", "USD", "cost of a request, loss included",
    "Bill and expected loss of wrong answers together, E of Eq. 9.18.")
  public static let bill = RoutingMetric(
    "bill.request", "USD", "bill of a request",
    "Answers, router, verification and escalation; what is paid.")
  public static let loss = RoutingMetric(
    "loss.request", "USD", "expected loss of a request", "Wrong answers times the loss of one.")
  public static let errors = RoutingMetric(
    "error.rate", nil, "wrong answers", "Share of requests whose last answer is wrong.")
  public static let saving = RoutingMetric(
    "saving", nil, "saving against the frontier alone",
    "1 − cost over the cost with all free requests at the frontier and the bound ones where they must "
      + "be; loss included.")
  public static let savingOfBill = RoutingMetric(
    "saving.bill", nil, "saving of the bill", "The same of the bill alone.")
  public static let freeSaving = RoutingMetric(
    "saving.without-residency", nil, "saving if nothing were bound",
    "The saving of the best division against the frontier alone where no request is bound.")
  public static let residencyCost = RoutingMetric(
    "residency.cost", "USD", "what residency adds",
    "Cost of a request less that where no request is bound, both divided for the least cost; negative "
      + "where the tier that must answer is cheaper.")
  public static let indifferenceLoss = RoutingMetric(
    "loss.indifference", "USD", "indifference loss",
    "The loss per error above which the frontier is the better one for all requests (Eq. 9.19).")
  public static let escalated = RoutingMetric(
    "share.escalated", nil, "answered twice", "Share of requests that verification rejects.")
  public static let cascade = RoutingMetric(
    "cascade.escalated", nil, "escalated, all at the cheap tier",
    "Share of answers that verification rejects if all free requests go to the cheap tier.")
  public static let mostEscalated = RoutingMetric(
    "cascade.most", nil, "escalation at which a cascade stops to pay",
    "Above this share the cascade is billed more than the frontier alone (Eq. 9.19).")

  /// Share of requests whose first answer comes from a tier.
  public static func share(of tier: String) -> RoutingMetric {
    RoutingMetric(
      "share.\(tier)", nil, "answered by \(tier)", "Share of requests that it answers first.")
  }

  // MARK: Tiers

  /// What one request costs the buyer at a tier, errors left aside.
  public static func request(at tier: String) -> RoutingMetric {
    RoutingMetric(
      "request.\(tier)", "USD", "a request at \(tier)",
      "Its tokens by the price list, or the time of the machine that answers.")
  }

  public static let priceBlended = RoutingMetric(
    "price.blended", "USD/Mtok", "price, blended",
    "Revenue over all tokens of the stated request, cached ones included; of the one tier there is."
  )

  public static func price(of tier: String) -> RoutingMetric {
    RoutingMetric(
      "price.blended.\(tier)", "USD/Mtok", "price of \(tier), blended",
      "Revenue over all tokens of the stated request, cached ones included.")
  }

  public static func machineCost(of tier: String) -> RoutingMetric {
    RoutingMetric(
      "cost.blended.\(tier)", "USD/Mtok", "cost of \(tier), blended",
      "Cost of an accelerator-hour over the tokens that it handles in it (Eq. 9.7); no price.")
  }

  public static let gap = RoutingMetric(
    "price.gap", nil, "price gap, dearest over cheapest",
    "Of the blended prices of the tiers that have a price list.")

  public static let hosting = RoutingMetric(
    "hosting.ratio", nil, "a request self-hosted over one at the frontier",
    "What one request costs on a machine of one's own, at its utilization, over what it costs at the "
      + "frontier.")
  public static let hostingBreakEven = RoutingMetric(
    "hosting.break-even", nil, "utilization at which self-hosting breaks even",
    "The share of paid hours in which the machine must be busy for a request to cost what it does at the "
      + "frontier; above 100 % it never does.")

  /// All there may be, in the order of tables.
  public static let all: [RoutingMetric] =
    [
      total, bill, loss, errors, saving, savingOfBill, freeSaving, residencyCost,
      indifferenceLoss,
    ] + ["cheap", "self-hosted", "frontier"].map(share) + [escalated, cascade, mostEscalated]
    + ["cheap", "self-hosted", "frontier"].map(request) + [priceBlended]
    + ["cheap", "self-hosted", "frontier"].flatMap { [price(of: $0), machineCost(of: $0)] } + [
      gap, hosting, hostingBreakEven,
    ]

  public static func named(_ name: String) -> RoutingMetric? { all.first { $0.name == name } }
}

extension RoutingScenario {
  /// The stack with the free requests divided as the scenario says; nil where there is none.
  public var outcome: RoutingOutcome? {
    guard let routing else { return nil }
    switch division {
    case .optimal: return routing.optimum
    case .stated(let cheap, let selfHosted):
      guard
        let outcome = try? routing.outcome(cheapShare: cheap, selfHostedShare: selfHosted)
      else { preconditionFailure("\(label): a division that was read is not sound") }
      return outcome
    }
  }

  /// Every figure that the scenario has.
  func values() -> [RoutingMetric: Double] {
    var found: [RoutingMetric: Double] = [:]
    var prices: [Double] = []
    for tier in tiers {
      found[.request(at: tier.name)] = tier.answering.requestCost.value
      guard let perToken = tier.perToken(of: task)?.perMillionTokens else { continue }
      if case .price = tier.charge {
        found[.price(of: tier.name)] = perToken
        prices.append(perToken)
        if tiers.count == 1 { found[.priceBlended] = perToken }
      } else {
        found[.machineCost(of: tier.name)] = perToken
      }
    }
    if prices.count > 1, let low = prices.min(), let high = prices.max(), low > 0 {
      found[.gap] = high / low
    }
    let own = tiers.first { $0.name == "self-hosted" }
    if let own, let frontier = tiers.first(where: { $0.name == "frontier" }),
      frontier.answering.requestCost.value > 0
    {
      let ratio = own.answering.requestCost / frontier.answering.requestCost
      found[.hosting] = ratio
      // Of a machine the cost of a request goes with the inverse of its utilization.
      if case .machine(_, let utilization) = own.charge {
        found[.hostingBreakEven] = utilization * ratio
      }
    }
    guard let routing, let outcome else { return found }
    found[.total] = outcome.total.value
    found[.bill] = outcome.bill.total.value
    found[.loss] = outcome.loss.value
    found[.errors] = outcome.errors
    for tier in tiers { found[.share(of: tier.name)] = outcome.shares[tier.name] ?? 0 }
    let alone = routing.allFrontier
    if alone.total.value > 0 { found[.saving] = 1 - outcome.total / alone.total }
    if alone.bill.total.value > 0 {
      found[.savingOfBill] = 1 - outcome.bill.total / alone.bill.total
    }
    if routing.residencyShare > 0 {
      let free = routing.withoutResidency
      found[.freeSaving] =
        free.allFrontier.total.value > 0 ? 1 - free.optimum.total / free.allFrontier.total : nil
      found[.residencyCost] = (routing.optimum.total - free.optimum.total).value
    }
    found[.indifferenceLoss] = routing.indifferenceLoss?.value
    if routing.verification != nil { found[.escalated] = outcome.escalatedShare }
    if let cascade = routing.cascade {
      found[.cascade] = cascade.escalated
      found[.mostEscalated] = cascade.most
    }
    return found
  }
}
