import OutputAnalysis
import Scenarios

/// One line of a figure: points that differ along the last swept axis alone.
public struct ResultLine: Sendable, Hashable {
  /// Where a design point lies.
  public struct Place: Sendable, Hashable {
    public let x: Double
    public let y: Double
    /// Of the 95 % interval of the height; nil where there is none.
    public let halfWidth: Double?
    /// The number of the design point in its result.
    public let point: Int
  }

  /// The alternative, with the values of all other axes.
  public let name: String
  public let alternative: String
  /// In the order of the horizontal axis.
  public internal(set) var places: [Place]
}

extension ExperimentResult {
  /// One line for each alternative and each value of every axis but the last, along which it runs, and
  /// those that move with it.
  ///
  /// Left out are points that did not run or whose latencies only grow, and those without a value.
  ///
  /// - Parameters:
  ///   - x: where a point lies across.
  ///   - y: the metric whose mean is drawn, with its interval.
  public func lines(
    x: (DesignPointResult) -> Double?, y: Metric
  ) -> [ResultLine] {
    let along = axesOfLines
    var lines: [ResultLine] = []
    for (number, point) in points.enumerated() where point.describesSystem {
      guard let across = x(point), let up = point.mean(of: y) else { continue }
      let others = point.scenario.coordinates.enumerated().filter { !along.contains($0.offset) }
        .map { "\($0.element.path)=\($0.element.value)" }
      let name = ([point.scenario.alternative] + others).joined(separator: " ")
      let place = ResultLine.Place(
        x: across, y: up, halfWidth: point.interval(of: y)?.halfWidth, point: number)
      if let index = lines.firstIndex(where: { $0.name == name }) {
        lines[index].places.append(place)
      } else {
        lines.append(
          ResultLine(name: name, alternative: point.scenario.alternative, places: [place]))
      }
    }
    for index in lines.indices {
      lines[index].places.sort { ($0.x, $0.point) < ($1.x, $1.point) }
    }
    return lines
  }

  /// The last axis and those that move in step with it, by number.
  private var axesOfLines: Set<Int> {
    guard let last = axes.indices.last else { return [] }
    func value(_ point: DesignPointResult, _ axis: Int) -> String {
      point.scenario.coordinates[axis].value
    }
    /// Whether each value of one axis comes with one value of another.
    func decides(_ axis: Int, _ other: Int) -> Bool {
      var partners: [String: String] = [:]
      return points.allSatisfy { point in
        let (own, its) = (value(point, axis), value(point, other))
        defer { partners[own] = its }
        return partners[own] ?? its == its
      }
    }
    func varies(_ axis: Int) -> Bool { Set(points.map { value($0, axis) }).count > 1 }
    /// Whether two axes move together: one decides the other, or both each other.
    func isInStep(_ axis: Int) -> Bool {
      let (one, other) = (decides(axis, last), decides(last, axis))
      return one && other || varies(axis) && varies(last) && (one || other)
    }
    return Set(axes.indices.filter { $0 == last || isInStep($0) })
  }
}
