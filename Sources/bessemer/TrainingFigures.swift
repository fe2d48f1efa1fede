import Experiments
import OutputAnalysis
import Quantities
import Reports
import Scenarios
import Training

extension ExperimentResult {
  /// Where the time of the runs goes beside steps at full strength, of the points that train.
  func lostTimeFigure(named name: String) throws(FigureError) -> Figure {
    let trained = points.filter { $0.mean(of: .trainingGoodput) != nil }
    let series = Metric.lostTime.compactMap { metric -> BarSeries? in
      let bars = trained.map { point in
        point.mean(of: metric).map {
          Bar($0 * 100, halfWidth: point.interval(of: metric).map { $0.halfWidth * 100 })
        }
      }
      return bars.contains { $0.map { $0.value > 0 } ?? false }
        ? BarSeries(metric.title.trimmingPrefix("  lost to ").description, bars) : nil
    }
    return try Figure(
      name: name, title: "Where the time of a training run goes beside its steps",
      subtitle: subtitle,
      caption:
        "Means over \(trained.first?.runs.count ?? 0) simulated runs, with 95 % intervals. The "
        + "rest is steps at full strength.",
      bars: BarPlot(
        categories: trained.map(\.scenario.label), label: "Share of the run's time", unit: "%",
        series: series, references: []))
  }

  /// Progress and lost time over the first run of each point that trains.
  func trainingCourseFigure(named name: String) throws(FigureError) -> Figure {
    // A run that does not end would leave no room for the others.
    let ended = points.filter { $0.values(of: .trainingProgress).isEmpty }
    let courses = (ended.isEmpty ? points : ended).compactMap { point in
      point.trainingCourse.map { (point.scenario.label, $0) }
    }.prefix(7)
    func panel(
      _ label: String, unit: String? = nil,
      _ value: (DesignPointResult.TrainingCourseLine, LongRunResult.TimelinePoint) -> Double
    ) -> PanelPlot.Panel {
      PanelPlot.Panel(
        y: Axis(label, unit: unit),
        series: courses.map { name, course in
          LineSeries(
            courses.count > 1 ? name : "",
            course.points.map { Point($0.wallTime / .day, value(course, $0)) })
        })
    }
    var panels = [
      panel("Steps done and kept, thousands") { $1.steps / 1e3 },
      panel("Lost since the start", unit: "h") {
        ($1.wallTime - $0.step * $1.steps) / .hour
      },
    ]
    if courses.contains(where: { course in course.1.points.contains { $0.nodes < course.1.nodes } })
    {
      panels.append(panel("Nodes of the job") { Double($1.nodes) })
    }
    return try Figure(
      name: name, title: "The course of a training run", subtitle: subtitle,
      caption: "The first simulated run of each, thinned to its corners. Steps that are done again "
        + "after a failure count once. Runs that do not end are left out.",
      panels: PanelPlot(
        x: Axis("Time since the start", unit: "d"), panels: panels))
  }
}

extension TrainOrServe {
  /// The frontier: what can be trained in time against what the rest serves.
  func figure(named name: String, subtitle: String) throws(FigureError) -> Figure {
    func panel(
      _ label: String, unit: String?, _ value: (Division) -> Double?
    ) -> PanelPlot.Panel {
      PanelPlot.Panel(
        y: Axis(label, unit: unit),
        series: [
          LineSeries(
            "",
            divisions.compactMap { division in
              value(division).map { Point(division.tokensPerDay.value / 1e9, $0) }
            })
        ])
    }
    var panels = [
      panel("Time of the asked run", unit: "d") { $0.time.map { $0 / .day } }
    ]
    if let deadline {
      panels.append(
        panel("Largest model in \(UnitNotation.format(deadline))", unit: "billion parameters") {
          $0.largest.map { $0.parameters / 1e9 }
        })
    }
    return try Figure(
      name: name, title: "What a cluster trains against what it serves", subtitle: subtitle,
      caption:
        "\(accelerators) accelerators divided in eighths; fastest plan for each part, at the "
        + "goodput to be expected; the rest serves at the highest rate within its objectives.",
      panels: PanelPlot(
        x: Axis("Tokens served, billions a day"), panels: panels))
  }
}
