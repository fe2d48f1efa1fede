import EventKernel
import OutputAnalysis
import Quantities
import Stochastics
import Testing

/// What a station reports of customers after the warm-up.
private struct StationStatistics: Observer {
  let warmUp: Int
  var waits: [Double] = []
  var sojourns: [Double] = []
  private var begun = 0
  private var departed = 0
  private var arrived = 0
  private var lost = 0

  init(warmUp: Int) { self.warmUp = warmUp }

  mutating func observe(_ observation: Station.Observation, at instant: Instant) {
    switch observation {
    case .arrived: arrived += 1
    case .lost: lost += arrived > warmUp ? 1 : 0
    case .serviceBegan(let wait):
      begun += 1
      if begun > warmUp { waits.append(wait.value) }
    case .departed(let sojourn):
      departed += 1
      if departed > warmUp { sojourns.append(sojourn.value) }
    }
  }

  var meanWait: Double { waits.reduce(0, +) / Double(waits.count) }
  var meanSojourn: Double { sojourns.reduce(0, +) / Double(sojourns.count) }
  var shareWaiting: Double { Double(waits.count { $0 > 0 }) / Double(waits.count) }
  var shareLost: Double { Double(lost) / Double(arrived - warmUp) }
  func sojournQuantile(_ share: Double) -> Double {
    sojourns.sorted()[Int((share * Double(sojourns.count)).rounded(.up)) - 1]
  }
}

@Suite("Queueing theory lies in the 99 % interval of the simulation")
struct QueueingTheoryTests {
  /// One for all tests, chosen before the first of them ran.
  private static let seed: UInt64 = 20_261_121
  private static let replications = 20

  /// Independent replications of a station whose mean service time is one second.
  private func replicate(
    servers: Int = 1, room: Int = .max, load: Double, service: Distribution,
    customers: Int = 20_000
  ) async throws -> [StationStatistics] {
    let gap = try Distribution.exponential(mean: 1 / load)
    return await withTaskGroup(of: (Int, StationStatistics).self) { group in
      for replication in 0..<Self.replications {
        group.addTask {
          let station = Station(
            servers: servers, customers: customers, room: room, gap: gap, service: service,
            seed: Self.seed,
            replication: replication)
          var simulation = Simulation(
            station, observer: StationStatistics(warmUp: customers / 10))
          simulation.schedule(.arrived, at: .zero)
          simulation.run()
          return (replication, simulation.observer)
        }
      }
      var results = [StationStatistics?](repeating: nil, count: Self.replications)
      for await (replication, statistics) in group { results[replication] = statistics }
      return results.compactMap { $0 }
    }
  }

  /// Expects a theoretical value in the 99 % interval of the replications' values, and the interval
  /// to be narrow enough to say something.
  private func expect(
    _ theory: Double, in replications: [StationStatistics], within relativeHalfWidth: Double,
    _ value: (StationStatistics) -> Double, at location: SourceLocation = #_sourceLocation
  ) throws {
    let interval = try #require(
      ConfidenceInterval(meanOf: replications.map(value), level: 0.99), sourceLocation: location)
    #expect(interval.contains(theory), "\(theory) and \(interval)", sourceLocation: location)
    let width = try #require(interval.relativeHalfWidth, sourceLocation: location)
    #expect(width < relativeHalfWidth, sourceLocation: location)
  }

  @Test("M/M/1 at load 0.8: wait 4, sojourn 5 and its 95th percentile 14.979")
  func memoryless() async throws {
    let runs = try await replicate(load: 0.8, service: .exponential(mean: 1))
    try expect(4, in: runs, within: 0.08) { $0.meanWait }
    try expect(5, in: runs, within: 0.08) { $0.meanSojourn }
    try expect(
      QueueingTheory.sojournQuantile(0.95, load: 0.8), in: runs, within: 0.08
    ) { $0.sojournQuantile(0.95) }
    // Arrivals at random see time averages: the chance to wait is the load.
    try expect(0.8, in: runs, within: 0.02) { $0.shareWaiting }
  }

  @Test("M/M/4 at offered load 3.2: Erlang's chance to wait 0.59643, and wait 0.74554")
  func manyServers() async throws {
    let runs = try await replicate(servers: 4, load: 3.2, service: .exponential(mean: 1))
    try expect(
      QueueingTheory.erlangC(servers: 4, load: 3.2), in: runs, within: 0.05
    ) { $0.shareWaiting }
    try expect(
      QueueingTheory.meanWait(servers: 4, load: 3.2), in: runs, within: 0.1
    ) { $0.meanWait }
  }

  @Test("Four servers without a queue at offered load 3.2: Erlang's loss 0.22814, for any service")
  func loss() async throws {
    let theory = QueueingTheory.erlangB(servers: 4, load: 3.2)
    #expect(abs(theory - 0.22814) < 5e-6)
    for service in try [Distribution.exponential(mean: 1), .constant(1)] {
      let runs = try await replicate(servers: 4, room: 0, load: 3.2, service: service)
      try expect(theory, in: runs, within: 0.05) { $0.shareLost }
    }
  }

  @Test("M/D/1 at load 0.8: wait 2")
  func constantService() async throws {
    let runs = try await replicate(load: 0.8, service: .constant(1))
    try expect(
      QueueingTheory.meanWait(load: 0.8, squaredVariation: 0), in: runs, within: 0.08
    ) { $0.meanWait }
  }

  @Test("M/G/1 at load 0.8 and squared variation 4: wait 10, whatever the shape of the service")
  func variableService() async throws {
    let theory = QueueingTheory.meanWait(load: 0.8, squaredVariation: 4)
    for service in try [Distribution.lognormal(mean: 1, cv: 2), .gamma(mean: 1, cv: 2)] {
      let runs = try await replicate(load: 0.8, service: service)
      try expect(theory, in: runs, within: 0.15) { $0.meanWait }
    }
  }

  @Test("The formulas give the values in the books")
  func formulas() {
    #expect(abs(QueueingTheory.erlangC(servers: 4, load: 3.2) - 0.59643) < 5e-6)
    #expect(abs(QueueingTheory.meanWait(servers: 4, load: 3.2) - 0.74554) < 5e-6)
    #expect(QueueingTheory.erlangC(servers: 1, load: 0.8) == 0.8)
    #expect(abs(QueueingTheory.meanWait(load: 0.8, squaredVariation: 0) - 2) < 1e-12)
    #expect(abs(QueueingTheory.meanWait(load: 0.8, squaredVariation: 1) - 4) < 1e-12)
    #expect(abs(QueueingTheory.meanWait(load: 0.8, squaredVariation: 4) - 10) < 1e-12)
    #expect(abs(QueueingTheory.sojournQuantile(0.95, load: 0.8) - 14.979) < 5e-4)
  }
}
