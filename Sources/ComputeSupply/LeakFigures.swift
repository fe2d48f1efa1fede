/// The numbers of a programme's flows past the rules as the loop reads them.
final class LeakFigures: Sendable {
  let count: Int
  let channel: [SupplyChannel]

  // By month.
  let estimate: MonthTable
  let enforcement: MonthTable
  let rule: MonthTable
  let premium: MonthTable
  /// Worth of the output that may leak, each product weighted by preference.
  let weight: MonthTable

  let elasticity: [Double]
  let greatestRise: [Double]
  let rent: [Double]
  let releaseMonths: [Double]
  /// By leak and product.
  let preference: [Double]

  init(_ programme: SupplyProgramme, _ products: ProductFigures) {
    let list = programme.leaks
    let months = programme.months.count
    count = list.count
    channel = list.map(\.channel)
    estimate = MonthTable(months: months, width: list.count) { month, leak in
      list[leak].amount[month] + list[leak].shareOfWorld[month] * products.worldWorth[month]
    }
    enforcement = MonthTable(months: months, columns: list.map(\.enforcement))
    rule = MonthTable(months: months, columns: list.map(\.ruleEnforcement))
    premium = MonthTable(months: months, columns: list.map(\.premium))
    elasticity = list.map(\.elasticity)
    greatestRise = list.map(\.greatestRise)
    rent = list.map(\.rent)
    releaseMonths = list.map(\.releaseMonths)
    let preference = list.flatMap { leak in
      programme.products.map { leak.preference[$0.name] ?? 1 }
    }
    self.preference = preference
    weight = MonthTable(months: months, width: list.count) { month, leak in
      products.world.reduce(0) {
        $0 + products.output[month, $1] * products.worth[$1]
          * preference[leak * products.count + $1]
      }
    }
  }
}
