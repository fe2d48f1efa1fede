import Experiments
import LanguageModels
import Quantities
import Reports
import Scenarios

extension LineSeries {
  /// The line with the 95 % intervals of its points.
  init(_ line: ResultLine) {
    self.init(line.name, line.places.map(Point.init))
  }
}

extension Point {
  init(_ place: ResultLine.Place) {
    self.init(place.x, place.y, halfWidth: place.halfWidth)
  }
}

extension ExperimentResult {
  /// A metric against utilization, with the law of hours that are paid whether used or not.
  func utilizationFigure(
    named name: String, title: String, of metric: Metric, label: String
  ) throws(FigureError) -> Figure {
    let lines = lines(x: \.utilization, y: metric)
    var series = lines.map { LineSeries($0) }
    if let first = lines.first, let law = UtilizationLaw(through: first),
      let least = lines.flatMap(\.places).map(\.x).min(), least < law.utilization
    {
      series.append(
        LineSeries(
          "as 1 / utilization",
          [least, law.utilization].map { Point($0, law.cost(at: $0)) }, .law))
    }
    return try Figure(
      name: name, title: title, subtitle: subtitle,
      caption: caption
        + " Utilization is offered load over the load at which the fleet is always busy "
        + "in its largest batches. The dashed law goes through the busiest point of the first line.",
      lines: LinePlot(
        x: Axis("Utilization, offered load over the greatest", scale: .logarithmic),
        y: Axis(label, unit: metric.unit, scale: .logarithmic), series: series))
  }

  /// Every swept point of each alternative, and the front of those that no other beats.
  func frontFigure(
    named name: String, title: String, of metric: Metric, label: String, isCost: Bool
  ) throws(FigureError) -> Figure {
    let fronts = interactivityFronts(of: metric, isCost: isCost)
    let series = fronts.flatMap { front in
      [
        LineSeries(
          "\(front.alternative), all points", front.places.map { Point($0.x, $0.y) },
          .scattered(like: front.alternative)),
        LineSeries(front.alternative, front.front.map { Point($0.x, $0.y) }),
      ]
    }
    let swept = axes.joined(separator: ", ")
    return try Figure(
      name: name, title: title, subtitle: subtitle,
      caption: caption
        + " Dots are all swept points (\(swept)); a line joins those of its alternative "
        + "that no other beats in both.",
      lines: LinePlot(
        x: Axis("Interactivity, tokens per second and user", scale: .logarithmic),
        y: Axis(label, unit: metric.unit, scale: .logarithmic), series: series))
  }

  /// A metric against the tokens of a request, as far as each model and machine go.
  func contextFigure(
    named name: String, title: String, of metric: Metric, label: String
  ) throws(FigureError) -> Figure {
    let lines = lines(x: \.contextTokens, y: metric)
    // Of each alternative that ends before others, why.
    let greatest = lines.flatMap(\.places).map(\.x).max() ?? 0
    let ends = lines.compactMap { line -> String? in
      guard let last = line.places.last, last.x < greatest else { return nil }
      let model = points[last.point].scenario.model
      let isFull = points.contains { point in
        guard point.scenario.alternative == line.alternative, point.contextTokens != nil else {
          return false
        }
        if case .infeasible = point.outcome { return true }
        return false
      }
      return isFull
        ? "\(line.name) has no memory for more"
        : "\(line.name) knows \(Self.tokens(Double(model.contextLength)))"
    }
    return try Figure(
      name: name, title: title, subtitle: subtitle,
      caption: caption
        + (ends.isEmpty ? "" : " Lines end where a model does: \(ends.joined(separator: "; "))."),
      lines: LinePlot(
        x: Axis("Context of a request, tokens", scale: .logarithmic),
        y: Axis(label, unit: metric.unit, scale: .logarithmic),
        series: lines.map { LineSeries($0) }))
  }

  private static func tokens(_ count: Double) -> String {
    UnitNotation.format(Tokens(count), significantDigits: 3)
  }

  /// Cost of training runs against their work, with what cannot be made in time shaded.
  func trainingWorkFigure(named name: String) throws(FigureError) -> Figure {
    let frontiers = trainingFrontiers
    let series = frontiers.map { frontier in
      LineSeries(
        frontier.alternative,
        frontier.runs.compactMap { run in
          run.cost.map { Point(run.work.value, $0, halfWidth: run.halfWidth) }
        })
    }
    // Clusters that end at the same run share a region.
    let ends = frontiers.compactMap { frontier in
      frontier.leastInfeasible.map { (frontier: frontier, run: $0) }
    }
    let starts = Set(ends.map(\.run.work)).sorted()
    let regions = starts.compactMap { start -> PlotRegion? in
      let own = ends.filter { $0.run.work == start }
      guard let first = own.first else { return nil }
      let names = own.map(\.frontier.alternative).joined(separator: " and ")
      return PlotRegion(
        .columns(from: start.value, to: nil),
        label: "\(names): \(obstacles(of: first.run))", like: first.frontier.alternative)
    }
    return try Figure(
      name: name, title: "What a training run costs, and where it ends", subtitle: subtitle,
      caption: caption
        + " Work is what the model needs, causal attention, without recomputation. A "
        + "region begins at the least swept run that is infeasible as are all greater ones; points in "
        + "it are runs that end late.",
      lines: LinePlot(
        x: Axis("Work of the run, FLOP", scale: .logarithmic),
        y: Axis("Cost of the run", unit: "USD", scale: .logarithmic), series: series,
        regions: regions))
  }

  private func obstacles(of run: TrainingFrontier.Run) -> String {
    let deadline = points[run.point].scenario.training?.deadline.map { UnitNotation.format($0) }
    return run.obstacles.map { $0 == "time" ? "not in \(deadline ?? "time")" : $0 }
      .joined(separator: ", ")
  }
}
