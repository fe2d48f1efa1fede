import Documents
import Quantities
public import Scenarios

/// A condition of a scenario of routing, held against the median of the draws.
public struct RoutingThreshold: Sendable {
  public let threshold: Threshold
  public let metric: RoutingMetric
  /// In the metric's unit.
  let limit: Double

  /// Nil after reporting that there is no such figure, or that the limit has another unit.
  init?(
    _ threshold: Threshold, of metrics: [RoutingMetric], into problems: DiagnosticCollector
  ) {
    let name = threshold.metric.name
    guard let metric = metrics.first(where: { $0.name == name }), threshold.requestClass == nil
    else {
      problems.add(
        threshold.metric.diagnostic(
          "no figure of this routing is named \"\(name)\"",
          expected: "one of \(metrics.map(\.name).joined(separator: ", "))",
          suggestion: NearestName.suggestion(for: name, among: metrics.map(\.name))
            .map { .name($0) }))
      return nil
    }
    guard
      let limit = threshold.limit(in: metric.unit ?? "", of: metric.name, into: problems)
    else { return nil }
    self.threshold = threshold
    self.metric = metric
    self.limit = limit
  }

  /// Holds the condition against the median of the draws of one alternative.
  public func judgement(on alternative: RoutingResult.Alternative) -> MedianJudgement {
    MedianJudgement(
      threshold, limit: limit, unit: metric.unit, draws: alternative.values(of: metric),
      of: alternative.scenario.label)
  }
}
