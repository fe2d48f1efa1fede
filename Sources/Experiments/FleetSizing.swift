import Scenarios
import Serving

/// The fewest replicas that keep the objectives at the scenario's load.
///
/// Doubles until the objectives are kept, then bisects; every trial is the same replication, so
/// that trials differ by the fleet alone (common random numbers). It is one that is not reported. Under the routing rules offered
/// here more replicas never serve a request worse on the whole, which is what bisection needs.
enum FleetSizing {
  /// No fleet is searched beyond this many replicas.
  static let mostReplicas = 4_096

  enum Outcome: Sendable, Hashable {
    case replicas(Int)
    /// Even the largest fleet misses an objective, as said.
    case unreachable(tried: Int, missed: [String])
  }

  /// - Parameter replication: one that is not reported, so that the size is not chosen by its own
  ///   evidence; left out, the one after those that a fixed number reports.
  static func fewestReplicas(
    for study: ServingStudy, replication: Int? = nil
  ) throws(ServingError) -> Outcome {
    let replication = replication ?? study.scenario.replications
    var missed: [String] = []
    func keeps(_ replicas: Int) throws(ServingError) -> Bool {
      let result = try study.run(replicas: replicas, replication: replication)
      missed = study.missedObjectives(result)
      return missed.isEmpty
    }
    var failing = 0
    var passing = study.fewestBusyReplicas
    while try !keeps(passing) {
      failing = passing
      guard passing < mostReplicas else { return .unreachable(tried: passing, missed: missed) }
      passing = min(mostReplicas, passing * 2)
    }
    while passing - failing > 1 {
      let middle = (failing + passing) / 2
      if try keeps(middle) { passing = middle } else { failing = middle }
    }
    return .replicas(passing)
  }

  /// As many replicas as what another scenario's fleet takes allows, by one measure.
  static func replicas(
    of scenario: Scenario, matching other: Scenario, by measure: FleetBudget.Measure
  ) -> Outcome {
    guard let limit = FleetBudget.amount(measure, of: other, replicas: other.replicas),
      let count = FleetBudget.replicas(of: scenario, within: limit, by: measure)
    else { return .unreachable(tried: 0, missed: ["its \(measure.rawValue) are not known"]) }
    guard count > 0 else {
      return .unreachable(
        tried: 1,
        missed: [
          "one replica takes more \(measure.rawValue) than the fleet of \(other.alternative)"
        ])
    }
    return .replicas(count)
  }
}
