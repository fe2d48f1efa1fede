import Serving
import Performance
import Experiments
import OutputAnalysis
import Quantities
import Reports
import Scenarios

/// The figures that a scenario may ask for by name.
enum ResultFigure: String, CaseIterable {
  case costAgainstConcurrency = "cost-against-concurrency"
  case costAgainstInteractivity = "cost-against-interactivity"
  case throughputAgainstInteractivity = "throughput-against-interactivity"
  case costByStream = "cost-by-stream"
  case timePerOutputToken = "time-per-output-token"
  case timeToFirstToken = "time-to-first-token"
  case timeline
  case warmUp = "warm-up"
  case goodputAgainstAccelerators = "goodput-against-accelerators"
  case trainingTimeAgainstAccelerators = "training-time-against-accelerators"
  case trainingCostAgainstAccelerators = "training-cost-against-accelerators"
  case lostTime = "lost-time"
  case trainingCourse = "training-course"
  case costWaterfall = "cost-waterfall"
  case hourWaterfall = "hour-waterfall"
  case waterfall
  case gap
  case levers
  case costAgainstUtilization = "cost-against-utilization"
  case energyAgainstUtilization = "energy-against-utilization"
  case interactivityFront = "interactivity-front"
  case throughputFront = "throughput-front"
  case costAgainstContext = "cost-against-context"
  case costAgainstAccelerators = "cost-against-accelerators"
  case trainingCostAgainstWork = "training-cost-against-work"
  case buyOrRent = "buy-or-rent"
  case indifference

  /// Whether it shows the course of a run, which must then be kept.
  var needsCourse: Bool { self == .timeline || self == .warmUp }

  /// Whether it shows what levers do.
  var isOfLevers: Bool { self == .waterfall || self == .gap || self == .levers }

  /// The figure of what levers do.
  ///
  /// - Throws: `FigureError` where they do nothing that could be drawn.
  func figure(
    of report: LeverReport, _ result: ExperimentResult
  ) throws(FigureError) -> Figure {
    let figures = LeverFigures(
      study: report.study, subtitle: result.subtitle, caption: result.caption)
    return switch self {
    case .gap: try figures.gap(named: rawValue)
    case .levers: try figures.levers(named: rawValue)
    default: try figures.waterfall(named: rawValue)
    }
  }

  /// The figure of a result.
  ///
  /// - Throws: `FigureError` where the result has nothing to draw in it.
  func figure(of result: ExperimentResult) throws(FigureError) -> Figure {
    switch self {
    case .costAgainstConcurrency:
      try lines(
        of: result, title: "Cost of output tokens against concurrency",
        x: .concurrency, xLabel: "Requests in flight, whole fleet", y: .costOutput,
        yLabel: "Cost of output")
    case .costAgainstInteractivity:
      try lines(
        of: result, title: "Cost of output tokens against interactivity",
        x: .interactivity, xLabel: "Interactivity, tokens per second and user", y: .costOutput,
        yLabel: "Cost of output")
    case .throughputAgainstInteractivity:
      try lines(
        of: result, title: "Throughput of an accelerator against what one user sees",
        x: .interactivity, xLabel: "Interactivity, tokens per second and user",
        y: .outputPerAccelerator, yLabel: "Output per accelerator")
    case .costByStream:
      try bars(
        of: result, title: "Cost of a million tokens by stream", label: "Cost",
        unit: "USD/Mtok",
        metrics: [
          ("uncached input", .costUncachedInput), ("cached input", .costCachedInput),
          ("output", .costOutput), ("blended", .costBlended),
        ])
    case .timePerOutputToken:
      try bars(
        of: result, title: "Time per output token", label: "Time per output token", unit: "ms",
        metrics: [
          ("p50", .timePerOutputToken50), ("p95", .timePerOutputToken95),
          ("p99", .timePerOutputToken99),
        ],
        objective: result.points.first?.scenario.objectives.timePerOutputToken.map {
          (
            $0.limit.value * 1e3,
            "objective at \(LatencyObjective.name(ofPercentile: $0.percentile))"
          )
        })
    case .timeToFirstToken:
      try bars(
        of: result, title: "Time to first token", label: "Time to first token", unit: "s",
        metrics: [
          ("p50", .timeToFirstToken50), ("p95", .timeToFirstToken95), ("p99", .timeToFirstToken99),
        ],
        objective: result.points.first?.scenario.objectives.timeToFirstToken.map {
          ($0.limit.value, "objective at \(LatencyObjective.name(ofPercentile: $0.percentile))")
        })
    case .timeline: try result.timelineFigure(named: rawValue)
    case .warmUp: try result.warmUpFigure(named: rawValue)
    case .goodputAgainstAccelerators:
      try lines(
        of: result, title: "Goodput of a training run against its size",
        x: .trainingAccelerators, xLabel: "Accelerators that train", y: .trainingGoodput,
        yLabel: "Time of steps at full strength, of the time of the run", scale: .linear)
    case .trainingTimeAgainstAccelerators:
      try lines(
        of: result, title: "Time to train against the size of the cluster",
        x: .trainingAccelerators, xLabel: "Accelerators that train", y: .trainingTime,
        yLabel: "Time to train")
    case .trainingCostAgainstAccelerators:
      try lines(
        of: result, title: "Cost of a training run against the size of the cluster",
        x: .trainingAccelerators, xLabel: "Accelerators that train", y: .trainingCost,
        yLabel: "Cost of the run")
    case .lostTime: try result.lostTimeFigure(named: rawValue)
    case .trainingCourse: try result.trainingCourseFigure(named: rawValue)
    case .hourWaterfall: try result.hourWaterfall(named: rawValue)
    case .costWaterfall: try result.costWaterfall(named: rawValue)
    case .waterfall, .gap, .levers: throw .empty(figure: rawValue)
    case .costAgainstUtilization:
      try result.utilizationFigure(
        named: rawValue, title: "Idle hours are paid for: cost falls as 1 / utilization",
        of: .costBlended, label: "Cost of a token, blended")
    case .energyAgainstUtilization:
      try result.utilizationFigure(
        named: rawValue, title: "Energy falls less than cost: idle machines draw little",
        of: .energy, label: "Energy per output token")
    case .interactivityFront:
      try result.frontFigure(
        named: rawValue, title: "What speed costs: the cheapest way to each, chip by chip",
        of: .costOutput, label: "Cost of output", isCost: true)
    case .throughputFront:
      try result.frontFigure(
        named: rawValue, title: "What speed takes: the most output at each, chip by chip",
        of: .outputPerAccelerator, label: "Output per accelerator", isCost: false)
    case .costAgainstContext:
      try result.contextFigure(
        named: rawValue, title: "What a token costs that sees a long context, by kind of attention",
        of: .costOutput, label: "Cost of output")
    case .costAgainstAccelerators:
      try lines(
        of: result, title: "Cost of output tokens against accelerators",
        x: .accelerators, xLabel: "Accelerators of the fleet", y: .costOutput,
        yLabel: "Cost of output")
    case .trainingCostAgainstWork: try result.trainingWorkFigure(named: rawValue)
    case .buyOrRent: try result.buyOrRentFigure(named: rawValue)
    case .indifference: try result.indifferenceFigure(named: rawValue)
    }
  }

