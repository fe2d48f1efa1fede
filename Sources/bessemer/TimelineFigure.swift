import Experiments
import Quantities
import Reports
import Scenarios
import Serving

extension ExperimentResult {
  /// So many lines can be told from each other.
  private static let mostLines = 7
  /// So many points of a line can be seen on a sheet.
  private static let mostPoints = 160

  /// The course of the first replication of each point: queue, batch, cache and output, and the
  /// replicas in service where their number changes.
  func timelineFigure(named name: String) throws(FigureError) -> Figure {
    let kept = points.filter { $0.timeline != nil }
    let courses = kept.prefix(Self.mostLines).map { point in
      (
        name: kept.count > 1 ? point.scenario.label : "",
        buckets: point.timeline!.fleet.joined(
          until: point.scenario.duration, atMost: Self.mostPoints)
      )
    }
    let (unit, length) = Self.timeUnit(of: courses.flatMap { $0.buckets.map(\.end) }.max() ?? .zero)
    func panel(
      _ label: String, unit: String? = nil, _ value: (TimelineBucket) -> Double?
    ) -> PanelPlot.Panel {
      let series = courses.map { course in
        LineSeries(
          course.name,
          course.buckets.compactMap { bucket in
            value(bucket).map { Point((bucket.start + bucket.length / 2) / length, $0) }
          })
      }
      return PanelPlot.Panel(y: Axis(label, unit: unit), series: series)
    }
    var panels = [
      panel("Requests waiting", \.meanWaiting),
      panel("Requests running", \.meanRunning),
      panel("KV cache in use", unit: "%") { $0.cacheUse.map { $0 * 100 } },
      panel("Output", unit: "tokens per second", \.outputThroughput.value),
    ]
    if courses.contains(where: { $0.buckets.hasChangingReplicas }) {
      panels.append(panel("Replicas in service", \.meanInService))
    }
    let width = courses.flatMap { $0.buckets.map(\.length) }.max() ?? .zero
    var caption =
      "The first simulated run of each; means over at most \(UnitNotation.format(width))"
    if courses.count < kept.count {
      caption += "; the first \(courses.count) of \(kept.count) design points"
    }
    return try Figure(
      name: name, title: "Queue, batch, cache and output over time", subtitle: subtitle,
      caption: caption + ". Requests that wait at the router are among those waiting.",
      panels: PanelPlot(x: Axis("Time since the start", unit: unit), panels: panels))
  }

  /// The unit in which a length of time is told in few digits.
  static func timeUnit(of length: Seconds) -> (name: String, Seconds) {
    if length <= .minute * 10 { return ("s", Seconds(1)) }
    return length <= .hour * 10 ? ("min", .minute) : ("h", .hour)
  }
}

extension [TimelineBucket] {
  /// The buckets until an instant, as many neighbours joined as it takes to have no more than so many.
  ///
  /// The one in which it falls is left out: it holds a part of what comes after, when no request
  /// arrives any more.
  fileprivate func joined(until end: Seconds, atMost most: Int) -> [TimelineBucket] {
    let whole = filter { $0.end <= end * (1 + 1e-9) }
    let inside = whole.isEmpty ? filter { $0.start < end } : whole
    let count = Swift.max(1, (inside.count + most - 1) / most)
    return stride(from: 0, to: inside.count, by: count).map { first in
      var bucket = inside[first]
      for next in inside[first..<Swift.min(first + count, inside.count)].dropFirst() {
        bucket.append(next)
      }
      return bucket
    }
  }

  fileprivate var hasChangingReplicas: Bool {
    let counts = map(\.meanInService)
    return (counts.max() ?? 0) - (counts.min() ?? 0) > 1e-6
  }
}
