import ComputeSupply
import Experiments
import ExportControl
import OutputAnalysis
import Quantities
import Reports

/// The figures that a scenario of supply may ask for by name.
enum SupplyFigure: String, CaseIterable {
  case computeStock = "compute-stock"
  case alternatives
  case advantageMultiple = "advantage-multiple"
  case additions
  case bindingConstraint = "binding-constraint"
  case largestRun = "largest-run"
  case tokensServable = "tokens-servable"
  case costOfTokens = "cost-of-tokens"
  case tornado

  /// What is drawn where a scenario names none.
  static let standard: [SupplyFigure] = [
    .computeStock, .alternatives, .advantageMultiple, .bindingConstraint, .largestRun,
    .tokensServable, .tornado,
  ]

  /// The figure of a result.
  ///
  /// - Throws: `FigureError` where the result has nothing to draw in it.
  func figure(
    of result: SupplyResult, unit: H100Equivalent, subtitle: String
  ) throws(FigureError) -> Figure {
    let draw = SupplyDrawing(result: result, unit: unit, subtitle: subtitle, name: rawValue)
    switch self {
    case .computeStock:
      return try draw.channels("stock", "China's stock of accelerators by channel", "Stock")
    case .additions:
      return try draw.channels("added", "China's additions in twelve months by channel", "Added")
    case .alternatives:
      return try draw.alternatives(
        "target.stock.\(unit.rawValue)", "China's stock under every alternative", "Stock")
    case .advantageMultiple:
      return try draw.alternatives(
        "multiple.stock", "US stock over China's", "US stock over China's")
    case .bindingConstraint: return try draw.constraints()
    case .largestRun:
      return try draw.countries(
        [("China", "target.largest-run"), ("United States", "exporter.largest-run")],
        "The largest run that can be trained in the window", "Work of one run")
    case .tokensServable: return try draw.tokens()
    case .costOfTokens:
      return try draw.alternatives(
        "target.cost", "Cost of a million tokens in China", "Cost")
    case .tornado: return try draw.tornado()
    }
  }
}

/// Draws figures of one result.
private struct SupplyDrawing {
  let result: SupplyResult
  let unit: H100Equivalent
  let subtitle: String
  let name: String

  private var caption: String {
    "Lines: medians of \(result.draws) draws; bands: 5 % to 95 %. H100-equivalents are "
      + "\(unit.definition)."
  }

  private func points(
    _ alternative: SupplyResult.Alternative, _ metric: String, hasBand: Bool
  ) -> [Point] {
    guard let series = alternative[metric] else { return [] }
    return result.dates.indices.compactMap { index in
      series.fan(at: index).map {
        Point(
          (result.dates[index] + 1).fractionalYear, $0.median, low: hasBand ? $0.low : nil,
          high: hasBand ? $0.high : nil)
      }
    }
  }

  private func figure(
    _ title: String, _ label: String, _ metric: String, _ series: [LineSeries],
    scale: Axis.Scale = .logarithmic
  ) throws(FigureError) -> Figure {
    let unit = result.metrics.first { $0.name == metric }?.unit
    return try Figure(
      name: name, title: title, subtitle: subtitle, caption: caption,
      lines: LinePlot(
        x: Axis("Year"), y: Axis(label, unit: unit, scale: scale),
        series: series.filter { !$0.points.isEmpty }))
  }

  /// The reference by channel.
  func channels(_ kind: String, _ title: String, _ label: String) throws(FigureError) -> Figure {
    let all = kind == "stock" ? "target.stock.\(unit.rawValue)" : "target.added"
    let parts = SupplyChannel.ofTarget.map { channel in
      LineSeries(
        channel.title,
        points(result.reference, "target.\(kind).\(channel.name)", hasBand: true)
          .filter { $0.y > 0 })
    }
    let total = LineSeries("all channels", points(result.reference, all, hasBand: true))
    return try figure("\(title): \(result.reference.name)", label, all, [total] + parts)
  }

  /// Bands overlap where there are many lines.
  private static let mostBands = 3

  func alternatives(
    _ metric: String, _ title: String, _ label: String
  ) throws(FigureError) -> Figure {
    let many = result.alternatives.count > Self.mostBands
    let series = result.alternatives.enumerated().map { index, alternative in
      LineSeries(alternative.name, points(alternative, metric, hasBand: !many || index == 0))
    }
    return try figure(title, label, metric, series)
  }

  /// One line for each of some figures of the reference.
  func countries(
    _ metrics: [(name: String, metric: String)], _ title: String, _ label: String
  ) throws(FigureError) -> Figure {
    try figure(
      "\(title): \(result.reference.name)", label, metrics[0].metric,
      metrics.map { LineSeries($0.name, points(result.reference, $0.metric, hasBand: true)) })
  }

  /// What can be served under every alternative, and what is asked for.
  func tokens() throws(FigureError) -> Figure {
    let metric = "target.tokens.servable"
    let many = result.alternatives.count > Self.mostBands
    let series = result.alternatives.enumerated().map { index, alternative in
      LineSeries(
        alternative.name,
        points(alternative, metric, hasBand: !many || index == 0).filter { $0.y > 0 })
    }
    let asked = LineSeries(
      "asked for", points(result.reference, "target.tokens.asked", hasBand: false))
    return try figure(
      "Tokens a day that China's stock can serve", "Tokens a day", metric, series + [asked])
  }

  /// What binds the domestic lines at the end of each year, in shares of draws.
  func constraints() throws(FigureError) -> Figure {
    let years = result.dates.indices.filter {
      result.dates[$0].month.month == 12 || $0 == result.dates.count - 1
    }
    let series = DomesticConstraint.allCases.map { constraint in
      BarSeries(
        constraint.title,
        values: years.map {
          100 * result.reference.domesticConstraints[$0][Int(constraint.rawValue)]
        })
    }
    return try Figure(
      name: name, title: "What binds the output of domestic accelerators",
      subtitle: "\(subtitle), \(result.reference.name)",
      caption: "Shares of \(result.draws) draws at the end of each year.",
      bars: BarPlot(
        categories: years.map { "\(result.dates[$0].month)" }, label: "Share of draws", unit: "%",
        series: series.filter { line in line.bars.contains { $0?.value ?? 0 > 0 } },
        arrangement: .stacked))
  }

  private static let strongest = 8

  func tornado() throws(FigureError) -> Figure {
    guard let tornado = result.tornados.first, let metric = result.tornadoMetric else {
      throw .empty(figure: name)
    }
    let rows = tornado.bars.prefix(Self.strongest).compactMap { bar -> TornadoPlot.Row? in
      guard let low = bar.low, let high = bar.high, bar.swing > 0 else { return nil }
      return TornadoPlot.Row(bar.input, low: .init(low), high: .init(high))
    }
    let last = result.dates[result.dates.count - 1].month
    return try Figure(
      name: name, title: "What \(metric.title) at the end of \(last) depends on",
      subtitle: "\(subtitle), \(result.reference.name)",
      caption: "Each input at its 10th and 90th percentile, the others at their medians. "
        + "\(max(0, tornado.bars.count - rows.count)) weaker inputs are in the table.",
      tornado: TornadoPlot(
        label: metric.title, unit: metric.unit, base: tornado.base,
        baseLabel: "all inputs at their medians", rows: rows))
  }
}
