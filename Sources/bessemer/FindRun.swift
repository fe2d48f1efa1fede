import Documents
import Experiments
import ReferenceData
import Reports
import Scenarios
import Serving
import Tables

/// One search from the scenario to what is printed and written.
struct FindRun {
  let loaded: LoadedScenario
  let explains: Bool
  let format: OutputFormat
  let isQuiet: Bool
  let jobs: Int
  let directory: RunDirectory?

  func run() throws {
    let goal = loaded.points[0].find.goal
    if goal == .rate { try findRate() } else { try findDeployment(goal) }
  }

  private var provenance: Provenance {
    Provenance(
      programVersion: ProgramVersion.current, scenario: loaded.file.name,
      scenarioHash: ContentHash.text(of: loaded.file.root.yaml()),
      dataHash: loaded.catalog.contentHash, seed: loaded.points[0].seed,
      replications: loaded.points[0].find.runs)
  }

  // MARK: Rate

  private func findRate() throws {
    let progress = ProgressLine(isQuiet: isQuiet)
    var found: [(scenario: Scenario, search: CapacitySearch)] = []
    var obstacles: [String] = []
    var verdicts: [Verdict] = []
    for (index, point) in loaded.points.enumerated() {
      progress.update(done: index, total: loaded.points.count, what: "searching")
      guard let verdict = ScenarioVerdicts(point).serving else {
        preconditionFailure("\(point.label) serves nothing")
      }
      guard verdict.isFeasible else {
        obstacles.append("\(point.label): \(verdict.sentence)")
        verdicts.append(
          Verdict(point.label, .infeasible(cause: verdict.reason, fix: verdict.remedy)))
        continue
      }
      let search = try search(point)
      found.append((point, search))
      guard !search.verdict.isFeasible else {
        verdicts.append(Verdict(point.label, .feasible(margin: verdict.reason)))
        continue
      }
      let remedy = CapacityRemedy(search.verdict, of: point)?.sentence
      obstacles.append(
        "\(point.label): \(search.verdict.words)" + (remedy.map { "\n  nearest  " + $0 } ?? ""))
      verdicts.append(
        Verdict(point.label, .infeasible(cause: search.verdict.words, fix: remedy)))
    }
    progress.finish()
    let table = CapacitySearch.table(found, provenance: provenance)
    if format == .table {
      try printHeading()
      for (point, search) in found {
        try StandardOutput.print("• \(point.label): \(search.verdict.words)")
        for remark in search.remarks { try StandardOutput.print("  \(remark)") }
      }
      try StandardOutput.print("")
    }
    try print([table])
    let answer = found.map { point, search in
      (["\(point.label): \(search.verdict.words)"] + search.remarks).joined(separator: "; ")
    }
    try write(
      [("rates", table)],
      FindReport(loaded: loaded, provenance: provenance).report(
        answer: answer, verdicts: verdicts, tables: [("Rates", table)]))
    guard found.contains(where: { $0.search.verdict.isFeasible }) else {
      throw CommandFailure(
        status: .infeasible,
        message: (["no design point keeps the objectives at any rate"] + obstacles)
          .joined(separator: "\n"))
    }
    if !isQuiet { for obstacle in obstacles { StandardError.print(obstacle) } }
  }

  private func search(_ point: Scenario) throws -> CapacitySearch {
    do { return try CapacitySearch(point, jobs: jobs) } catch let error as CapacityError {
      throw failure(error)
    }
  }

  private func failure(_ error: CapacityError) -> CommandFailure {
    switch error {
    case .noRate:
      CommandFailure(
        status: .invalidScenario, "a closed workload has no rate to find",
        expected: "arrivals with a rate, such as poisson(2 /s)",
        fix: "state a rate: the search changes it and keeps its process")
    case .noLengths:
      CommandFailure(
        status: .invalidScenario, "nothing is known of the lengths of requests",
        expected: "prompt-tokens and output-tokens", fix: "state them")
    case .noRoom:
      CommandFailure(
        status: .infeasible, message: "the cache has no room for a request of mean length")
    }
  }

  // MARK: Deployments

