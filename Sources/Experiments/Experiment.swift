import Performance
public import Scenarios
public import Serving

/// All design points of a scenario, run in replications on all cores, gathered in order.
///
/// The result depends on the scenario, the catalog and the seed alone: the same bytes on one thread
/// and on many.
public struct Experiment: Sendable {
  public let points: [Scenario]
  /// Whether each fleet is resized to the fewest replicas that keep the objectives.
  public let isEqualizedByObjective: Bool

  /// What is kept of the first replication of each point; of the others only measurements are.
  public let keeping: RunControl.Keeping
  /// Where what became of each request goes; nil where nobody asks.
  private let destinations: RequestDestinations?

  public init(
    points: [Scenario], isEqualizedByObjective: Bool, keeping: RunControl.Keeping = .measurements,
    requestsTo destinations: RequestDestinations? = nil
  ) {
    self.destinations = destinations
    self.points = points
    self.isEqualizedByObjective = isEqualizedByObjective
    self.keeping = keeping
  }

  /// What an experiment is busy with.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Judging design points, and sizing their fleets.
    case preparing
    case running
  }

  /// Called from any thread with what is done and what there is in all.
  public typealias Progress = @Sendable (_ phase: Phase, _ done: Int, _ total: Int) -> Void

  /// Judges every point, sizes fleets where asked, and runs what can run.
  public func run(jobs: Int, progress: @escaping Progress = { _, _, _ in }) -> ExperimentResult {
    let judged = ProgressCounter(.preparing, total: points.count, report: progress)
    let prepared = parallelMap(points.count, jobs: jobs) { index in
      defer { judged.advance() }
      return prepare(points[index])
    }
    var tasks: [(point: Int, replication: Int)] = []
    for (index, point) in prepared.enumerated() where point.isRunnable {
      for replication in 0..<points[index].replications { tasks.append((index, replication)) }
    }
    let runs = tasks
    let total = runs.count
    let counter = ProgressCounter(.running, total: total, report: progress)
    let records = parallelMap(total, jobs: jobs) { index -> Result<RunRecord, StudyFailure> in
      let task = runs[index]
      defer { counter.advance() }
      guard case .runnable(let study, let replicas) = prepared[task.point].state else {
        preconditionFailure("task \(task) is not runnable")
      }
      return record(study, replicas: replicas, point: task.point, replication: task.replication)
    }
    var results = prepared.map { DesignPointResult($0) }
    for (task, record) in zip(runs, records) { results[task.point].add(record) }
    return ExperimentResult(points: results)
  }

  private func prepare(_ scenario: Scenario) -> PreparedPoint {
    let verdicts = ScenarioVerdicts(scenario)
    guard verdicts.serving.isFeasible else {
      return PreparedPoint(scenario: scenario, verdicts: verdicts, state: .infeasible)
    }
    do {
      let study = try ServingStudy(scenario)
      guard isEqualizedByObjective else {
        return PreparedPoint(
          scenario: scenario, verdicts: verdicts, state: .runnable(study, scenario.replicas))
      }
      switch try FleetSizing.fewestReplicas(for: study) {
      case .replicas(let count):
        return PreparedPoint(
          scenario: scenario, verdicts: verdicts, state: .runnable(study, count))
      case .unreachable(let tried, let missed):
        return PreparedPoint(
          scenario: scenario, verdicts: verdicts,
          state: .missesObjectives(tried: tried, missed: missed))
      }
    } catch {
      return PreparedPoint(
        scenario: scenario, verdicts: verdicts, state: .failed(StudyFailure(error)))
    }
  }

  private func record(
    _ study: ServingStudy, replicas: Int, point: Int, replication: Int
  ) -> Result<RunRecord, StudyFailure> {
    do {
      let destination = try destinations?(
        RequestOrigin(
          scenario: study.scenario, point: point, replication: replication,
          pools: study.fleet.pools.map { pool in
            (pool.name, study.fleet.replicas(of: pool, in: replicas))
          }))
      let result = try study.run(
        replicas: replicas, replication: replication,
        keeping: replication == 0 ? keeping : .measurements,
        records: destination.map { destination in { destination.take($0) } })
      guard result.audit.isKept else {
        let broken = result.audit.balances.filter { !$0.isKept }.map(\.subject)
        return .failure(
          StudyFailure(reason: "the books do not balance: \(broken.joined(separator: ", "))"))
      }
      if let reason = result.ending.failure {
        return .failure(StudyFailure(reason: "\(reason) (after \(result.events) events)"))
      }
      try destination?.finish()
      let measurements = try study.measurements(of: result, replicas: replicas)
      return .success(
        RunRecord(result, replication: replication, measurements: measurements))
    } catch {
      return .failure(StudyFailure(error))
    }
  }
}

/// Why a run could not be made although its point was judged feasible.
public struct StudyFailure: Error, Sendable {
  public let reason: String
  /// The error itself, where it was none of the run's own.
  public let cause: (any Error)?

  init(reason: String) {
    self.reason = reason
    cause = nil
  }

  init(_ error: any Error) {
    reason = "\(error)"
    cause = error
  }
}

struct PreparedPoint: Sendable {
  enum State: Sendable {
    case runnable(ServingStudy, Int)
    case infeasible
    case missesObjectives(tried: Int, missed: [String])
    case failed(StudyFailure)
  }

  let scenario: Scenario
  let verdicts: ScenarioVerdicts
  let state: State

  /// What stood in for what was missing in the prediction.
  var notes: [String] {
    if case .runnable(let study, _) = state { study.notes } else { [] }
  }

  /// How far measured times fall from predicted ones.
  var confidence: CalibrationConfidence {
    if case .runnable(let study, _) = state {
      let pools = study.fleet.pools.map(\.replica.predictor.confidence)
      return pools.max { $0.grade < $1.grade } ?? study.predictor.confidence
    }
    return scenario.calibration.confidence
  }

  var isRunnable: Bool {
    if case .runnable = state { true } else { false }
  }
}
