/// The whole loop, model and observer included, against the bare queue and on a queueing station.
enum KernelBenchmark: Benchmark {
  static let name = "kernel"
  static let summary = "Simulation: a model's events through the whole kernel"

  static func run() throws -> [TextTable] {
    var table = TextTable(contests: summary, unit: "events")
    for size in HoldModel.sizes {
      let operations = HoldModel.operations(forSize: size)
      let bare = BareHold(size: size)
      let whole = SimulatedHold(size: size)
      let contest = Contest(
        title: "hold, \(size) pending", workPerRound: Double(operations),
        contenders: [
          .init(name: "EventQueue alone") { bare.hold(operations) },
          .init(name: "Simulation") { whole.hold(operations) },
        ])
      table.append(contest, try contest.run())
    }
    let servers = 8
    let customers = 1_000_000
    let delays = Station.Delays(servers: servers, load: 0.9)
    let contest = Contest(
      title: "M/M/8 at load 0.9", workPerRound: Double(2 * customers),
      contenders: [
        .init(name: "Simulation, observed") {
          Station.sumOfWaits(customers: customers, servers: servers, delays: delays)
        }
      ])
    table.append(contest, try contest.run())
    return [table]
  }
}