  /// One line per alternative through its swept points, with the 95 % intervals as bands.
  private func lines(
    of result: ExperimentResult, title: String, x: Metric, xLabel: String, y: Metric,
    yLabel: String, scale: Axis.Scale = .logarithmic
  ) throws(FigureError) -> Figure {
    let plot = LinePlot(
      x: Axis(xLabel, scale: .logarithmic), y: Axis(yLabel, unit: y.unit, scale: scale),
      series: result.lines(x: { $0.mean(of: x) }, y: y).map(LineSeries.init))
    return try Figure(
      name: rawValue, title: title, subtitle: result.subtitle, caption: result.caption,
      lines: plot)
  }

  /// One group of bars per design point.
  private func bars(
    of result: ExperimentResult, title: String, label: String, unit: String,
    metrics: [(name: String, metric: Metric)], objective: (value: Double, label: String)? = nil
  ) throws(FigureError) -> Figure {
    let points = result.points.filter { $0.verdict != nil && $0.describesSystem }
    // Each point, and each of its classes where the metrics are measured of them.
    let groups = points.flatMap { point -> [(point: DesignPointResult, requestClass: String?)] in
      let own = point.classNames.filter { name in
        metrics.contains { point.mean(of: $0.metric, in: name) != nil }
      }
      return [(point, nil)] + own.map { (point, $0) }
    }
    let series = metrics.compactMap { name, metric -> BarSeries? in
      let bars = groups.map { point, requestClass in
        point.mean(of: metric, in: requestClass).map {
          Bar($0, halfWidth: point.interval(of: metric, in: requestClass)?.halfWidth)
        }
      }
      return bars.contains { $0 != nil } ? BarSeries(name, bars) : nil
    }
    let plot = BarPlot(
      categories: groups.map { point, requestClass in
        point.scenario.label + (requestClass.map { ": \($0)" } ?? "")
      }, label: label, unit: unit, series: series,
      references: objective.map { [$0] } ?? [])
    return try Figure(
      name: rawValue, title: title, subtitle: result.subtitle, caption: result.caption,
      bars: plot)
  }
}

extension ExperimentResult {
  /// The names of the alternatives, in order, each once.
  var alternatives: [String] {
    var names: [String] = []
    for point in points where !names.contains(point.scenario.alternative) {
      names.append(point.scenario.alternative)
    }
    return names
  }

  /// What was served, in a line.
  var subtitle: String { points.first?.scenario.title ?? "" }

  /// Assumptions that a reader needs to read the figure.
  var caption: String {
    guard let first = points.first(where: { !$0.runs.isEmpty }) else { return "" }
    let lengths = points.filter { !$0.runs.isEmpty }.map(\.scenario.duration)
    let (least, most) = (lengths.min() ?? .zero, lengths.max() ?? .zero)
    let length =
      (least < most ? "\(UnitNotation.format(least)) to " : "") + UnitNotation.format(most)
    let count = first.runs.count
    var parts = [
      "Simulated; \(count) run\(count == 1 ? "" : "s")"
        + (first.scenario.isServed ? " of \(length)" + (count == 1 ? "" : " each") : "")
    ]
    if !first.draws.isEmpty {
      parts.append("intervals are 95 % of the mean over \(first.draws.count) draws of the inputs")
    } else if first.runs.count > 1 {
      parts.append("intervals are 95 % over runs")
    }
    if first.scenario.isServed {
      parts.append("cost to the owner, allocation \(first.scenario.allocation.words)")
    }
    let grades = Set(points.map { $0.confidence.grade.rawValue }).sorted()
    parts.append("efficiencies \(grades.joined(separator: ", "))")
    return parts.joined(separator: "; ") + "."
  }
}
