import ComputeSupply
import Experiments
import ExportControl
import OutputAnalysis
import Quantities
import Reports

/// Draws figures of one result.
struct SupplyDrawing {
  let result: SupplyResult
  let unit: H100Equivalent
  let subtitle: String
  let name: String

  private static let years = Axis("1 January of the year", scale: .years)

  /// What lines and bands are, and what the figure measures.
  private func caption(
    _ metric: String, bands: String = "bands", others: String = ""
  ) -> String {
    let definition = result.metrics.first { $0.name == metric }?.definition ?? ""
    return "Lines: medians of \(result.draws) draws; \(bands): 5 % to 95 %. \(others)"
      + definition
  }

  private func points(
    _ alternative: SupplyResult.Alternative, _ metric: String, hasBand: Bool, from first: Int = 0
  ) -> [Point] {
    guard let series = alternative[metric] else { return [] }
    return result.dates.indices.dropFirst(first).compactMap { index in
      series.fan(at: index).map {
        Point(
          (result.dates[index] + 1).fractionalYear, $0.median, low: hasBand ? $0.low : nil,
          high: hasBand ? $0.high : nil)
      }
    }
  }

  private func figure(
    _ title: String, _ label: String, _ metric: String, _ series: [LineSeries], caption: String,
    scale: Axis.Scale = .logarithmic
  ) throws(FigureError) -> Figure {
    let unit = result.metrics.first { $0.name == metric }?.unit
    return try Figure(
      name: name, title: title, subtitle: subtitle, caption: caption,
      lines: LinePlot(
        x: Self.years, y: Axis(label, unit: unit, scale: scale),
        series: series.filter { !$0.points.isEmpty }))
  }

  /// The reference by channel on one scale.
  func channels(_ kind: String, _ title: String, _ label: String) throws(FigureError) -> Figure {
    let all = kind == "stock" ? "target.stock.\(unit.rawValue)" : "target.added"
    let parts = SupplyChannel.ofTarget.map { channel in
      LineSeries(
        channel.title,
        points(result.reference, "target.\(kind).\(channel.name)", hasBand: true)
          .filter { $0.y > 0 })
    }
    let total = LineSeries("all channels", points(result.reference, all, hasBand: true))
    return try figure(
      "\(title): \(result.reference.name)", label, all, [total] + parts, caption: caption(all))
  }

  /// The reference by channel, each channel on a scale of its own: bands that rise and fall across
  /// each other cannot be told apart on one.
  func panels(_ kind: String, _ title: String) throws(FigureError) -> Figure {
    let all = kind == "stock" ? "target.stock.\(unit.rawValue)" : "target.added"
    func panel(_ title: String, _ points: [Point]) -> PanelPlot.Panel {
      PanelPlot.Panel(y: Axis(title, unit: unit.title), series: [LineSeries("", points)])
    }
    var parts: [(title: String, points: [Point], most: Double)] = []
    for channel in SupplyChannel.ofTarget {
      let own = points(result.reference, "target.\(kind).\(channel.name)", hasBand: true)
      parts.append((channel.title, own, own.compactMap(\.high).max() ?? 0))
    }
    // The greatest channel first; one that never has anything is left out.
    let shown = parts.filter { $0.most > 0 }.sorted { $0.most > $1.most }
    let total = panel("all channels", points(result.reference, all, hasBand: true))
    return try Figure(
      name: name, title: "\(title): \(result.reference.name)", subtitle: subtitle,
      caption: caption(all, others: "Every panel has its own scale. "),
      panels: PanelPlot(
        x: Self.years,
        panels: [total] + shown.map { panel($0.title, $0.points) }))
  }

  /// One line for each of some figures of the reference.
  func countries(
    _ metrics: [(name: String, metric: String)], _ title: String, _ label: String
  ) throws(FigureError) -> Figure {
    try figure(
      "\(title): \(result.reference.name)", label, metrics[0].metric,
      metrics.map { LineSeries($0.name, points(result.reference, $0.metric, hasBand: true)) },
      caption: caption(metrics[0].metric))
  }

  /// A figure under every alternative, from a year before they part.
  func alternatives(
    _ metric: String, _ title: String, _ label: String
  ) throws(FigureError) -> Figure {
    try figure(title, label, metric, AlternativeLines(of: result, metric: metric), [])
  }

  /// What can be served under every alternative, and what is asked for.
  func tokens() throws(FigureError) -> Figure {
    let metric = "target.tokens.servable"
    let lines = AlternativeLines(of: result, metric: metric)
    let asked = LineSeries(
      "asked for",
      points(result.reference, "target.tokens.asked", hasBand: false, from: lines.first))
    return try figure(
      "Tokens a day that China's stock can serve", "Tokens a day", metric, lines, [asked])
  }

  private func figure(
    _ title: String, _ label: String, _ metric: String, _ lines: AlternativeLines,
    _ others: [LineSeries]
  ) throws(FigureError) -> Figure {
    let series = lines.groups.enumerated().map { index, group in
      LineSeries(
        group.map(\.name).joined(separator: " / "),
        points(group[0], metric, hasBand: lines.hasBands || index == 0, from: lines.first)
          .filter { $0.y > 0 })
    }
    return try figure(
      title, label, metric, series + others,
      caption: caption(
        metric, bands: lines.hasBands ? "bands" : "band of \(result.reference.name)",
        others: lines.remark))
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
