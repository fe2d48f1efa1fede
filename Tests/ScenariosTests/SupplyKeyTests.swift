import ComputeSupply
import Documents
import Quantities
import Scenarios
import Testing

@Suite("Keys of supply and demand")
struct SupplyKeyTests {
  /// States a value under every key that can stand beside the others.
  private static let text = """
    title: Supply
    question: What do rules change?
    seed: 7
    supply:
      from: 2022-01
      until: 2027-12
      draws: 50
      counterfactuals: none
      rules:
        base: current
        without: [r2023hq]
        with: [p-gain]
        with-from: 2024-01-01
        importer: as-stated
        changes:
          r2023c:
            from: 2024-06-01
            until: 2024-09-30
            tpp: 6000
          r2026cbc:
            memory-bandwidth: 8000 GB/s
            duty: 30 %
            fee: 5 %
            volume-share: 40 %
            grant-rate: 60 %
            review-days: 90
            acceptance: 50 %
            enforcement: 80 %
            diversion-factor: 0.5
            remote-access: 40 %
            domestic-growth-factor: 0.8
          r2023b:
            performance-density: 1.6 becomes 2.0
          r2025isinf:
            aggregate-io: 1200 GB/s
            memory-and-io: 1800 GB/s
      buyers: {demand-share: 20 %, acceptance: 50 %, from: 2023-01, domestic-quota: 20 %,
        pull-forward: 50 %, crowding-out: 10 %,
        products: {h20: {acceptance: 50 %, from: 2023-01}}}
      vendors: {output: 1.2 x, from: 2023-01, displacement: 80 %, redesign: 6 months}
      channels:
        smuggled: {amount: 2 x, enforcement: 20 %, rule-enforcement: 50 %, elasticity: 1,
          premium: 50 %, from: 2023-01}
        offshore-owned: {amount: 2 x, enforcement: 20 %, rule-enforcement: 50 %, elasticity: 1,
          premium: 50 %, from: 2023-01}
        offshore-rented: {amount: 2 x, enforcement: 20 %, rule-enforcement: 50 %, elasticity: 1,
          premium: 50 %, from: 2023-01}
        cloud: {amount: 2 x, enforcement: 20 %, rule-enforcement: 50 %, elasticity: 1,
          premium: 50 %, from: 2023-01}
      domestic: {wafers: 1.5 x, defect-density: 0.8 x, packaging-yield: 75 %, salvage: 10 %,
        die-bank: 0.5 x, from: 2023-01}
      memory: {imports: 0.5 x, pull-forward: 0 x, covert: 2 x, domestic-wafers: 2 x,
        domestic-yield: 1.2 x, from: 2023-01}
      power: 30 GW
      life: 1.2 x
    demand:
      unit: tpp
      from: 2024-01
      training: {model: deepseek-v3, tokens-per-parameter: 400, window: 90 days,
        reach: [1e26 FLOP], run: 5e26 FLOP, growth: 4 x, runs-per-year: 2, research-multiple: 6,
        largest-cluster: 10 %}
      tokens: {model: deepseek-v3, time-per-output-token: 50 ms, per-day: 140 T, growth: 4 x,
        utilization: 45 %}
      allocation: share
      inference-share: 60 %
    """

  private func scenario(_ settings: String...) throws -> SupplyScenario {
    let file = try ScenarioFile(
      text: Self.text, named: "t.yaml", assignments: assignments(settings))
    let variants = try file.variants()
    let variant = try #require(variants.first)
    return try SupplyScenario(variant, of: file, catalog: installed)
  }

