import Documents
import Economics
import Experiments
import ReferenceData
import Scenarios

/// A scenario file with its design points, or the end of the command with all its problems.
struct LoadedScenario {
  let file: ScenarioFile
  /// The bundled catalog with the files of the command line and of the scenario.
  let catalog: Catalog
  let variants: [ScenarioVariant]
  /// One design point for each variant, and what is asked of them together.
  let plan: ExperimentPlan
  /// The design points, uncertain inputs at their medians.
  var points: [Scenario] { plan.points.map(\.scenario) }
  let figures: [ResultFigure]
  /// What the results are held against; nil where the scenario claims nothing.
  let claim: ClaimQuestion?
  /// What is asked of levers; nil where the scenario has none.
  let levers: LeverPlan?
  /// How cost moves with the years; nil where nothing is asked of it.
  let trend: TrendQuestion?

  /// A short name for what the scenario says, wherever it stands.
  var scenarioHash: String { ContentHash.text(of: plan.content) }

  /// - Parameter name: what the scenario is called; nil calls it after its file.
  init(
    path: String, named name: String? = nil, assignments: [DocumentAssignment],
    catalog bundled: Catalog
  ) throws {
    let file: ScenarioFile
    do {
      file = try ScenarioFile(contentsOf: path, named: name, assignments: assignments)
    } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
    try self.init(file, catalog: bundled)
  }

  init(_ file: ScenarioFile, catalog bundled: Catalog) throws {
    self.file = file
    guard !file.isOfSupply else {
      throw CommandFailure(
        status: .usage, "\(file.path) asks how stocks grow, and no fleet",
        expected: "a scenario of a fleet", fix: "run it with `bessemer run`, or check it")
    }
    guard !file.isOfRouting else {
      throw CommandFailure(
        status: .usage, "\(file.path) asks how requests are divided, and no fleet",
        expected: "a scenario of a fleet",
        fix: "run it with `bessemer run`, which takes its alternatives, sweep and draws")
    }
    do {
      catalog = try file.catalog(extending: bundled)
      variants = try file.variants()
      plan = try ExperimentPlan(
        variants, of: file, catalog: catalog, programVersion: ProgramVersion.current)
      figures = try file.figures(among: ResultFigure.allCases.map(\.rawValue))
        .compactMap(ResultFigure.init)
      levers = try LeverPlan(file)
      trend = try file.trend()
      if let claim = try file.claim() {
        try ClaimReport.check(claim, against: catalog)
        self.claim = try ClaimQuestion(claim, on: plan)
      } else {
        claim = nil
      }
    } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
    try refuseRentOfOwners()
  }

  /// A path of rents moves the cost of tenants alone.
  private func refuseRentOfOwners() throws {
    guard trend?.rent != nil, let first = plan.points.first?.scenario else { return }
    if case .rented = first.owner.tenure { return }
    throw CommandFailure(
      status: .invalidScenario,
      "\(file.path): trend.rent: \(first.alternative) owns its machines and pays no rent",
      expected: "a tenant, or no path of rents",
      fix: "set `owner: {kind: rented}`, or remove `trend.rent`")
  }
}
