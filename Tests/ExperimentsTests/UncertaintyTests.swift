import Documents
import Economics
import OutputAnalysis
import ReferenceData
import Scenarios
import Stochastics
import Testing

@testable import Experiments

/// The plan of a text.
func plan(_ text: String, settings: [String] = []) throws -> ExperimentPlan {
  let file = try ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings))
  return try ExperimentPlan(
    file.variants(), of: file, catalog: file.catalog(extending: installed), programVersion: "1")
}

/// Cheap runs, whose cost is in proportion to the rent.
let rented = """
  model: llama-3.1-8b
  workload: {arrivals: regular(5 /s), prompt-tokens: 100, output-tokens: 20}
  fleet: {accelerator: h100-sxm}
  owner: {region: us, kind: rented, rent: 2 USD/h, rental-extras: 0}
  duration: 10 s
  replications: 1
  """

@Suite("Uncertain inputs, drawn")
struct UncertaintyTests {
  private func result(
    _ text: String, settings: [String] = [], jobs: Int = 2
  ) throws -> ExperimentResult {
    try Experiment(plan(text, settings: settings)).run(jobs: jobs)
  }

  @Test("A draw is the run of the scenario with the drawn values")
  func draws() throws {
    let sampled = try result(
      chat,
      settings: [
        "sample=3", "replications=2", "duration=20 s", "owner.electricity=0.05 to 0.2 USD/kWh",
        "workload.arrivals.rate=2 to 6 /s",
      ])
    let point = sampled.points[0]
    #expect(point.draws.count == 3)
    for draw in point.draws {
      let settings = draw.values.map { "\($0.path)=\($0.text)" }
      let alone = try Experiment(
        plan(chat, settings: settings + ["replications=6", "duration=20 s"])
      ).run(jobs: 2)
      // Each draw has streams of its own.
      let own = alone.points[0].runs.filter { $0.replication / 2 == draw.index }
      #expect(own.map(\.measurements) == draw.runs.map(\.measurements))
    }
  }

  @Test("An input that is certain after all changes nothing")
  func narrow() throws {
    let certain = try result(rented)
    let sampled = try result(
      rented, settings: ["sample=2", "owner.rent=2 to 2.000001 USD/h"])
    let cost = try #require(certain.points[0].mean(of: .costBlended))
    for value in sampled.points[0].values(of: .costBlended) {
      #expect(abs(value / cost - 1) < 1e-6)
    }
  }

  @Test("One input more or less does not move the draws of the others")
  func stability() throws {
    for design in ["monte-carlo", "latin-hypercube"] {
      let sample = "sample={points: 8, design: \(design)}"
      let one = try plan(rented, settings: [sample, "owner.rent=1 to 3 USD/h"])
      let two = try plan(
        rented,
        settings: [sample, "workload.arrivals.rate=2 to 9 /s", "owner.rent=1 to 3 USD/h"])
      for draw in 0..<8 {
        let alone = try #require(one.points[0].values(ofDraw: draw).first)
        let among = two.points[0].values(ofDraw: draw).first { $0.path == "owner.rent" }
        #expect(among?.text == alone.text)
      }
    }
  }

  @Test("Threads and stores change nothing of a sampled experiment")
  func determinism() throws {
    let settings = ["sample=5", "owner.rent=1 to 3 USD/h", "workload.arrivals.rate=2 to 9 /s"]
    let one = files(try result(rented, settings: settings, jobs: 1))
    #expect(one == files(try result(rented, settings: settings, jobs: 2)))
    let file = try TemporaryFile()
    defer { withExtendedLifetime(file) {} }
    let store = try RunStore(at: file.path)
    let experiment = try Experiment(plan(rented, settings: settings))
    #expect(one == files(try experiment.run(jobs: 2, in: store)))
    #expect(one == files(try experiment.run(jobs: 1, in: store)))
    #expect(one == files(try experiment.collect(from: store, jobs: 1)))
  }

