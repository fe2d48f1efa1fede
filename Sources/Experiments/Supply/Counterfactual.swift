import ComputeSupply
import ExportControl
import Quantities
import ReferenceData
import Scenarios

/// A world that differs from the one asked about in one thing.
enum Counterfactual {
  /// The worlds of a set, each the first alternative with one thing changed.
  ///
  /// A scenario of one alternative is policy by both sides: beside it stand the worlds in which the
  /// importer's side, and then the exporter's, does nothing.
  static func all(
    _ set: SupplyScenario.Counterfactuals, of scenario: SupplyScenario, isAlone: Bool,
    catalog: Catalog
  ) throws -> [SupplyPlanBuilder.Course] {
    guard set != .none else {
      return isAlone
        ? standard(scenario).filter { ["buyers accept", "no rules"].contains($0.name) } : []
    }
    var found = standard(scenario)
    if set == .rules { found += rules(scenario, try catalog.ruleBook()) }
    return found
  }

  private static func course(
    _ name: String, _ scenario: SupplyScenario, changes: [RuleBookChange] = [],
    _ numbers: [(path: String, value: Double)] = [], from month: Int = 0
  ) -> SupplyPlanBuilder.Course {
    let stated = SupplyQuestion.change(scenario.settings)
    let changed = numbers.compactMap { path, value in
      SupplySetting.named(path).map { ($0, value) }
    }
    return SupplyPlanBuilder.Course(
      name, changes: scenario.rules.changes + changes, redesigns: scenario.redesigns
    ) { programme in
      stated(&programme)
      for (setting, value) in changed { setting.apply(value, from: month, to: &programme) }
    }
  }

  /// Rules, memory, leaks and buyers, one at a time.
  private static func standard(_ scenario: SupplyScenario) -> [SupplyPlanBuilder.Course] {
    let closed = SupplyChannel.allCases.filter(\.isLeak).flatMap {
      [("supply.channels.\($0.name).enforcement", leakClosure)]
    }
    return [
      course("no rules", scenario, changes: [.none]),
      course("buyers refuse", scenario, [("supply.buyers.acceptance", 0)]),
      course("buyers accept", scenario, [("supply.buyers.acceptance", 1)]),
      course(
        "no memory bought ahead", scenario,
        [("supply.memory.pull-forward", 0)]),
      course(
        "B30A allowed", scenario,
        changes: [
          .threshold(rule: "r2023a", .tpp, from: 4_800, to: 31_000),
          .threshold(rule: "r2023a", .performanceDensity, from: 5.92, to: 40),
        ]),
      course("domestic memory fails", scenario, [("supply.memory.domestic-wafers", 0.25)]),
      course("domestic memory succeeds", scenario, [("supply.memory.domestic-wafers", 1.5)]),
      course("leaks closed", scenario, closed),
    ]
  }

  /// Share of each channel past the rules that a closure stops.
  private static let leakClosure = 0.8

  /// Each rule on chips or memory that is law off, each bill on.
  private static func rules(
    _ scenario: SupplyScenario, _ book: RuleBook
  ) -> [SupplyPlanBuilder.Course] {
    let last = scenario.months[scenario.months.count - 1].lastDay
    return book.rules.compactMap { rule in
      guard [.chip, .memory, .cloud, .location, .tools, .importer].contains(rule.subject) else {
        return nil
      }
      if rule.isOn {
        guard let binding = rule.binding, binding <= last else { return nil }
        return course("without \(rule.id)", scenario, changes: [.without([rule.id])])
      }
      guard rule.status == .proposed else { return nil }
      let change = RuleBookChange.with(rule.id, from: rule.effective ?? rule.announced)
      guard (try? book.applying([change])) != nil else { return nil }
      return course("with \(rule.id)", scenario, changes: [change])
    }
  }
}
