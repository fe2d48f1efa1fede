import ComputeSupply
import Experiments
import Foundation
import Quantities
import ReferenceData
import Reports
import Scenarios
import Tables

/// One scenario of supply from simulation to files.
struct SupplyRun {
  let loaded: LoadedSupply
  let isQuiet: Bool
  let jobs: Int

  func simulate() throws -> SupplyResult {
    let line = ProgressLine(isQuiet: isQuiet)
    defer { line.finish() }
    let name = loaded.file.name
    do {
      return try loaded.question.study.run(jobs: jobs) { done, total in
        line.update(done: done, total: total, what: "\(name): simulating")
      }
    } catch let error as SupplyError {
      throw CommandFailure(
        status: .invalidScenario, message: "\(loaded.file.path): in one of the draws \(error)")
    }
  }

  /// What comes of the claim of the scenario; nil where it makes none.
  private func claim(on result: SupplyResult) -> ClaimReport? {
    loaded.claim.map {
      ClaimReport(
        verdict: $0.verdict(on: result), catalog: loaded.catalog, provenance: provenance)
    }
  }

  private var provenance: Provenance {
    let first = loaded.question.scenarios[0]
    return Provenance(
      programVersion: ProgramVersion.current, scenario: loaded.file.name,
      scenarioHash: loaded.scenarioHash, dataHash: loaded.catalog.contentHash, seed: first.seed,
      replications: first.draws)
  }

  /// Prints the summary, writes the folder where there is one, and says what came of it.
  func finish(
    _ result: SupplyResult, as format: OutputFormat, in directory: RunDirectory?
  ) throws -> RunOutcome {
    let tables = SupplyTables(
      result: result, plan: loaded.question.built.plan,
      unit: loaded.question.scenarios[0].demand.unit, provenance: provenance)
    let judged = judgements(of: result)
    let report = SupplyReport(
      loaded: loaded, result: result, tables: tables, judgements: judged)
    let shown = [
      tables.stocks, tables.channels, tables.definitions, tables.changes,
      tables.reach(loaded.question), tables.abilities, tables.constraints,
    ].compactMap(\.self)
    // First the files: a reader of standard output who goes away loses nothing.
    if let directory {
      do { try write(result, tables, shown, report, to: directory) } catch {
        throw CommandFailure(status: .usage, message: error.description)
      }
    }
    if format == .table {
      let first = loaded.question.scenarios[0]
      try StudySummary(
        title: first.title, question: first.question, answer: report.answer,
        claim: claim(on: result), judgements: judged, tables: shown
      ).print()
    } else {
      try StandardOutput.print(tables.series.text(as: format))
    }
    if let directory, !isQuiet { StandardError.print("results in \(directory.path)") }
    return RunOutcome(judgements: judged, claim: claim(on: result)?.verdict)
  }

  private func judgements(of result: SupplyResult) -> [MedianJudgement] {
    loaded.thresholds.flatMap { threshold in
      result.alternatives.map { threshold.judgement(on: $0, at: result.dates.count - 1) }
    }
  }

  private func write(
    _ result: SupplyResult, _ tables: SupplyTables, _ shown: [Table], _ report: SupplyReport,
    to directory: RunDirectory
  ) throws(RunDirectoryError) {
    let evidence = SupplyEvidence(question: loaded.question, catalog: loaded.catalog)
    try directory.write(loaded.file.mergedText, to: "scenario.yaml")
    try directory.write(tables.series.csv, to: "series.csv")
    try directory.write(tables.series.json, to: "series.json")
    try directory.write(tables.constraints.csv, to: "constraints.csv")
    try directory.write(tables.events.csv, to: "events.csv")
    if let inputs = evidence.table(provenance) {
      try directory.write(inputs.csv, to: "inputs.csv")
    }
    try directory.write(evidence.rules(provenance).csv, to: "rules.csv")
    let gnuplot = Gnuplot()
    var figures: [(Figure, FigureOutcome)] = []
    let unit = loaded.question.scenarios[0].demand.unit
    for kind in loaded.figures {
      let figure: Figure
      do {
        figure = try kind.figure(
          of: result, unit: unit, subtitle: loaded.question.scenarios[0].title)
      } catch {
        if !isQuiet {
          StandardError.print("figure \(kind.rawValue): nothing to draw in this result")
        }
        continue
      }
      let outcome = try directory.write(figure, drawnBy: gnuplot)
      if let message = outcome.message, !isQuiet { StandardError.print(message) }
      figures.append((figure, outcome))
    }
    let extra =
      [tables.tornado, evidence.table(provenance), evidence.rules(provenance)]
      .compactMap(\.self)
      + tables.chips(loaded.question)
    let claim = claim(on: result)
    if let claim { try directory.write(claim.tidyTable.csv, to: "claim.csv") }
    let whole = report.report(tables: shown + extra, figures: figures)
    try directory.write(claim?.leading(whole) ?? whole)
    try directory.write(
      RunManifest(
        provenance: provenance, points: result.alternatives.count, figures: figures.map(\.0.name)
      )
      .text, to: "manifest.json")
  }
}
