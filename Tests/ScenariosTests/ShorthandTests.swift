import Documents
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing

@Suite("Short and long forms")
struct ShorthandTests {
  private static let forms = [
    ("poisson(2 /s)", "{process: poisson, rate: 2 /s}"),
    ("poisson(120 /min)", "{process: poisson, rate: 120 /min}"),
    ("poisson(rate 2 /s)", "{process: poisson, rate: 2 /s}"),
    ("\"gamma(2 /s, cv 3)\"", "{process: gamma, rate: 2 /s, cv: 3}"),
    ("\"weibull(2 /s, shape 0.7)\"", "{process: weibull, shape: 0.7, rate: 2 /s}"),
    ("regular(2 /s)", "{process: regular, rate: 2 /s}"),
    ("closed(64)", "{process: closed, clients: 64}"),
  ]

  @Test("A process of arrivals means the same in one text and as a mapping", arguments: forms)
  func arrivals(short: String, long: String) throws {
    func scenario(_ form: String) throws -> Scenario {
      try point(smallest.replacing("poisson(2 /s)", with: form))
    }
    #expect(try differences(scenario(short), scenario(long)) == [])
  }

  @Test("An engine means the same by name and as a mapping")
  func engines() throws {
    let short = try point(smallest, settings: ["fleet.engine=sglang-0.5"])
    let long = try point(smallest, settings: ["fleet.engine={name: sglang-0.5}"])
    #expect(differences(short, long) == [])
    #expect(short.engine.name == "sglang-0.5")
  }

  @Test("What is written short is set and swept by path")
  func paths() throws {
    let set = try point(smallest, settings: ["workload.arrivals.rate=3 /s"])
    let written = try point(smallest.replacing("2 /s", with: "3 /s"))
    #expect(differences(set, written) == [])
    let swept = try points(smallest + "\nsweep: {workload.arrivals.rate: [2 /s, 3 /s]}")
    #expect(differences(swept[0], try point(smallest)) == [])
    #expect(differences(swept[1], written) == [])
  }

  @Test("A part of what an earlier setting wrote short can be set by a later one")
  func settings() throws {
    let both = try point(
      smallest, settings: ["workload.arrivals=gamma(9 /s, cv 3)", "workload.arrivals.rate=3 /s"])
    let whole = try point(smallest, settings: ["workload.arrivals=gamma(3 /s, cv 3)"])
    #expect(differences(both, whole) == [])
  }

  @Test("A child's or alternative's process leaves no argument of the parent's behind")
  func replacement() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      smallest.replacing("poisson(2 /s)", with: "\"gamma(2 /s, cv 3)\""), to: "p.yaml")
    for form in ["closed(4)", "{process: closed, clients: 4}", "poisson(5 /s)"] {
      let path = try folder.write("extends: p.yaml\nworkload: {arrivals: \(form)}", to: "c.yaml")
      let child = try points(of: ScenarioFile(contentsOf: path))
      let plain = try point(smallest.replacing("poisson(2 /s)", with: form))
      #expect(differences(child[0], plain) == ["title"])
      let alternative = try point(
        smallest + "\nalternatives: {a: {workload: {arrivals: \(form)}}}")
      #expect(differences(alternative, plain) == [])
    }
  }

  @Test("An argument that the process does not have is refused, never ignored")
  func foreignArguments() {
    for form in [
      "\"poisson(2 /s, cv 3)\"", "\"closed(4, rate 2 /s)\"",
      "{process: regular, rate: 2 /s, shape: 1}",
      "\"gamma(2 /s, cv 3, shape 1)\"", "{process: poisson, rate: 2 /s, clients: 4}",
    ] {
      #expect(!problems(smallest.replacing("poisson(2 /s)", with: form)).isEmpty, "\(form)")
    }
  }

  @Test("A process without its rate, or a text that is none, is refused")
  func refusals() {
    for form in [
      "poisson()", "poisson", "gamma(2 /s)", "closed()", "closed(2 /s)", "poison(2 /s)", "2 /s",
      "poisson(2)x",
    ] {
      let found = problems(smallest.replacing("poisson(2 /s)", with: form))
      #expect(!found.isEmpty, "\(form)")
      #expect(
        found.allSatisfy { $0.path.description.hasPrefix("workload.arrivals") }, "\(form): \(found)"
      )
    }
  }

  @Test(
    "One length of time, however written, is one scenario",
    arguments: [
      ("600 s", "10 min"), ("0.5 h", "30 min"), ("1 day", "24 h"), ("90 min", "1.5 h"),
    ])
  func units(a: String, b: String) throws {
    let first = try point(smallest, settings: ["duration=\(a)"])
    #expect(differences(first, try point(smallest, settings: ["duration=\(b)"])) == [])
  }

  @Test(
    "Other units of the same kind are accepted",
    arguments: [
      ("owner.electricity=0.07 USD/kWh", "owner.electricity=70 USD/MWh"),
      ("owner.nameplate-power=1.3 kW", "owner.nameplate-power=1300 W"),
      ("owner.capital=31000 USD", "owner.capital=31k USD"),
      ("owner.residual=5 %", "owner.residual=0.05"),
      ("objectives.time-to-first-token=2 s at p95", "objectives.time-to-first-token=2000 ms"),
      ("training.tokens=15 T", "training.tokens=15000 B tokens"),
      ("training.within=90 days", "training.within=2160 h"),
      ("fleet.engine.sequences=2_000", "fleet.engine.sequences=2k"),
    ])
  func equivalentUnits(a: String, b: String) throws {
    let (first, second) = (
      try point(CompleteScenario.text, settings: [a]),
      try point(CompleteScenario.text, settings: [b])
    )
    #expect(differences(first, second) == [])
  }

  @Test(
    "A unit of another kind is refused",
    arguments: [
      "duration=5 GB", "owner.electricity=0.07 USD", "owner.nameplate-power=1.3 kWh",
      "workload.arrivals.rate=2 tok/s", "owner.capital=5 s",
    ])
  func foreignUnits(setting: String) {
    let path = String(setting.prefix { $0 != "=" })
    let found = problems(CompleteScenario.text, settings: [setting])
    #expect(found.map(\.path.description) == [path])
  }
}
