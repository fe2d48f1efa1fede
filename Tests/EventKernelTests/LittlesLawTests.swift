import EventKernel
import Quantities
import Stochastics
import Testing

/// Both sides of Little's law in whole nanoseconds, so that they can be equal and not only close.
private struct LittlesLaw: Observer {
  /// ∫ N dt.
  var area: Int64 = 0
  /// The sum of all sojourns, from the instants of arrival and departure.
  var sojourns: Int64 = 0
  var present = 0
  var arrivals: [Instant] = []
  private var last = Instant.zero

  mutating func observe(_ observation: Station.Observation, at instant: Instant) {
    area += Int64(present) * (instant.nanoseconds - last.nanoseconds)
    last = instant
    switch observation {
    case .arrived:
      present += 1
      arrivals.append(instant)
    case .serviceBegan: break
    case .lost: present -= 1
    case .departed(let sojourn):
      present -= 1
      sojourns += Int64((sojourn.value * 1e9).rounded())
    }
  }
}

@Suite("Little's law")
struct LittlesLawTests {
  @Test(
    "From empty to empty, customers present integrate to the sum of sojourns, to the nanosecond",
    arguments: [1, 4], [1, 2, 3])
  func exact(servers: Int, replication: Int) throws {
    let customers = 3_000
    var simulation = Simulation(
      Station(
        servers: servers, customers: customers,
        gap: try .exponential(mean: 1.1 / Double(servers)),
        service: try .lognormal(mean: 1, cv: 1.5), seed: 4, replication: replication),
      observer: LittlesLaw())
    simulation.schedule(.arrived, at: .zero)
    #expect(simulation.run() == .exhausted)
    let law = simulation.observer
    #expect(law.present == 0)
    #expect(law.arrivals.count == customers)
    // Two events a customer, no more and no fewer.
    #expect(simulation.handledCount == 2 * customers)
    #expect(simulation.scheduledCount == 2 * customers)
    #expect(law.area == law.sojourns)

    // L = λ W over the run, as averages.
    let length = simulation.now.sinceStart.value
    let customersPresent = Double(law.area) / 1e9 / length
    let rate = Double(customers) / length
    let meanSojourn = Double(law.sojourns) / 1e9 / Double(customers)
    #expect(abs(customersPresent - rate * meanSojourn) < 1e-12 * customersPresent)
  }
}
