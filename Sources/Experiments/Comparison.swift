import Foundation
import Serving
import LanguageModels
import Performance
public import OutputAnalysis
public import Scenarios

/// Two design points that serve the same model to the same users, compared on one metric.
///
/// Replications with the same number share their random numbers, so that differences are paired;
/// the ratio is that of the means, with its 95 % interval by the jackknife on its logarithm (see
/// `OutputAnalysis.PairedDifference`).
public struct Comparison: Sendable {
  public let metric: Metric
  public let subject: Scenario
  public let baseline: Scenario
  /// Subject over baseline.
  public let ratio: ConfidenceInterval
  /// Subject less baseline, in the metric's unit.
  public let difference: ConfidenceInterval
  /// Subject over baseline draw by draw, in ascending order; empty where no inputs were drawn.
  public let drawnRatios: [Double]
  /// The places of both in the result.
  public let places: (subject: Int, baseline: Int)
  let subjectConfidence: CalibrationConfidence
  let baselineConfidence: CalibrationConfidence

  /// Whether the interval holds 1, so that the two cannot be told apart.
  public var isIndistinguishable: Bool { ratio.contains(1) }

  /// What a share of the draws' ratios do not exceed; nil where no inputs were drawn.
  public func quantile(_ share: Double) -> Double? {
    guard !drawnRatios.isEmpty else { return nil }
    let rank = Int((share * Double(drawnRatios.count)).rounded(.up)) - 1
    return drawnRatios[max(0, min(rank, drawnRatios.count - 1))]
  }

  /// The share of the draws in which the subject is lower; nil where no inputs were drawn.
  public var shareLower: Double? {
    drawnRatios.isEmpty
      ? nil : Double(drawnRatios.count { $0 < 1 }) / Double(drawnRatios.count)
  }

  /// The ratio with the uncertainty of the predictions for both machines, 90 %: logarithms of measured
  /// over predicted values of the metric (``Metric/interval(of:)``) are taken as independent of each
  /// other and of the runs. Two points on one chip share their error and keep that of the runs.
  public var ratioWithModelError: ClosedRange<Double> {
    if subjectConfidence == baselineConfidence, subject.accelerator == baseline.accelerator {
      return ratio.lower...ratio.upper
    }
    func parts(_ interval: ClosedRange<Double>) -> (middle: Double, half: Double) {
      let (low, high) = (log(interval.lowerBound), log(interval.upperBound))
      return ((low + high) / 2, (high - low) / 2)
    }
    let a = parts(metric.interval(of: subjectConfidence) ?? 1...1)
    let b = parts(metric.interval(of: baselineConfidence) ?? 1...1)
    let runs = parts(ratio.lower...ratio.upper)
    let half = (a.half * a.half + b.half * b.half + runs.half * runs.half).squareRoot()
    let middle = log(ratio.estimate) + a.middle - b.middle
    return exp(middle - half)...exp(middle + half)
  }
}

extension ExperimentResult {
  /// Every point against the first one that shares its model and swept values.
  ///
  /// Only points that ran, are not overloaded and have the metric in every replication take part.
  public func comparisons(on metrics: [Metric]) -> [Comparison] {
    var found: [Comparison] = []
    for (index, point) in points.enumerated() {
      guard point.isComparable,
        let place = points[..<index].firstIndex(where: { $0.isComparable(with: point) })
      else { continue }
      let baseline = points[place]
      for metric in metrics {
        // Replications, or draws, of one number share their random numbers.
        let own = point.numberedValues(of: metric)
        let theirs = baseline.numberedValues(of: metric)
        guard point.isPaired(with: baseline, by: own, theirs) else { continue }
        let others = Dictionary(uniqueKeysWithValues: theirs.map { ($0.number, $0.value) })
        let both = own.compactMap { x in others[x.number].map { (x.value, $0) } }
        let (x, y) = (both.map(\.0), both.map(\.1))
        guard x.count >= 2, let paired = PairedDifference(x, minus: y), let ratio = paired.ratio
        else { continue }
        found.append(
          Comparison(
            metric: metric, subject: point.scenario, baseline: baseline.scenario, ratio: ratio,
            difference: paired.difference,
            drawnRatios: point.draws.isEmpty ? [] : zip(x, y).map { $0 / $1 }.sorted(),
            places: (index, place),
            subjectConfidence: point.confidence, baselineConfidence: baseline.confidence))
      }
    }
    return found
  }
}

extension DesignPointResult {
  /// Whether it ran and its latencies describe the system.
  fileprivate var isComparable: Bool {
    draws.isEmpty
      ? !runs.isEmpty && describesSystem : draws.contains(where: \.describesSystem)
  }

  /// Whether enough of both is there to be paired: all replications, or the draws that both could
  /// run.
  fileprivate func isPaired(
    with other: DesignPointResult, by own: [(number: Int, value: Double)],
    _ theirs: [(number: Int, value: Double)]
  ) -> Bool {
    guard draws.isEmpty == other.draws.isEmpty else { return false }
    return !draws.isEmpty || (own.count == runs.count && theirs.count == other.runs.count)
  }

  /// Whether both serve the same model at the same swept values, and neither is overloaded.
  fileprivate func isComparable(with other: DesignPointResult) -> Bool {
    isComparable && scenario.analysis == other.scenario.analysis
      && scenario.model.name == other.scenario.model.name
      && scenario.coordinates.elementsEqual(other.scenario.coordinates) { $0 == $1 }
  }
}
