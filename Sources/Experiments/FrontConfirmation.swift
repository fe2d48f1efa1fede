import OutputAnalysis
import Quantities
import Scenarios
import Serving

/// Operating points of a Pareto front as simulations find them.
public struct ConfirmedPoint: Sendable {
  public let point: OperatingPoint
  /// Means over the runs at the point's rate.
  public let measurements: [Measurement]
  /// Whether the runs keep what is promised of the first token and of the whole answer; limits on
  /// single tokens are what the front is about.
  public let isKept: Bool

  public func value(of metric: Metric) -> Double? {
    measurements.first { $0.metric == metric }?.value
  }

  /// All dollars over output tokens, as of ``OperatingPoint/costPerOutput``: USD per million tokens.
  public var costPerOutput: Double? {
    guard let blended = value(of: .costBlended), let all = value(of: .totalThroughput),
      let output = value(of: .outputThroughput), output > 0
    else { return nil }
    return blended * all / output
  }
}

extension DeploymentScreen {
  /// Runs of each point.
  private static let runs = 4

  /// Points of the front, as evenly spread over it as their number allows, simulated at their rates.
  func confirmedFront(
    of count: Int, effort: RateSearch.Effort?, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws -> [ConfirmedPoint] {
    guard !front.isEmpty, count > 0 else { return [] }
    let last = front.count - 1
    let places = Set((0..<count).map { count == 1 ? last : $0 * last / (count - 1) }).sorted()
    let counter = ProgressCounter(total: places.count, report: progress)
    return try parallelMap(places.count, jobs: jobs) { index in
      defer { counter.advance() }
      return Result { try confirmed(front[places[index]], effort: effort) }
    }.map { try $0.get() }
  }

  private func confirmed(
    _ point: OperatingPoint, effort: RateSearch.Effort?
  ) throws -> ConfirmedPoint {
    let scenario = point.candidate.scenario(in: space)
    let study = try ServingStudy(scenario)
    guard let workload = try scenario.workload.at(point.rate) else { throw CapacityError.noRate }
    let waits = Objectives(
      timeToFirstToken: scenario.objectives.timeToFirstToken,
      endToEnd: scenario.objectives.endToEnd)
    let count = CapacitySearch.requests(
      of: effort ?? scenario.find.effort, objectives: waits, concurrency: point.batch)
    var results: [ServingResult] = []
    for run in 0..<Self.runs {
      results.append(
        try study.run(workload, requests: count, replicas: 1, replication: run))
    }
    let excesses = results.map { waits.margins(of: $0).map(\.excess).min() ?? 0 }
    return ConfirmedPoint(
      point: point, measurements: try study.meanMeasurements(of: results, replicas: 1),
      isKept: excesses.reduce(0, +) >= 0)
  }
}
