internal import EventKernel
internal import Foundation
internal import Quantities

// Buying: money meets products in the order of their worth per dollar.
//
// Without bounds between products this is the linear programme
//
//     max Σ worth x   with   Σ price x ≤ money,   0 ≤ x ≤ bound
//
// whose optimum takes the best ratio first; loosening a bound never lowers it.

extension SupplySystem {
  /// Orders of a period, and shipping of those that need not wait.
  mutating func placeOrders(in context: inout SimulationContext<SupplyStep, Never>) {
    let (place, share) = (rules.periods[period].place, rules.periods[period].share)
    let standard = figures.money[month] * share
    let payback = min(debt, figures.repayment * standard)
    let ahead = figures.pullForward * standard
    rank(place: place)
    worthWithoutRules += unruledWorth(of: standard, share: share)
    if unruledRanking.count > 0 {
      let best = unruledRanking[0]
      idealWorth +=
        standard * figures.products.worth[best] / figures.products.price[month, best]
    }
    let isPlain = payback == 0 && kept == 0 && !(ahead > 0 && anyEndsSoon())
    if !isPlain { worthWithRules += ruledWorth(of: standard, share: share) }
    debt -= payback
    let worth = buy(
      money: standard - payback + kept, ahead: ahead, share: share, in: &context)
    if isPlain { worthWithRules += worth }
    importedWorth += worth
  }

  private mutating func anyEndsSoon() -> Bool {
    for place in 0..<ranking.count
    where rules.endsSoon[period * figures.products.count + ranking[place]] {
      return true
    }
    return false
  }

  /// Price with the parts of duty and fee that the buyer bears.
  private mutating func landedPrice(_ product: Int, row: Int) -> Double {
    figures.products.price[month, product]
      * (1 + figures.dutyPassThrough * rules.duty[row]
        + figures.feePassThrough * rules.fee[row])
  }

  /// Puts the products on sale in order, without rules and with them.
  private mutating func rank(place: Double) {
    unruledRanking.clear()
    ranking.clear()
    let count = figures.products.importable.count
    // What nobody lays a charge on costs what the list says, and is in order already.
    let isAtListPrice = !rules.hasCharges[period]
    for index in 0..<count {
      let product = figures.products.bestFirst[month * count + index]
      if figures.products.isOnSale(product, at: place) {
        unruledRanking.append(product)
        if isAtListPrice { ranking.append(product) }
      } else if isAtListPrice, canSellRedesign(product, place: place) {
        ranking.append(product)
      }
    }
    if !isAtListPrice { rankCharged(place: place) }
  }

  private mutating func rankCharged(place: Double) {
    for index in 0..<figures.products.importable.count {
      let product = figures.products.importable[index]
      guard
        figures.products.isOnSale(product, at: place) || canSellRedesign(product, place: place)
      else { continue }
      ranking.insert(
        product,
        worthPerDollar: figures.products.worth[product]
          / landedPrice(product, row: period * figures.products.count + product))
    }
  }

  private mutating func canSellRedesign(_ product: Int, place: Double) -> Bool {
    figures.products.isRedesign[product] && isRedesigned[product]
      && !isSurpassed(product, place: place)
  }

  /// Whether the vendor may sell a listed product as good as a redesigned one.
  private mutating func isSurpassed(_ redesign: Int, place: Double) -> Bool {
    for index in 0..<figures.products.importable.count {
      let product = figures.products.importable[index]
      if figures.products.isOnSale(product, at: place),
        figures.products.vendor[product] == figures.products.vendor[redesign],
        figures.products.worth[product] >= figures.products.worth[redesign],
        rules.outcome[period * figures.products.count + product] != .denied
      {
        return true
      }
    }
    return false
  }

