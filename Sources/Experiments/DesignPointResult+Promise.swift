import OutputAnalysis
import Quantities
import Scenarios

extension DesignPointResult {
  /// Whether a promise is kept, judged by its interval over replications.
  public enum Promise: String, Sendable, Hashable, CaseIterable {
    case kept, missed
    /// The interval holds the limit.
    case uncertain
  }

  /// The verdict on what the scenario promises: the worst of its objectives, and of those of its
  /// classes where they have their own; nil without any, and missed where the point is overloaded or
  /// nothing was measured.
  public var promise: Promise? {
    guard !runs.isEmpty else { return nil }
    if !scenario.classObjectives.isEmpty, !classNames.isEmpty {
      return Self.worst(classNames.compactMap(promise(ofClass:)))
    }
    return judge(scenario.objectives, of: nil)
  }

  /// The verdict on what one class is promised; nil where that is nothing.
  public func promise(ofClass name: String) -> Promise? {
    guard let index = classNames.firstIndex(of: name) else { return nil }
    return judge(scenario.objectives(ofClass: index), of: name)
  }

  private static func worst(_ found: [Promise]) -> Promise? {
    [.missed, .uncertain, .kept].first { found.contains($0) }
  }

  private func judge(_ objectives: Objectives, of requestClass: String?) -> Promise? {
    func judge(_ objective: LatencyObjective?, _ metric: Metric, _ scale: Double) -> Promise? {
      guard let objective else { return nil }
      guard let mean = mean(of: metric, in: requestClass) else { return .missed }
      let limit = objective.limit.value * scale
      let halfWidth = interval(of: metric, in: requestClass)?.halfWidth ?? 0
      if mean + halfWidth <= limit { return .kept }
      return mean - halfWidth > limit ? .missed : .uncertain
    }
    func judgeAttainment() -> Promise? {
      guard let required = objectives.attainment else { return nil }
      guard let mean = mean(of: .attainment, in: requestClass) else { return .missed }
      let halfWidth = interval(of: .attainment, in: requestClass)?.halfWidth ?? 0
      if mean - halfWidth >= required { return .kept }
      return mean + halfWidth < required ? .missed : .uncertain
    }
    return Self.worst(
      [
        judge(objectives.timeToFirstToken, .promisedFirstToken, 1),
        judge(objectives.timePerOutputToken, .promisedPerToken, 1e3),
        judge(objectives.interTokenLatency, .promisedGap, 1e3),
        judge(objectives.endToEnd, .promisedEndToEnd, 1), judgeAttainment(),
      ].compactMap(\.self))
  }
}
