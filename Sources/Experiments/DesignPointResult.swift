public import OutputAnalysis
public import Performance
import Quantities
public import Scenarios
public import Serving

/// One design point: its verdicts, its fleet, and its runs in the order of draws and replications.
public struct DesignPointResult: Sendable {
  /// What came of a point, or of a draw of its inputs, as a whole.
  public enum Outcome: Sendable {
    case ran(replicas: Int)
    /// It cannot serve at all; the verdict says why.
    case infeasible
    /// No fleet keeps the objectives, or none takes as little as asked.
    case missesObjectives(tried: Int, missed: [String])
    /// It should have run and did not.
    case failed(StudyFailure)
  }

  /// One draw of what is not certain.
  public struct Draw: Sendable {
    /// Counted from 0.
    public let index: Int
    /// The values of the inputs, in their order, as they would be written.
    public let values: [(path: String, text: String)]
    public let outcome: Outcome
    public let runs: [RunRecord]

    /// Whether every run's latencies describe the system rather than the length of the run.
    public var describesSystem: Bool { !runs.isEmpty && runs.allSatisfy(\.describesSystem) }
  }

  /// The scenario, uncertain inputs at their medians.
  public let scenario: Scenario
  public let verdicts: ScenarioVerdicts
  /// Of a point with draws, that of the first that ran, or else of the first.
  public let outcome: Outcome
  /// All runs; of all draws, where there are any.
  public let runs: [RunRecord]
  /// What was not certain.
  public let inputs: [UncertainInput]
  /// Each draw of it; none where everything was certain.
  public let draws: [Draw]
  /// What stood in for what was missing in the prediction of step times, as sentences.
  public let notes: [String]
  /// How far measured times fall from predicted ones, and what that rests on.
  public let confidence: CalibrationConfidence
  /// How narrow the intervals came out, where that was asked for.
  public let precision: PrecisionAssessment?
  let missingRuns: Int

  /// - Parameter results: of the point itself, or of each of its draws.
  init(_ point: DesignPoint, _ results: [CaseResult]) {
    scenario = point.scenario
    inputs = point.inputs
    runs = results.flatMap(\.runs)
    notes = results.lazy.map(\.notes).first { !$0.isEmpty } ?? []
    let first = results.first { $0.verdicts != nil }
    verdicts =
      point.draws.isEmpty
      ? first?.verdicts ?? ScenarioVerdicts(point.scenario) : ScenarioVerdicts(point.scenario)
    confidence = results.lazy.compactMap(\.confidence).first ?? scenario.calibration.confidence
    precision = results.first?.precision
    missingRuns = results.reduce(0) { $0 + $1.missingRuns }
    draws =
      point.draws.isEmpty
      ? []
      : zip(point.draws.indices, results).map { index, result in
        Draw(
          index: index, values: point.values(ofDraw: index), outcome: result.outcome,
          runs: result.runs)
      }
    outcome = Self.whole(results.map(\.outcome))
  }

  /// One failed draw fails the point; else what ran stands for it.
  private static func whole(_ outcomes: [Outcome]) -> Outcome {
    func first(_ isWanted: (Outcome) -> Bool) -> Outcome? { outcomes.first(where: isWanted) }
    return first { if case .failed = $0 { true } else { false } }
      ?? first { if case .ran = $0 { true } else { false } } ?? outcomes[0]
  }

  /// The course of the first replication, where it was kept.
  public var timeline: Timeline? { runs.lazy.compactMap(\.timeline).first }

  /// What the warm-up of the first replication was judged by, where it was kept.
  public var warmUpCourse: WarmUpCourse? { runs.lazy.compactMap(\.warmUpCourse).first }

  /// Whether every run's latencies describe what was asked for; see ``RunRecord/describesSystem``.
  public var describesSystem: Bool { runs.allSatisfy(\.describesSystem) }

  /// The classes of requests that were measured apart, in the order of the workload; none where all
  /// were measured together.
  public var classNames: [String] { runs.first?.classNames ?? [] }

  /// Whether every run's warm-up was found sufficient.
  public var isSettled: Bool { runs.allSatisfy(\.warmUp.isSufficient) }

  /// The worst verdict of all runs.
  public var verdict: SaturationVerdict? {
    let order: [SaturationVerdict] = [.overloaded, .undetermined, .backlogged, .stable]
    return order.first { verdict in runs.contains { $0.verdict == verdict } }
  }
}

// MARK: Values

extension DesignPointResult {
  /// One value per replication, or per draw the mean of its replications, each under its number; what
  /// lacks the metric is left out.
  ///
  /// Where any replication is overloaded or too short to tell there are no latencies at all: the rest
  /// would flatter the point. Of draws, those are left out.
  ///
  /// - Parameter requestClass: the class of requests that is asked for; nil for all together.
  public func numberedValues(
    of metric: Metric, in requestClass: String? = nil
  ) -> [(number: Int, value: Double)] {
    guard draws.isEmpty else {
      return draws.compactMap { draw in
        if metric.isLatency, !draw.describesSystem { return nil }
        let values = draw.runs.compactMap { $0.value(of: metric, in: requestClass) }
        return Tally(values).mean.map { (draw.index, $0) }
      }
    }
    if metric.isLatency, runs.contains(where: { !$0.describesSystem }) { return [] }
    return runs.compactMap { run in
      run.value(of: metric, in: requestClass).map { (run.replication, $0) }
    }
  }

  /// The same without the numbers.
  public func values(of metric: Metric, in requestClass: String? = nil) -> [Double] {
    numberedValues(of: metric, in: requestClass).map(\.value)
  }

  /// The mean over replications, or over draws.
  public func mean(of metric: Metric, in requestClass: String? = nil) -> Double? {
    // Draws whose latencies only grow have no mean of them.
    if metric.isLatency, draws.contains(where: { !$0.runs.isEmpty && !$0.describesSystem }) {
      return nil
    }
    return Tally(values(of: metric, in: requestClass)).mean
  }

  /// The 95 % interval of the mean over replications, or over draws; nil below two.
  public func interval(of metric: Metric, in requestClass: String? = nil) -> ConfidenceInterval? {
    mean(of: metric, in: requestClass) == nil
      ? nil : ConfidenceInterval(meanOf: values(of: metric, in: requestClass))
  }

  /// What a share of the draws that could run does not exceed; a latency of an overloaded draw is
  /// above every number. Nothing where nothing was drawn, or where it falls among those.
  public func quantile(
    _ share: Double, of metric: Metric, in requestClass: String? = nil
  ) -> Double? {
    guard !draws.isEmpty else { return nil }
    let values = values(of: metric, in: requestClass).sorted()
    let unbounded =
      metric.isLatency ? draws.count { !$0.runs.isEmpty && !$0.describesSystem } : 0
    let count = values.count + unbounded
    guard count > 0 else { return nil }
    // The inverse of the empirical distribution.
    let rank = max(0, Int((share * Double(count)).rounded(.up)) - 1)
    return rank < values.count ? values[rank] : nil
  }
}

extension DesignPointResult {
  /// The variance of a metric over draws and replications, parted into that of the uncertain inputs and
  /// that of single events; nil where nothing was drawn, each draw was run once, or nothing varies.
  public func varianceComponents(of metric: Metric) -> VarianceComponents? {
    let outputs = draws.compactMap { draw -> [Double]? in
      if metric.isLatency, !draw.describesSystem { return nil }
      let values = draw.runs.compactMap { $0.value(of: metric) }
      return values.isEmpty ? nil : values
    }
    return outputs.isEmpty ? nil : VarianceComponents(outputs)
  }
}
