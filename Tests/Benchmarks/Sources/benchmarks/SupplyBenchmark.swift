import ComputeSupply

/// How long a study of supply takes: draws of years of months under several courses of policy.
enum SupplyBenchmark: Benchmark {
  static let name = "supply"
  static let summary = "Supply: 84 months of five courses of policy, on one core"

  private static let rounds = 3
  private static let draws = 400

  static func run() throws -> [TextTable] {
    let plan = try SupplyWorld.plan()
    let draws = try plan.draws(draws, seed: 1)
    let worths = plan.programme.products.map(\.worth)
    var workspace = SupplyWorkspace(plan)
    var times: [Double] = []
    var sums: Set<Double> = []
    for _ in 0..<rounds {
      var sum = 0.0
      let start = Machine.processorSeconds
      for draw in 0..<draws.count {
        try plan.run(draws[draw], in: &workspace) { _, history in
          for year in 0..<SupplyWorld.months / 12 {
            for channel in SupplyChannel.allCases {
              sum += history.stock(year * 12 + 11, in: channel, weights: worths)
            }
          }
        }
      }
      times.append((Machine.processorSeconds - start) / Double(draws.count))
      sums.insert(sum)
    }
    precondition(sums.count == 1, "the same draws gave \(sums)")
    var table = TextTable(
      title: summary,
      header: ["draws", "courses", "us per draw", "us per month", "s for 10,000 on two cores"])
    let time = times.median
    table.rows.append([
      "\(draws.count)", "\(plan.alternatives.count)", fixed(time * 1e6),
      fixed(time * 1e6 / Double(plan.alternatives.count * SupplyWorld.months)),
      fixed(time * 10_000 / 2),
    ])
    return [table]
  }
}
