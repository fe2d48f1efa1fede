import OutputAnalysis
public import Quantities
public import Scenarios
import Serving

/// The highest rate of requests that a fleet serves within its objectives, by simulation.
///
/// Eq. 5.20: `λ* = sup{λ : every promised percentile is kept}`. A ``RateSearch`` starts at the closed
/// form's answer; its runs have the same requests at all rates, whose gaps are the same draws at
/// another pace. Where no rate keeps the objectives a run of requests that are alone says which is
/// missed, and by how much. Without an objective the answer is the rate that is kept up with.
public struct CapacitySearch: Sendable {
  public enum Verdict: Sendable {
    /// Between the ends of the interval.
    case found(ConfidenceRange)
    /// Not even a request that is alone keeps these.
    case missedAlone([ObjectiveMargin])
    /// At the lowest rate tried some are missed, though a request alone keeps all.
    case missedAtLowest(RequestsPerSecond, [ObjectiveMargin])
    /// Nothing is missed up to the highest rate tried.
    case neverMissed(RequestsPerSecond)
  }

  /// A rate with the rates around it that certainly keep and certainly miss the objectives.
  public struct ConfidenceRange: Sendable, Hashable {
    public let estimate: RequestsPerSecond
    public let lower: RequestsPerSecond
    public let upper: RequestsPerSecond

    /// How far the ends are apart, as a fraction of the lower one.
    public var width: Double { upper / lower - 1 }
  }

  public let verdict: Verdict
  public let replicas: Int
  public let trials: [RateSearch.Trial]
  public let requestsPerRun: Int
  /// What the closed form says, of the whole fleet; nil where it says that nothing is kept.
  public let screened: RequestsPerSecond?
  /// Means over the runs at the lower end, which keeps the objectives.
  public let measurements: [Measurement]
  /// What the answer rests on beside its words: see ``remarks``.
  let basis: Basis

  struct Basis: Sendable {
    let accuracy: Double
    let mostRuns: Int
    /// Whether replicas fail in the simulations.
    let hasFailures: Bool
    /// The promise that runs at the upper end miss by most.
    var binding: ObjectiveMargin?
  }

  public var runs: Int { trials.reduce(0) { $0 + $1.runs } }

  public func value(of metric: Metric) -> Double? {
    measurements.first { $0.metric == metric }?.value
  }

  /// The interval, where one was found.
  public var range: ConfidenceRange? { verdict.range }
}

extension CapacitySearch {
  /// The requests of a run: enough that a twentieth of the smallest promised share of exceptions
  /// would show, that the fleet fills and empties twenty times over, and no more than can be waited for.
  static func requests(
    of effort: RateSearch.Effort, objectives: Objectives, concurrency: Double
  ) -> Int {
    let percentiles =
      [
        objectives.timeToFirstToken, objectives.timePerOutputToken, objectives.interTokenLatency,
        objectives.endToEnd,
      ].compactMap { $0?.percentile } + [objectives.attainment].compactMap(\.self)
    let exceptions = 1 - (percentiles.max() ?? 0.9)
    let needed = max(
      Double(effort.leastRequests), Double(effort.exceptions) / max(exceptions, 1e-4),
      30 * concurrency)
    return Int(min(needed, 200_000))
  }

  /// Searches for a scenario.
  ///
  /// - Throws: what keeps its runs from being made; ``CapacityError`` where it has no rate.
  public init(
    _ scenario: Scenario, replicas: Int? = nil, effort: RateSearch.Effort? = nil, jobs: Int
  ) throws {
    self = try Self.search(
      ServingStudy(scenario), replicas: replicas, effort: effort, jobs: jobs)
  }

