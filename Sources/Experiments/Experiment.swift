import Documents
import OutputAnalysis
public import Scenarios
public import Serving

/// All design points of a scenario, run in replications on all cores, gathered in order.
///
/// The result depends on the scenario, the catalog and the seed alone: the same bytes on one thread
/// and on many, in one piece and in shards, undisturbed and resumed.
public struct Experiment: Sendable {
  public let points: [DesignPoint]
  public let rule: ReplicationRule?
  public let equalization: ExperimentPlan.Equalization

  /// What is kept of the first replication of each point; of the others only measurements are.
  public let keeping: RunControl.Keeping
  /// Where what became of each request goes; nil where nobody asks.
  private let destinations: RequestDestinations?

  /// What a plan asks for.
  public init(
    _ plan: ExperimentPlan, keeping: RunControl.Keeping = .measurements,
    requestsTo destinations: RequestDestinations? = nil
  ) {
    points = plan.points
    rule = plan.rule
    equalization = plan.equalization
    self.keeping = keeping
    self.destinations = destinations
  }

  /// One run of one point at the medians of what is not certain, to see how long it takes.
  public init(pilotOf point: DesignPoint, of plan: ExperimentPlan) {
    points = [DesignPoint(point.scenario)]
    rule = .fixed(1)
    equalization = plan.equalization == .objective ? .objective : .none
    keeping = .measurements
    destinations = nil
  }

  /// Scenarios whose inputs are all certain, each run as often as it says.
  public init(
    points: [Scenario], isEqualizedByObjective: Bool, keeping: RunControl.Keeping = .measurements,
    requestsTo destinations: RequestDestinations? = nil
  ) {
    self.destinations = destinations
    self.points = points.map { DesignPoint($0) }
    rule = nil
    equalization = isEqualizedByObjective ? .objective : .none
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
    do {
      return try gather(CaseRunner(jobs: jobs, store: nil, destinations: destinations), progress)
    } catch { preconditionFailure("a store failed where there is none: \(error)") }
  }

  /// The same with a store: runs that it holds are not made again, and those that are made are kept.
  ///
  /// - Throws: where the store cannot be read or written; the runs it holds by then stay.
  public func run(
    jobs: Int, in store: RunStore, progress: @escaping Progress = { _, _, _ in }
  ) throws(RunStoreError) -> ExperimentResult {
    try gather(CaseRunner(jobs: jobs, store: store, destinations: destinations), progress)
  }

  /// The result as far as a store holds its runs; nothing is run.
  public func collect(
    from store: RunStore, jobs: Int, progress: @escaping Progress = { _, _, _ in }
  ) throws(RunStoreError) -> ExperimentResult {
    try gather(CaseRunner(jobs: jobs, store: store, makesRuns: false), progress)
  }

  /// Makes the runs of one of several shards and keeps them in a store: every n-th case.
  public func run(
    _ shard: Shard, jobs: Int, in store: RunStore, progress: @escaping Progress = { _, _, _ in }
  ) throws(RunStoreError) -> ShardOutcome {
    let own = cases.enumerated().filter { shard.holds($0.offset) }.map(\.element)
    let results = try CaseRunner(jobs: jobs, store: store).results(of: own, progress: progress)
    return ShardOutcome(
      cases: own.count, runs: results.reduce(0) { $0 + $1.runs.count },
      failures: results.compactMap { result in
        if case .failed(let failure) = result.outcome { failure } else { nil }
      })
  }

  /// One part of an experiment that several machines share.
  public struct Shard: Sendable, Hashable {
    /// From 1.
    public let number: Int
    public let count: Int

    /// - Precondition: `1 ≤ number ≤ count`.
    public init(_ number: Int, of count: Int) {
      precondition(count >= 1 && (1...count).contains(number), "shard \(number) of \(count)")
      self.number = number
      self.count = count
    }

    /// Whether the case at a place, counted from 0, belongs to it.
    func holds(_ index: Int) -> Bool { index % count == number - 1 }
  }

  public struct ShardOutcome: Sendable {
    /// Design points, or draws of them.
    public let cases: Int
    public let runs: Int
    public let failures: [StudyFailure]
  }

