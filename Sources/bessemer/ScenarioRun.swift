import Documents
import Experiments
import Foundation
import ReferenceData
import Reports
import Scenarios
import Serving
import Tables

/// One scenario from simulation to files.
struct ScenarioRun {
  let loaded: LoadedScenario
  let isQuiet: Bool
  let jobs: Int
  /// The most runs that a design point has, once they are made.
  var runsMade: Int?
  /// Where the requests of each run go.
  var requests: RequestsFiles?
  /// What the clusters of the points do of training and serving, once that is known.
  private(set) var divisions: [(label: String, found: TrainOrServe)] = []
  /// What the levers of the scenario do, once that is known.
  private(set) var levers: LeverReport?
  /// Which figures are explained.
  var explained: ExplanationRequest?

  func simulate() -> ExperimentResult {
    withProgress {
      experiment(
        keeping: loaded.figures.contains(where: \.needsCourse) ? .timeline : .measurements
      ).run(jobs: jobs, progress: $0)
    }
  }

  /// The same with a store, whose runs are not made again.
  func simulate(in store: RunStore) throws -> ExperimentResult {
    try withProgress { progress in
      try kept { () throws(RunStoreError) in
        try experiment().run(jobs: jobs, in: store, progress: progress)
      }
    }
  }

  /// Makes the runs of one shard.
  func simulate(
    _ shard: Experiment.Shard, in store: RunStore
  ) throws -> Experiment.ShardOutcome {
    try withProgress { progress in
      try kept { () throws(RunStoreError) in
        try experiment().run(shard, jobs: jobs, in: store, progress: progress)
      }
    }
  }

  /// What a store holds of the runs.
  func collect(from store: RunStore) throws -> ExperimentResult {
    try withProgress { progress in
      try kept { () throws(RunStoreError) in
        try experiment().collect(from: store, jobs: jobs, progress: progress)
      }
    }
  }

  /// A store has no place for the course of a run, so that only what runs without one keeps any: a
  /// sweep that is resumed or merged ends as one that was not.
  private func experiment(keeping: RunControl.Keeping = .measurements) -> Experiment {
    var destinations: RequestDestinations?
    if let requests { destinations = { origin in try requests.destination(of: origin) } }
    return Experiment(loaded.plan, keeping: keeping, requestsTo: destinations)
  }

  private func withProgress<Value>(
    _ body: (@escaping Experiment.Progress) throws -> Value
  ) rethrows -> Value {
    let line = ProgressLine(isQuiet: isQuiet)
    defer { line.finish() }
    let name = loaded.file.name
    return try body { phase, done, total in
      line.update(done: done, total: total, what: "\(name): \(phase.rawValue)")
    }
  }

  /// What a store refuses ends the command.
  private func kept<Value>(_ body: () throws(RunStoreError) -> Value) throws -> Value {
    do { return try body() } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }

  var provenance: Provenance {
    let first = loaded.points[0]
    return Provenance(
      programVersion: ProgramVersion.current, scenario: loaded.file.name,
      scenarioHash: loaded.scenarioHash,
      dataHash: loaded.catalog.contentHash,
      seed: first.seed, replications: runsMade ?? first.replications)
  }

  /// Prints the summary, writes the folder where there is one, and says what came of it.
  @discardableResult
  func finish(
    _ result: ExperimentResult, as format: OutputFormat, in directory: RunDirectory?
  ) throws -> RunOutcome {
    var own = self
    own.runsMade = result.points.map(\.runs.count).max()
    own.divisions = clusterDivisions(of: result)
    own.levers = loaded.levers.map { LeverReport(study: LeverStudy(result, $0)) }
    // First the files: a reader of standard output who goes away loses nothing.
    if let directory {
      do { try own.write(result, to: directory) } catch {
        throw CommandFailure(status: .usage, message: error.description)
      }
    }
    try own.print(result, as: format)
    if let directory, !isQuiet { StandardError.print("results in \(directory.path)") }
    // Where nothing ran, the end of the command says why.
    if result.hasRuns { try explain(result, as: format) }
    return RunOutcome(
      result, judgements: result.judgements(of: loaded.plan.thresholds),
      claim: claim(on: result)?.verdict)
  }

  /// What comes of the claim of the scenario; nil where it makes none.
  private func claim(on result: ExperimentResult) -> ClaimReport? {
    loaded.claim.map {
      ClaimReport(
        verdict: $0.verdict(on: result), catalog: loaded.catalog, provenance: provenance)
    }
  }

  private func report(of result: ExperimentResult) -> ResultReport {
    ResultReport(
      result: result, provenance: provenance, catalog: loaded.catalog,
      judgements: result.judgements(of: loaded.plan.thresholds),
      divisions: divisions.flatMap(\.found.sentences) + result.sentences(on: loaded.figures)
        + (trend(of: result)?.sentences ?? []), levers: levers)
  }

