import Documents
import Economics
import Quantities
import ReferenceData
import Scenarios
import Testing

@Suite("Keys of routing")
struct RoutingKeyTests {
  /// States a value under every key that can stand beside the others.
  private static let text = """
    title: Routing
    question: Which tier answers?
    seed: 7
    routing:
      task: {input-tokens: 3000, cached-share: 50 %, output-tokens: 1000}
      loss-per-error: 0.5 USD
      router-cost: 0.0001 USD
      cheap-share: 60 %
      self-hosted-share: 10 %
      verification: {cost: 0.0005 USD, catches: 70 %, false-alarms: 5 %}
      escalation: frontier
      residency: {share: 20 %, tier: self-hosted}
      tiers:
        cheap:
          price: {of: deepseek-v4-pro, on: 2026-06-01, uncached-input: 0.5 USD/Mtok,
            cached-input: 0.05 USD/Mtok, output: 1 USD/Mtok}
          error: 8 %
          error-slope: 5 %
        frontier:
          price: {of: gpt-5.5, on: 2026-07-01, uncached-input: 5 USD/Mtok,
            cached-input: 0.5 USD/Mtok, output: 30 USD/Mtok}
          error: 3 %
          error-slope: 1 %
        self-hosted: {hourly-cost: 2.35 USD/h, throughput: 1000 tok/s, utilization: 45 %,
          error: 9 %, error-slope: 5 %}
    """

  private func scenarios(_ settings: [String], text: String = Self.text) throws -> [RoutingScenario]
  {
    let file = try ScenarioFile(
      text: text, named: "t.yaml", assignments: assignments(settings))
    #expect(file.isOfRouting && !file.isOfSupply)
    return try file.variants().map { try RoutingScenario($0, of: file, catalog: installed) }
  }

  private func problems(_ settings: [String], text: String = Self.text) -> [Diagnostic] {
    do {
      _ = try scenarios(settings, text: text)
      return []
    } catch let error as Diagnostics {
      return error.all
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  private static let leaves = ScenarioKeys.ofRouting.filter(\.isLeaf)

  /// What must go for a key to stand: a tier charges in one way.
  private static func settings(for path: String) -> [String] {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count > 3, parts[1] == "tiers" else {
      return path == "routing.cheap-share" ? ["routing.self-hosted-share=~"] : []
    }
    let tier = "routing.tiers.\(parts[2])"
    switch parts[3] {
    case "price": return ["\(tier).hourly-cost=~", "\(tier).throughput=~", "\(tier).utilization=~"]
    case "request-cost":
      return ["price", "hourly-cost", "throughput", "utilization"].map { "\(tier).\($0)=~" }
    case "hourly-cost", "throughput", "utilization":
      return ["\(tier).price=~", "\(tier).hourly-cost=1 USD/h", "\(tier).throughput=500 tok/s"]
    default: return []
    }
  }

  /// A price of which only one part is set needs the others.
  private static func rest(for path: String) -> [String] {
    guard let range = path.firstRange(of: ".price.") else { return [] }
    return ["\(path[..<range.lowerBound]).price.of=gpt-5.5"]
  }

  @Test("The complete scenario is sound and states every key, each way of charging at some tier")
  func complete() throws {
    #expect(problems([]) == [])
    let file = try ScenarioFile(text: Self.text, named: "t.yaml")
    let tiers = ["cheap", "frontier", "self-hosted"]
    for key in Self.leaves where key.name != "request-cost" {
      let places =
        key.path.hasPrefix("routing.tiers.")
        ? tiers.map { tier in
          (["routing", "tiers", tier] + key.path.split(separator: ".").dropFirst(3).map(String.init))
            .joined(separator: ".")
        } : [key.path]
      #expect(places.contains { DocumentPath($0).flatMap { file.root[$0] } != nil }, "\(key.path)")
    }
  }

  @Test("A key that is given nonsense or a list reports it at its own path")
  func nonsense() {
    for key in Self.leaves {
      for value in ["nonsense", "[1, 2]"] {
        let found = problems(
          Self.settings(for: key.path) + Self.rest(for: key.path) + ["\(key.path)=\(value)"])
        #expect(
          found.contains { $0.path.description.hasPrefix(key.path) },
          "\(key.path)=\(value): \(found)")
      }
    }
  }

  @Test("Names and examples that a key offers can stand there")
  func offers() {
    for key in Self.leaves {
      for value in key.choices + key.examples {
        let found = problems(
          Self.settings(for: key.path) + Self.rest(for: key.path) + ["\(key.path)=\(value)"])
        #expect(
          !found.contains { $0.path.description.hasPrefix(key.path) },
          "\(key.path)=\(value): \(found)")
      }
    }
  }

