import Experiments
import Hardware
import LanguageModels
import OutputAnalysis
import Performance
import Quantities
import ReferenceData
import Reports
import Scenarios
import Serving
import Tables

/// One comparison from the scenarios to what is printed and written.
struct CompareRun {
  let loaded: [LoadedScenario]
  let plan: ExperimentPlan
  let metrics: [Metric]
  let options: RunOptions
  let directory: RunDirectory?

  /// What is compared where nobody names metrics.
  static let usual: [Metric] = [
    .costOutput, .costBlended, .costUncachedInput, .outputPerAccelerator, .timeToFirstToken95,
    .timePerOutputToken95, .attainment, .energy, .trainingTime, .trainingCost, .trainingGoodput,
    .modelUtilization,
  ]

  func run() throws {
    let line = ProgressLine(isQuiet: options.quiet)
    let result = Experiment(plan).run(jobs: options.threads) {
      line.update(done: $1, total: $2, what: $0.rawValue)
    }
    line.finish()
    let output = ScenarioRun(loaded: loaded[0], isQuiet: options.quiet, jobs: options.threads)
    try output.refuseFailures(of: result)
    let comparisons = result.comparisons(on: metrics)
    let tables = [
      fleetTable(of: result), table(of: comparisons, in: result),
      causeTable(of: comparisons, in: result),
    ].filter { !$0.rows.isEmpty }
    let judgements = result.judgements(of: plan.thresholds)
    let report = ResultReport(
      result: result, provenance: provenance, catalog: loaded[0].catalog, judgements: judgements)
    let answer = sentences(on: comparisons, in: result) + obstacles(of: result, report)
    try write(result, report, answer, tables, comparisons)
    try print(answer, tables)
    try RunOutcome(result, judgements: judgements).end()
  }

  private var provenance: Provenance {
    let first = plan.points[0].scenario
    return Provenance(
      programVersion: ProgramVersion.current,
      scenario: loaded.map(\.file.name).joined(separator: " + "),
      scenarioHash: ContentHash.text(of: plan.content), dataHash: loaded[0].catalog.contentHash,
      seed: first.seed, replications: first.replications)
  }

  // MARK: Words

  /// The ratio of costs, and what decides it.
  private func sentences(on comparisons: [Comparison], in result: ExperimentResult) -> [String] {
    comparisons.filter {
      [.costOutput, .costBlended, .trainingTime, .trainingCost].contains($0.metric)
    }.flatMap { item in
      var sentences = [item.sentence]
      let (subject, baseline) = (
        result.points[item.places.subject], result.points[item.places.baseline]
      )
      if !item.isIndistinguishable,
        let causes = result.causes(of: item.metric, of: subject, against: baseline)
      {
        let parts = causes.causes.map {
          "\($0.name) × \(UnitNotation.format($0.factor, significantDigits: 3))"
        }
        sentences.append("  What decides it: \(parts.joined(separator: ", ")).")
      }
      let whole = item.ratioWithModelError
      if whole != item.ratio.lower...item.ratio.upper {
        let ends = [whole.lowerBound, whole.upperBound].map {
          UnitNotation.format($0, significantDigits: 2)
        }
        sentences.append(
          "  With the uncertainty of the predictions it lies from \(ends[0]) to \(ends[1]) (90 %)"
            + (whole.contains(1) ? ", so that their order is not certain." : "."))
      }
      return sentences
    }
  }

  /// Points that take no part, and why.
  private func obstacles(of result: ExperimentResult, _ report: ResultReport) -> [String] {
    result.points.compactMap { point in
      switch point.outcome {
      case .ran where point.verdict?.describesSystem != false: nil
      case .ran: "\(point.scenario.label): \(point.verdict?.sentence ?? "no runs")."
      case .infeasible:
        "\(point.scenario.label) cannot run: \(point.verdicts.sentence)."
      case .missesObjectives(_, let missed):
        "\(point.scenario.label) takes no part: \(missed.joined(separator: " and "))."
      case .failed(let failure): "\(point.scenario.label): failed: \(failure.reason)."
      }
    }
  }

  // MARK: Tables

