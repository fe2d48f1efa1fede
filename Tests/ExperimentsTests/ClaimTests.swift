import Documents
import Foundation
import Scenarios
import Testing

@testable import Experiments

@Suite("Claims held against results")
struct ClaimTests {
  /// Two fleets of one chip and one of another, at two loads.
  private static let base = """
    model: llama-3.1-8b
    workload:
      arrivals: closed(1)
      prompt-tokens: constant 400
      output-tokens: constant 60
    duration: 30 s
    replications: 2
    sweep:
      workload.arrivals.clients: [1, 16]
    alternatives:
      A: {fleet: {accelerator: h100-sxm}}
      B: {fleet: {accelerator: a100-80-sxm}}
      twin: {fleet: {accelerator: h100-sxm}}
      impossible: {model: llama-3.1-405b, fleet: {accelerator: h100-sxm}}
    """

  private static func plan(_ text: String) throws -> (file: ScenarioFile, plan: ExperimentPlan) {
    let file = try ScenarioFile(text: text, named: "t.yaml")
    return (
      file,
      try ExperimentPlan(
        try file.variants(), of: file, catalog: installed, programVersion: "test")
    )
  }

  private static let measured: ExperimentResult? = {
    guard let plan = try? plan(base).plan else { return nil }
    return Experiment(plan).run(jobs: 2)
  }()

