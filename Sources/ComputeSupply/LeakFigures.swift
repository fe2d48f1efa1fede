/// The numbers of a programme's flows past the rules as the loop reads them.
struct LeakFigures: ~Copyable {
  let count: Int
  var channel: OwnedBuffer<SupplyChannel>

  // By month.
  var enforcement: MonthTable
  var rule: MonthTable
  var premium: MonthTable
  /// The share of what may leak that leaks by the estimate.
  var share: MonthTable

  /// How much of a product's output may leak, by leak and product.
  var preference: OwnedBuffer<Double>
  var elasticity: OwnedBuffer<Double>
  var greatestRise: OwnedBuffer<Double>
  var rent: OwnedBuffer<Double>
  var releaseMonths: OwnedBuffer<Double>

  init(months: Int, leaks: Int, products: Int) {
    count = leaks
    channel = OwnedBuffer(repeating: .smuggled, count: leaks)
    enforcement = MonthTable(months: months, width: leaks)
    rule = MonthTable(months: months, width: leaks)
    premium = MonthTable(months: months, width: leaks)
    share = MonthTable(months: months, width: leaks)
    preference = OwnedBuffer(repeating: 1, count: leaks * products)
    elasticity = OwnedBuffer(repeating: 0, count: leaks)
    greatestRise = OwnedBuffer(repeating: 0, count: leaks)
    rent = OwnedBuffer(repeating: 0, count: leaks)
    releaseMonths = OwnedBuffer(repeating: 1, count: leaks)
  }

  /// Reads what differs from the programme read before.
  ///
  /// - Parameters:
  ///   - old: that programme, with as many flows; nil where there was none.
  ///   - products: of this programme.
  ///   - areNew: whether they differ from those of the programme before.
  mutating func read(
    _ programme: SupplyProgramme, after old: SupplyProgramme?,
    _ products: borrowing ProductFigures, areNew: Bool
  ) {
    let list = programme.leaks
    for leak in list.indices where list[leak] != old?.leaks[leak] {
      channel[leak] = list[leak].channel
      enforcement.set(leak, to: list[leak].enforcement)
      rule.set(leak, to: list[leak].ruleEnforcement)
      premium.set(leak, to: list[leak].premium)
      elasticity[leak] = list[leak].elasticity
      greatestRise[leak] = list[leak].greatestRise
      rent[leak] = list[leak].rent
      releaseMonths[leak] = list[leak].releaseMonths
      if list[leak].preference != old?.leaks[leak].preference {
        for (product, own) in programme.products.enumerated() {
          preference[leak * products.count + product] = list[leak].preference[own.name] ?? 1
        }
      }
    }
    guard areNew || list != old?.leaks else { return }
    for leak in list.indices {
      for month in 0..<programme.months.count {
        share[month, leak] = Self.share(
          of: list[leak], month, products, preference, from: leak * products.count)
      }
    }
  }

  /// Estimates are of worth: a product's part is its part of the worth of what may leak, so that its
  /// units are its output times the share of that worth which leaks.
  private static func share(
    of leak: LeakFlow, _ month: Int, _ products: borrowing ProductFigures,
    _ preference: borrowing OwnedBuffer<Double>, from start: Int
  ) -> Double {
    var worth = 0.0
    for place in 0..<products.world.count {
      let product = products.world[place]
      worth +=
        products.output[month, product] * products.worth[product] * preference[start + product]
    }
    let estimate =
      leak.amount[month] + leak.shareOfWorld[month] * products.worldWorth[month]
    return worth > 0 ? estimate / worth : 0
  }
}
