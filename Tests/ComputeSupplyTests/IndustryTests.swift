import ComputeSupply
import Testing

@Suite("Domestic industry")
struct IndustryTests {
  private static func annual(_ history: SupplyHistory, _ year: Int) -> Double {
    (year * 12..<year * 12 + 12).reduce(0) { $0 + history.domestic[$1].goodPackages }
  }

  /// One line of 10,000 wafers a month of 665 mm² at a yield of 30 %, two dies and 8 stacks a package.
  private static func worked(memory: MemorySupply) throws -> SampleChain {
    var chain = try SampleChain()
    let months = SampleChain.count
    chain.programme.lines[0].waferStarts = MonthlySeries(constant: 10_000, months: months)
    chain.programme.lines[0].yieldModel = .poisson
    chain.programme.lines[0].defectDensity = MonthlySeries(
      constant: YieldModel.poisson.defectDensity(dieArea: 665, yield: 0.30), months: months)
    chain.programme.lines[0].salvage = 0
    chain.programme.lines[0].dieBank = 0
    chain.programme.memory = memory
    return chain
  }

  private static func memory(
    initial: Double = 0, wafers: Double = 0, perWafer: Double = 88, yield: Double = 0.25
  ) throws -> MemorySupply {
    func constant(_ value: Double) -> MonthlySeries {
      MonthlySeries(constant: value, months: SampleChain.count)
    }
    return try MemorySupply(
      initialStacks: initial, imports: constant(0), covertImports: constant(0),
      waferStarts: constant(wafers), stacksPerWafer: perWafer, stackYield: constant(yield))
  }

  @Test("10,000 wafers a month make 1.08 million packages a year where memory is plenty")
  func waferBound() throws {
    let chain = try Self.worked(memory: Self.memory(initial: 1e9))
    let history = try chain.run(chain.table([]))
    let dies = WaferGeometry.grossDies(dieArea: 665)
    let expected = 10_000 * 12 * dies * 0.30 / 2 * 0.75
    // The first year lacks the month in packaging.
    #expect(abs(Self.annual(history, 1) - expected) < 1e-3 * expected)
    #expect((Self.annual(history, 2) / 1e6 * 100).rounded() / 100 == 1.08)
    #expect(history.domestic.allSatisfy { $0.constraint == .wafers })
  }

  @Test("30,000 wafers of memory a month hold them to 0.99 million, and memory is what binds")
  func memoryBound() throws {
    let chain = try Self.worked(memory: Self.memory(wafers: 30_000))
    let history = try chain.run(chain.table([]))
    let started = (12..<24).reduce(0) { $0 + history.domestic[$1].packagesStarted }
    // 30,000 · 12 · 22 good stacks / 8, before packages that fail.
    #expect(abs(started - 990_000) < 1)
    #expect(history.domestic[20].constraint == .memory)
    #expect(history.domestic[20].dieStock > 0)
  }

  @Test("With a yield of 1 and memory without end, output is what wafers make")
  func perfect() throws {
    var chain = try Self.worked(memory: Self.memory(initial: 1e12))
    chain.programme.lines[0].defectDensity = MonthlySeries(constant: 0, months: SampleChain.count)
    chain.programme.lines[0].packagingYield = MonthlySeries(constant: 1, months: SampleChain.count)
    let history = try chain.run(chain.table([]))
    let expected = 10_000 * WaferGeometry.grossDies(dieArea: 665) / 2
    for month in 2..<history.months {
      #expect(abs(history.domestic[month].goodPackages - expected) <= expected * 1e-9)
    }
  }

  @Test("A choke of memory lowers output by no more than its stacks over eight")
  func choke() throws {
    let chain = try SampleChain()
    let rules = try chain.rules()
    for stacks in [0.0, 100_000, 600_000, 1_000_000] {
      let full = try chain.run(rules)
      let choked = try chain.run(rules) { $0.memory.pullForward -= stacks }
      let lost = zip(full.domestic, choked.domestic).reduce(0) {
        $0 + $1.0.packagesStarted - $1.1.packagesStarted
      }
      #expect(lost >= -1e-6 && lost <= stacks / 8 + 1e-6)
    }
    let dry = try chain.run(rules) {
      $0.memory.pullForward = 0
      $0.memory.initialStacks = 0
    }
    #expect(dry.domestic[47].constraint == .memory)
  }

  @Test("Packaging binds where it is least, and says so")
  func packaging() throws {
    let chain = try SampleChain()
    let history = try chain.run(chain.table([])) {
      $0.lines[0].packagingStarts = MonthlySeries(constant: 1_000, months: SampleChain.count)
    }
    #expect(history.domestic.allSatisfy { $0.constraint == .packaging })
    #expect(history.domestic.allSatisfy { abs($0.packagesStarted - 1_000) < 1e-9 })
  }

  @Test("Lines that want more memory than there is share it in proportion")
  func sharing() throws {
    var chain = try SampleChain()
    var second = chain.programme.lines[0]
    second = try DomesticLine(
      product: "redesign", waferStarts: second.waferStarts, dieArea: 330,
      defectDensity: second.defectDensity, yieldModel: .murphy, diesPerPackage: 1,
      stacksPerPackage: 4, packagingYield: second.packagingYield,
      packagingStarts: second.packagingStarts, bankRelease: second.bankRelease, waferMonths: 1,
      packagingMonths: 0)
    chain.programme.lines.append(second)
    chain.programme.memory = try Self.memory(wafers: 500)
    let history = try chain.run(chain.table([]))
    let used = history.memory[30].used
    let stacks = (0..<2).map { line in
      history.domestic[30 * 2 + line].packagesStarted * chain.programme.lines[line].stacksPerPackage
    }
    #expect(abs(stacks[0] + stacks[1] - used) < 1e-6)
    #expect(abs(used - 500 * 88 * 0.25) < 1e-6)
    #expect(stacks[0] > 0 && stacks[1] > 0)
  }
}
