import ComputeSupply
import Quantities
import Stochastics
import Testing

@Suite("Programmes, series and tables")
struct ProgrammeTests {
  private static func series(_ value: Double) -> MonthlySeries {
    MonthlySeries(constant: value, months: SampleChain.count)
  }

  @Test("Impossible inputs are refused by name")
  func impossible() throws {
    let chain = try SampleChain()
    func refused(
      _ input: String, _ change: (inout SupplyProgramme) -> Void,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var programme = chain.programme
      change(&programme)
      do {
        try programme.validate()
        Issue.record("\(input) passed", sourceLocation: sourceLocation)
      } catch {
        #expect(error.description.contains(input), sourceLocation: sourceLocation)
      }
    }
    refused("domestic.packagingYield is 1.2") { $0.lines[0].packagingYield = Self.series(1.2) }
    refused("memory.stackYield") { $0.memory.stackYield = Self.series(-0.1) }
    refused("memory.initialStacks is -5") { $0.memory.initialStacks = -5 }
    refused("initialStocks.old.smuggled") {
      $0.initialStocks = [.init(product: "old", channel: .smuggled, units: -1)]
    }
    refused("old.availability ends at month 3.0, before it begins at month 5.0") {
      $0.products[0].availability = .listed(from: 5, until: 3)
    }
    refused("domestic.defectDensity is nan") { $0.lines[0].defectDensity = Self.series(.nan) }
    refused("domestic.dieArea is 5000") { $0.lines[0].dieArea = 5_000 }
    refused("displacement is 1.5") { $0.displacement = 1.5 }
    refused("no product is named \"nwe\" (did you mean \"new\"?)") {
      $0.buyers.acceptance = ["nwe": Self.series(1)]
    }
    refused("old.output covers 3 months, expected 48") {
      $0.products[0].output = MonthlySeries([1, 2, 3])
    }
    refused("counted twice") { $0.products[5].output = Self.series(1) }
    refused("two flow past the rules") { $0.leaks.append($0.leaks[0]) }
  }

  @Test("A law that reaches beyond what its place allows is refused with the input's name")
  func impossibleLaws() throws {
    #expect(throws: SupplyError.self) {
      try SupplyInput("yield", .normal(mean: 0.5, standardDeviation: 0.1), allowed: 0...1) { _, _ in
      }
    }
    let chain = try SampleChain()
    let wild = try SupplyInput("wild", .lognormal(median: 0.7, sigma: 0.3)) {
      $1.lines[0].packagingYield = Self.series($0)
    }
    do {
      _ = try SupplyPlan(
        programme: chain.programme, inputs: [wild],
        alternatives: [SupplyAlternative(name: "reference", table: chain.rules())])
      Issue.record("a yield above 1 passed")
    } catch let error as SupplyError {
      #expect(error.description.hasPrefix("wild = "))
      #expect(error.description.contains("domestic.packagingYield"))
    }
  }

  @Test("A plan has alternatives, each of one name and of the programme's products")
  func plans() throws {
    let chain = try SampleChain()
    let rules = try chain.rules()
    #expect(throws: SupplyError.missing("alternative")) {
      try SupplyPlan(programme: chain.programme, alternatives: [])
    }
    #expect(throws: SupplyError.repeatedName(kind: "alternative", name: "a")) {
      try SupplyPlan(
        programme: chain.programme,
        alternatives: [.init(name: "a", table: rules), .init(name: "a", table: rules)])
    }
    let other = try DeterminationTable(
      months: chain.months, products: ["x"], changes: [], terms: { _, _, _ in .free })
    #expect(throws: SupplyError.wrongTable(alternative: "a", found: 1, expected: 6)) {
      try SupplyPlan(programme: chain.programme, alternatives: [.init(name: "a", table: other)])
    }
  }

  @Test("Months are cut where rules change, and their parts make the month")
  func periods() throws {
    let chain = try SampleChain()
    let table = try chain.table([(.new, "2022-10-21"), (.grade, "2023-11-17")])
    var shares = [Double](repeating: 0, count: SampleChain.count)
    for period in table.periods { shares[period.month] += period.share }
    #expect(shares.allSatisfy { abs($0 - 1) < 1e-12 })
    let place = try #require(table.period(of: CalendarDate("2022-10-21")))
    #expect(table.periods[place].days == 11)
    #expect(table.terms(product: 1, period: place).outcome == .denied)
    #expect(table.terms(product: 1, period: place - 1).outcome == .free)
    #expect(table.endsSoon[(place - 1) * 6 + 1])
    #expect(!table.endsSoon[(place - 3) * 6 + 1], "not yet announced")
    #expect(table.firstDenial(of: 1) == 9 + 20.0 / 31)
    #expect(table.firstDenial(of: 0) == nil)
  }

  @Test("Half months give what months give where nothing changes within them")
  func resolution() throws {
    let chain = try SampleChain()
    func history(_ parts: Int) throws -> SupplyHistory {
      let table = try DeterminationTable(
        months: chain.months, products: SampleChain.names, changes: [], partsPerMonth: parts,
        terms: { product, _, _ in product == 1 ? .denied : .free })
      return try chain.run(table, reference: table)
    }
    let (coarse, fine) = (try history(1), try history(3))
    for channel in [SupplyChannel.exporterHome, .smuggled] {
      let (a, b) = (coarse.worth(47, channel, of: chain), fine.worth(47, channel, of: chain))
      #expect(abs(a - b) < 1e-3 * a)
    }
    let (a, b) = (coarse.wanted.reduce(0, +), fine.wanted.reduce(0, +))
    #expect(abs(a - b) < 1e-6 * a)
  }

  @Test("Series: totals keep their sum, steps hold, knots are joined")
  func series() {
    let totals = MonthlySeries(totals: [(0, 3, 300), (3, 3, 600), (10, 4, 400)], months: 12)
    #expect(totals.values == [100, 100, 100, 200, 200, 200, 0, 0, 0, 0, 100, 100])
    let steps = MonthlySeries(steps: [(-4, 1), (2, 5), (40, 9)], before: 7, months: 4)
    #expect(steps.values == [1, 1, 5, 5])
    let knots = MonthlySeries(knots: [(1, 10), (3, 20)], months: 5)
    #expect(knots.values == [10, 10, 15, 20, 20])
    var scaled = knots
    scaled.scale(by: 2, from: 3)
    #expect(scaled.values == [10, 10, 15, 40, 40])
  }

  @Test("Channels say where a chip is, whose it is and who uses it")
  func channels() {
    #expect(SupplyChannel.allCases.map(\.rawValue) == Array(0..<SupplyChannel.count))
    #expect(SupplyPlace.allCases.map(\.rawValue) == Array(0..<SupplyPlace.count))
    for channel in SupplyChannel.allCases where channel.isLeak {
      #expect(channel.user == .target)
    }
    #expect(SupplyChannel.offshoreRented.owner == .elsewhere)
    #expect(SupplyChannel.cloud.location == .exporter)
    #expect(Set(SupplyChannel.allCases.map(\.name)).count == SupplyChannel.count)
  }
}
