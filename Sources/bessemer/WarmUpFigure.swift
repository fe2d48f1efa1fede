import Experiments
import Quantities
import Reports
import Scenarios
import Serving

extension ExperimentResult {
  /// So many panels fit on a sheet.
  private static let mostPanels = 6

  /// The batch means of the first run of each point, with the end of what is left out of it; of a
  /// single point also the error that MSER-5 minimises.
  func warmUpFigure(named name: String) throws(FigureError) -> Figure {
    let kept = points.compactMap { point in
      point.warmUpCourse.map { (point: point, course: $0) }
    }
    let shown = kept.prefix(Self.mostPanels)
    let ends = shown.map { $0.course.start + $0.course.width * Double($0.course.means.count) }
    let (unit, length) = Self.timeUnit(of: ends.max() ?? .zero)
    var panels: [PanelPlot.Panel] = []
    for (point, course) in shown {
      let times = course.means.indices.map { course.start + course.width * (Double($0) + 0.5) }
      let subject =
        course.subject.rawValue.prefix(1).uppercased() + course.subject.rawValue.dropFirst()
      panels.append(
        PanelPlot.Panel(
          y: Axis(kept.count > 1 ? "\(subject), \(point.scenario.label)" : subject),
          series: [
            LineSeries("Mean of a batch", zip(times, course.means).map { Point($0 / length, $1) })
          ] + cut(of: point, upTo: course.means.max() ?? 0, in: length)))
      guard kept.count == 1 else { continue }
      // How good it would be to cut before a batch.
      let cuts = course.errors.indices.map { course.start + course.width * Double($0) }
      panels.append(
        PanelPlot.Panel(
          y: Axis("Marginal standard error, squared"),
          series: [
            LineSeries("If cut there", zip(cuts, course.errors).map { Point($0 / length, $1) })
          ] + cut(of: point, upTo: course.errors.max() ?? 0, in: length)))
    }
    let width = shown.map(\.course.width).max() ?? .zero
    var caption = "The first simulated run of each; batches of \(UnitNotation.format(width))"
    if shown.count < kept.count {
      caption += "; the first \(shown.count) of \(kept.count) design points"
    }
    let unsettled = shown.filter { $0.point.scenario.analysis == .steadyState }
      .filter { $0.point.runs.first?.warmUp.isSufficient == false }
    if !unsettled.isEmpty {
      caption +=
        "; not settled after it: \(unsettled.map(\.point.scenario.label).joined(separator: ", "))"
    }
    caption +=
      shown.allSatisfy { $0.point.scenario.analysis == .terminating }
      ? ". Terminating runs: nothing is left out."
      : ". The vertical line is where measuring begins: where the marginal standard error of the rest "
        + "is least (MSER-5), rounded up to a fortieth of the run, unless a warm-up is stated."
    return try Figure(
      name: name, title: "What is left out of the start", subtitle: subtitle, caption: caption,
      panels: PanelPlot(x: Axis("Time since the start", unit: unit), panels: panels))
  }

  /// A vertical line where measuring begins; none where it begins with the run.
  private func cut(
    of point: DesignPointResult, upTo height: Double, in unit: Seconds
  ) -> [LineSeries] {
    guard let length = point.runs.first?.warmUp.length, length > .zero else { return [] }
    // Without a name: the caption says what it is, and no stroke leads from it to the edge.
    return [
      LineSeries("", [Point(length / unit, 0), Point(length / unit, height)])
    ]
  }
}
