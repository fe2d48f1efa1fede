import Hardware
import Performance
import Experiments
import ReferenceData
import Reports
import Scenarios
import Tables

/// The report of a search: what was found, what was ruled out and why, and what it rests on.
struct FindReport {
  let loaded: LoadedScenario
  let provenance: Provenance
  /// What was looked at, where that is more than the design points: of each chip the first counts.
  var space: [Scenario] = []

  /// - Parameters:
  ///   - tables: Each with its heading.
  ///   - figures: The front as it was drawn, where there is one.
  func report(
    answer: [String], verdicts: [Verdict], tables: [(heading: String, table: Table)],
    figures: [(Figure, FigureOutcome)] = []
  ) -> Report {
    let first = loaded.points[0]
    let scenarios = subjects
    let evidence = ReportEvidence(scenarios: scenarios, catalog: loaded.catalog)
    var sections: [Report.Section] = []
    if !figures.isEmpty {
      sections.append(
        Report.Section("Figures", figures.map { .figure(Report.FigureReference($0.0, $0.1)) }))
    }
    for (heading, table) in tables where !table.rows.isEmpty {
      // The foot of the page says where all of them come from.
      var table = table
      table.title = heading
      sections.append(Report.Section(heading, [.table(table)]))
    }
    return Report(
      title: first.title, question: first.question, answer: answer, verdicts: verdicts,
      validity: ReportEvidence.validity(
        scenarios.map { ($0.accelerator.title, $0.calibration.confidence, []) }),
      sections: sections, assumptions: evidence.assumptions(), sources: evidence.sources,
      notModelled: evidence.notModelled, provenance: provenance)
  }

  private var subjects: [Scenario] {
    var found: [Scenario] = loaded.points
    for scenario in space
    where !found.contains(where: { $0.accelerator.title == scenario.accelerator.title }) {
      found.append(scenario)
    }
    return found
  }
}