  private func problems(_ settings: String...) -> [Diagnostic] {
    // Rules take the time of all else together; most keys do not need any.
    let needed = settings.contains { $0.hasPrefix("supply.rules") } || settings.isEmpty
    let settings = needed ? settings : ["supply.rules=~"] + settings
    do {
      let file = try ScenarioFile(
        text: Self.text, named: "t.yaml", assignments: assignments(settings))
      for variant in try file.variants() {
        _ = try SupplyScenario(variant, of: file, catalog: installed)
      }
      return []
    } catch let error as Diagnostics {
      return error.all
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  /// A place where a key of the table can stand: of a rule that has it.
  private static func place(of key: ScenarioKey) -> String {
    let products = "supply.buyers.products.*"
    if key.path.hasPrefix(products) {
      return key.path.replacing(products, with: "supply.buyers.products.h20")
    }
    let all = "supply.rules.changes.*"
    guard key.path.hasPrefix(all) else { return key.path }
    let rule =
      switch key.name {
      case "from", "until", "tpp", "*": "r2023c"
      case "performance-density": "r2023b"
      case "aggregate-io", "memory-and-io": "r2025isinf"
      default: "r2026cbc"
      }
    return key.path.replacing(all, with: "supply.rules.changes.\(rule)")
  }

  private static let leaves = ScenarioKeys.ofSupply.filter(\.isLeaf)

  @Test("The complete scenario is sound and states every key")
  func complete() throws {
    #expect(problems() == [])
    let file = try ScenarioFile(text: Self.text, named: "t.yaml")
    for key in Self.leaves {
      let path = try #require(DocumentPath(Self.place(of: key)))
      #expect(file.root[path] != nil, "\(key.path)")
    }
  }

  @Test("A key that is given nonsense or a list reports it at its own path")
  func nonsense() {
    for key in Self.leaves {
      let place = Self.place(of: key)
      for value in key.form == .list ? ["nonsense"] : ["nonsense", "[1, 2]"] {
        let found = problems("\(place)=\(value)")
        #expect(
          found.contains { $0.path.description.hasPrefix(place) }, "\(place)=\(value): \(found)")
      }
    }
  }

  @Test("Numbers and counts are read up to the ends of their range, and not beyond")
  func ranges() {
    for key in Self.leaves {
      let place = Self.place(of: key)
      let ends: [(inside: String, beyond: String)]
      switch key.form {
      case .number(let range):
        ends = [
          ("\(range.lowerBound)", "\(range.lowerBound - 0.01)"),
          ("\(range.upperBound)", "\(range.upperBound * 1.01)"),
        ]
      case .count(let range):
        ends = [
          ("\(range.lowerBound)", "\(range.lowerBound - 1)"),
          ("\(range.upperBound)", "\(range.upperBound + 1)"),
        ]
      default: continue
      }
      for (inside, beyond) in ends {
        #expect(problems("\(place)=\(inside)") == [], "\(place)=\(inside)")
        #expect(problems("\(place)=\(beyond)").count == 1, "\(place)=\(beyond)")
      }
    }
  }

  @Test("Names and examples that a key offers can stand there")
  func offers() {
    for key in Self.leaves {
      let place = Self.place(of: key)
      for value in key.choices + key.examples {
        let found = problems("\(place)=\(value)")
          .filter { $0.path.description.hasPrefix(place) }
        // Not every rule has a threshold of the example.
        let isOfRule = key.path.hasPrefix("supply.rules.changes")
        let other = found.filter { !isOfRule || !$0.message.contains("threshold") }
        #expect(
          other.allSatisfy { isOfRule && $0.message.contains("compares") },
          "\(place)=\(value): \(other)")
      }
    }
  }

