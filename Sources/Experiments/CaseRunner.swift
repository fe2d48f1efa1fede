import Documents
import Performance
import Scenarios
import Serving
import Synchronization

/// Runs cases in replications on all cores, through a store where there is one, and gathers the
/// results in order.
///
/// Cases are taken block by block, so that an experiment of a hundred thousand cases holds the
/// models of a few hundred. Within a block every run is a task of its own: one case with many
/// replications keeps all cores as busy as many cases with one.
struct CaseRunner: Sendable {
  let jobs: Int
  let store: RunStore?
  /// Whether runs that the store lacks are made, or only counted.
  var makesRuns = true
  var destinations: RequestDestinations?

  /// Cases whose models are in memory at once.
  static let blockSize = 256

  /// The result of every case, in order.
  ///
  /// - Throws: where the store cannot be read or written; what it holds by then stays.
  func results(
    of cases: [ExperimentCase], progress: @escaping Experiment.Progress = { _, _, _ in }
  ) throws(RunStoreError) -> [CaseResult] {
    var results: [CaseResult] = []
    results.reserveCapacity(cases.count)
    let judged = ProgressCounter(.preparing, total: cases.count, report: progress)
    let finished = ProgressCounter(
      .running, total: cases.reduce(0) { $0 + $1.rule.least }, report: progress)
    var start = 0
    while start < cases.count {
      let end = min(cases.count, start + Self.blockSize)
      results += try block(Array(cases[start..<end]), judged, finished)
      start = end
    }
    return results
  }