  private func findDeployment(_ goal: FindQuestion.Goal) throws {
    guard loaded.points.count == 1 else {
      throw CommandFailure(
        status: .invalidScenario,
        "the scenario has \(loaded.points.count) design points, and one space is searched",
        expected: "no alternatives and no sweep", fix: "list what varies under find.space")
    }
    let own = loaded.points[0]
    if goal == .accelerators, !own.pools.isEmpty, own.find.space.ways == nil {
      return try sizePools()
    }
    let points: [Scenario]
    do {
      points = try loaded.variants[0].pointsOfSpace(of: loaded.file, catalog: loaded.catalog)
    } catch { throw CommandFailure(status: .invalidScenario, message: error.description) }
    let progress = ProgressLine(isQuiet: isQuiet)
    let search: DeploymentSearch
    do {
      search = try DeploymentSearch(DeploymentSpace(points), goal: goal, jobs: jobs) {
        progress.update(done: $1, total: $2, what: $0)
      }
    } catch let error as CapacityError { throw failure(error) }
    progress.finish()
    let table = search.table(provenance: provenance)
    let front = search.frontTable(provenance: provenance)
    let reasons = search.reasonTable()
    if format == .table {
      try printHeading()
      for line in search.answer { try StandardOutput.print("• \(line)") }
      try StandardOutput.print("")
    }
    var shown = [table, front]
    if !reasons.rows.isEmpty { shown.append(reasons) }
    if explains { shown.append(search.screenTable(provenance: provenance)) }
    try print(shown)
    try write(
      [
        ("candidates", table), ("front", front), ("ruled-out", reasons),
        ("screen", search.screenTable(provenance: provenance)),
      ],
      FindReport(loaded: loaded, provenance: provenance, space: points).report(
        answer: search.answer, verdicts: [],
        tables: [("Candidates", table), ("Front", front), ("Ruled out", reasons)],
        figures: try draw(search)))
    if search.best == nil {
      throw CommandFailure(
        status: .infeasible,
        message: "no candidate keeps the objectives: the reasons stand beside their counts")
    }
  }

  /// How many fleets of pools as they are written; `find.space.pools` asks for other ones too.
  private func sizePools() throws {
    let point = loaded.points[0]
    let progress = ProgressLine(isQuiet: isQuiet)
    progress.update(done: 0, total: 1, what: "sizing")
    let search: FleetSearch
    do { search = try FleetSearch(point, jobs: jobs) } catch let error as CapacityError {
      throw failure(error)
    }
    progress.finish()
    if format == .table {
      try printHeading()
      try StandardOutput.print("• \(point.label): \(search.words)")
      for remark in search.remarks { try StandardOutput.print("  \(remark)") }
      try StandardOutput.print("")
    }
    let table = search.table(of: point, provenance: provenance)
    try print([table])
    try write(
      [("fleet", table)],
      FindReport(loaded: loaded, provenance: provenance).report(
        answer: ["\(point.label): \(search.words)"] + search.remarks, verdicts: [],
        tables: [("Fleet", table)]))
    if search.accelerators == nil {
      throw CommandFailure(status: .infeasible, message: "no fleet keeps the objectives")
    }
  }

  // MARK: Output

  private func printHeading() throws {
    let point = loaded.points[0]
    try StandardOutput.print(
      ([point.title] + [point.question].compactMap(\.self) + promises(of: point) + [""])
        .joined(separator: "\n"))
  }

  /// What is promised; of each class where classes have promises of their own.
  private func promises(of point: Scenario) -> [String] {
    guard !point.classObjectives.isEmpty else { return [point.objectives.words] }
    return zip(point.workload.classes, point.classObjectives).map { "\($0.name): \($1.words)" }
  }

  private func print(_ tables: [Table]) throws {
    switch format {
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
    case .markdown: try StandardOutput.print(tables.map(\.markdown).joined(separator: "\n\n"))
    case .csv: try StandardOutput.print(tables[0].csv)
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.find/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    }
  }

  private func write(_ tables: [(name: String, table: Table)], _ report: Report) throws {
    guard let directory else { return }
    do {
      for (name, table) in tables { try directory.write(table.csv, to: "\(name).csv") }
      try directory.write(loaded.file.mergedText, to: "scenario.yaml")
      try directory.write(report)
    } catch { throw CommandFailure(status: .usage, message: error.description) }
    if !isQuiet { StandardError.print("results in \(directory.path)") }
  }

  /// The front in two figures, where a folder is named and there is a front.
  private func draw(_ search: DeploymentSearch) throws -> [(Figure, FigureOutcome)] {
    guard let directory else { return [] }
    var figures: [(Figure, FigureOutcome)] = []
    for kind in FrontFigure.allCases {
      guard let figure = try? kind.figure(of: search, provenanceLine: provenance.line) else {
        if !isQuiet { StandardError.print("\(kind.rawValue): nothing to draw") }
        continue
      }
      do throws(RunDirectoryError) {
        let outcome = try directory.write(figure, drawnBy: Gnuplot())
        if let message = outcome.message, !isQuiet { StandardError.print(message) }
        figures.append((figure, outcome))
      } catch { throw CommandFailure(status: .usage, message: error.description) }
    }
    return figures
  }
}
