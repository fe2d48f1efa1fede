import ComputeSupply
import ExportControl
import Quantities

/// What the rules of one alternative change in a programme beside the question of a licence: what the
/// importer's own rules let in, proof of location that hinders smuggling, controls on tools that slow
/// the growth of domestic output.
struct RuleEffects: Sendable {
  /// Multiples of smuggling, by month.
  private let diversion: [Double]
  /// Multiples of the growth of wafer starts, by month.
  private let growth: [Double]
  /// What the importer's rules let in, by product, of those that they look at.
  private let acceptance: [(product: String, series: MonthlySeries)]

  /// - Parameter products: their names in the programme, in the order of the items.
  init(_ rules: SupplyRules, products: [String]) {
    let (book, months) = (rules.book, rules.months)
    acceptance = zip(products, rules.items).compactMap { product, item in
      let shares = (0..<months.count).map { month in
        let day = months[month].firstDay
        return rules.ruling(of: item, on: day, knownOn: day, to: .china).terms.acceptance ?? 1
      }
      return shares.contains { $0 < 1 } ? (product, MonthlySeries(shares)) : nil
    }
    let days = (0..<months.count).map { months[$0].firstDay }
    diversion = days.map { book.value(.diversionFactor, on: $0) ?? 1 }
    growth = days.map { book.value(.domesticGrowthFactor, on: $0) ?? 1 }
  }

  func apply(to programme: inout SupplyProgramme) {
    for (product, series) in acceptance where programme.buyers.acceptance[product] == nil {
      programme.buyers.acceptance[product] = series
    }
    for index in programme.leaks.indices where programme.leaks[index].channel == .smuggled {
      for (month, factor) in diversion.enumerated() where factor != 1 {
        programme.leaks[index].amount[month] *= factor
        programme.leaks[index].shareOfWorld[month] *= factor
      }
    }
    guard growth.contains(where: { $0 != 1 }) else { return }
    for index in programme.lines.indices {
      programme.lines[index].waferStarts = slowed(programme.lines[index].waferStarts)
    }
    programme.memory.waferStarts = slowed(programme.memory.waferStarts)
  }

  /// Wafer starts that grow by so much of what they would from month to month.
  private func slowed(_ series: MonthlySeries) -> MonthlySeries {
    var result = series
    for month in 1..<max(1, series.count) {
      let step = series[month] - series[month - 1]
      result[month] = max(0, result[month - 1] + (step > 0 ? step * growth[month] : step))
    }
    return result
  }
}
