public import Documents
import Quantities
public import Scenarios

/// A condition of a scenario of supply, held against the median at the end of the study.
public struct SupplyThreshold: Sendable {
  public let threshold: Threshold
  public let metric: SupplyMetric
  /// In the metric's unit.
  let limit: Double

  /// Nil after reporting that there is no such figure, or that the limit has another unit.
  public init?(
    _ threshold: Threshold, of metrics: [SupplyMetric], into problems: DiagnosticCollector
  ) {
    let name = threshold.metric.name
    guard let metric = metrics.first(where: { $0.name == name }), threshold.requestClass == nil
    else {
      problems.add(
        threshold.metric.diagnostic(
          "no figure of supply is named \"\(name)\"",
          expected: "a metric of series.csv, such as multiple.stock or target.added",
          suggestion: NearestName.suggestion(for: name, among: metrics.map(\.name))
            .map { .name($0) }))
      return nil
    }
    let unit = Self.unit(of: metric) ?? ""
    guard let limit = threshold.limit(in: unit, of: metric.name, into: problems) else { return nil }
    self.threshold = threshold
    self.metric = metric
    self.limit = limit
  }

  /// The unit in which limits of a figure are written: chips, and H100-equivalents of any definition,
  /// are counted in plain numbers.
  static func unit(of metric: SupplyMetric) -> String? {
    metric.unit.flatMap { unit in
      unit.hasPrefix("H100e") || ["units", "packages", "wafers", "stacks"].contains(unit)
        ? nil : unit
    }
  }

  /// Holds the condition against the median of the draws of one alternative at a date.
  public func judgement(
    on alternative: SupplyResult.Alternative, at date: Int
  ) -> MedianJudgement {
    MedianJudgement(
      threshold, limit: limit, unit: metric.unit,
      draws: alternative[metric.name]?.sorted(at: date) ?? [], of: alternative.name)
  }
}
