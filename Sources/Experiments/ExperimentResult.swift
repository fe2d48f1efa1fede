public import OutputAnalysis
public import Performance
import Quantities
public import Scenarios
public import Serving

/// What an experiment showed, design point by design point.
public struct ExperimentResult: Sendable {
  public let points: [DesignPointResult]

  /// Whether at least one point could be run.
  public var hasRuns: Bool { points.contains { !$0.runs.isEmpty } }
  /// Whether at least one request was completed.
  public var hasData: Bool {
    points.contains { $0.runs.contains { $0.requests.completed > 0 } }
  }
}

/// One design point: its verdicts, its fleet, and its runs in the order of replications.
public struct DesignPointResult: Sendable {
  /// What came of the point as a whole.
  public enum Outcome: Sendable {
    case ran(replicas: Int)
    /// It cannot serve at all; the verdict says why.
    case infeasible
    /// No fleet keeps the objectives.
    case missesObjectives(tried: Int, missed: [String])
    /// It should have run and did not.
    case failed(String)
  }

  public let scenario: Scenario
  public let verdicts: ScenarioVerdicts
  public private(set) var outcome: Outcome
  public private(set) var runs: [RunRecord] = []

  /// The course of the first replication, where it was kept.
  public var timeline: Timeline? { runs.first { $0.replication == 0 }?.timeline }

  init(_ prepared: PreparedPoint) {
    scenario = prepared.scenario
    verdicts = prepared.verdicts
    notes = prepared.notes
    confidence = prepared.confidence
    outcome =
      switch prepared.state {
      case .runnable(_, let replicas): .ran(replicas: replicas)
      case .infeasible: .infeasible
      case .missesObjectives(let tried, let missed):
        .missesObjectives(tried: tried, missed: missed)
      case .failed(let failure): .failed(failure.reason)
      }
  }

  mutating func add(_ record: Result<RunRecord, StudyFailure>) {
    switch record {
    case .success(let run): runs.append(run)
    case .failure(let failure): outcome = .failed(failure.reason)
    }
  }

  /// What stood in for what was missing in the prediction of step times, as sentences.
  public let notes: [String]
  /// How far measured times fall from predicted ones, and what that rests on.
  public let confidence: CalibrationConfidence

  /// One value per replication, in order; a replication without the metric is left out. Where any
  /// replication is overloaded or too short to tell there are no latencies at all: the rest would flatter the point.
  public func values(of metric: Metric) -> [Double] {
    if metric.isLatency, verdict?.describesSystem == false { return [] }
    return runs.compactMap { $0.value(of: metric) }
  }

  /// The mean over replications.
  public func mean(of metric: Metric) -> Double? { Tally(values(of: metric)).mean }

  /// The 95 % interval of the mean over replications; nil below two.
  public func interval(of metric: Metric) -> ConfidenceInterval? {
    ConfidenceInterval(meanOf: values(of: metric))
  }

  /// The worst verdict of all replications.
  public var verdict: SaturationVerdict? {
    let order: [SaturationVerdict] = [.overloaded, .undetermined, .backlogged, .stable]
    return order.first { verdict in runs.contains { $0.verdict == verdict } }
  }

  /// Whether a promise is kept, judged by its interval over replications.
  public enum Promise: String, Sendable, Hashable, CaseIterable {
    case kept, missed
    /// The interval holds the limit.
    case uncertain
  }

  /// The verdict on what the scenario promises: the worst of its objectives; nil without any, and
  /// missed where the point is overloaded or nothing was measured.
  public var promise: Promise? {
    let objectives = scenario.objectives
    if objectives.isEmpty || runs.isEmpty { return nil }
    func judge(_ objective: LatencyObjective?, _ metric: Metric, _ scale: Double) -> Promise? {
      guard let objective else { return nil }
      guard let mean = mean(of: metric) else { return .missed }
      let limit = objective.limit.value * scale
      let halfWidth = interval(of: metric)?.halfWidth ?? 0
      if mean + halfWidth <= limit { return .kept }
      return mean - halfWidth > limit ? .missed : .uncertain
    }
    let found = [
      judge(objectives.timeToFirstToken, .promisedFirstToken, 1),
      judge(objectives.timePerOutputToken, .promisedPerToken, 1e3),
      judge(objectives.interTokenLatency, .promisedGap, 1e3),
      judge(objectives.endToEnd, .promisedEndToEnd, 1), attainmentPromise,
    ].compactMap(\.self)
    return [Promise.missed, .uncertain, .kept].first { found.contains($0) }
  }

  private var attainmentPromise: Promise? {
    guard let required = scenario.objectives.attainment else { return nil }
    guard let mean = mean(of: .attainment) else { return .missed }
    let halfWidth = interval(of: .attainment)?.halfWidth ?? 0
    if mean - halfWidth >= required { return .kept }
    return mean + halfWidth < required ? .missed : .uncertain
  }

  /// Whether every run's warm-up was found sufficient.
  public var isSettled: Bool { runs.allSatisfy(\.warmUp.isSufficient) }
}