  /// Runs that are made at least.
  public var leastRuns: Int { cases.reduce(0) { $0 + $1.rule.least } }

  /// Design points, and draws of those whose inputs are not certain.
  public var caseCount: Int { points.reduce(0) { $0 + $1.caseCount } }

  // MARK: Cases

  /// What is run, in order: each point, or each of its draws; then what tells which input matters.
  private var cases: [ExperimentCase] {
    points.indices.flatMap { index -> [ExperimentCase] in
      let point = points[index]
      guard !point.draws.isEmpty else { return [ownCase(index)] }
      return point.draws.indices.map { ownCase(index, draw: $0) }
    }
      + tornadoPoints.flatMap { index in
        tornadoRows(of: index).map { ownCase(index, at: $0) }
      }
  }

  /// Points whose inputs are moved one by one; of many, none.
  static let mostTornadoes = 6

  private var tornadoPoints: [Int] {
    points.count > Self.mostTornadoes
      ? [] : points.indices.filter { !points[$0].draws.isEmpty }
  }

  private func tornadoRows(of index: Int) -> [[Double]] {
    Tornado.rows(inputs: points[index].inputs.count)
  }

  /// A point as it is, all inputs certain or at their medians.
  private func ownCase(_ index: Int) -> ExperimentCase {
    ownCase(index, at: points[index].inputs.map { _ in 0.5 }, keeping: keeping)
  }

  /// One draw of a point. It has streams of its own, so that the mean over draws is one over streams
  /// too; alternatives share them.
  private func ownCase(_ index: Int, draw: Int) -> ExperimentCase {
    var own = ownCase(index, at: points[index].draws[draw], draw: draw)
    own.firstReplication = draw * own.rule.most
    own.sizingReplication += draw
    own.label += " draw \(draw)"
    return own
  }

  /// A point with its inputs at given places of their distributions, under the streams that every
  /// point has.
  func ownCase(
    _ index: Int, at uniforms: [Double], draw: Int? = nil,
    keeping: RunControl.Keeping = .measurements
  ) -> ExperimentCase {
    let point = points[index]
    let rule = rule ?? .fixed(point.scenario.replications)
    let fleet: FleetRule
    switch equalization {
    case .none: fleet = .asWritten
    case .objective: fleet = .fewestWithinObjectives
    case .dollars, .megawatts, .accelerators:
      let base = baseline(of: index)
      fleet =
        base == index
        ? .asWritten
        : .matching(
          FleetBudget.Measure(rawValue: equalization.rawValue)!,
          of: { [other = points[base]] () throws(Diagnostics) -> Scenario in
            if let draw, !other.draws.isEmpty { return try other.scenario(at: other.draws[draw]) }
            return try other.scenario(at: other.uniforms(point.inputs, uniforms))
          })
    }
    return ExperimentCase(
      scenario: { () throws(Diagnostics) -> Scenario in
        point.inputs.isEmpty ? point.scenario : try point.scenario(at: uniforms)
      },
      content: { point.content(at: uniforms) }, fleet: fleet, firstReplication: 0, rule: rule,
      keeping: keeping, point: index, label: point.scenario.label,
      // The first numbers that no case reports.
      sizingReplication: point.caseCount * rule.most)
  }

  /// The point whose fleet those of other alternatives are made like: the first at the same swept
  /// values.
  private func baseline(of index: Int) -> Int {
    points.firstIndex { other in
      other.scenario.coordinates.elementsEqual(points[index].scenario.coordinates) { $0 == $1 }
    } ?? index
  }

  func gather(
    _ runner: CaseRunner, _ progress: @escaping Progress
  ) throws(RunStoreError) -> ExperimentResult {
    var rest = try runner.results(of: cases, progress: progress)[...]
    let results = points.map { point in
      let own = Array(rest.prefix(point.caseCount))
      rest = rest.dropFirst(own.count)
      return DesignPointResult(point, own)
    }
    let swings = tornadoPoints.map { index in
      let own = Array(rest.prefix(tornadoRows(of: index).count))
      rest = rest.dropFirst(own.count)
      return InputSwings(point: index, inputs: points[index].inputs, rows: own)
    }
    return ExperimentResult(points: results, swings: swings)
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
