/// The numbers of a programme's flows past the rules as the loop reads them.
final class LeakFigures: Sendable {
  let count: Int
  let channel: [SupplyChannel]

  // By month.
  let enforcement: MonthTable
  let rule: MonthTable
  let premium: MonthTable
  /// Units of each product that leak by the estimate, by leak and product.
  let units: MonthTable

  let elasticity: [Double]
  let greatestRise: [Double]
  let rent: [Double]
  let releaseMonths: [Double]

  init(_ programme: SupplyProgramme, _ products: ProductFigures) {
    let list = programme.leaks
    let months = programme.months.count
    count = list.count
    channel = list.map(\.channel)
    enforcement = MonthTable(months: months, columns: list.map(\.enforcement))
    rule = MonthTable(months: months, columns: list.map(\.ruleEnforcement))
    premium = MonthTable(months: months, columns: list.map(\.premium))
    elasticity = list.map(\.elasticity)
    greatestRise = list.map(\.greatestRise)
    rent = list.map(\.rent)
    releaseMonths = list.map(\.releaseMonths)
    units = Self.units(list, programme.products, products, months: months)
  }

  /// Estimates are of worth: a product's part is its part of the worth of what may leak, so that its
  /// units are its output times the share of that worth which leaks.
  private static func units(
    _ leaks: [LeakFlow], _ list: [SupplyProduct], _ products: ProductFigures, months: Int
  ) -> MonthTable {
    let preference = leaks.flatMap { leak in list.map { leak.preference[$0.name] ?? 1 } }
    var share = [Double](repeating: 0, count: months * leaks.count)
    for month in 0..<months {
      for leak in leaks.indices {
        var worth = 0.0
        for product in products.world {
          worth +=
            products.output[month, product] * products.worth[product]
            * preference[leak * products.count + product]
        }
        let estimate =
          leaks[leak].amount[month] + leaks[leak].shareOfWorld[month] * products.worldWorth[month]
        share[month * leaks.count + leak] = worth > 0 ? estimate / worth : 0
      }
    }
    return MonthTable(months: months, width: leaks.count * products.count) { month, place in
      share[month * leaks.count + place / products.count]
        * products.output[month, place % products.count] * preference[place]
    }
  }
}
