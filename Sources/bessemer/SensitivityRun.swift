import Experiments
import LanguageModels
import OutputAnalysis
import Reports
import Scenarios
import Tables

/// One question of sensitivity from the scenario to what is printed and written.
struct SensitivityRun {
  let loaded: LoadedScenario
  let metrics: [Metric]
  let indexPoints: Int?
  let searchesFlips: Bool
  let options: RunOptions
  let store: RunStore?
  let directory: RunDirectory?

  func run() throws {
    let line = ProgressLine(isQuiet: options.quiet)
    let study = SensitivityStudy(loaded.plan, jobs: options.threads, store: store) {
      line.update(done: $1, total: $2, what: "\(loaded.file.name): \($0.rawValue)")
    }
    var tables: [(name: String, table: Table)] = []
    var figures: [Figure] = []
    var obstacles: [String] = []
    for (index, point) in loaded.plan.points.enumerated() where !point.inputs.isEmpty {
      let swings = try study.swings(of: index)
      if let obstacle = swings.obstacle {
        obstacles.append("\(point.scenario.label): \(obstacle)")
        continue
      }
      if !swings.describesSystem {
        line.finish()
        remark(
          "\(point.scenario.label): overloaded, or too short to tell, with all inputs at their medians: "
            + "costs are those of a fleet that does not keep up")
      }
      for metric in metrics {
        guard let tornado = swings.tornado(of: metric) else {
          line.finish()
          remark("\(point.scenario.label): no \(metric.name) with all inputs at their medians")
          continue
        }
        let mark = mark(index, metric)
        tables.append(
          (
            "tornado\(mark)",
            UncertaintyReport.table(
              tornado, of: metric, inputs: point.inputs,
              title: "What the \(metric.title) depends on: \(point.scenario.label)",
              provenance: provenance)
          ))
        if let figure = try? UncertaintyReport.figure(
          tornado, of: metric, inputs: point.inputs, named: "tornado\(mark)", at: point.scenario)
        {
          figures.append(figure)
        }
      }
      if let indexPoints {
        let indices = try study.indices(of: metrics, at: index, points: indexPoints)
        for (metric, indices) in zip(metrics, indices) {
          guard let indices else {
            line.finish()
            remark("\(point.scenario.label): \(metric.name) does not vary, or some draws lack it")
            continue
          }
          tables.append(
            ("indices\(mark(index, metric))", table(indices, of: metric, at: point)))
        }
      }
    }
    guard !tables.isEmpty else {
      line.finish()
      guard obstacles.isEmpty else {
        throw CommandFailure(
          status: .infeasible,
          message: (["no design point can run with its inputs at their medians"] + obstacles)
            .joined(separator: "\n"))
      }
      throw CommandFailure(
        status: .noData,
        message: "there is nothing to compare: the fleet is overloaded, or measured no "
          + metrics.map(\.name).joined(separator: ", "))
    }
    for obstacle in obstacles { remark(obstacle) }
    if searchesFlips { tables.append(("flips", try flips(study))) }
    line.finish()
    try print(tables.map(\.table))
    try write(tables, figures)
  }

  private func mark(_ point: Int, _ metric: Metric) -> String {
    (loaded.plan.points.count > 1 ? "-\(point + 1)" : "")
      + (metrics.count > 1 ? "-\(metric.name)" : "")
  }

  private func remark(_ text: String) {
    if !options.quiet { StandardError.print(text) }
  }

  private var provenance: Provenance {
    ScenarioRun(loaded: loaded, isQuiet: options.quiet, jobs: options.threads).provenance
  }

  // MARK: Tables