  @Test("A key with a letter missing is refused with the key that was meant")
  func slips() {
    for key in ScenarioKeys.ofSupply where key.name.count > 4 && key.section != "" {
      // Of two names that begin alike a slip may be nearer to the other.
      if key.name == "memory-bandwidth" { continue }
      let letters = Array(key.name)
      let slip = String(letters.dropLast(2) + letters.suffix(1))
      let section = Self.place(of: key).split(separator: ".").dropLast().joined(separator: ".")
      let found = problems("\(section).\(slip)=1")
      #expect(
        found.contains {
          $0.path.description == "\(section).\(slip)" && $0.suggestion == .name(key.name)
        }, "\(section).\(slip): \(found.map(\.description))")
    }
  }

  @Test("A number may be uncertain wherever a key takes one")
  func distributions() throws {
    for setting in ["supply.buyers.acceptance=10 % to 60 %", "supply.domestic.wafers=0.5 to 2"] {
      let path = String(setting.prefix { $0 != "=" })
      let scenario = try scenario(setting)
      let stated = try #require(scenario.settings.first { $0.setting.path == path })
      guard case .uncertain(let input, let scale) = stated.value else {
        Issue.record("\(path) is certain")
        continue
      }
      let (low, high) = (input.value(at: 0.05) * scale, input.value(at: 0.95) * scale)
      #expect(low < high)
      #expect(abs(low - (path.hasSuffix("acceptance") ? 0.1 : 0.5)) < 1e-3)
    }
  }

  @Test("What contradicts itself is told where it stands")
  func contradictions() {
    let cases: [(settings: [String], path: String)] = [
      (["supply.until=2021-12"], "supply.until"),
      (["supply.until=2090-12"], "supply.until"),
      (["supply.rules.without=[r2O23a]"], "supply.rules.without"),
      (["supply.rules.changes={r1999: {duty: 1 %}}"], "supply.rules.changes"),
      (["supply.rules.changes.r2023c.memory-bandwidth=5 TB/s"], "supply.rules.changes.r2023c"),
      (["supply.rules.changes.r2023a.tpp=5000"], "supply.rules.changes.r2023a"),
      (
        ["supply.rules.changes={r2023a: {from: 2030-01-01, until: 2025-01-01}}"],
        "supply.rules.changes.r2023a"
      ),
      (["supply.rules.base=none"], "supply.rules"),
      (["supply.memory=~", "supply.memory.from=2023-01"], "supply.memory.from"),
      (["supply.memory.from=2030-01"], "supply.memory.from"),
      (["supply.buyers.products={h2O: {acceptance: 1 %}}"], "supply.buyers.products.h2O"),
      (["model=llama-3.1-8b"], "model"),
      (["demand.allocation=training-first"], "demand.inference-share"),
      (["demand.tokens.model=gpt-9"], "demand.tokens.model"),
      (["replications=7"], "replications"),
    ]
    for (settings, path) in cases {
      let found: [Diagnostic] =
        switch settings.count {
        case 1: problems(settings[0])
        default: problems(settings[0], settings[1])
        }
      #expect(
        found.contains { $0.path.description.hasPrefix(path) }, "\(settings): \(found)")
    }
  }

  @Test("A threshold that does not fit a rule is answered with those that the rule has")
  func thresholds() {
    let cases = [
      ("supply.rules.changes.r2023a.tpp=5000", "1600 becomes …, or 4800 becomes …"),
      ("supply.rules.changes.r2023a.tpp=5000 becomes 4000", "4800 becomes …"),
      ("supply.rules.changes.r2022.aggregate-io=500 GB/s becomes 400 GB/s", "600 GB/s becomes …"),
      ("supply.rules.changes.r2022.memory-bandwidth=5 TB/s", "aggregate-io, tpp"),
    ]
    for (setting, expected) in cases {
      let texts = problems(setting).map { "\($0)" }
      #expect(texts.contains { $0.contains(expected) }, "\(setting): \(texts)")
    }
  }

  @Test("Every shipped scenario of supply is sound, asks a question, and loads again when resolved")
  func shipped() throws {
    #expect(shippedSupplyScenarios.count >= 7)
    for path in shippedSupplyScenarios {
      let file = try ScenarioFile(contentsOf: path)
      let catalog = try file.catalog(extending: installed)
      for variant in try file.variants() {
        let own = try SupplyScenario(variant, of: file, catalog: catalog)
        #expect(own.question != nil && own.title != file.name)
        let text = variant.resolvedScenario(presets: [])
        let again = try ScenarioFile(text: text, named: "again.yaml")
        let variants = try again.variants()
        let resolved = try SupplyScenario(variants[0], of: again, catalog: catalog)
        #expect(resolved.settings == own.settings && resolved.rules == own.rules)
        #expect(resolved.months == own.months && resolved.draws == own.draws)
        #expect(resolved.hasDemand == own.hasDemand)
        #expect(resolved.demand.figures == own.demand.figures)
      }
    }
  }

  @Test("A fleet has no demand beside its workload")
  func fleets() {
    let found = ScenariosTests.problems(smallest, settings: ["demand.unit=tpp"])
    #expect(found.map(\.path.description) == ["demand"])
  }

  @Test("A factor scales from its month on, and what is said of one channel stays in it")
  func effects() throws {
    let setting = try #require(SupplySetting.named("supply.channels.smuggled.amount"))
    var programme = try Self.programme()
    let before = programme
    setting.apply(3, from: 5, to: &programme)
    #expect(programme.leaks[0].amount.values == [2, 2, 2, 2, 2, 6, 6, 6, 6, 6, 6, 6])
    #expect(programme.leaks[1] == before.leaks[1])
    let yield = try #require(SupplySetting.named("supply.memory.domestic-yield"))
    yield.apply(9, from: 0, to: &programme)
    #expect(programme.memory.stackYield.values.allSatisfy { $0 == 1 }, "a yield is at most 1")
  }

  private static func programme() throws -> SupplyProgramme {
    let months = try SupplyMonths(first: .init(index: 2022 * 12), count: 12)
    func constant(_ value: Double) -> MonthlySeries {
      MonthlySeries(constant: value, months: 12)
    }
    func leak(_ channel: SupplyChannel) throws -> LeakFlow {
      try LeakFlow(
        channel: channel, amount: constant(2), shareOfWorld: constant(0),
        enforcement: constant(0), ruleEnforcement: constant(0), premium: constant(0))
    }
    let product = try SupplyProduct(
      name: "chip", vendor: "vendor", availability: .listed(from: 0, until: 12), worth: 1,
      price: constant(1), output: constant(1), homeShare: constant(0.5), watts: 1)
    return try SupplyProgramme(
      months: months, products: [product],
      buyers: BuyerPolicy(
        demandShare: constant(0.2), budget: constant(0), domesticQuota: constant(0)),
      leaks: [leak(.smuggled), leak(.offshoreOwned)],
      memory: MemorySupply(
        initialStacks: 0, imports: constant(0), covertImports: constant(0),
        waferStarts: constant(1), stacksPerWafer: 88, stackYield: constant(0.3)))
  }
}
