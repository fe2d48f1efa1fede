import Quantities
import Scenarios
import Serving

extension ServingStudy {
  /// What failed, was started and was stopped; nothing where no replica is.
  func lifeMeasurements(_ window: WindowMeasurement, replicas: Int) -> [Measurement] {
    let fails = fleet.pools.contains { $0.scenario.failures != nil }
    let scales = fleet.pools.contains { $0.scenario.scaling != nil }
    guard fails || scales, window.length > .zero else { return [] }
    let phases = window.phases
    let lives = window.lives
    let hours = window.length / Seconds.hour
    var found = [
      Measurement(.replicasInService, phases.inService / window.length),
      Measurement(.replicasHeld, phases.held / window.length),
    ]
    if fails {
      if let availability = phases.availability {
        found.append(Measurement(.availability, availability, count: lives.failures))
      }
      found += [
        Measurement(.failureRate, Double(lives.failures) / hours, count: lives.failures),
        Measurement(.reroutedRequests, Double(lives.rerouted) / hours, count: lives.rerouted),
        Measurement(
          .lostRequests, Double(window.requests.lostWithReplica) / hours,
          count: window.requests.lostWithReplica),
      ]
    }
    if scales {
      let changes = lives.starts + lives.stops
      found.append(Measurement(.scalings, Double(changes) / hours, count: changes))
    }
    return found
  }
}