  @Test("Of draws, quantiles are of those that could run, and what is overloaded is above all")
  func quantiles() throws {
    // A quarter of the laws' mass is more than one replica serves.
    let found = try result(
      chat,
      settings: [
        "sample=16", "replications=1", "duration=60 s",
        "workload.arrivals.rate=choice(3 of 2, 1 of 300) /s".replacing(") /s", with: " /s)"),
      ])
    let point = found.points[0]
    #expect(point.mean(of: .timeToFirstToken95) == nil)
    #expect(point.quantile(0.5, of: .timeToFirstToken95) != nil)
    #expect(point.quantile(0.95, of: .timeToFirstToken95) == nil)
    #expect(point.mean(of: .outputThroughput) != nil)
  }

  @Test("The bars of a tornado are the runs of the scenario with that input there")
  func tornado() throws {
    let laws = ["owner.rent=uniform(1, 3 USD/h)", "owner.rental-extras=uniform(0, 0.5)"]
    let found = try result(rented, settings: laws + ["sample=2"])
    let swings = try #require(found.swings.first)
    let tornado = try #require(swings.tornado(of: .costBlended))
    let base = try #require(
      result(rented, settings: ["owner.rental-extras=0.25"]).points[0].mean(of: .costBlended))
    #expect(abs(tornado.base / base - 1) < 1e-9)
    // Cost is rent times one plus the extras: P10 and P90 of the rent are 1.2 and 2.8.
    #expect(tornado.bars.map(\.input) == ["owner.rent", "owner.rental-extras"])
    #expect(abs(tornado.bars[0].low! / base - 1.2 / 2) < 1e-9)
    #expect(abs(tornado.bars[0].high! / base - 2.8 / 2) < 1e-9)
    #expect(abs(tornado.bars[1].low! / base - 1.05 / 1.25) < 1e-9)
    #expect(abs(tornado.bars[1].high! / base - 1.45 / 1.25) < 1e-9)
  }

  @Test("Sobol indices of a product are those of theory")
  func indices() throws {
    let laws = [
      "owner.rent=uniform(1, 3 USD/h)", "owner.rental-extras=uniform(0, 1)", "sample=2",
      "sample.design=sobol", "owner.region=us",
    ]
    let study = SensitivityStudy(try plan(rented, settings: laws), jobs: 2)
    let found = try study.indices(of: [.costBlended], at: 0, points: 128)
    let indices = try #require(found[0])
    // Y = X (1 + E), X uniform on 1...3, E on 0...1: with m and v the means and variances, V = v_x v_e +
    // m_x² v_e + m_e² v_x, S_x = m_e² v_x / V, S_e = m_x² v_e / V.
    let (mx, vx, me, ve) = (2.0, 4.0 / 12, 1.5, 1.0 / 12)
    let v = vx * ve + mx * mx * ve + me * me * vx
    let first = [me * me * vx / v, mx * mx * ve / v]
    for (index, truth) in first.enumerated() {
      #expect(indices.firstOrder[index].contains(truth), "\(indices.firstOrder[index])")
      #expect(indices.total[index].contains(truth + vx * ve / v), "\(indices.total[index])")
    }
  }

  @Test("The order of two alternatives turns where their prices are equal")
  func flip() throws {
    let text =
      rented + "\nalternatives: {own: {owner: {rent: \"1 to 5 USD/h\"}}, other: {}}\nsample: 2"
    let study = SensitivityStudy(try plan(text), jobs: 2)
    let found = try study.flips(of: .costBlended, between: 0, and: 1)
    #expect(found.map(\.input.path) == ["owner.rent"])
    guard case .once(let crossing) = found[0].flip.finding else {
      Issue.record("\(found[0].flip.finding)")
      return
    }
    let rents = [crossing.bracket.lowerBound, crossing.bracket.upperBound].map(found[0].input.value)
    #expect(rents[0] <= 2 && 2 <= rents[1] && rents[1] - rents[0] < 0.05)
  }

  @Test("A threshold ceases to hold where the input reaches its limit")
  func thresholdFlip() throws {
    let base = try #require(result(rented).points[0].mean(of: .costBlended))
    let plan = try plan(
      rented,
      settings: [
        "owner.rent=1 to 5 USD/h", "sample=2", "thresholds=[cost.blended <= \(base) USD/Mtok]",
      ])
    let study = SensitivityStudy(plan, jobs: 2)
    let found = try study.flips(of: plan.thresholds[0], at: 0)
    guard case .once(let crossing) = found[0].flip.finding else {
      Issue.record("\(found[0].flip.finding)")
      return
    }
    #expect(!crossing.isRising)
    #expect(abs(found[0].input.value(at: crossing.level) - 2) < 0.02)
  }

  @Test("Correlated inputs refuse shares of the variance, and are drawn together")
  func correlations() throws {
    let laws = [
      "owner.rent=uniform(1, 3 USD/h)", "owner.rental-extras=uniform(0, 1)",
      "sample={points: 64, correlations: {prices: {inputs: [owner.rent, owner.rental-extras], "
        + "rank-correlation: 0.9}}}",
    ]
    let plan = try plan(rented, settings: laws)
    let draws = plan.points[0].draws
    // Of 64 draws with ρ = 0.9 the ranks disagree in few pairs.
    var agreeing = 0
    for (index, a) in draws.enumerated() {
      for b in draws[..<index] where (a[0] - b[0]) * (a[1] - b[1]) > 0 { agreeing += 1 }
    }
    #expect(Double(agreeing) / Double(64 * 63 / 2) > 0.8)
    #expect(throws: SensitivityError.correlated(group: "prices")) {
      _ = try SensitivityStudy(plan, jobs: 1).indices(of: [.costBlended], at: 0, points: 8)
    }
    let unknown =
      "sample.correlations={a: {inputs: [owner.rent, owner.life], rank-correlation: 0.5}}"
    #expect(throws: Diagnostics.self) {
      _ = try planned(rented, ["owner.rent=1 to 3 USD/h", "sample=4", unknown])
    }
  }

  private func planned(_ text: String, _ settings: [String]) throws -> ExperimentPlan {
    try ExperimentsTests.plan(text, settings: settings)
  }
}