  private func block(
    _ cases: [ExperimentCase], _ judged: ProgressCounter, _ finished: ProgressCounter
  ) throws(RunStoreError) -> [CaseResult] {
    let failure = Mutex<RunStoreError?>(nil)
    let prepared = parallelMap(cases.count, jobs: jobs) { index in
      defer { judged.advance() }
      return guarded(failure) { () throws(RunStoreError) in try prepare(cases[index]) }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    var states = prepared.map { $0! }
    for (own, state) in zip(cases, states) {
      // What the store holds, and what cannot run, is done.
      finished.advance(by: own.rule.least - state.numbersToRun(of: own).count)
    }
    // Rounds: what the rule asks for, until it asks for no more.
    for round in 0... {
      var tasks: [(index: Int, number: Int)] = []
      for index in states.indices {
        for number in states[index].numbersToRun(of: cases[index]) { tasks.append((index, number)) }
      }
      guard !tasks.isEmpty, makesRuns else { break }
      if round > 0 { finished.expect(tasks.count) }
      let runs = tasks
      let snapshot = states
      let records = parallelMap(runs.count, jobs: jobs) { task in
        defer { finished.advance() }
        let (index, number) = runs[task]
        return guarded(failure) { () throws(RunStoreError) in
          try record(number, of: cases[index], snapshot[index])
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      for ((index, number), record) in zip(runs, records) {
        switch record! {
        case .success(let run): states[index].records[number] = run
        case .failure(let reason):
          states[index].failure = states[index].failure ?? reason
        }
      }
    }
    return zip(cases, states).map { $1.result(of: $0) }
  }

  /// What `body` returns; nil, and nothing more is begun, once any thread failed at the store.
  private func guarded<Value>(
    _ failure: borrowing Mutex<RunStoreError?>, _ body: () throws(RunStoreError) -> Value
  ) -> Value? {
    guard failure.withLock({ $0 == nil }) else { return nil }
    do { return try body() } catch {
      failure.withLock { $0 = $0 ?? error }
      return nil
    }
  }

  // MARK: Preparing

  private func prepare(_ own: ExperimentCase) throws(RunStoreError) -> PreparedCase {
    let scenario: Scenario
    do { scenario = try own.scenario() } catch {
      return PreparedCase(scenario: nil, verdicts: nil, state: .failed(StudyFailure(error)))
    }
    let verdicts = ScenarioVerdicts(scenario)
    func prepared(_ state: PreparedCase.State) -> PreparedCase {
      PreparedCase(scenario: scenario, verdicts: verdicts, state: state)
    }
    let content = own.content()
    var study = PointStudy(verdicts)
    if verdicts.serving?.isFeasible ?? false {
      do {
        let serving = try ServingStudy(scenario)
        switch try fleet(of: own, serving, content) {
        case nil: return prepared(.unsized)
        case .replicas(let count): study.serving = (serving, count)
        case .unreachable(let tried, let missed):
          return prepared(.missesObjectives(tried: tried, missed: missed))
        }
      } catch let error as RunStoreError { throw error } catch {
        return prepared(.failed(StudyFailure(error)))
      }
    }
    guard !study.isEmpty else { return prepared(.infeasible) }
    var state = prepared(.runnable(study))
    state.content = content?.adding("replicas: \(study.replicas)")
    if let store, let content = state.content {
      for run in try store.runs(of: content) { state.records[run.replication] = run }
    }
    return state
  }

  /// The fleet of a case; nil where it would have to be searched for and nothing may be run.
  private func fleet(
    of own: ExperimentCase, _ study: ServingStudy, _ content: PointContent?
  ) throws -> FleetSizing.Outcome? {
    switch own.fleet {
    case .asWritten: return .replicas(study.scenario.replicas)
    case .fewestWithinObjectives:
      let question = content?.adding("sized by replication: \(own.sizingReplication)")
      if let store, let question, let known = try store.fleet(of: question) { return known }
      guard makesRuns else { return nil }
      let found = try FleetSizing.fewestReplicas(
        for: study, replication: own.sizingReplication)
      if let store, let question { try store.keep(fleet: found, of: question, labelled: own.label) }
      return found
    case .matching(let measure, let other):
      return FleetSizing.replicas(of: study.scenario, matching: try other(), by: measure)
    }
  }

  // MARK: Running

  private func record(
    _ number: Int, of own: ExperimentCase, _ prepared: PreparedCase
  ) throws(RunStoreError) -> Result<RunRecord, StudyFailure> {
    guard case .runnable(let study) = prepared.state else {
      preconditionFailure("run \(number) of a case that cannot run")
    }
    var run: RunRecord
    do {
      run =
        try study.serving.map { try record($0.study, $0.replicas, number, of: own) }
        ?? RunRecord(replication: number, measurements: [], events: 0)
      if let training = study.training {
        let (measurements, events) = try training.run(replication: number)
        run = run.adding(measurements, events: events)
      }
      if let postTraining = study.postTraining {
        let (measurements, events) = try postTraining.run(replication: number)
        run = run.adding(measurements, events: events)
      }
    } catch let failure as StudyFailure {
      return .failure(failure)
    } catch {
      return .failure(StudyFailure(error))
    }
    if let store, let content = prepared.content {
      try store.keep(run, of: content, labelled: own.label)
    }
    return .success(run)
  }

  private func record(
    _ study: ServingStudy, _ replicas: Int, _ number: Int, of own: ExperimentCase
  ) throws -> RunRecord {
    let isFirst = number == own.firstReplication
    let destination = try destinations?(
      RequestOrigin(
        scenario: study.scenario, point: own.point, replication: number,
        pools: study.fleet.pools.map { pool in
          (pool.name, study.fleet.replicas(of: pool, in: replicas))
        }))
    let result = try study.run(
      replicas: replicas, replication: number,
      keeping: isFirst ? own.keeping : .measurements,
      records: destination.map { destination in { destination.take($0) } })
    guard result.audit.isKept else {
      let broken = result.audit.balances.filter { !$0.isKept }.map(\.subject)
      throw StudyFailure(reason: "the books do not balance: \(broken.joined(separator: ", "))")
    }
    if let reason = result.ending.failure {
      throw StudyFailure(reason: "\(reason) (after \(result.events) events)")
    }
    try destination?.finish()
    let measurements = try study.measurements(of: result, replicas: replicas)
    return RunRecord(result, replication: number, measurements: measurements)
  }
}

/// A case that was judged, with the runs that are there.
struct PreparedCase: Sendable {
  enum State: Sendable {
    case runnable(PointStudy)
    /// Its fleet is to be searched for, and all its runs to be made.
    case unsized
    case infeasible
    case missesObjectives(tried: Int, missed: [String])
    case failed(StudyFailure)
  }

  let scenario: Scenario?
  let verdicts: ScenarioVerdicts?
  let state: State
  /// What decides its runs, its fleet included.
  var content: PointContent?
  /// By the number of the replication.
  var records: [Int: RunRecord] = [:]
  /// The first run that should have worked and did not.
  var failure: StudyFailure?

  init(scenario: Scenario?, verdicts: ScenarioVerdicts?, state: State) {
    self.scenario = scenario
    self.verdicts = verdicts
    self.state = state
  }

  /// The runs from the first on without a gap.
  private func runs(of own: ExperimentCase) -> [RunRecord] {
    var runs: [RunRecord] = []
    while runs.count < own.rule.most, let next = records[own.firstReplication + runs.count] {
      runs.append(next)
    }
    return runs
  }

  /// How many of the runs there are the rule takes: of a store that holds more than it asks for, no
  /// more than it would have made.
  private func wanted(of own: ExperimentCase) -> Int {
    let there = runs(of: own)
    var count = min(own.rule.least, there.count)
    while true {
      let next = own.rule.wanted(after: Array(there.prefix(count)))
      if next <= count || next > there.count { return max(next, count) }
      count = next
    }
  }

  /// The numbers of the replications that are still to be run.
  func numbersToRun(of own: ExperimentCase) -> [Int] {
    let wanted: Int
    switch state {
    case .runnable where failure == nil: wanted = self.wanted(of: own)
    case .unsized: wanted = own.rule.least
    case .runnable, .infeasible, .missesObjectives, .failed: return []
    }
    return (0..<wanted).map { own.firstReplication + $0 }.filter { records[$0] == nil }
  }

  func result(of own: ExperimentCase) -> CaseResult {
    let missing = numbersToRun(of: own).count
    var runs: [RunRecord] = []
    if case .runnable = state, missing == 0, failure == nil {
      runs = Array(self.runs(of: own).prefix(wanted(of: own)))
    }
    let outcome: DesignPointResult.Outcome =
      switch state {
      case .runnable(let study):
        failure.map { .failed($0) } ?? .ran(replicas: study.replicas)
      // Its missing runs say that nobody knows yet how many.
      case .unsized: .ran(replicas: 0)
      case .infeasible: .infeasible
      case .missesObjectives(let tried, let missed):
        .missesObjectives(tried: tried, missed: missed)
      case .failed(let failure): .failed(failure)
      }
    return CaseResult(
      scenario: scenario, verdicts: verdicts, outcome: outcome, runs: runs, notes: notes,
      confidence: confidence, precision: runs.isEmpty ? nil : own.rule.assessment(of: runs),
      missingRuns: missing)
  }

  /// What stood in for what was missing in the prediction.
  private var notes: [String] {
    if case .runnable(let study) = state { study.notes } else { [] }
  }

  /// How far measured times fall from predicted ones.
  private var confidence: CalibrationConfidence? {
    if case .runnable(let study) = state, let confidence = study.confidence { return confidence }
    return scenario?.calibration.confidence
  }
}