  /// The worth that money would buy without any rule of the exporter: what its rules let through as far as
  /// buyers and importer take it, what they deny in full.
  private mutating func unruledWorth(of money: Double, share: Double) -> Double {
    var left = money
    var worth = 0.0
    for place in 0..<unruledRanking.count where left > 0 {
      let product = unruledRanking[place]
      let price = figures.products.price[month, product]
      let row = period * figures.products.count + product
      // What the rules deny nobody is asked to take: it is wanted in full.
      let accepted = rules.outcome[row] == .denied ? 1 : acceptance(product, row: row)
      let units = min(left / price * accepted, figures.products.allotment[month, product] * share)
      left -= units * price
      worth += units * figures.products.worth[product]
    }
    return worth
  }

  /// The worth that money would buy under the rules of a period, nothing being bought.
  private mutating func ruledWorth(of money: Double, share: Double) -> Double {
    var left = money
    var worth = 0.0
    for place in 0..<ranking.count where left > 0 {
      let product = ranking[place]
      let row = period * figures.products.count + product
      guard rules.outcome[row] != .denied else { continue }
      let price = landedPrice(product, row: row)
      let units = min(
        left / price * acceptance(product, row: row) * grantRate(row),
        min(headroom(product, row: row), figures.products.allotment[month, product] * share))
      left -= units * price
      worth += units * figures.products.worth[product]
    }
    return worth
  }

  /// The share of applications granted; 1 where none is needed.
  private mutating func grantRate(_ row: Int) -> Double {
    guard rules.outcome[row] == .licence else { return 1 }
    let licence = rules.licence[row]
    return licence >= 0
      ? figures.grantRate[month, licence] : rules.grantRate[row]
  }

  /// The share of orders that buyers may and will place: the programme's, or that of the rules of the
  /// importer.
  private mutating func acceptance(_ product: Int, row: Int) -> Double {
    figures.products.isAcceptanceStated[product]
      ? figures.products.acceptance[month, product] : rules.acceptance[row]
  }

  /// What a cap on the volume leaves.
  mutating func headroom(_ product: Int, row: Int) -> Double {
    let cap = rules.cap[row]
    guard cap < .infinity else { return .infinity }
    return max(0, cap * shippedAtHome[product] - shippedToTarget[product] - pending[product])
  }

  /// Orders of a period; returns the worth ordered.
  private mutating func buy(
    money: Double, ahead: Double, share: Double,
    in context: inout SimulationContext<SupplyStep, Never>
  ) -> Double {
    var left = money
    var early = ahead
    var worth = 0.0
    for place in 0..<ranking.count {
      let product = ranking[place]
      let row = period * figures.products.count + product
      let price = landedPrice(product, row: row)
      let extra = rules.endsSoon[row] ? early : 0
      guard left + extra > 0 else { continue }
      let wanted = (left + extra) / price
      flows.wanted[product] += wanted
      guard rules.outcome[row] != .denied else {
        refuse(wanted, product, by: .rules, at: context.now)
        continue
      }
      let accepted = wanted * acceptance(product, row: row)
      if accepted < wanted { refuse(wanted - accepted, product, by: .importer, at: context.now) }
      let licensed = accepted * grantRate(row)
      if licensed < accepted {
        refuse(accepted - licensed, product, by: .licences, at: context.now)
      }
      let capped = min(licensed, headroom(product, row: row))
      if capped < licensed { refuse(licensed - capped, product, by: .cap, at: context.now) }
      let units = min(capped, figures.products.allotment[month, product] * share)
      if units < capped { refuse(capped - units, product, by: .supply, at: context.now) }
      guard units > 0 else { continue }
      flows.granted[product] += units
      // Money that can only be spent now goes first.
      let cost = units * price
      let borrowed = min(extra, cost)
      early -= borrowed
      debt += borrowed
      left = max(0, left - (cost - borrowed))
      worth += units * figures.products.worth[product]
      order(units, product, row: row, in: &context)
    }
    kept = left * figures.retention
    return worth
  }

  mutating func refuse(
    _ units: Double, _ product: Int, by cause: ImportConstraint, at instant: Instant
  ) {
    flows.refused[product] += units
    history.refusals[month * ImportConstraint.count + Int(cause.rawValue)] +=
      units * figures.products.worth[product]
    log(.refused(cause), product: product, units: units, at: instant)
  }
}