  /// What the fleets are, and what they have in common; of uncertain inputs P50 (P10 to P90), since each
  /// draw has a fleet of its own.
  private func fleetTable(of result: ExperimentResult) -> Table {
    let name =
      plan.equalization == .none ? "Fleets" : "Fleets at equal \(plan.equalization.rawValue)"
    var table = Table(
      [
        Column("alternative", .text), Column("accelerator", .text), Column("accelerators", .text),
        Column("replicas", .text), Column("bill", .text, unit: "USD/h"),
        Column("power", .text, unit: "kW"), Column("objectives", .text), Column("load", .text),
        Column("validity", .text),
      ], title: result.isSampled ? "\(name), draw by draw" : name, provenance: provenance)
    for point in result.points where !point.runs.isEmpty && point.scenario.isServed {
      func cell(_ metric: Metric) -> Cell { Cell(ResultTables.text(of: metric, at: point)) }
      table.append([
        .text(point.scenario.label), .text(point.scenario.accelerator.title), cell(.accelerators),
        cell(.replicas), Cell(spread(of: .costPerHour, 1, at: point)),
        Cell(spread(of: .power, 1e-3, at: point)), Cell(point.promise?.rawValue),
        .text(ResultTables.state(of: point)), .text(point.confidence.grade.rawValue),
      ])
    }
    return table
  }

  /// What all accelerators of a fleet take together: the mean, or the median of the draws between the
  /// tenth and the ninetieth percentile.
  private func spread(
    of metric: Metric, _ scale: Double, at point: DesignPointResult
  ) -> String? {
    let counts = Dictionary(
      uniqueKeysWithValues: point.numberedValues(of: .accelerators).map { ($0.number, $0.value) })
    let amounts = point.numberedValues(of: metric).compactMap { item in
      counts[item.number].map { item.value * $0 * scale }
    }.sorted()
    guard !amounts.isEmpty else { return nil }
    func text(_ value: Double) -> String { UnitNotation.format(value, significantDigits: 4) }
    guard !point.draws.isEmpty else {
      return text(amounts.reduce(0, +) / Double(amounts.count))
    }
    func quantile(_ share: Double) -> String {
      text(amounts[max(0, Int((share * Double(amounts.count)).rounded(.up)) - 1)])
    }
    return "\(quantile(0.5)) (\(quantile(0.1)) to \(quantile(0.9)))"
  }

  private func table(of comparisons: [Comparison], in result: ExperimentResult) -> Table {
    var table = Table(
      [
        Column("alternative", .text), Column("against", .text), Column("metric", .text),
        Column("unit", .text), Column("baseline", .text), Column("own", .text),
        Column("ratio", .real, description: "Geometric mean of paired ratios."),
        Column("ratio-low", .real, description: "Of the 95 % interval over runs."),
        Column("ratio-high", .real),
        Column("verdict", .text, description: "lower, higher or indistinguishable."),
        Column(
          "predicted-low", .real,
          description: "With the uncertainty of the predictions of both machines, 90 %."),
        Column("predicted-high", .real), Column("pairs", .integer),
      ]
        + (result.isSampled
          ? [
            Column("p10", .real, description: "Of the ratios draw by draw."), Column("p50", .real),
            Column("p90", .real),
            Column("share-lower", .real, description: "Of the draws, those in which it is lower."),
          ] : []),
      title: "Comparisons", provenance: provenance)
    func round(_ value: Double) -> Cell { .real((value * 1e4).rounded() / 1e4) }
    for item in comparisons {
      let whole = item.ratioWithModelError
      let verdict =
        item.isIndistinguishable
        ? "indistinguishable" : item.ratio.estimate < 1 ? "lower" : "higher"
      table.append(
        [
          .text(item.subject.label), .text(item.baseline.label), .text(item.metric.name),
          Cell(item.metric.unit),
          Cell(ResultTables.text(of: item.metric, at: result.points[item.places.baseline])),
          Cell(ResultTables.text(of: item.metric, at: result.points[item.places.subject])),
          round(item.ratio.estimate), round(item.ratio.lower), round(item.ratio.upper),
          .text(verdict), round(whole.lowerBound), round(whole.upperBound),
          .integer(item.ratio.count),
        ]
          + (result.isSampled
            ? [0.1, 0.5, 0.9].map { item.quantile($0).map(round) ?? .missing }
              + [item.shareLower.map(round) ?? .missing] : []))
    }
    return table
  }