  /// The findings on parts of a claim, held against one result.
  private func verdict(_ tests: String) throws -> ClaimVerdict {
    let lines = tests.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let (file, plan) = try Self.plan(
      Self.base + "\nclaim:\n  statement: It is so\n  tests:\n" + lines)
    let claim = try #require(try file.claim())
    return try ClaimQuestion(claim, on: plan).verdict(on: #require(Self.measured))
  }

  private func finding(_ test: String) throws -> ClaimFinding {
    try #require(try verdict("a: {\(test)}").findings.first)
  }

  private static let one = "at: workload.arrivals.clients = 1"

  @Test("A machine against its twin is exactly one, and holds no interval")
  func twins() throws {
    let found = try finding(
      "figure: throughput.output, of: twin, over: A, \(Self.one), holds: 1 to 1")
    #expect(found.evidence?.estimate == 1)
    #expect(found.outcome == .holds)
  }

  @Test("A ratio and its inverse multiply to one")
  func inverse() throws {
    let up = try finding("figure: throughput.output, of: A, over: B, \(Self.one), holds: '> 0'")
    let down = try finding("figure: throughput.output, of: B, over: A, \(Self.one), holds: '> 0'")
    let product = try #require(up.evidence).estimate * #require(down.evidence).estimate
    #expect(abs(product - 1) < 1e-9)
    let (a, b) = (try #require(up.evidence?.interval), try #require(down.evidence?.interval))
    #expect(abs(a.lowerBound * b.upperBound - 1) < 1e-9)
  }

  @Test("Errors of prediction make the ratio of two chips less sure than that of one with itself")
  func errors() throws {
    let chips = try finding("figure: throughput.output, of: A, over: B, \(Self.one), holds: '> 0'")
    let own = try finding("figure: throughput.output, of: A, over: twin, \(Self.one), holds: '> 0'")
    let (wide, narrow) = (
      try #require(chips.evidence?.interval), try #require(own.evidence?.interval)
    )
    #expect(wide.upperBound / wide.lowerBound > narrow.upperBound / narrow.lowerBound)
  }

  @Test("The best point of a sweep is the best of those that keep the condition")
  func best() throws {
    let result = try #require(Self.measured)
    let points = result.points.filter { $0.scenario.alternative == "A" }
    let times = try points.map { try #require($0.mean(of: .timePerOutputToken50)) }
    let rates = try points.map { try #require($0.mean(of: .outputThroughput)) }
    // Between the two times only the point of one request keeps the limit.
    let limit = (times[0] + times[1]) / 2
    #expect(times[0] < times[1] && rates[0] < rates[1])
    let tight = try finding(
      "figure: throughput.output, of: A, within: tpot.p50 <= \(limit) ms, holds: '> 0 tok/s'")
    #expect(tight.evidence?.estimate == rates[0])
    let loose = try finding(
      "figure: throughput.output, of: A, within: tpot.p50 <= 10 s, holds: '> 0 tok/s'")
    #expect(loose.evidence?.estimate == rates[1])
    let none = try finding(
      "figure: throughput.output, of: A, within: tpot.p50 <= 1 us, holds: '> 0 tok/s'")
    #expect(none.outcome == .fails && none.evidence == nil)
  }

  @Test("A figure over another of the same point is their ratio")
  func figures() throws {
    let result = try #require(Self.measured)
    let point = try #require(result.points.first)
    let found = try finding(
      "figure: cost.output, over-figure: cost.blended, of: A, \(Self.one), holds: '>= 1'")
    let expected =
      try #require(point.mean(of: .costOutput)) / #require(point.mean(of: .costBlended))
    #expect(abs(try #require(found.evidence).estimate / expected - 1) < 1e-9)
  }

  @Test("What a model is needs no run; what cannot run has no figure, and is not feasible")
  func facts() throws {
    let model = try finding(
      "figure: model.parameters, of: impossible, over: A, holds: 50 to 51")
    #expect(model.outcome == .holds && model.evidence?.interval == nil)
    let cost = try finding(
      "figure: cost.output, of: impossible, \(Self.one), holds: '> 0 USD/Mtok'")
    #expect(cost.outcome == .unknown)
    let no = try finding("figure: feasible.serving, of: impossible, \(Self.one), holds: no")
    #expect(no.outcome == .holds)
    let yes = try finding("figure: feasible.serving, of: A, \(Self.one), holds: no")
    #expect(yes.outcome == .fails)
  }

  @Test("The factor that is needed brings the figure to the end of its range")
  func needed() throws {
    let found = try finding("figure: model.parameters, of: impossible, over: A, holds: '>= 500'")
    let factor = try #require(found.factorNeeded)
    #expect(abs(try #require(found.evidence).estimate * factor - 500) < 1e-9)
    #expect(found.need != nil)
    #expect(try finding("figure: model.parameters, of: A, holds: '> 0'").need == nil)
  }

  @Test("Verdicts follow from their parts")
  func verdicts() throws {
    let holds = "{figure: model.parameters, of: A, holds: '> 0'}"
    let fails = "{figure: model.parameters, of: A, holds: '< 0'}"
    let open = "{figure: throughput.output, of: A, over: B, \(Self.one), holds: '> \(try ratio())'}"
    let unknown = "{figure: cost.output, of: impossible, \(Self.one), holds: '> 0 USD/Mtok'}"
    #expect(try verdict("a: \(holds)").outcome == .holds)
    #expect(try verdict("a: \(fails)").outcome == .fails)
    #expect(try verdict("a: \(holds)\nb: \(fails)").outcome == .holdsOnlyIf)
    #expect(try verdict("a: \(holds)\nb: \(fails)").conditions == ["a"])
    #expect(try verdict("a: \(unknown)").outcome == .cannotBeJudged)
    #expect(try verdict("a: \(open)").outcome == .cannotBeJudged)
    let premise = holds.replacing("}", with: ", if: pigs fly}")
    #expect(try verdict("a: \(fails)\nb: \(premise)").outcome == .holdsOnlyIf)
    #expect(try verdict("a: \(fails)\nb: \(premise)").conditions == ["pigs fly"])
    // What a premise would spoil is not said by the claim.
    let spoilt = fails.replacing("}", with: ", if: pigs fly}")
    #expect(try verdict("a: \(holds)\nb: \(spoilt)").outcome == .holds)
  }

  @Test("Claims on prices are held against their ratios, and take no date")
  func prices() throws {
    func verdict(_ test: String) throws -> ClaimVerdict {
      let file = try ScenarioFile(
        text: """
          claim:
            statement: It is so
            tests:
              a: {\(test)}
          routing: {task: {input-tokens: 3000, output-tokens: 1000}}
          alternatives:
            dear: {routing: {tiers: {frontier: {price: {uncached-input: 10 USD/Mtok, output: 30 USD/Mtok}}}}}
            cheap: {routing: {tiers: {frontier: {price: {uncached-input: 1 USD/Mtok, output: 3 USD/Mtok}}}}}
          """, named: "t.yaml")
      let study = try RoutingStudy(try file.variants(), of: file, catalog: installed)
      return try ClaimQuestion(#require(try file.claim()), on: study).verdict(on: study.run())
    }
    let ratio = try verdict("figure: price.blended, of: dear, over: cheap, holds: '>= 9.9'")
    #expect(abs(try #require(ratio.findings.first?.evidence).estimate - 10) < 1e-9)
    #expect(ratio.outcome == .holds)
    // Three of input and one of output: (3 × 1 + 1 × 3) / 4.
    let price = try verdict("figure: price.blended, of: cheap, holds: 1.49 to 1.51 USD/Mtok")
    #expect(price.outcome == .holds)
    #expect(throws: Diagnostics.self) {
      _ = try verdict("figure: price.blended, of: cheap, on: 2026-01-01, holds: '> 0 USD/Mtok'")
    }
  }

  /// The ratio of the two chips, which its own interval goes beyond on both sides.
  private func ratio() throws -> Double {
    try #require(
      try finding("figure: throughput.output, of: A, over: B, \(Self.one), holds: '> 0'").evidence
    ).estimate * 0.99
  }

  @Test(
    "Figures, alternatives, points and units that there are not are refused where they are named",
    arguments: [
      "figure: cost.outptu, of: A, at: workload.arrivals.clients = 1, holds: '> 0 USD/Mtok'",
      "figure: cost.output, of: C, at: workload.arrivals.clients = 1, holds: '> 0 USD/Mtok'",
      "figure: cost.output, of: A, at: workload.arrivals.clients = 2, holds: '> 0 USD/Mtok'",
      "figure: cost.output, of: A, holds: '> 0 USD/Mtok'",
      "figure: cost.output, at: workload.arrivals.clients = 1, holds: '> 0 USD/Mtok'",
      "figure: cost.output, of: A, at: workload.arrivals.clients = 1, holds: '> 0 ms'",
      "figure: cost.output, of: A, at: workload.arrivals.clients = 1, holds: yes",
      "figure: feasible.serving, of: A, at: workload.arrivals.clients = 1, holds: '> 0'",
      "figure: cost.output, of: A, over: A, at: workload.arrivals.clients = 1, holds: '> 0'",
      "figure: cost.output, over-figure: tpot.p50, of: A, at: workload.arrivals.clients = 1, holds: '> 0'",
    ])
  func unknown(test: String) {
    #expect {
      _ = try verdict("a: {\(test)}")
    } throws: { error in
      (error as? Diagnostics)?.all.allSatisfy {
        $0.path.description.hasPrefix("claim.tests.a") && $0.suggestion != nil
      } == true
    }
  }
}
