import Foundation
import Serving
import LanguageModels
import Performance
public import OutputAnalysis
public import Scenarios

/// Two design points that serve the same model to the same users, compared on one metric.
///
/// Replications with the same number share their random numbers, so that differences are paired;
/// the ratio is the geometric mean of the paired ratios with its 95 % Student interval on logs
/// (Law 2015, Eq. 11.5).
public struct Comparison: Sendable {
  public let metric: Metric
  public let subject: Scenario
  public let baseline: Scenario
  /// Subject over baseline.
  public let ratio: ConfidenceInterval

  /// Whether the interval holds 1, so that the two cannot be told apart.
  public var isIndistinguishable: Bool { ratio.contains(1) }

  /// The ratio with the uncertainty of the operator times of both machines, 90 %: logarithms of
  /// measured over predicted time are taken as independent, and a cost as proportional to time.
  /// Two points with the same calibration share their error, and keep the interval of the runs.
  public var ratioWithModelError: ClosedRange<Double> {
    let (a, b) = (subject.calibration, baseline.calibration)
    if a == b { return ratio.lower...ratio.upper }
    let (one, other) = (a.confidence.interval, b.confidence.interval)
    func square(_ x: Double) -> Double { x * x }
    let below = (square(log(one.lowerBound)) + square(log(other.upperBound))).squareRoot()
    let above = (square(log(one.upperBound)) + square(log(other.lowerBound))).squareRoot()
    return (ratio.estimate * exp(-below))...(ratio.estimate * exp(above))
  }
}

extension ExperimentResult {
  /// Every point against the first one that shares its model and swept values.
  ///
  /// Only points that ran, are not overloaded and have the metric in every replication take part.
  public func comparisons(on metrics: [Metric]) -> [Comparison] {
    var found: [Comparison] = []
    for (index, point) in points.enumerated() {
      guard point.verdict == .stable,
        let baseline = points[..<index].first(where: { $0.isComparable(with: point) })
      else { continue }
      for metric in metrics {
        let x = point.values(of: metric)
        let y = baseline.values(of: metric)
        guard x.count == y.count, x.count >= 2,
          let ratio = PairedDifference(x, minus: y)?.ratio
        else { continue }
        found.append(
          Comparison(
            metric: metric, subject: point.scenario, baseline: baseline.scenario, ratio: ratio))
      }
    }
    return found
  }
}

extension DesignPointResult {
  /// Whether both serve the same model at the same swept values, and neither is overloaded.
  fileprivate func isComparable(with other: DesignPointResult) -> Bool {
    verdict == .stable && scenario.model.name == other.scenario.model.name
      && scenario.coordinates.elementsEqual(other.scenario.coordinates) { $0 == $1 }
      && runs.count == other.runs.count
  }
}
