import ComputeSupply
import Quantities

/// Whether the importer would turn away what the exporter's rules deny, had they let it through.
///
/// In the simulation a denied order asks nobody else, so that it counts as refused by the rules alone;
/// a reader must know where lifting them would change little.
struct ImporterRefusal {
  private let alternative: SupplyAlternative
  /// The programme with every input at its figure, as the alternative has it.
  private let programme: SupplyProgramme

  init(of alternative: SupplyAlternative, in plan: SupplyPlan) {
    self.alternative = alternative
    var programme = plan.programme
    alternative.change(&programme)
    self.programme = programme
  }

  /// Whether the importer takes less than half of the best product on sale that rules deny at the end
  /// of a month.
  func holdsBack(whatRulesDenyIn month: CalendarMonth) -> Bool {
    let table = alternative.table
    guard
      let period = table.periods.lastIndex(where: {
        programme.months[$0.month] <= month
      })
    else { return false }
    let index = table.periods[period].month
    let denied = programme.products.indices.filter {
      programme.products[$0].output[index] > 0
        && table.terms[period * programme.products.count + $0].outcome == .denied
    }
    guard let best = denied.max(by: { programme.products[$0].worth < programme.products[$1].worth })
    else { return false }
    let stated = programme.buyers.acceptance[programme.products[best].name].map { $0[index] }
    let own = table.terms[period * programme.products.count + best].acceptance
    return (stated ?? own) < 0.5
  }
}