  /// How the cost of the result moves with the years, where that is asked for.
  private func trend(of result: ExperimentResult) -> TrendStudy? {
    loaded.trend.flatMap { try? TrendStudy($0, of: result) }
  }

  /// Divisions of the clusters of points that train and serve, where their machines are counted.
  private func clusterDivisions(
    of result: ExperimentResult
  ) -> [(label: String, found: TrainOrServe)] {
    guard result.axes.isEmpty else { return [] }
    let points = result.points.map(\.scenario).filter {
      $0.isServed && $0.training != nil && $0.limits.accelerators != nil
    }
    let line = ProgressLine(isQuiet: isQuiet)
    defer { line.finish() }
    return points.enumerated().compactMap { index, point in
      line.update(done: index, total: points.count, what: "\(loaded.file.name): dividing clusters")
      do { return (point.label, try TrainOrServe(point, jobs: jobs)) } catch {
        line.finish()
        StandardError.print(
          "\(point.label): what the cluster serves at most cannot be searched for: \(error)")
        return nil
      }
    }
  }

  /// Tables of what trains: checks, a step, and divisions of the cluster.
  private func trainingTables(of result: ExperimentResult) -> [Table] {
    ChecksTable.all(of: result, provenance: provenance)
      + TrainingTables.all(of: result, provenance: provenance) + divisionTables
  }

  private var leverTables: [Table] {
    guard let levers else { return [] }
    return [levers.shortTable(provenance: provenance)]
      + [levers.unusableTable(provenance: provenance)].compactMap(\.self)
  }

  private func figure(
    _ kind: ResultFigure, of result: ExperimentResult
  ) throws(FigureError) -> Figure {
    guard kind.isOfLevers else { return try kind.figure(of: result) }
    guard let levers else { throw .empty(figure: kind.rawValue) }
    return try kind.figure(of: levers, result)
  }

  private var divisionTables: [Table] {
    divisions.map { $0.found.table(of: $0.label, provenance: provenance) }
  }

  private var divisionFigures: [Figure] {
    divisions.enumerated().compactMap { index, item in
      try? item.found.figure(
        named: index == 0 ? "train-or-serve" : "train-or-serve-\(index + 1)", subtitle: item.label)
    }
  }

