import ComputeSupply
import Dispatch
import Stochastics
import Synchronization
import Testing

@Suite("Draws and alternatives")
struct DrawTests {
  static func inputs() throws -> [SupplyInput] {
    [
      try SupplyInput("output", .lognormal(median: 1, sigma: 0.1)) {
        $1.products[1].output.scale(by: $0)
      },
      try SupplyInput("yield.defects", .lognormal(median: 0.2, sigma: 0.25)) {
        $1.lines[0].defectDensity = MonthlySeries(constant: $0, months: SampleChain.count)
      },
      try SupplyInput("packaging-yield", .beta(alpha: 8, beta: 3), allowed: 0...1) {
        $1.lines[0].packagingYield = MonthlySeries(constant: $0, months: SampleChain.count)
      },
      try SupplyInput("lag", .uniform(from: 3, to: 9)) { $1.redesignMonths = $0 },
    ]
  }

  static func plan(_ inputs: [SupplyInput]) throws -> SupplyPlan {
    let chain = try SampleChain()
    let tight = try chain.table([(.new, "2022-06-01"), (.grade, "2022-10-07")])
    return try SupplyPlan(
      programme: chain.programme, inputs: inputs,
      correlations: inputs.count > 2
        ? [RankCorrelation("yield.defects", "packaging-yield", -0.4)] : [],
      alternatives: [
        SupplyAlternative(name: "as they are", table: try chain.rules()),
        SupplyAlternative(name: "none", table: try chain.table([])),
        SupplyAlternative(
          name: "tight", table: tight,
          redesigns: [.init(product: "redesign", deniedAt: tight.firstDenial(of: 2)!)]),
      ])
  }

  /// A number that changes with the last bit of any history.
  private static func digest(_ history: borrowing SupplyHistory) -> UInt64 {
    var sum: UInt64 = 0
    for values in [history.stock, history.added, history.spend, history.refusals] {
      for value in values { sum = sum &* 6_364_136_223_846_793_005 &+ value.bitPattern }
    }
    return sum
  }