  @Test("Fractions and counts are read up to the ends of their range, and not beyond")
  func ranges() {
    for key in Self.leaves {
      guard case .number(let range) = key.form else { continue }
      let settings = Self.settings(for: key.path)
      for beyond in [range.lowerBound - 0.01, range.upperBound * 1.01] {
        #expect(
          problems(settings + ["\(key.path)=\(beyond)"]).contains {
            $0.path.description == key.path
          }, "\(key.path)=\(beyond)")
      }
    }
  }

  @Test("Writing out a default changes nothing")
  func defaults() throws {
    let text = """
      routing:
        task: {input-tokens: 3000, output-tokens: 1000}
        verification: {cost: 0.001 USD, catches: 70 %}
        residency: {share: 20 %}
        tiers:
          cheap: {price: deepseek-v4-pro}
          frontier: {hourly-cost: 9 USD/h, throughput: 100 tok/s}
          self-hosted: {hourly-cost: 2 USD/h, throughput: 1000 tok/s}
      """
    let silent = try #require(try scenarios([], text: text).first)
    for key in ScenarioKeys.ofRouting {
      guard let standard = key.standard, key.path != "routing.tiers.cheap.utilization" else {
        continue
      }
      let stated = try #require(
        try scenarios(["\(key.path)=\(standard)"], text: text).first, "\(key.path)")
      #expect(stated.routing == silent.routing && stated.task == silent.task, "\(key.path)")
      #expect(stated.division == silent.division && stated.tiers == silent.tiers, "\(key.path)")
    }
  }

  @Test("A price may be written short, dated, changed, or whole")
  func prices() throws {
    func price(_ settings: String...) throws -> StatedPrice {
      let tier = try #require(
        try scenarios(["routing.tiers.cheap.price=~"] + settings).first?.tiers.first)
      guard case .price(let price) = tier.charge else { fatalError("\(tier)") }
      return price
    }
    let short = try price("routing.tiers.cheap.price=deepseek-v4-pro-launch")
    let dated = try price("routing.tiers.cheap.price={of: deepseek-v4-pro, on: 2026-05-01}")
    #expect(short == dated && short.entry == "deepseek-v4-pro-launch")
    let changed = try price(
      "routing.tiers.cheap.price=deepseek-v4-pro", "routing.tiers.cheap.price.output=2 USD/Mtok")
    #expect(changed.list.output == USDollarsPerToken(perMillionTokens: 2))
    #expect(changed.list.uncachedInput == USDollarsPerToken(perMillionTokens: 0.435))
    let own = try price(
      "routing.tiers.cheap.price={uncached-input: 1 USD/Mtok, output: 3 USD/Mtok}")
    #expect(own.entry == nil && own.list.chargedCachedInput == own.list.uncachedInput)
    // A price that is named leaves nothing of another one behind.
    let file = try ScenarioFile(
      text: Self.text + "\nalternatives: {a: {routing: {tiers: {cheap: {price: gpt-5.5}}}}}\n",
      named: "t.yaml")
    let variant = try #require(try file.variants().first)
    let tier = try #require(
      try RoutingScenario(variant, of: file, catalog: installed).tiers.first)
    guard case .price(let alternative) = tier.charge else { fatalError("\(tier)") }
    #expect(alternative.list == (try installed.listPrice("gpt-5.5").prices))
  }

  @Test("A request costs its tokens by the price list, or the time of a machine (Eq. 9.7)")
  func requestCosts() throws {
    let tiers = try #require(try scenarios([]).first).tiers
    let costs = Dictionary(uniqueKeysWithValues: tiers.map { ($0.name, $0.answering.requestCost) })
    // 1500 uncached at 0.5, 1500 cached at 0.05 and 1000 of output at 1 USD/Mtok.
    #expect(abs(try #require(costs["cheap"]).value - 0.001825) < 1e-12)
    #expect(abs(try #require(costs["frontier"]).value - 0.03825) < 1e-12)
    // 2.35 USD/h ÷ (1000 tok/s × 45 %) × 4000 tokens
    let machine = 2.35 / 3600 / 450 * 4000
    #expect(abs(try #require(costs["self-hosted"]).value - machine) < 1e-12)
  }

  @Test(
    "What contradicts itself is refused with the fix at its own place",
    arguments: [
      ("routing.tiers.cheap.request-cost=0.01 USD", "routing.tiers.cheap"),
      ("routing.tiers.cheap.throughput=9 tok/s", "routing.tiers.cheap.throughput"),
      ("routing.tiers.frontier=~", "routing.cheap-share"),
      ("routing.tiers.cheap=~", "routing.cheap-share"),
      ("routing.tiers.self-hosted=~", "routing.self-hosted-share"),
      ("routing.self-hosted-share=50 %", "routing.self-hosted-share"),
      ("routing.cheap-share=optimal", "routing.self-hosted-share"),
      ("routing.verification=~", "routing.escalation"),
      ("routing.tiers.cheap.error-slope=40 %", "routing.tiers.cheap.error-slope"),
      ("routing.tiers.self-hosted.utilization=0 %", "routing.tiers.self-hosted.utilization"),
      ("routing.task={input-tokens: 0, output-tokens: 0}", "routing.task"),
      ("model=deepseek-v3", "model"), ("replications=3", "replications"),
      ("routing.tiers.cheap.price={on: 2026-06-01}", "routing.tiers.cheap.price.on"),
      (
        "routing.tiers.cheap.price={of: deepseek-v4-pro, on: 2020-01-01}",
        "routing.tiers.cheap.price.on"
      ),
      ("routing.tiers.cheap.price=deepseek-v4-por", "routing.tiers.cheap.price.of"),
      ("routing.tiers.cheap.price={output: 1 USD/Mtok}", "routing.tiers.cheap.price"),
    ])
  func contradictions(setting: String, path: String) {
    let found = problems([setting])
    #expect(found.contains { $0.path.description == path }, "\(setting): \(found)")
    #expect(found.allSatisfy { $0.suggestion != nil }, "\(setting): \(found)")
  }

  @Test(
    "Every shipped scenario of routing reads at every point", arguments: shippedRoutingScenarios)
  func shipped(path: String) throws {
    let file = try ScenarioFile(contentsOf: path)
    let catalog = try file.catalog(extending: installed)
    let points = try file.variants().map { try RoutingScenario($0, of: file, catalog: catalog) }
    #expect(!points.isEmpty && Set(points.map(\.label)).count == points.count)
    #expect(points.allSatisfy { $0.question != nil && $0.title != file.name })
  }

  @Test("Written out with its defaults, a scenario is the same", arguments: shippedRoutingScenarios)
  func resolves(path: String) throws {
    let file = try ScenarioFile(contentsOf: path)
    for variant in try file.variants() {
      let original = try RoutingScenario(variant, of: file, catalog: installed)
      let text = variant.resolvedScenario(presets: [])
      let again = try ScenarioFile(text: text, named: "again.yaml")
      let resolved = try RoutingScenario(
        try #require(try again.variants().first), of: again, catalog: installed)
      #expect(resolved.routing == original.routing && resolved.tiers == original.tiers)
      #expect(resolved.division == original.division && resolved.task == original.task)
    }
  }
}
