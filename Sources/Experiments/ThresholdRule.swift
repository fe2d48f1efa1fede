import Documents
import OutputAnalysis
import Quantities
public import Scenarios

/// A condition of a scenario, its limit in the unit of its metric.
public struct ThresholdRule: Sendable, Hashable {
  public let threshold: Threshold
  public let metric: Metric
  /// In the metric's unit.
  public let limit: Double

  /// Nil after reporting that there is no such metric, or that the limit has another unit.
  init?(_ threshold: Threshold, into problems: DiagnosticCollector) {
    guard let metric = Metric(threshold.metric, into: problems) else { return nil }
    let unit = metric.unit ?? ""
    guard let limit = threshold.limit(in: unit, of: metric.name, into: problems) else { return nil }
    self.threshold = threshold
    self.metric = metric
    self.limit = limit
  }

  /// What came of the condition at one design point.
  public struct Judgement: Sendable {
    public let rule: ThresholdRule
    public let scenario: Scenario
    /// The mean over replications, or over draws, in the metric's unit; nil where nothing was measured
    /// that it could hold of.
    public let value: Double?
    /// Half of its 95 % interval.
    public let halfWidth: Double?
    /// Whether the mean keeps the condition; without a value it does not.
    public let isMet: Bool
    /// Of the draws of uncertain inputs, those that keep it; a draw without a value does not.
    public let shareOfDraws: Double?

    /// What was found, in words: `52.1 ± 0.4 ms`.
    public var found: String {
      guard let value else { return "nothing was measured" }
      let number =
        UnitNotation.format(value, significantDigits: 4)
        + (halfWidth.map { " ± " + UnitNotation.format($0, significantDigits: 2) } ?? "")
      let draws = shareOfDraws.map {
        ", kept in " + UnitNotation.format($0 * 100, significantDigits: 3) + " % of draws"
      }
      return number + (rule.metric.unit.map { " \($0)" } ?? "") + (draws ?? "")
    }

    /// Whether the interval lies on one side of the limit.
    public var isCertain: Bool {
      guard let value, let halfWidth else { return value == nil }
      return abs(value - rule.limit) > halfWidth
    }
  }

  /// Judges one design point. No samples is no pass.
  func judgement(on point: DesignPointResult) -> Judgement {
    let value = point.mean(of: metric, in: threshold.requestClass)
    var share: Double?
    if !point.draws.isEmpty {
      let values = point.values(of: metric, in: threshold.requestClass)
      share =
        Double(values.count { threshold.relation.holds($0, limit) }) / Double(point.draws.count)
    }
    return Judgement(
      rule: self, scenario: point.scenario, value: value,
      halfWidth: point.interval(of: metric, in: threshold.requestClass)?.halfWidth,
      isMet: value.map { threshold.relation.holds($0, limit) } ?? false, shareOfDraws: share)
  }
}

extension ExperimentResult {
  /// Every condition at every design point.
  public func judgements(of rules: [ThresholdRule]) -> [ThresholdRule.Judgement] {
    points.flatMap { point in rules.map { $0.judgement(on: point) } }
  }
}

extension Threshold {
  /// The limit in the unit of a metric; nil after reporting that it has another.
  func limit(
    in unit: String, of metric: String, into problems: DiagnosticCollector
  ) -> Double? {
    guard let factor = UnitNotation().conversion(of: self.unit, to: unit) else {
      problems.add(
        self.metric.diagnostic(
          self.unit.isEmpty
            ? "the limit has no unit" : "\"\(self.unit)\" is no unit of \(metric)",
          expected: unit.isEmpty ? "a plain number, or a percentage" : "a number of \(unit)",
          suggestion: .advice("write the limit in \(unit.isEmpty ? "no unit" : unit)")))
      return nil
    }
    return limit * factor
  }
}
