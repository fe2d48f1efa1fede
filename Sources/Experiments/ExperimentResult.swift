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
    case failed(StudyFailure)
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
      case .failed(let failure): .failed(failure)
      }
  }

  mutating func add(_ record: Result<RunRecord, StudyFailure>) {
    switch record {
    case .success(let run): runs.append(run)
    case .failure(let failure): outcome = .failed(failure)
    }
  }

  /// What stood in for what was missing in the prediction of step times, as sentences.
  public let notes: [String]
  /// How far measured times fall from predicted ones, and what that rests on.
  public let confidence: CalibrationConfidence

  /// One value per replication, in order; a replication without the metric is left out. Where any
  /// replication is overloaded or too short to tell there are no latencies at all: the rest would flatter the point.
  ///
  /// - Parameter requestClass: the class of requests that is asked for; nil for all together.
  public func values(of metric: Metric, in requestClass: String? = nil) -> [Double] {
    if metric.isLatency, verdict?.describesSystem == false { return [] }
    return runs.compactMap { $0.value(of: metric, in: requestClass) }
  }

  /// The mean over replications.
  public func mean(of metric: Metric, in requestClass: String? = nil) -> Double? {
    Tally(values(of: metric, in: requestClass)).mean
  }

  /// The 95 % interval of the mean over replications; nil below two.
  public func interval(of metric: Metric, in requestClass: String? = nil) -> ConfidenceInterval? {
    ConfidenceInterval(meanOf: values(of: metric, in: requestClass))
  }

  /// The classes of requests that were measured apart, in the order of the workload; none where all
  /// were measured together.
  public var classNames: [String] { runs.first?.classNames ?? [] }

  /// The worst verdict of all replications.
  public var verdict: SaturationVerdict? {
    let order: [SaturationVerdict] = [.overloaded, .undetermined, .backlogged, .stable]
    return order.first { verdict in runs.contains { $0.verdict == verdict } }
  }

  /// Whether every run's warm-up was found sufficient.
  public var isSettled: Bool { runs.allSatisfy(\.warmUp.isSufficient) }
}
