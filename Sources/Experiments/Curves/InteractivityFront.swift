import OutputAnalysis
import Scenarios

/// What one alternative can offer: for each speed that a user may see the cheapest way to give it.
public struct InteractivityFront: Sendable, Hashable {
  public let alternative: String
  /// Every swept point that ran: tokens per second that a user sees across, the metric up.
  public let places: [ResultLine.Place]
  /// The places that no other beats in both, slowest first.
  public let front: [ResultLine.Place]
}

extension ExperimentResult {
  /// The front of each alternative, over all plans, formats and loads that were swept.
  ///
  /// - Parameters:
  ///   - metric: what is drawn against interactivity.
  ///   - isCost: whether less of it is better.
  public func interactivityFronts(of metric: Metric, isCost: Bool) -> [InteractivityFront] {
    var names: [String] = []
    for point in points where !names.contains(point.scenario.alternative) {
      names.append(point.scenario.alternative)
    }
    return names.compactMap { name in
      let places = points.enumerated().compactMap { number, point -> ResultLine.Place? in
        guard point.scenario.alternative == name, point.describesSystem,
          let x = point.mean(of: .interactivity), let y = point.mean(of: metric)
        else { return nil }
        return ResultLine.Place(
          x: x, y: y, halfWidth: point.interval(of: metric)?.halfWidth, point: number)
      }
      guard !places.isEmpty else { return nil }
      let best = ParetoFront.indices(of: places.map { ($0.x, isCost ? -$0.y : $0.y) })
      return InteractivityFront(
        alternative: name, places: places, front: best.reversed().map { places[$0] })
    }
  }
}