  private func causeTable(of comparisons: [Comparison], in result: ExperimentResult) -> Table {
    var table = Table(
      [
        Column("alternative", .text), Column("against", .text), Column("metric", .text),
        Column("cause", .text),
        Column(
          "factor", .real, description: "What it alone does; the product is the ratio of means."),
      ], title: "What decides it", provenance: provenance)
    for item in comparisons {
      guard
        let causes = result.causes(
          of: item.metric, of: result.points[item.places.subject],
          against: result.points[item.places.baseline])
      else { continue }
      for cause in causes.causes {
        table.append([
          .text(item.subject.label), .text(item.baseline.label), .text(item.metric.name),
          .text(cause.name), .real((cause.factor * 1e4).rounded() / 1e4),
        ])
      }
    }
    return table
  }

  // MARK: Output

  private func print(_ answer: [String], _ tables: [Table]) throws {
    switch options.format {
    case .table:
      let first = plan.points[0].scenario
      var lines = [first.title] + [first.question].compactMap(\.self) + [""]
      lines += answer.map { $0.hasPrefix("  ") ? $0 : "• \($0)" } + [""]
      try StandardOutput.print(lines.joined(separator: "\n"))
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
    case .markdown: try StandardOutput.print(tables.map(\.markdown).joined(separator: "\n\n"))
    case .csv:
      try StandardOutput.print((tables.first { $0.title == "Comparisons" } ?? tables[0]).csv)
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.compare/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    }
  }

  private func write(
    _ result: ExperimentResult, _ words: ResultReport, _ answer: [String], _ tables: [Table],
    _ comparisons: [Comparison]
  ) throws {
    guard let directory else { return }
    do throws(RunDirectoryError) {
      for (index, file) in loaded.enumerated() {
        let name = loaded.count == 1 ? "scenario.yaml" : "scenario-\(index + 1).yaml"
        try directory.write(file.file.mergedText, to: name)
      }
      try directory.write(
        result.measurementTable(provenance: provenance).csv, to: "measurements.csv")
      try directory.write(result.summaryTable(provenance: provenance).csv, to: "summary.csv")
      for table in tables {
        let name = (table.title ?? "table").lowercased().split(separator: " ").joined(
          separator: "-")
        try directory.write(table.csv, to: "\(name).csv")
      }
      var figures: [(Figure, FigureOutcome)] = []
      if let figure = figure(of: comparisons) {
        let outcome = try directory.write(figure, drawnBy: Gnuplot())
        if let message = outcome.message, !options.quiet { StandardError.print(message) }
        figures.append((figure, outcome))
      }
      var report = words.report(tables: tables, figures: figures)
      report.answer = answer.map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0 }
      try directory.write(report)
    } catch { throw CommandFailure(status: .usage, message: error.description) }
    if !options.quiet { StandardError.print("results in \(directory.path)") }
  }

  /// The ratios beside each other, one bar per alternative and metric.
  private func figure(of comparisons: [Comparison]) -> Figure? {
    let names = comparisons.map { "\($0.subject.label) / \($0.baseline.label)" }
    var pairs: [String] = []
    for name in names where !pairs.contains(name) { pairs.append(name) }
    let shown = metrics.filter { metric in comparisons.contains { $0.metric == metric } }
    let series = pairs.map { pair in
      BarSeries(
        pair,
        shown.map { metric in
          zip(names, comparisons).first { $0.0 == pair && $0.1.metric == metric }.map {
            Bar($0.1.ratio.estimate, low: $0.1.ratio.lower, high: $0.1.ratio.upper)
          }
        })
    }
    let first = plan.points[0].scenario
    return try? Figure(
      name: "ratios", title: "Ratios under the same random numbers",
      subtitle: pairs.count == 1 ? "\(first.title): \(pairs[0])" : first.title,
      caption:
        "Intervals are 95 % over \(comparisons.first?.ratio.count ?? 0) paired runs; 1 is no "
        + "difference.",
      bars: BarPlot(
        categories: shown.map(\.title), label: "Ratio", series: series,
        references: [(value: 1, label: "no difference")]))
  }
}
