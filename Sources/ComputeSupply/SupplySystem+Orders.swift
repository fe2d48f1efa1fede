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
    let payback = min(debt, programme.buyers.repayment * standard)
    let ahead = programme.buyers.pullForward * standard
    rankUnruled(place: place)
    rank(place: place)
    worthWithoutRules += unruledWorth(of: standard, share: share)
    if let best = unruledRanking.products.first {
      idealWorth +=
        standard * figures.worth[best] / figures.price[month * figures.products + best]
    }
    let isPlain = payback == 0 && kept == 0 && !(ahead > 0 && anyEndsSoon)
    if !isPlain { worthWithRules += ruledWorth(of: standard, share: share) }
    debt -= payback
    let worth = buy(
      money: standard - payback + kept, ahead: ahead, share: share, in: &context)
    if isPlain { worthWithRules += worth }
    importedWorth += worth
  }

  private var anyEndsSoon: Bool {
    ranking.products.contains { rules.endsSoon[period * figures.products + $0] }
  }

  /// Price with the parts of duty and fee that the buyer bears.
  private func landedPrice(_ product: Int, row: Int) -> Double {
    figures.price[month * figures.products + product]
      * (1 + programme.buyers.dutyPassThrough * rules.duty[row]
        + programme.buyers.feePassThrough * rules.fee[row])
  }

  private mutating func rankUnruled(place: Double) {
    unruledRanking.clear()
    for product in figures.importable
    where figures.saleFrom[product] <= place && place < figures.saleUntil[product] {
      unruledRanking.insert(
        product,
        worthPerDollar: figures.worth[product]
          / figures.price[month * figures.products + product])
    }
  }

  private mutating func rank(place: Double) {
    ranking.clear()
    for product in figures.importable {
      if figures.isRedesign[product] {
        guard isRedesigned[product], !isSurpassed(product, place: place) else { continue }
      } else {
        guard figures.saleFrom[product] <= place, place < figures.saleUntil[product] else {
          continue
        }
      }
      ranking.insert(
        product,
        worthPerDollar: figures.worth[product]
          / landedPrice(product, row: period * figures.products + product))
    }
  }

  /// Whether the vendor may sell a listed product as good as a redesigned one.
  private func isSurpassed(_ redesign: Int, place: Double) -> Bool {
    figures.importable.contains { product in
      !figures.isRedesign[product] && figures.vendor[product] == figures.vendor[redesign]
        && figures.worth[product] >= figures.worth[redesign]
        && figures.saleFrom[product] <= place && place < figures.saleUntil[product]
        && rules.outcome[period * figures.products + product] != .denied
    }
  }

  /// The worth that money would buy without any rule of the exporter.
  private func unruledWorth(of money: Double, share: Double) -> Double {
    var left = money
    var worth = 0.0
    for product in unruledRanking.products where left > 0 {
      let cell = month * figures.products + product
      let price = figures.price[cell]
      let accepted = acceptance(product, cell: cell, row: period * figures.products + product)
      let units = min(left / price * accepted, figures.allotment[cell] * share)
      left -= units * price
      worth += units * figures.worth[product]
    }
    return worth
  }

  /// The worth that money would buy under the rules of a period, nothing being bought.
  private func ruledWorth(of money: Double, share: Double) -> Double {
    var left = money
    var worth = 0.0
    for product in ranking.products where left > 0 {
      let row = period * figures.products + product
      guard rules.outcome[row] != .denied else { continue }
      let cell = month * figures.products + product
      let price = landedPrice(product, row: row)
      let units = min(
        left / price * acceptance(product, cell: cell, row: row) * grantRate(row),
        min(headroom(product, row: row), figures.allotment[cell] * share))
      left -= units * price
      worth += units * figures.worth[product]
    }
    return worth
  }

  /// The share of applications granted; 1 where none is needed.
  private func grantRate(_ row: Int) -> Double {
    guard rules.outcome[row] == .licence else { return 1 }
    let licence = rules.licence[row]
    return licence >= 0
      ? figures.grantRate[month * figures.licences + licence] : rules.grantRate[row]
  }

  /// The share of orders that buyers may and will place: the programme's, or that of the rules of the
  /// importer.
  private func acceptance(_ product: Int, cell: Int, row: Int) -> Double {
    figures.isAcceptanceStated[product] ? figures.acceptance[cell] : rules.acceptance[row]
  }

  /// What a cap on the volume leaves.
  private func headroom(_ product: Int, row: Int) -> Double {
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
    for product in ranking.products {
      let row = period * figures.products + product
      let cell = month * figures.products + product
      let price = landedPrice(product, row: row)
      let extra = rules.endsSoon[row] ? early : 0
      guard left + extra > 0 else { continue }
      let wanted = (left + extra) / price
      history.wanted[cell] += wanted
      guard rules.outcome[row] != .denied else {
        refuse(wanted, product, by: .rules, at: context.now)
        continue
      }
      let accepted = wanted * acceptance(product, cell: cell, row: row)
      if accepted < wanted { refuse(wanted - accepted, product, by: .importer, at: context.now) }
      let licensed = accepted * grantRate(row)
      if licensed < accepted {
        refuse(accepted - licensed, product, by: .licences, at: context.now)
      }
      let capped = min(licensed, headroom(product, row: row))
      if capped < licensed { refuse(licensed - capped, product, by: .cap, at: context.now) }
      let units = min(capped, figures.allotment[cell] * share)
      if units < capped { refuse(capped - units, product, by: .supply, at: context.now) }
      guard units > 0 else { continue }
      history.granted[cell] += units
      // Money that can only be spent now goes first.
      let cost = units * price
      let borrowed = min(extra, cost)
      early -= borrowed
      debt += borrowed
      left = max(0, left - (cost - borrowed))
      worth += units * figures.worth[product]
      order(units, product, row: row, in: &context)
    }
    kept = left * programme.buyers.retention
    return worth
  }

  private mutating func refuse(
    _ units: Double, _ product: Int, by cause: ImportConstraint, at instant: Instant
  ) {
    history.refused[month * figures.products + product] += units
    history.refusals[month * ImportConstraint.allCases.count + Int(cause.rawValue)] +=
      units * figures.worth[product]
    log(.refused(cause), product: product, units: units, at: instant)
  }

  /// Ships at once what needs no asking; the rest waits for its day.
  private mutating func order(
    _ units: Double, _ product: Int, row: Int,
    in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let wait: Double
    switch rules.outcome[row] {
    case .free, .denied: wait = 0
    case .notice: wait = rules.notice[row] / SupplyTime.daysPerMonth
    case .licence:
      let licence = rules.licence[row]
      wait =
        rules.notice[row] / SupplyTime.daysPerMonth
        + (licence >= 0 ? programme.licences[licence].leadMonths : 0)
    }
    pending[product] += units
    guard wait > 0 else {
      ship(units, product, row: row, in: &context)
      return
    }
    log(.delayed(months: wait), product: product, units: units, at: context.now)
    context.schedule(
      .decided(product: product, units: units), after: SupplyTime.seconds(months: wait))
  }

  /// The day of a decision: a rule that came in the meantime stops what it denies.
  mutating func decide(
    _ product: Int, units: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let row = period * figures.products + product
    guard rules.outcome[row] != .denied else {
      pending[product] -= units
      refuse(units, product, by: .rules, at: context.now)
      return
    }
    ship(units, product, row: row, in: &context)
  }

  private mutating func ship(
    _ ordered: Double, _ product: Int, row: Int,
    in context: inout SimulationContext<SupplyStep, Never>
  ) {
    pending[product] -= ordered
    let units = min(ordered, headroom(product, row: row))
    if units < ordered { refuse(ordered - units, product, by: .cap, at: context.now) }
    guard units > 0 else { return }
    shippedToTarget[product] += units
    inTransit[product] += units
    let cell = month * figures.products + product
    history.shipped[cell] += units
    let price = figures.price[cell] * units
    pay(
      price: price, .licensed, duty: price * rules.duty[row],
      fee: price * rules.fee[row],
      surcharge: price
        * (programme.buyers.dutyPassThrough * rules.duty[row]
          + programme.buyers.feePassThrough * rules.fee[row]))
    let transport = figures.shippingMonths[product]
    if transport > 0 {
      context.schedule(
        .delivered(product: product, units: units), after: SupplyTime.seconds(months: transport))
    } else {
      inTransit[product] -= units
      add(units, product, .licensed)
    }
  }

  /// Writes down what a buyer pays: the list price with a surcharge, of which duty, fee and premium
  /// go to others and the seller keeps the rest.
  mutating func pay(
    price: Double, _ channel: SupplyChannel, duty: Double = 0, fee: Double = 0,
    premium: Double = 0, surcharge: Double = 0
  ) {
    let cell = month * SupplyChannel.count + channel.rawValue
    let spend = price + surcharge + premium
    history.spend[cell] += spend
    history.duty[cell] += duty
    history.fee[cell] += fee
    history.premium[cell] += premium
    history.revenue[cell] += spend - duty - fee - premium
  }
}

/// Lengths of months as durations.
enum SupplyTime {
  /// The mean length of a month of the Gregorian calendar.
  static let daysPerMonth = 365.2425 / 12

  static func seconds(months: Double) -> Seconds { Seconds(months * daysPerMonth * 86_400) }
}