  @Test("The same draws on one thread and on many give the same bytes, in any order")
  func threads() throws {
    let plan = try Self.plan(Self.inputs())
    let draws = try plan.draws(24, seed: 7)
    var alone: [UInt64] = []
    var workspace = SupplyWorkspace(plan)
    for draw in 0..<draws.count {
      try plan.run(draws[draw], in: &workspace) {
        alone.append(Self.digest($1)); _ = $0
      }
    }
    let together = Mutex([UInt64](repeating: 0, count: alone.count))
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      var workspace = SupplyWorkspace(plan)
      for draw in stride(from: draws.count - 1 - worker, through: 0, by: -4) {
        try? plan.run(draws[draw], in: &workspace) { alternative, history in
          let digest = Self.digest(history)
          together.withLock { $0[draw * 3 + alternative] = digest }
        }
      }
    }
    #expect(together.withLock { $0 } == alone)
    #expect(Set(alone).count == alone.count)
  }

  @Test("Another input moves no other's draws, and neither does another alternative")
  func commonNumbers() throws {
    let all = try Self.inputs()
    let some = try Self.plan(Array(all.prefix(2))).draws(50, seed: 3)
    let more = try Self.plan(all).draws(50, seed: 3)
    // Correlation keeps the first of a group in the order of names: packaging-yield.
    for draw in 0..<50 { #expect(some[draw][0] == more[draw][0]) }
    let lag = try Self.plan([all[3]]).draws(50, seed: 3)
    for draw in 0..<50 { #expect(lag[draw][0] == more[draw][3]) }
    #expect(try Self.plan(all).draws(20, seed: 3).values == Array(more.values.prefix(20)))
  }

  @Test("Correlated inputs have the stated rank correlation")
  func correlation() throws {
    let draws = try Self.plan(Self.inputs()).draws(4_000, seed: 5)
    func ranks(_ place: Int) -> [Double] {
      let order = draws.values.indices.sorted { draws[$0][place] < draws[$1][place] }
      var ranks = [Double](repeating: 0, count: draws.count)
      for (rank, draw) in order.enumerated() { ranks[draw] = Double(rank) }
      return ranks
    }
    func rank(_ a: Int, _ b: Int) -> Double {
      let (x, y) = (ranks(a), ranks(b))
      let n = Double(draws.count)
      let squares = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return 1 - 6 * squares / (n * (n * n - 1))
    }
    // Three standard errors of 1/√n.
    #expect(abs(rank(1, 2) + 0.4) < 0.048)
    #expect(abs(rank(0, 3)) < 0.048)
  }

  @Test("The rules as they are, tried as an alternative, are the reference to the last bit")
  func selfComparison() throws {
    let chain = try SampleChain()
    let rules = try chain.rules()
    let plan = try SupplyPlan(
      programme: chain.programme, inputs: Self.inputs(),
      alternatives: [
        SupplyAlternative(name: "reference", table: rules),
        SupplyAlternative(name: "again", table: rules),
      ])
    let draws = try plan.draws(5, seed: 1)
    var workspace = SupplyWorkspace(plan)
    for draw in 0..<5 {
      var digests: [UInt64] = []
      try plan.run(draws[draw], in: &workspace) {
        digests.append(Self.digest($1)); _ = $0
      }
      #expect(digests[0] == digests[1])
    }
  }

  /// Each part of a programme changed by itself.
  private static let changes: [@Sendable (inout SupplyProgramme) -> Void] = [
    { $0.products[0].output.scale(by: 1.2, from: 9) },
    { $0.products[1].price.scale(by: 0.5, from: 20) },
    { $0.products[2].worth *= 3 },
    { $0.products[1].allocation = 0.1 },
    { $0.products[0].lifeMonths = 20 },
    { $0.products[1].failureRate = 0.5 },
    { $0.products[1].homeShare.scale(by: 0.5) },
    { $0.buyers.acceptance["new"] = MonthlySeries(constant: 0.2, months: SampleChain.count) },
    { $0.buyers.demandShare.scale(by: 2) },
    { $0.leaks[0].amount.scale(by: 2) },
    { $0.leaks[0].preference = ["new": 0.1] },
    { $0.lines[0].dieArea *= 0.5 },
    { $0.lines[0].packagingYield.scale(by: 0.5) },
    { $0.memory.imports.scale(by: 0.1) },
    { $0.memory.stackYield.scale(by: 2) },
    { $0.initialStocks[0].units = 0 },
    { $0.displacement = 0.3 },
    { _ in },
  ]

  @Test("An alternative is the same whatever was run before it in the same memory")
  func independence() throws {
    let chain = try SampleChain()
    let rules = try chain.rules()
    func alternative(_ index: Int) -> SupplyAlternative {
      SupplyAlternative(name: "\(index)", table: rules, change: Self.changes[index])
    }
    func digests(_ alternatives: [SupplyAlternative]) throws -> [UInt64] {
      let plan = try SupplyPlan(
        programme: chain.programme, inputs: Self.inputs(),
        alternatives: [SupplyAlternative(name: "reference", table: rules)] + alternatives)
      var workspace = SupplyWorkspace(plan)
      var found: [UInt64] = []
      try plan.run(plan.draws(1, seed: 1)[0], in: &workspace) {
        found.append(Self.digest($1)); _ = $0
      }
      return found
    }
    let together = try digests(Self.changes.indices.map(alternative))
    for index in Self.changes.indices {
      #expect(try digests([alternative(index)])[1] == together[index + 1], "change \(index)")
    }
    #expect(together.last == together.first)
    #expect(Set(together).count > 12, "most changes change nothing")
  }

  @Test("Draws move results, and what they cannot touch stays")
  func effect() throws {
    let plan = try Self.plan(Self.inputs())
    let draws = try plan.draws(10, seed: 2)
    var workspace = SupplyWorkspace(plan)
    var domestic: Set<Double> = []
    var old: Set<Double> = []
    for draw in 0..<10 {
      try plan.run(draws[draw], in: &workspace) { alternative, history in
        guard alternative == 0 else { return }
        domestic.insert(history.stock[history.cell(47, 5, .domestic)])
        old.insert(history.made[0])
      }
    }
    #expect(domestic.count == 10)
    #expect(old.count == 1)
  }
}
