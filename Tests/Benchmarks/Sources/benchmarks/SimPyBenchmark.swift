import EventKernel

/// The same models in SimPy, the most used process-oriented simulator.
///
/// Both sides are whole simulators: an event passes SimPy's loop and a generator there, the kernel's
/// loop and a model here. Results are compared exactly, so both have done the same.
enum SimPyBenchmark: Benchmark {
  static let name = "simpy"
  static let summary = "Simulation against SimPy: the same models with the same results"

  static func run() throws -> [TextTable] { [try hold(), try station()] }

  private static func hold() throws -> TextTable {
    let version = try SimPyRival("hold", 1, tables: (HoldModel.delays, [])).version
    var table = TextTable(contests: "\(summary) (\(version))", unit: "events")
    for size in HoldModel.sizes {
      let rival = try SimPyRival("hold", size, tables: (HoldModel.delays, []))
      let own = SimulatedHold(size: size)
      let events = 200_000
      let contest = Contest(
        title: "hold, \(size) pending", workPerRound: Double(events), rounds: 5,
        contenders: [
          .init(name: "SimPy") { try rival.run(events) },
          .init(name: "Simulation") {
            _ = own.hold(events)
            return UInt64(own.now.nanoseconds)
          },
        ])
      table.append(contest, try contest.run())
    }
    return table
  }

  private static func station() throws -> TextTable {
    let (servers, customers) = (8, 50_000)
    let delays = Station.Delays(servers: servers, load: 0.9)
    let rival = try SimPyRival("station", servers, tables: (delays.gaps, delays.services))
    let contest = Contest(
      title: "M/M/8 at load 0.9", workPerRound: Double(customers), rounds: 5,
      contenders: [
        .init(name: "SimPy") { try rival.run(customers) },
        .init(name: "Simulation") {
          Station.sumOfWaits(customers: customers, servers: servers, delays: delays)
        },
      ])
    var table = TextTable(contests: "\(summary) (\(rival.version))", unit: "customers")
    table.append(contest, try contest.run())
    return table
  }
}
