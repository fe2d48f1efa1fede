import Serving

/// The fewest replicas that keep the objectives at the scenario's load.
///
/// Doubles until the objectives are kept, then bisects; every trial is the same replication, so
/// that trials differ by the fleet alone (common random numbers). Under the routing rules offered
/// here more replicas never serve a request worse on the whole, which is what bisection needs.
enum FleetSizing {
  /// No fleet is searched beyond this many replicas.
  static let mostReplicas = 4_096

  enum Outcome: Sendable, Hashable {
    case replicas(Int)
    /// Even the largest fleet misses an objective: a lone request is too slow.
    case unreachable(tried: Int)
  }

  static func fewestReplicas(for study: ServingStudy) throws(ServingError) -> Outcome {
    func keeps(_ replicas: Int) throws(ServingError) -> Bool {
      study.keepsObjectives(try study.run(replicas: replicas, replication: 0, closing: .stop))
    }
    var failing = 0
    var passing = study.fewestBusyReplicas
    while try !keeps(passing) {
      failing = passing
      guard passing < mostReplicas else { return .unreachable(tried: passing) }
      passing = min(mostReplicas, passing * 2)
    }
    while passing - failing > 1 {
      let middle = (failing + passing) / 2
      if try keeps(middle) { passing = middle } else { failing = middle }
    }
    return .replicas(passing)
  }
}