@Suite("Ranges of the catalog as uncertain inputs")
struct RangedFactTests {
  private func inputs(_ settings: [String]) throws -> [UncertainInput] {
    try plan(chat, settings: settings).points[0].inputs
  }

  @Test("Asked for, every range that makes a difference is an input; what the file states is not")
  func facts() throws {
    #expect(try inputs(["sample=4"]).isEmpty)
    let all = try inputs(["sample=4", "sample.facts=ranges"])
    #expect(all.count > 10)
    #expect(all.allSatisfy { $0.fact != nil && $0.path.hasPrefix("catalog/") })
    let residual = try #require(all.first { $0.path.hasSuffix("/residual") })
    let rest = try inputs(["sample=4", "sample.facts=ranges", "owner.residual=0.1"])
    #expect(rest.map(\.path) == all.map(\.path).filter { $0 != residual.path })
  }

  @Test("Each draws its value at its median, and keeps to nine draws in ten within its range")
  func medians() throws {
    for input in try inputs(["sample=4", "sample.facts=ranges"]) {
      let fact = try #require(input.fact)
      let own = try installed.rangedFacts(of: fact.entry, kind: fact.kind)
        .first { $0.address == fact }
      let range = try #require(own)
      #expect(range.interval.contains(input.value(at: 0.5)), "\(fact)")
      // A value at an end of its range is half of all draws.
      let inside =
        input.distribution.cumulative(range.interval.upperBound * (1 + 1e-6))
        - input.distribution.cumulative(range.interval.lowerBound * (1 - 1e-6))
      #expect(inside > 0.899, "\(fact)")
    }
  }

  @Test("A figure that is taken otherwise is what entries show; nothing else changes")
  func taking() throws {
    let address = try #require(
      installed.rangedFacts(of: "us-hyperscaler", kind: .owners).first {
        $0.address.path == "residual"
      }
    ).address
    let changed = installed.taking([address: 0.25])
    #expect(try changed.owner("us-hyperscaler").terms.residual == 0.25)
    let (before, after) = (
      try installed.entry("us-hyperscaler", kind: .owners).record.facts,
      try changed.entry("us-hyperscaler", kind: .owners).record.facts
    )
    #expect(before.map(\.path) == after.map(\.path))
    #expect(
      zip(before, after).filter { $0.fact.value != $1.fact.value }.map(\.0.path) == ["residual"])
  }
}
