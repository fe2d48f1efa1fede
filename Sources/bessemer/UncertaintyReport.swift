import Experiments
import OutputAnalysis
import Quantities
import Reports
import Scenarios
import Tables

/// What uncertain inputs do to a result: how outcomes are spread, what they depend on.
struct UncertaintyReport {
  let result: ExperimentResult

  /// The outcome that is looked at: the cost of output, or the first of the headline that is there.
  var metric: Metric? {
    ([.costOutput, .trainingCost] + Metric.headline).first { metric in
      result.points.contains { !$0.values(of: metric).isEmpty }
    }
  }

  /// How many inputs a figure and a sentence name.
  private static let strongest = 5

  // MARK: Sentences

  var sentences: [String] {
    guard result.isSampled, let metric else { return [] }
    var found: [String] = []
    for swings in result.swings {
      guard let tornado = swings.tornado(of: metric) else { continue }
      let names = tornado.bars.prefix(3).filter { $0.swing > 0 }.map(\.input)
      guard !names.isEmpty else { continue }
      let label = result.points[swings.point].scenario.label
      found.append(
        "\(label): the \(metric.title) depends most on \(names.joined(separator: ", then "))."
      )
    }
    for point in result.points {
      guard let parts = point.varianceComponents(of: metric) else { continue }
      let share = UnitNotation.format(parts.inputShare.estimate * 100, significantDigits: 2)
      found.append(
        "\(point.scenario.label): \(share) % of the variance of the \(metric.title) comes from the "
          + "uncertain inputs, the rest from the luck of single runs.")
    }
    return found
  }

  // MARK: Tables

  /// What each input does alone, of every point that was asked.
  func tornadoTables(provenance: Provenance) -> [Table] {
    guard let metric else { return [] }
    return result.swings.compactMap { swings in
      swings.tornado(of: metric).map {
        Self.table(
          $0, of: metric, inputs: swings.inputs,
          title:
            "What the \(metric.title) depends on: \(result.points[swings.point].scenario.label)",
          provenance: provenance)
      }
    }
  }

  static func table(
    _ tornado: Tornado, of metric: Metric, inputs: [UncertainInput], title: String,
    provenance: Provenance
  ) -> Table {
    var table = Table(
      [
        Column("input", .text), Column("distribution", .text),
        Column("P10", .text, description: "Of the input."),
        Column("P90", .text, description: "Of the input."),
        Column("outcome at P10", .real, unit: metric.unit),
        Column("outcome at P90", .real, unit: metric.unit),
        Column("swing", .real, unit: metric.unit),
      ], title: title, provenance: provenance)
    for bar in tornado.bars {
      guard let input = inputs.first(where: { $0.path == bar.input }) else { continue }
      table.append([
        .text(bar.input), .text(input.text), .text(input.shortText(at: Tornado.low)),
        .text(input.shortText(at: Tornado.high)), Cell(bar.low.map(Self.digits)),
        Cell(bar.high.map(Self.digits)), .real(Self.digits(bar.swing)),
      ])
    }
    return table
  }

  /// Four digits are more than the inputs support.
  private static func digits(_ value: Double) -> Double {
    Double(UnitNotation.format(value, significantDigits: 4).replacing("−", with: "-")) ?? value
  }

  // MARK: Figures

  /// The strongest inputs of each point, and how the outcome is spread.
  func figures() -> [Figure] {
    guard result.isSampled, let metric else { return [] }
    return result.swings.compactMap { figure(of: $0, metric) }
      + [spread(of: metric)].compactMap(\.self)
  }

  private func figure(of swings: InputSwings, _ metric: Metric) -> Figure? {
    guard let tornado = swings.tornado(of: metric) else { return nil }
    let place = result.swings.count > 1 ? "-\(swings.point + 1)" : ""
    return try? Self.figure(
      tornado, of: metric, inputs: swings.inputs, named: "tornado" + place,
      at: result.points[swings.point].scenario)
  }

  static func figure(
    _ tornado: Tornado, of metric: Metric, inputs: [UncertainInput], named name: String,
    at scenario: Scenario
  ) throws -> Figure {
    let rows = tornado.bars.prefix(strongest).compactMap { bar -> TornadoPlot.Row? in
      guard let input = inputs.first(where: { $0.path == bar.input }), let low = bar.low,
        let high = bar.high
      else { return nil }
      return TornadoPlot.Row(
        bar.input.shortPath,
        low: .init(low, label: input.shortText(at: Tornado.low)),
        high: .init(high, label: input.shortText(at: Tornado.high)))
    }
    let others = tornado.bars.count - rows.count
    return try Figure(
      name: name, title: "What the \(metric.title) depends on",
      subtitle: "\(scenario.title), \(scenario.label)",
      caption:
        "Each input at its 10th and 90th percentile, the others at their medians, same random "
        + "numbers." + (others > 0 ? " \(others) weaker inputs are in the table." : ""),
      tornado: TornadoPlot(
        label: metric.title.capitalizedFirst, unit: metric.unit, base: tornado.base,
        baseLabel: "all at their medians", rows: Array(rows)))
  }

  private func spread(of metric: Metric) -> Figure? {
    let points = result.points.filter { !$0.draws.isEmpty && !$0.values(of: metric).isEmpty }
    guard let first = points.first, points.count <= 8 else { return nil }
    let caption = "\(first.draws.count) draws of the uncertain inputs."
    let label = metric.title.capitalizedFirst
    guard points.count > 1 else {
      let marks = [("P10", 0.1), ("P50", 0.5), ("P90", 0.9)].compactMap { name, share in
        first.quantile(share, of: metric).map { ($0, name) }
      }
      return try? Figure(
        name: "outcome", title: "How certain the \(metric.title) is", subtitle: result.subtitle,
        caption: caption,
        outcome: OutcomePlot(
          label: label, unit: metric.unit, draws: first.values(of: metric), marks: marks))
    }
    return try? Figure(
      name: "outcome", title: "How certain the \(metric.title) is", subtitle: result.subtitle,
      caption: caption,
      lines: LinePlot(
        cumulative: points.map { ($0.scenario.label, $0.values(of: metric)) }, label: label,
        unit: metric.unit))
  }
}

extension UncertainInput {
  /// The value at a cumulative probability with few digits, for people.
  func shortText(at u: Double) -> String {
    let value = value(at: u)
    let digits = isWhole ? String(Int(value)) : UnitNotation.format(value, significantDigits: 3)
    return unit.isEmpty ? digits : "\(digits) \(unit)"
  }
}

extension String {
  /// The last words of a path, as there is room for in a figure.
  fileprivate var shortPath: String {
    let parts = split(separator: "/")
    return parts.count > 2 ? parts.suffix(2).joined(separator: " ") : self
  }

  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