  private func table(
    _ indices: SensitivityIndices, of metric: Metric, at point: DesignPoint
  ) -> Table {
    var table = Table(
      [
        Column("input", .text),
        Column("first-order", .real, description: "Share of the variance that it explains alone."),
        Column("first-order-low", .real, description: "Of the 95 % interval."),
        Column("first-order-high", .real),
        Column("total", .real, description: "With all its interactions."),
        Column("total-low", .real), Column("total-high", .real),
      ], title: "Shares of the variance of the \(metric.title): \(point.scenario.label)",
      provenance: provenance)
    let order = point.inputs.indices.sorted {
      (indices.total[$1].estimate, $0) < (indices.total[$0].estimate, $1)
    }
    func round(_ value: Double) -> Cell { .real((value * 1e4).rounded() / 1e4) }
    for input in order {
      let (first, total) = (indices.firstOrder[input], indices.total[input])
      table.append([
        .text(point.inputs[input].path), round(first.estimate), round(first.lower),
        round(first.upper), round(total.estimate), round(total.lower), round(total.upper),
      ])
    }
    return table
  }

  /// Where thresholds cease to hold, and where the order of alternatives turns.
  private func flips(_ study: SensitivityStudy) throws -> Table {
    var table = Table(
      [
        Column("answer", .text), Column("input", .text), Column("distribution", .text),
        Column("flips", .text, description: "Between its 0.1 % and 99.9 % quantiles."),
      ], title: "Where answers flip, one input at a time", provenance: provenance)
    func add(_ answer: String, _ found: [(input: UncertainInput, flip: FlipPoint)]) {
      for (input, flip) in found {
        table.append([
          .text(answer), .text(input.path), .text(input.text), .text(flip.words(of: input)),
        ])
      }
    }
    for (index, point) in loaded.plan.points.enumerated() {
      for rule in loaded.plan.thresholds {
        add(
          "\(point.scenario.label): \(rule.threshold.text)",
          try study.flips(of: rule, at: index))
      }
    }
    let names = loaded.plan.points.map(\.scenario)
    for (index, scenario) in names.enumerated().dropFirst() {
      // Against the first alternative at the same swept values.
      guard
        let base = names[..<index].firstIndex(where: { other in
          other.model.name == scenario.model.name
            && other.coordinates.elementsEqual(scenario.coordinates) { $0 == $1 }
        })
      else { continue }
      for metric in metrics {
        add(
          "\(metric.title) of \(names[base].alternative) below that of \(scenario.alternative)",
          try study.flips(of: metric, between: base, and: index))
      }
    }
    if table.rows.isEmpty {
      remark("there is nothing that could flip: state `thresholds`, or two alternatives")
    }
    return table
  }

  // MARK: Output

  private func print(_ tables: [Table]) throws {
    switch options.format {
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
    case .markdown: try StandardOutput.print(tables.map(\.markdown).joined(separator: "\n\n"))
    case .csv: try StandardOutput.print(tables.map(\.csv).joined(separator: "\n"))
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.sensitivity/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    }
  }

  private func write(_ tables: [(name: String, table: Table)], _ figures: [Figure]) throws {
    guard let directory else { return }
    for (name, table) in tables { try directory.write(table.csv, to: "\(name).csv") }
    try directory.write(loaded.file.mergedText, to: "scenario.yaml")
    var drawn: [(Figure, FigureOutcome)] = []
    for figure in figures {
      let outcome = try directory.write(figure, drawnBy: Gnuplot())
      if let message = outcome.message { remark(message) }
      drawn.append((figure, outcome))
    }
    let first = loaded.points[0]
    let report = Report(
      title: first.title, question: first.question,
      sections: [
        Report.Section(
          "Figures", drawn.map { .figure(Report.FigureReference($0.0, $0.1)) })
      ] + tables.map { Report.Section($0.table.title ?? $0.name, [.table($0.table)]) },
      provenance: provenance)
    try directory.write(report)
    remark("results in \(directory.path)")
  }
}

extension FlipPoint {
  /// Where it flips, in words.
  fileprivate func words(of input: UncertainInput) -> String {
    func value(_ crossing: Crossing) -> String { input.shortText(at: crossing.level) }
    return switch finding {
    case .never(let isPositive):
      isPositive ? "nowhere: it holds throughout" : "nowhere: it never holds"
    case .once(let crossing): "at \(value(crossing))"
    case .several(let crossings): "at " + crossings.map(value).joined(separator: ", at ")
    case .unknown: "unknown: no value to compare"
    }
  }
}
