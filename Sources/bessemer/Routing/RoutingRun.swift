import Documents
import Experiments
import ReferenceData
import Reports
import Scenarios
import Tables

/// One scenario of routing from the computation to files.
struct RoutingRun {
  let loaded: LoadedRouting
  let isQuiet: Bool

  func result() throws -> RoutingResult {
    do { return try loaded.study.run() } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  /// What comes of the claim of the scenario; nil where it makes none.
  private func claim(on result: RoutingResult) -> ClaimReport? {
    loaded.claim.map {
      ClaimReport(
        verdict: $0.verdict(on: result), catalog: loaded.catalog,
        provenance: provenance(of: result))
    }
  }

  private func provenance(of result: RoutingResult) -> Provenance {
    Provenance(
      programVersion: ProgramVersion.current, scenario: loaded.file.name,
      scenarioHash: loaded.scenarioHash, dataHash: loaded.catalog.contentHash,
      seed: loaded.study.scenarios[0].seed,
      replications: result.alternatives.map(\.drawCount).max() ?? 1)
  }

  /// Prints the summary, writes the folder where there is one, and says what came of it.
  func finish(
    _ result: RoutingResult, as format: OutputFormat, in directory: RunDirectory?
  ) throws -> RunOutcome {
    let tables = RoutingTables(result: result, provenance: provenance(of: result))
    let judged = loaded.study.thresholds.flatMap { threshold in
      result.alternatives.map { threshold.judgement(on: $0) }
    }
    let report = RoutingReport(
      loaded: loaded, result: result, tables: tables, judgements: judged)
    let shown = [tables.figures, tables.ratios].compactMap(\.self)
    // First the files: a reader of standard output who goes away loses nothing.
    if let directory {
      do { try write(result, tables, shown, report, to: directory) } catch {
        throw CommandFailure(status: .usage, message: error.description)
      }
    }
    if format == .table {
      let first = loaded.study.scenarios[0]
      try StudySummary(
        title: first.title, question: first.question, answer: report.answer,
        claim: claim(on: result), judgements: judged, tables: shown
      ).print()
    } else {
      try StandardOutput.print(tables.tidy.text(as: format))
    }
    if let directory, !isQuiet { StandardError.print("results in \(directory.path)") }
    return RunOutcome(judgements: judged, claim: claim(on: result)?.verdict)
  }

  private func write(
    _ result: RoutingResult, _ tables: RoutingTables, _ shown: [Table], _ report: RoutingReport,
    to directory: RunDirectory
  ) throws(RunDirectoryError) {
    try directory.write(loaded.file.mergedText, to: "scenario.yaml")
    try directory.write(tables.tidy.csv, to: "summary.csv")
    try directory.write(tables.tidy.json, to: "summary.json")
    try directory.write(tables.draws.csv, to: "draws.csv")
    let gnuplot = Gnuplot()
    var figures: [(Figure, FigureOutcome)] = []
    for kind in loaded.figures {
      let figure: Figure
      do { figure = try kind.figure(of: result) } catch {
        if !isQuiet, loaded.namesFigures {
          StandardError.print("figure \(kind.rawValue): nothing to draw in this result")
        }
        continue
      }
      let outcome = try directory.write(figure, drawnBy: gnuplot)
      if let message = outcome.message, !isQuiet { StandardError.print(message) }
      figures.append((figure, outcome))
    }
    let claim = claim(on: result)
    if let claim { try directory.write(claim.tidyTable.csv, to: "claim.csv") }
    let whole = report.report(tables: shown + tables.tornados, figures: figures)
    try directory.write(claim?.leading(whole) ?? whole)
    try directory.write(
      RunManifest(
        provenance: tables.provenance, points: result.alternatives.count,
        figures: figures.map(\.0.name)
      )
      .text, to: "manifest.json")
  }
}
