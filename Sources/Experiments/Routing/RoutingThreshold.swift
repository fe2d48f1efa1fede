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

  /// What came of the condition under one alternative.
  public struct Judgement: Sendable {
    public let condition: String
    public let alternative: String
    /// The median in words; nil where no draw has the figure.
    public let found: String?
    public let isMet: Bool
  }

  /// Whether the median keeps the condition, and in what share of the draws it is kept. No figure is no
  /// pass.
  public func judgement(on alternative: RoutingResult.Alternative) -> Judgement {
    let draws = alternative.values(of: metric)
    let kept = draws.count { threshold.relation.holds($0, limit) }
    let median = Fan(of: draws)?.median
    let share = Double(kept) / Double(max(1, draws.count))
    return Judgement(
      condition: threshold.text, alternative: alternative.scenario.label,
      found: median.map {
        UnitNotation.format($0, significantDigits: 4) + (metric.unit.map { " \($0)" } ?? "")
          + (draws.count > 1
            ? ", kept in \(UnitNotation.format(percentage: share)) of draws" : "")
      }, isMet: median.map { threshold.relation.holds($0, limit) } ?? false)
  }
}