  /// The summary on standard output: words and a table for people, or the tidy table for programs.
  func print(_ result: ExperimentResult, as format: OutputFormat) throws {
    guard format == .table else {
      // What is asked for stands alone.
      if explained != nil { return }
      try StandardOutput.print(result.summaryTable(provenance: provenance).text(as: format))
      return
    }
    let report = report(of: result)
    var lines = [loaded.points[0].title]
    if let question = loaded.points[0].question { lines.append(question) }
    lines.append("")
    let claim = claim(on: result)
    lines += ((claim?.sentences ?? []) + report.answer).map { "• \($0)" }
    lines.append("")
    for verdict in report.verdicts { lines.append(verdict.line) }
    lines.append("")
    try StandardOutput.print(lines.joined(separator: "\n"))
    if let claim {
      try StandardOutput.print(
        claim.table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
    }
    for table in leverTables {
      try StandardOutput.print(
        table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
    }
    try StandardOutput.print(
      ResultTables.summary(of: result, provenance: provenance)
        .terminal(width: StandardOutput.width, overflow: .wrap))
    for table in ResultTables.classes(of: result, provenance: provenance) {
      try StandardOutput.print(
        "\n" + table.terminal(width: StandardOutput.width, overflow: .wrap))
    }
    if let table = ResultTables.thresholds(report.judgements, provenance: provenance) {
      try StandardOutput.print(
        "\n" + table.terminal(width: StandardOutput.width, overflow: .wrap))
    }
    for table in trainingTables(of: result) {
      try StandardOutput.print(
        "\n" + table.terminal(width: StandardOutput.width, overflow: .wrap))
    }
    for sentence in result.analysisSentences { try StandardOutput.print(sentence) }
    if !result.points.allSatisfy(\.isSettled) {
      try StandardOutput.print(
        "some runs had not settled after their warm-up: lengthen `duration` for firmer numbers")
    }
  }

  private func explain(_ result: ExperimentResult, as format: OutputFormat) throws {
    guard let explained else { return }
    let explanations = try explained.explanations(of: result, in: loaded)
    switch format {
    case .table:
      for explanation in explanations { try StandardOutput.print("\n" + explanation.text) }
    case .markdown:
      try StandardOutput.print(explanations.map(\.markdown).joined(separator: "\n\n"))
    case .json, .csv: try StandardOutput.print(Explanation.json(explanations))
    }
  }

  /// All files of the run directory.
  func write(_ result: ExperimentResult, to directory: RunDirectory) throws(RunDirectoryError) {
    // A sweep has written its own, which every shard reads alike.
    if try !directory.listedNames().contains("scenario.yaml") {
      try directory.write(resolvedScenario, to: "scenario.yaml")
    }
    try directory.write(result.measurementTable(provenance: provenance).csv, to: "measurements.csv")
    try directory.write(result.pointTable(provenance: provenance).csv, to: "points.csv")
    let summary = result.summaryTable(provenance: provenance)
    try directory.write(summary.csv, to: "summary.csv")
    try directory.write(summary.json, to: "summary.json")
    if let inputs = result.inputTable(provenance: provenance) {
      try directory.write(inputs.csv, to: "inputs.csv")
    }
    if let timeline = result.timelineTable(provenance: provenance) {
      try directory.write(timeline.csv, to: "timeline.csv")
    }
    if let levers {
      try directory.write(levers.table(provenance: provenance).csv, to: "levers.csv")
    }
    let gnuplot = Gnuplot()
    var figures: [(Figure, FigureOutcome)] = []
    for kind in loaded.figures {
      do {
        let figure = try figure(kind, of: result)
        let outcome = try directory.write(figure, drawnBy: gnuplot)
        if let message = outcome.message, !isQuiet { StandardError.print(message) }
        figures.append((figure, outcome))
      } catch let error as RunDirectoryError {
        throw error
      } catch {
        if !isQuiet {
          StandardError.print(
            kind.needsCourse && result.hasRuns
              ? "figure \(kind.rawValue): a sweep keeps no course of its runs; `bessemer run` draws it"
              : "figure \(kind.rawValue): nothing to draw in this result")
        }
      }
    }
    for (index, table) in divisionTables.enumerated() {
      try directory.write(
        table.csv, to: index == 0 ? "train-or-serve.csv" : "train-or-serve-\(index + 1).csv")
    }
    let uncertainty = UncertaintyReport(result: result)
    let trend = trend(of: result)
    if let trend {
      try directory.write(trend.table(provenance: provenance).csv, to: "trend.csv")
    }
    let trendFigure = trend.flatMap { try? $0.figure(subtitle: result.subtitle) }
    for figure in uncertainty.figures() + divisionFigures + [trendFigure].compactMap(\.self) {
      let outcome = try directory.write(figure, drawnBy: gnuplot)
      if let message = outcome.message, !isQuiet { StandardError.print(message) }
      figures.append((figure, outcome))
    }
    let report = report(of: result)
      .report(
        tables: leverTables + [ResultTables.summary(of: result, provenance: provenance)]
          + ResultTables.classes(of: result, provenance: provenance)
          + trainingTables(of: result)
          + uncertainty.tornadoTables(provenance: provenance), figures: figures)
    let claim = claim(on: result)
    if let claim { try directory.write(claim.tidyTable.csv, to: "claim.csv") }
    try directory.write(claim?.leading(report) ?? report)
    try directory.write(
      RunManifest(
        provenance: provenance, points: loaded.points.count, figures: figures.map(\.0.name)
      ).text, to: "manifest.json")
  }

  /// The design points as they were run, every default filled in.
  private var resolvedScenario: String {
    let variants = loaded.variants
    let title = loaded.points[0].title
    guard variants.count > 1 else {
      return variants.first?.resolvedScenario(presets: loaded.points[0].presets)
        ?? loaded.file.mergedText
    }
    return "# \(title): the file with its parents and settings merged\n" + loaded.file.mergedText
  }

  /// Ends the command where a run that should have worked did not.
  func refuseFailures(of result: ExperimentResult) throws {
    for point in result.points {
      if case .failed(let failure) = point.outcome {
        throw self.failure(failure, of: point.scenario.label)
      }
    }
  }

  /// Why a run that should have worked did not, as the end of the command.
  func failure(_ failure: StudyFailure, of label: String) -> CommandFailure {
    switch failure.cause {
    // A file that cannot be written is no fault of the run.
    case let refusal as CommandFailure: refusal
    case let problems as Diagnostics:
      CommandFailure(status: .invalidScenario, message: problems.description)
    default:
      CommandFailure(status: .internalError, message: "\(label) failed: \(failure.reason)")
    }
  }
}

extension Verdict {
  /// The verdict in a line of a terminal.
  fileprivate var line: String {
    switch outcome {
    case .feasible(let margin): "\(subject): feasible" + (margin.map { ": \($0)" } ?? "")
    case .infeasible(let cause, let fix):
      "\(subject): infeasible: \(cause)" + (fix.map { "\n  fix  \($0)" } ?? "")
    }
  }
}
