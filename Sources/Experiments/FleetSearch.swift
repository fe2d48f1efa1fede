public import Quantities
public import Scenarios
import Serving

/// The fewest replicas that certainly serve a rate within the objectives, by simulation of the fleet
/// with its router.
///
/// The count begins at the rate over what one replica serves by the closed form and moves by strides
/// that double until its verdict turns, then is bisected. A fleet is judged as a rate is: runs are
/// added until the sign of their mean excess is certain (``RateSearch``). More replicas never serve
/// the same requests worse on the whole under the routing rules there are, which bisection needs.
public struct FleetSearch: Sendable {
  public enum Verdict: Sendable {
    /// So many certainly keep the objectives, and one fewer does not.
    case found(replicas: Int)
    /// Even the largest fleet tried misses these.
    case unreachable(tried: Int, missed: [ObjectiveMargin])
  }

  /// One fleet and what its runs say.
  public struct Trial: Sendable, Hashable {
    public let replicas: Int
    public let decision: RateSearch.Trial.Decision
    public let excess: Double
    public let runs: Int
  }

  public let verdict: Verdict
  public let demand: RequestsPerSecond
  /// By replicas.
  public let trials: [Trial]
  public let accelerators: Int?
  /// Means over the runs of the fleet that was found.
  public let measurements: [Measurement]
  /// Whether whole fleets of pools were counted, and not replicas.
  let isPooled: Bool
  /// Whether replicas fail in the simulations.
  let hasFailures: Bool
  /// The promise that a fleet of one fewer misses by most.
  let binding: ObjectiveMargin?

  public func value(of metric: Metric) -> Double? {
    measurements.first { $0.metric == metric }?.value
  }
}

extension FleetSearch {
  /// - Throws: `CapacityError` for a workload without a rate, and what keeps runs from being made.
  public init(_ scenario: Scenario, effort: RateSearch.Effort? = nil, jobs: Int) throws {
    self = try Self.search(ServingStudy(scenario), effort: effort, jobs: jobs)
  }

  static func search(
    _ study: ServingStudy, effort: RateSearch.Effort? = nil, jobs: Int
  ) throws -> FleetSearch {
    let scenario = study.scenario
    guard let demand = scenario.workload.rate else { throw CapacityError.noRate }
    guard let closedForm = study.closedForm else { throw CapacityError.noLengths }
    guard closedForm.saturation > 0 else { throw CapacityError.noRoom }
    let objectives = scenario.objectives
    let effort = effort ?? scenario.find.effort
    let each = closedForm.capacity?.rate ?? closedForm.saturation
    let most = FleetSizing.mostReplicas
    let first = max(1, min(most, Int((demand.value / each).rounded(.up))))
    let concurrency = demand.value / each * max(1, closedForm.capacity?.batch ?? 1)
    let count = CapacitySearch.requests(
      of: effort, objectives: objectives, concurrency: concurrency)

    var trials: [Int: (trial: Trial, results: [ServingResult])] = [:]
    func keeps(_ replicas: Int) throws -> Bool {
      if let known = trials[replicas] { return known.trial.decision == .kept }
      var results: [ServingResult] = []
      let sign = try RateSearch.sign(effort: effort) { runs in
        let new = try parallelMap(runs.count, jobs: jobs) { index in
          Result {
            try study.run(
              scenario.workload, requests: count, replicas: replicas,
              replication: runs.lowerBound + index)
          }
        }.map { try $0.get() }
        results += new
        return new.map { scenario.margins(of: $0).map(\.excess).min()! }
      }
      trials[replicas] = (
        Trial(
          replicas: replicas, decision: sign.decision, excess: sign.excess, runs: sign.runs),
        results
      )
      return sign.decision == .kept
    }

    var (fails, passes) = (0, first)
    var stride = 1
    if try keeps(first) {
      while passes > 1 {
        let lower = max(1, passes - stride)
        if try keeps(lower) {
          passes = lower
          stride *= 2
        } else {
          fails = lower
          break
        }
      }
    } else {
      fails = first
      passes = most + 1
      while fails < most {
        let higher = min(most, fails + stride)
        if try keeps(higher) {
          passes = higher
          break
        }
        fails = higher
        // A fleet of a hundred times what the closed form asks for cannot miss by its size.
        if fails > 16 && fails > first * 100 { break }
        stride *= 2
      }
    }
    while passes - fails > 1, passes <= most {
      let middle = (passes + fails) / 2
      if try keeps(middle) { passes = middle } else { fails = middle }
    }
    let all = trials.keys.sorted().map { trials[$0]!.trial }
    guard passes <= most, let found = trials[passes] else {
      let last = trials[fails]?.results.first
      return FleetSearch(
        verdict: .unreachable(
          tried: fails, missed: last.map { scenario.missed(in: $0) } ?? []),
        demand: demand, trials: all, accelerators: nil, measurements: [],
        isPooled: study.fleet.isPooled, hasFailures: scenario.hasFailures, binding: nil)
    }
    return FleetSearch(
      verdict: .found(replicas: passes), demand: demand, trials: all,
      accelerators: scenario.accelerators(for: passes),
      measurements: try study.meanMeasurements(of: found.results, replicas: passes),
      isPooled: study.fleet.isPooled, hasFailures: scenario.hasFailures,
      binding: trials[passes - 1].flatMap { scenario.binding(in: $0.results) })
  }
}
