import ComputeSupply
import Documents
public import ReferenceData
public import Scenarios
import Stochastics

/// The alternatives of a scenario of supply, ready to be studied.
public struct SupplyQuestion: Sendable {
  public let scenarios: [SupplyScenario]
  public let built: SupplyPlanBuilder.Built
  public let study: SupplyStudy
  /// What one chip of each product does, for each demand of the alternatives; empty where nothing is
  /// asked of stocks.
  public let capabilities: [(terms: DemandTerms, chips: [ChipCapability])]

  /// - Parameter jobs: threads for the tables of what single accelerators can do; nil makes none, so that
  ///   nothing can be said of it.
  /// - Throws: `Diagnostics` for what the file says, ``SupplyError`` and the errors of the catalog for
  ///   what comes of it.
  public init(
    _ variants: [ScenarioVariant], of file: ScenarioFile, catalog: Catalog, jobs: Int?
  ) throws {
    var scenarios: [SupplyScenario] = []
    for variant in variants {
      scenarios.append(try SupplyScenario(variant, of: file, catalog: catalog))
    }
    try Self.requireOneExperiment(scenarios, file)
    let first = scenarios[0]
    let shared = Self.shared(scenarios)
    try Self.requireCertainty(of: scenarios, beside: shared, at: variants)
    let builder = try SupplyPlanBuilder(first.months, catalog: catalog)
    var courses = scenarios.map { scenario in
      SupplyPlanBuilder.Course(
        scenario.label, changes: scenario.rules.changes, redesigns: scenario.redesigns,
        settings: Self.change(scenario.settings))
    }
    let known = Set(courses.map(\.name))
    courses += try Counterfactual.all(
      first.counterfactuals, of: first, isAlone: scenarios.count == 1, catalog: catalog
    ).filter { !known.contains($0.name) }
    var inputs = try shared.map(Self.input)
    let facts = scenarios.contains(where: \.hasDemand) ? try catalog.demandFacts() : nil
    if let facts { inputs += try SupplyCapability.inputs(first.demand, facts: facts) }
    built = try builder.plan(of: courses, inputs: inputs)
    let weights = SupplyWeights(unit: first.demand.unit, measures: built.measures)
    var made: [SupplyCapability] = []
    var asked: [(terms: DemandTerms, chips: [ChipCapability])] = []
    if let facts, let jobs {
      let products = zip(built.chips, built.plan.programme.products).map { chip, product in
        chip ?? ChipProduct(product.name)
      }
      for index in built.plan.alternatives.indices {
        let terms = index < scenarios.count ? scenarios[index].demand : first.demand
        if !asked.contains(where: { $0.terms.asksTheSame(as: terms) }) {
          asked.append(
            (
              terms,
              try SupplyCapability.capabilities(
                of: products, for: terms, jobs: jobs, catalog: catalog)
            ))
        }
        let chips = asked.first { $0.terms.asksTheSame(as: terms) }?.chips ?? []
        made.append(
          try SupplyCapability(
            terms, plan: built.plan,
            evaluator: SupplyCapability.evaluator(
              of: index, in: built, products: products, chips, terms: terms, catalog: catalog),
            facts: facts))
      }
    }
    capabilities = asked
    study = SupplyStudy(
      plan: built.plan, weights: weights, capabilities: made, draws: first.draws,
      seed: first.seed)
    self.scenarios = scenarios
  }

  /// Months, draws and definitions are of the experiment; alternatives share them.
  private static func requireOneExperiment(
    _ scenarios: [SupplyScenario], _ file: ScenarioFile
  ) throws {
    let first = scenarios[0]
    for other in scenarios.dropFirst() {
      var key: String?
      if other.months != first.months { key = "supply.from and supply.until" }
      if other.draws != first.draws { key = "supply.draws" }
      if other.demand.unit != first.demand.unit { key = "demand.unit" }
      if other.counterfactuals != first.counterfactuals { key = "supply.counterfactuals" }
      guard let key else { continue }
      throw Diagnostics(
        Diagnostic(
          at: file.root.location,
          "the alternatives \(first.label) and \(other.label) differ in \(key)",
          expected: "one value for all alternatives, which share their draws",
          suggestion: .advice("state it once, outside of `alternatives`")))
    }
  }

  /// Uncertain numbers that all alternatives state alike: they are drawn once for all.
  private static func shared(_ scenarios: [SupplyScenario]) -> [SupplyScenario.StatedSetting] {
    scenarios[0].settings.filter { setting in
      guard case .uncertain = setting.value else { return false }
      return scenarios.allSatisfy { $0.settings.contains(setting) }
    }
  }

  /// A number that only some alternatives state is one for all draws.
  private static func requireCertainty(
    of scenarios: [SupplyScenario], beside shared: [SupplyScenario.StatedSetting],
    at variants: [ScenarioVariant]
  ) throws {
    for (scenario, variant) in zip(scenarios, variants) {
      for (figure, value) in scenario.demand.figures.sorted(by: {
        $0.key.rawValue < $1.key.rawValue
      }) {
        guard case .uncertain(let input, _) = value,
          scenarios[0].demand.figures[figure] != value
        else { continue }
        throw Self.unshared(figure.rawValue, input.text, in: scenario, variant)
      }
      for setting in scenario.settings where !shared.contains(setting) {
        guard case .uncertain(let input, _) = setting.value else { continue }
        throw Self.unshared(setting.setting.path, input.text, in: scenario, variant)
      }
    }
  }

  private static func unshared(
    _ path: String, _ text: String, in scenario: SupplyScenario, _ variant: ScenarioVariant
  ) -> Diagnostics {
    let place = DocumentPath(path) ?? DocumentPath()
    return Diagnostics(
      Diagnostic(
        at: (variant.root[place] ?? variant.root).location, path: place,
        "\(scenario.label) states a distribution that others do not share", found: text,
        expected: "one number in an alternative",
        suggestion: .advice(
          "state the distribution outside of `alternatives`, or one number here")))
  }

  /// What certain numbers change after a draw.
  static func change(
    _ settings: [SupplyScenario.StatedSetting]
  ) -> @Sendable (inout SupplyProgramme) -> Void {
    { programme in
      for setting in settings {
        guard case .certain(let value) = setting.value else { continue }
        setting.setting.apply(value, from: setting.month, to: &programme)
      }
    }
  }

  private static func input(_ stated: SupplyScenario.StatedSetting) throws -> SupplyInput {
    guard case .uncertain(let input, let scale) = stated.value else {
      preconditionFailure("\(stated.setting.path) is certain")
    }
    return try SupplyInput(stated.setting.path, input.distribution) { value, programme in
      stated.setting.apply(value * scale, from: stated.month, to: &programme)
    }
  }
}

extension DemandTerms {
  /// Whether chips do the same for both: the models and promises are those of the other.
  fileprivate func asksTheSame(as other: DemandTerms) -> Bool {
    trainedModel == other.trainedModel && tokensPerParameter == other.tokensPerParameter
      && window == other.window && servedModel == other.servedModel
      && timePerOutputToken == other.timePerOutputToken
  }
}
