import Foundation
import OutputAnalysis

/// What decides a comparison of costs: the price of an hour of a machine, the time of it that a token
/// takes, and how the bill is shared between input and output.
///
///     cost ratio = (USD per accelerator-hour) × (accelerator-time per token) × (share of the bill per token)
///
/// with each factor as the ratio of subject over baseline; the last one is 1 for the blended cost. Shares
/// are those of the logarithm, so that they add up.
public struct ComparisonCauses: Sendable, Hashable {
  public struct Cause: Sendable, Hashable {
    public let name: String
    /// What it alone does to the cost, subject over baseline.
    public let factor: Double
  }

  public let causes: [Cause]
  /// The ratio of the means.
  public let ratio: Double
}

extension ExperimentResult {
  /// The causes of the ratio of costs of two points; nil where either was not measured.
  public func causes(
    of metric: Metric, of subject: DesignPointResult, against baseline: DesignPointResult
  ) -> ComparisonCauses? {
    guard [.costOutput, .costBlended].contains(metric) else { return nil }
    func ratio(_ metric: Metric) -> Double? {
      guard let own = subject.mean(of: metric), let other = baseline.mean(of: metric), own > 0,
        other > 0
      else { return nil }
      return own / other
    }
    func perAccelerator(_ point: DesignPointResult) -> Double? {
      let rate = metric == .costBlended ? Metric.totalThroughput : .outputThroughput
      guard let tokens = point.mean(of: rate), let count = point.mean(of: .accelerators),
        tokens > 0, count > 0
      else { return nil }
      return tokens / count
    }
    guard let whole = ratio(metric), let hour = ratio(.costPerHour),
      let own = perAccelerator(subject), let other = perAccelerator(baseline)
    else { return nil }
    var causes = [
      ComparisonCauses.Cause(name: "price of an accelerator-hour", factor: hour),
      ComparisonCauses.Cause(name: "accelerator-time that a token takes", factor: other / own),
    ]
    let rest = whole / (hour * other / own)
    // Of the blended cost what is left is the spread between runs, unless hours go unpaid.
    if abs(log(rest)) > (metric == .costBlended ? 0.02 : 1e-6) {
      causes.append(
        ComparisonCauses.Cause(
          name: metric == .costBlended
            ? "hours that are not paid, and spread between runs"
            : "share of the bill that output carries",
          factor: rest))
    }
    return ComparisonCauses(causes: causes, ratio: whole)
  }
}
