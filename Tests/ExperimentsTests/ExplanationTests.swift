import Documents
import Foundation
import ReferenceData
import Scenarios
import Testing

@testable import Experiments

@Suite("Explanations")
struct ExplanationTests {
  /// A text as a plan and its result.
  struct Ran {
    let plan: ExperimentPlan
    let result: ExperimentResult

    init(_ text: String, settings: [String] = []) throws {
      try self.init(
        ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings)))
    }

    init(_ file: ScenarioFile) throws {
      plan = try ExperimentPlan(
        file.variants(), of: file, catalog: file.catalog(extending: installed),
        programVersion: "1")
      result = Experiment(plan).run(jobs: 2)
    }

    func explanation(of metric: Metric, at index: Int = 0) throws -> Explanation {
      try Explanation(
        metric, of: result.points[index], at: plan.points[index], in: plan, catalog: installed)
    }
  }

  static let promised =
    chat + """

      objectives: {time-to-first-token: 2 s at p95, time-per-output-token: 30 ms at p95}
      """

  /// Fleets of one kind, in pools, that come and go, rented, with caches and with uncertain inputs.
  static let scenarios: [String: String] = [
    "one": promised,
    "split": promised.replacing(
      "fleet: {accelerator: h100-sxm}",
      with: """
        fleet:
          accelerator: h100-sxm
          pools: {prefill: {replicas: 1}, decode: {accelerator: h20, replicas: 2}}
        """),
    "apart": promised.replacing(
      "fleet: {accelerator: h100-sxm}",
      with: """
        fleet:
          pools:
            old: {accelerator: h20, replicas: 1}
            new: {accelerator: h100-sxm, replicas: 1}
        """),
    "rented": promised
      + "\nowner: {kind: rented, allocation: 'price-proportional(output 4, cached 0.1)'}",
    "levied": promised
      + """

      owner:
        {duty: 25 %, dutiable: 60 %, subsidy: 10 %, facility: own, recovery: straight-line, inflation: 2 %,
        time-of-use: [22-6 0.5 x], demand-charge: 15 USD/kW-month, sparing: poisson, spare-pool: 1000,
        replacement-time: 14 days}
      """,
    "cached": promised.replacing("  prompt-tokens", with: "  cached-prefix: 40 %\n  prompt-tokens"),
    "failing": promised.replacing(
      "fleet: {accelerator: h100-sxm}",
      with: """
        fleet:
          accelerator: h100-sxm
          replicas: 2
          failures: {time-to-failure: 'weibull(shape 0.8, mean 20 s)', time-to-restore: 3 s}
        """),
    "uncertain": promised.replacing("replications: 3", with: "replications: 2") + """

      owner: {electricity: 0.06 to 0.10 USD/kWh, cost-of-capital: 6 % to 12 %}
      sample: {points: 6}
      """,
    "sized": promised + "\nequalize: objective",
  ]

  /// Every term with parts that make it up is made up by them.
  private func expectLaw(_ term: Explanation.Term, in words: String) {
    for term in term.all {
      #expect(term.value.isFinite, "\(words): \(term.name)")
      guard let made = term.valueOfParts else { continue }
      #expect(
        abs(made - term.value) <= 1e-9 * max(abs(term.value), 1e-12),
        "\(words): \(term.name) is \(term.value), and its parts make \(made)")
      #expect(
        !term.parts.contains { $0.name == ExplainedTerm.remainder },
        "\(words): parts of \(term.name) do not add up in some run")
    }
  }

  @Test(
    "The parts of every figure of every kind of fleet make up the figure that is printed",
    arguments: scenarios.keys.sorted())
  func law(_ name: String) throws {
    let ran = try Ran(try #require(Self.scenarios[name]))
    let point = ran.result.points[0]
    var explained = 0
    for metric in Metric.all {
      guard let mean = point.mean(of: metric) else { continue }
      let explanation = try ran.explanation(of: metric)
      explained += 1
      for term in [explanation.root] + explanation.views {
        #expect(abs(term.value - mean) <= 1e-9 * abs(mean), "\(name): \(metric.name)")
        expectLaw(term, in: "\(name): \(metric.name)")
        for leaf in term.leaves {
          #expect(!leaf.sources.isEmpty, "\(name): \(metric.name): \(leaf.name) has no source")
        }
      }
    }
    #expect(explained > 40)
  }

  @Test(
    "Of a single run the parts multiply to the figure without a factor for how runs vary",
    arguments: ["one", "split", "apart", "rented", "cached", "failing", "sized"])
  func singleRun(_ name: String) throws {
    let ran = try Ran(try #require(Self.scenarios[name]), settings: ["replications=1"])
    for metric in Metric.all where ran.result.points[0].mean(of: metric) != nil {
      let explanation = try ran.explanation(of: metric)
      for term in ([explanation.root] + explanation.views).flatMap(\.all) {
        #expect(
          !term.parts.contains { $0.name == ExplainedTerm.covariation },
          "\(name): \(metric.name): \(term.name)")
      }
    }
  }

  @Test("Every end of the cost of output of the quickstart says where it comes from")
  func quickstart() throws {
    let path = try #require(shippedScenarios.first { $0.hasSuffix("/quickstart.yaml") })
    let ran = try Ran(
      ScenarioFile(
        contentsOf: path, assignments: assignments(["duration=60 s", "replications=2"])))
    let explanation = try ran.explanation(of: .costOutput)
    let leaves = ([explanation.root] + explanation.views).flatMap(\.leaves)
    #expect(leaves.count > 40)
    for leaf in leaves {
      let source = try #require(leaf.sources.first, "\(leaf.name)")
      guard source.kind == .fact else { continue }
      #expect(source.text != nil && source.grade != nil && source.date != nil, "\(leaf.name)")
      #expect(!source.citations.isEmpty, "\(leaf.name)")
    }
    let kinds = Set(leaves.flatMap(\.sources).map(\.kind))
    #expect(kinds.isSuperset(of: [.fact, .scenario, .simulated, .standard, .formula]))
    let data = Data(Explanation.json([explanation]).utf8)
    let document = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(document["schema"] as? String == "bessemer.explanation/1")
    #expect(explanation.markdown.contains("  - × **accelerator-hour**"))
  }

  @Test("Dollars of all streams are the dollars spent, as each of them explains it")
  func dollars() throws {
    let ran = try Ran(Self.scenarios["cached"]!)
    var shares = 0.0
    var spent: Set<Double> = []
    for metric in [Metric.costUncachedInput, .costCachedInput, .costOutput] {
      let root = try ran.explanation(of: metric).root
      shares += try #require(root.parts.first { $0.name.hasPrefix("share of") }).value
      spent.insert(try #require(root.parts.first { $0.name.hasPrefix("dollars spent") }).value)
    }
    #expect(abs(shares - 1) < 1e-9)
    #expect(spent.count == 1)
  }

  @Test("A rent that changes, a real rate and a pool of spares name what they come from")
  func hourInputs() throws {
    let once = ["replications=1"]
    let rented = try Ran(
      chat + """

        owner: {kind: rented, rent-path: [2026-07 2 USD/h, 2027-07 4 USD/h], rent-years: 2 years}
        """, settings: once)
    let price = try #require(
      rented.explanation(of: .hourRent).root.all.first { $0.name == "mean hourly price" })
    #expect(abs(price.value - 3) < 0.01)
    #expect(price.sources.map(\.kind) == [.scenario, .scenario])
    let owned = try Ran(
      chat + """

        owner:
          {facility: own, building-rate: 8 %, building-life: 15 years, inflation: 3 %, sparing: poisson,
          spare-pool: 1000, replacements-per-year: 0.02, replacement-time: 14 days}
        """, settings: once)
    let building = try owned.explanation(of: .hourFacility).root.all
    let real = try #require(building.first { $0.name == "real rate" }).value
    #expect(abs(real - (1.08 / 1.03 - 1)) < 1e-12)
    let factor = try #require(building.first { $0.name.hasPrefix("capital recovery factor") })
    #expect(abs(factor.value / (real / (1 - pow(1 + real, -15))) - 1) < 1e-9)
    let capital = try owned.explanation(of: .hourCapital).root.all
    let spares = try #require(capital.first { $0.name == "one and spares" })
    #expect(spares.sources.count == 5 && spares.sources.filter { $0.kind == .scenario }.count == 4)
  }

  @Test("What a scenario says itself is named by its line, the rest by entry, date and grade")
  func sources() throws {
    let ran = try Ran(
      Self.promised + "\nowner: {electricity: 0.05 USD/kWh}", settings: ["owner.duty=0.1"])
    let terms = try ran.explanation(of: .hourEnergy).root.all
    let electricity = try #require(terms.first { $0.name == "electricity" }?.sources.first)
    #expect(electricity.kind == .scenario)
    #expect(electricity.place.hasPrefix("t.yaml:"))
    #expect(electricity.text == "0.05 USD/kWh")
    let effectiveness = try #require(
      terms.first { $0.name == "power usage effectiveness" }?.sources.first)
    #expect(effectiveness.place == "owners/us-hyperscaler power-usage-effectiveness")
    #expect(effectiveness.grade != nil && effectiveness.date != nil && effectiveness.range != nil)
    let capital = try ran.explanation(of: .hourCapital)
    let levied = try ran.explanation(of: .hourDuty).root.all
    let duty = try #require(levied.last { $0.name == "duty" }?.sources.first)
    #expect(duty.place.hasPrefix("--set"))
    #expect(try #require(capital.weakest).hasPrefix("estimate, of "))
    let named = Set(capital.root.all.flatMap(\.sources).flatMap(\.citations))
    #expect(Set(capital.citations.map(\.name)) == named && !named.isEmpty)
  }

  @Test("What was not measured is refused with the reason")
  func refusals() throws {
    let ran = try Ran(Self.promised, settings: ["workload.arrivals=poisson(400 /s)"])
    #expect {
      try ran.explanation(of: .timePerOutputToken95)
    } throws: { error in
      guard case ExplanationError.notMeasured(_, _, let reason) = error else { return false }
      return reason.contains("overloaded")
    }
    #expect {
      try ran.explanation(of: .prefixHits)
    } throws: { error in
      guard case ExplanationError.notMeasured = error else { return false }
      return true
    }
    #expect(throws: ExplanationError.unknownMetric("cost.outptu", suggestion: "cost.output")) {
      try Metric(explaining: "cost.outptu")
    }
  }

  @Test("A fleet that was sized says what binds and what one replica less would miss")
  func sized() throws {
    let ran = try Ran(
      Self.scenarios["sized"]!,
      settings: ["workload.arrivals=poisson(60 /s)", "duration=40 s"])
    let explanation = try ran.explanation(of: .replicas)
    #expect(explanation.root.value > 1)
    let less = try #require(explanation.root.parts.first { $0.name == "one replica less" })
    #expect(try #require(less.formula).hasPrefix("misses: "))
    #expect(explanation.remarks.contains { $0.hasPrefix("what binds: ") })
  }
}
