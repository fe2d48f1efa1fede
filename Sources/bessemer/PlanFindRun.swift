import Experiments
import Hardware
import Performance
import ReferenceData
import Reports
import Scenarios
import Tables
import Training

/// The search for training plans, from the scenario to what is printed and written.
struct PlanFindRun {
  let loaded: LoadedScenario
  let explains: Bool
  let format: OutputFormat
  let isQuiet: Bool
  let jobs: Int
  let directory: RunDirectory?

  /// Plans of different widths that are told of each design point.
  private static let told = 8

  func run() throws {
    let progress = ProgressLine(isQuiet: isQuiet)
    var findings: [PlanFinding] = []
    for (index, point) in loaded.points.enumerated() {
      progress.update(done: index, total: loaded.points.count, what: "searching")
      findings.append(PlanFinding(point, keeping: Self.told, jobs: jobs))
    }
    progress.finish()
    let plans = joined(findings.map { $0.table(provenance: provenance) })
    let excluded = joined(findings.map { $0.exclusionTable(provenance: provenance) })
    let answer = findings.map { "\($0.scenario.label): \($0.words)" }
    if format == .table {
      try StandardOutput.print(loaded.points[0].title)
      for sentence in answer { try StandardOutput.print("• \(sentence)") }
      try StandardOutput.print("")
    }
    let tables = [plans] + (explains || format != .table ? [excluded] : [])
    for table in tables where !table.rows.isEmpty {
      try StandardOutput.print(
        format == .table
          ? table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n"
          : table.text(as: format))
    }
    try write(plans, excluded, answer)
    guard findings.contains(where: { $0.answer.fastest != nil }) else {
      throw CommandFailure(status: .infeasible, message: "no plan can be trained")
    }
  }

  private var provenance: Provenance {
    Provenance(
      programVersion: ProgramVersion.current, scenario: loaded.file.name,
      scenarioHash: loaded.scenarioHash, dataHash: loaded.catalog.contentHash,
      seed: loaded.points[0].seed, replications: 0)
  }

  /// The rows of tables with the same columns in one.
  private func joined(_ tables: [Table]) -> Table {
    var whole = Table(tables[0].columns, title: tables[0].title, provenance: provenance)
    for table in tables { for row in table.rows { whole.append(row) } }
    return whole
  }

  private func write(_ plans: Table, _ excluded: Table, _ answer: [String]) throws {
    guard let directory else { return }
    do {
      try directory.write(plans.csv, to: "plans.csv")
      try directory.write(excluded.csv, to: "plans-ruled-out.csv")
      let evidence = ReportEvidence(scenarios: loaded.points, catalog: loaded.catalog)
      try directory.write(
        Report(
          title: loaded.points[0].title, question: loaded.points[0].question, answer: answer,
          verdicts: [],
          validity: ReportEvidence.validity(
            loaded.points.map {
              ($0.accelerator.title, $0.calibration.confidence, [.trainingStep])
            }),
          sections: [plans, excluded].map {
            Report.Section($0.title ?? "Plans", [.table($0)])
          }, thresholds: [], assumptions: evidence.assumptions(), sources: evidence.sources,
          notModelled: evidence.notModelled, provenance: provenance))
      if !isQuiet { StandardError.print("results in \(directory.path)") }
    } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }
}
