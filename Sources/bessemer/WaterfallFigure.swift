import Experiments
import Reports
import Scenarios

extension ExperimentResult {
  /// The terms of an accelerator-hour, in the order of tables.
  private static let terms: [(name: String, metric: Metric)] = [
    ("capital", .hourCapital), ("facility", .hourFacility), ("energy", .hourEnergy),
    ("operations", .hourOperations), ("rent", .hourRent),
  ]

  /// What an accelerator-hour costs, term by term, of the first case that ran.
  func hourWaterfall(named name: String) throws(FigureError) -> Figure {
    try waterfall(
      named: name, of: .costPerHour, title: "What an accelerator-hour costs", end: "hour",
      note: "Per available accelerator-hour.")
  }

  /// The cost of output by the same terms: each in proportion to its part of the hour.
  func costWaterfall(named name: String) throws(FigureError) -> Figure {
    try waterfall(
      named: name, of: .costOutput, title: "What a million tokens of output cost",
      end: "cost of output",
      note: "Terms in proportion to their parts of the accelerator-hour.")
  }

  private func waterfall(
    named name: String, of metric: Metric, title: String, end: String, note: String
  ) throws(FigureError) -> Figure {
    guard
      let point = points.first(where: { $0.mean(of: metric) != nil }),
      let whole = point.mean(of: metric)
    else { throw .empty(figure: name) }
    let parts = Self.terms.compactMap { term in
      point.mean(of: term.metric).map { (term.name, $0) }
    }.filter { $0.1 != 0 }
    let sum = parts.reduce(0) { $0 + $1.1 }
    guard sum > 0 else { throw .empty(figure: name) }
    return try Figure(
      name: name, title: title, subtitle: "\(point.scenario.title): \(point.scenario.label)",
      caption: "\(note) \(caption)",
      waterfall: WaterfallPlot(
        label: metric.title.capitalizedFirst, unit: metric.unit, start: nil,
        steps: parts.map { .init($0.0, by: $0.1 * whole / sum) }, end: end))
  }
}
