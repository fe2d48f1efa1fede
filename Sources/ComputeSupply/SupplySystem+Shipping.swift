internal import EventKernel
internal import Quantities

// From an order to a delivery, and the money that changes hands.

extension SupplySystem {
  /// Ships at once what needs no asking; the rest waits for its day.
  mutating func order(
    _ units: Double, _ product: Int, row: Int,
    in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let lead: Double
    switch rules.outcome[row] {
    case .free, .notice, .denied: lead = 0
    case .licence:
      let licence = rules.licence[row]
      lead = licence >= 0 ? figures.leadMonths[licence] : 0
    }
    let place = rules.place(of: context.now, month: month)
    let day = rules.instant(at: place + lead) + Seconds(rules.notice[row] * Seconds.day.value)
    pending[product] += units
    guard day > context.now else {
      ship(units, product, row: row, in: &context)
      return
    }
    log(
      .delayed(days: (day - context.now) / Seconds.day), product: product, units: units,
      at: context.now)
    context.schedule(.decided(product: product, units: units), at: day)
  }

  /// The day of a decision: a rule that came in the meantime stops what it denies.
  mutating func decide(
    _ product: Int, units: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let row = period * figures.products.count + product
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
    flows.shipped[product] += units
    let price = figures.products.price[month, product] * units
    pay(
      price: price, .licensed, duty: price * rules.duty[row],
      fee: price * rules.fee[row],
      surcharge: price
        * (figures.dutyPassThrough * rules.duty[row]
          + figures.feePassThrough * rules.fee[row]))
    let transport = figures.products.shippingMonths[product]
    if transport > 0 {
      schedule(.delivered(product: product, units: units), afterMonths: transport, in: &context)
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
    history.revenue[cell] += spend - duty - fee - premium
    if duty > 0 { history.duty[cell] += duty }
    if fee > 0 { history.fee[cell] += fee }
    if premium > 0 { history.premium[cell] += premium }
  }
}