  static func search(
    _ study: ServingStudy, replicas: Int? = nil, effort: RateSearch.Effort? = nil, jobs: Int
  ) throws -> CapacitySearch {
    let scenario = study.scenario
    let replicas = replicas ?? scenario.replicas
    let objectives = scenario.objectives
    guard scenario.workload.rate != nil else { throw CapacityError.noRate }
    guard let closedForm = study.closedForm else { throw CapacityError.noLengths }
    // Without room for one sequence nothing is served; with no bound known, a fast guess will do.
    guard closedForm.saturation > 0 else { throw CapacityError.noRoom }
    let screened = closedForm.capacity.map { $0.rate * Double(replicas) }
    let saturation = closedForm.saturation * Double(replicas)
    let guess = screened ?? saturation / 100
    let concurrency = (closedForm.capacity?.batch ?? 1) * Double(replicas)
    let effort = effort ?? scenario.find.effort
    let count = Self.requests(of: effort, objectives: objectives, concurrency: concurrency)

    var basis = Basis(
      accuracy: effort.accuracy, mostRuns: effort.mostRuns, hasFailures: scenario.hasFailures)
    func results(_ workload: Workload, _ requests: Int, _ runs: Range<Int>) throws
      -> [ServingResult]
    {
      try parallelMap(runs.count, jobs: jobs) { index in
        Result {
          try study.run(
            workload, requests: requests, replicas: replicas,
            replication: runs.lowerBound + index)
        }
      }.map { try $0.get() }
    }
    func workload(at rate: Double) throws -> Workload {
      guard let workload = try scenario.workload.at(RequestsPerSecond(rate)) else {
        throw CapacityError.noRate
      }
      return workload
    }
    func worst(_ results: [ServingResult]) -> [Double] {
      results.map { result in scenario.margins(of: result).map(\.excess).min()! }
    }
    func missedAlone() throws -> [ObjectiveMargin]? {
      try scenario.workload.alone.map {
        scenario.missed(in: try results($0, min(count, 1_000), 0..<1)[0])
      }
    }
    // Where the closed form finds nothing that is kept, lone requests mostly decide it at once.
    if screened == nil, let alone = try missedAlone(), !alone.isEmpty {
      return CapacitySearch(
        verdict: .missedAlone(alone), replicas: replicas, trials: [], requestsPerRun: count,
        screened: nil, measurements: [], basis: basis)
    }
    let search = try RateSearch(
      from: guess, within: saturation / 1e4...saturation * 16, effort: effort
    ) { rate, runs in
      worst(try results(workload(at: rate), count, runs))
    }
    let verdict: Verdict
    var measurements: [Measurement] = []
    switch search.verdict {
    case .found(let interval):
      verdict = .found(
        ConfidenceRange(
          estimate: RequestsPerSecond(interval.estimate),
          lower: RequestsPerSecond(interval.lower), upper: RequestsPerSecond(interval.upper)))
      let runs = try results(try workload(at: interval.lower), count, 0..<effort.firstRuns)
      let beyond = try results(try workload(at: interval.upper), count, 0..<effort.firstRuns)
      basis.binding = scenario.binding(in: beyond)
      measurements = try study.meanMeasurements(of: runs, replicas: replicas)
    case .neverMissed(let kept):
      verdict = .neverMissed(RequestsPerSecond(kept ?? search.trials.last?.rate ?? saturation))
    case .missedAtLowest, .neverKept:
      let lowest = search.trials.first?.rate ?? saturation
      if screened != nil, let alone = try missedAlone(), !alone.isEmpty {
        verdict = .missedAlone(alone)
      } else {
        let result = try results(try workload(at: lowest), count, 0..<1)[0]
        verdict = .missedAtLowest(RequestsPerSecond(lowest), scenario.missed(in: result))
      }
    }
    return CapacitySearch(
      verdict: verdict, replicas: replicas, trials: search.trials, requestsPerRun: count,
      screened: screened.map { RequestsPerSecond($0) }, measurements: measurements, basis: basis)
  }
}

extension CapacitySearch.Verdict {
  // Not inlined: the optimizer of Swift 6.3.1 breaks off on what it makes of it.
  @inline(never)
  fileprivate var range: CapacitySearch.ConfidenceRange? {
    switch self {
    case .found(let range): range
    case .missedAlone, .missedAtLowest, .neverMissed: nil
    }
  }
}

extension FindQuestion {
  /// What a search makes of it.
  var effort: RateSearch.Effort { RateSearch.Effort(accuracy: accuracy, mostRuns: runs) }
}

/// Why a rate cannot be searched for.
public enum CapacityError: Error, Sendable, Hashable {
  /// Clients wait for their answers: there is no rate to find.
  case noRate
  /// Nothing is known of the lengths of requests.
  case noLengths
  /// The cache holds no sequence of the mean length, or a step no prompt.
  case noRoom
}

extension ServingStudy {
  /// The mean of every metric over runs; latencies only where all runs have them.
  func meanMeasurements(of results: [ServingResult], replicas: Int) throws -> [Measurement] {
    let measured = try results.map { try measurements(of: $0, replicas: replicas) }
    return Metric.all.compactMap { metric in
      let values = measured.compactMap { run in run.first { $0.metric == metric } }
      guard values.count == results.count, !values.isEmpty else { return nil }
      let mean = values.reduce(0) { $0 + $1.value } / Double(values.count)
      let counts = values.compactMap(\.count)
      return Measurement(
        metric, mean, count: counts.isEmpty ? nil : counts.reduce(0, +))
    }
  }
}
