import Economics
import Quantities
import Scenarios
import Serving

/// What a fleet takes, by one measure, so that fleets of different machines can be made alike.
struct FleetBudget {
  enum Measure: String, Sendable, Hashable, CaseIterable {
    /// USD per hour, at the power of decoding.
    case dollars
    /// W of the whole fleet at full power, hosts and cooling included.
    case megawatts
    /// Accelerator packages.
    case accelerators
  }

  /// A machine that decodes all the time.
  private static var decoding: PhaseShares {
    do { return try PhaseShares(prefill: 0, decode: 1) } catch { preconditionFailure("\(error)") }
  }

  /// What a number of replicas of a scenario takes; nil where the scenario does not tell, as the power
  /// of a rented machine.
  static func amount(
    _ measure: Measure, of scenario: Scenario, replicas: Int
  ) -> Double? {
    guard scenario.pools.isEmpty else {
      let parts = scenario.pools.map {
        amount(measure, of: $0.scenario, replicas: $0.scenario.replicas * replicas)
      }
      let known = parts.compactMap(\.self)
      return known.count == parts.count ? known.reduce(0, +) : nil
    }
    let accelerators = Double(scenario.accelerators(for: replicas))
    switch measure {
    case .accelerators: return accelerators
    case .dollars:
      return scenario.owner.tenure.acceleratorHour(phases: Self.decoding).total.perHour
        * accelerators
    case .megawatts:
      guard case .owned(let purchase, let terms) = scenario.owner.tenure else { return nil }
      return purchase.nameplate.value * terms.powerUsageEffectiveness * accelerators
    }
  }

  /// The most replicas of a scenario that take no more than `limit`, none where already one takes
  /// more; nil where the scenario does not tell what it takes.
  static func replicas(
    of scenario: Scenario, within limit: Double, by measure: Measure
  ) -> Int? {
    guard amount(measure, of: scenario, replicas: 1) != nil else { return nil }
    func fits(_ replicas: Int) -> Bool {
      amount(measure, of: scenario, replicas: replicas)! <= limit * (1 + 1e-12)
    }
    guard fits(1) else { return 0 }
    var high = 1
    while high < FleetSizing.mostReplicas, fits(high * 2) { high *= 2 }
    var (low, above) = (high, min(high * 2, FleetSizing.mostReplicas + 1))
    while above - low > 1 {
      let middle = (low + above) / 2
      if fits(middle) { low = middle } else { above = middle }
    }
    return low
  }
}
