import Documents
import Scenarios
import Testing

@Suite("Claims as they are written")
struct ClaimKeyTests {
  private func claim(_ tests: String) throws(Diagnostics) -> Claim? {
    let lines = tests.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let text =
      smallest + "\nclaim:\n  statement: It is so\n  sources: [erdil25]\n  tests:\n" + lines
    return try ScenarioFile(text: text, named: "t.yaml").claim()
  }

  private func condition(_ text: String) throws -> ClaimCondition {
    let found = try claim("a: {figure: cost.output, holds: \"\(text)\"}")
    return try #require(found?.tests.first).condition
  }

  @Test("A scenario without a claim has none")
  func absent() throws {
    let file = try ScenarioFile(text: smallest, named: "t.yaml")
    #expect(try file.claim() == nil)
  }

  @Test("A range, a limit and a truth are told apart")
  func conditions() throws {
    let range = try condition("0.5 to 0.7")
    #expect(range.range == 0.5...0.7 && range.unit.isEmpty && !range.isOfTruth)
    let limit = try condition(">= 10")
    #expect(limit.range == 10...Double.infinity)
    let most = try condition("< 2 USD/Mtok")
    #expect(most.range == -Double.infinity...2 && most.unit == "USD/Mtok")
    let no = try condition("no")
    #expect(no.isOfTruth && no.range == 0...0)
    let yes = try condition("yes")
    #expect(yes.isOfTruth && yes.range == 1...1)
  }

  @Test("Limits follow their unit")
  func units() throws {
    let problems = DiagnosticCollector()
    let range = try #require(try condition("20 to 50 ms").range(in: "s", into: problems))
    #expect(abs(range.lowerBound - 0.02) < 1e-12 && abs(range.upperBound - 0.05) < 1e-12)
    let share = try #require(try condition("<= 10 %").range(in: "", into: problems))
    #expect(abs(share.upperBound - 0.1) < 1e-12)
    #expect(try condition("<= 10 W").range(in: "s", into: problems) == nil)
  }

  @Test(
    "What is no condition is refused where it stands",
    arguments: ["often", "0.7 to 0.5", "5 ms to 6 s", ">= many", "to 5"])
  func nonsense(text: String) throws {
    #expect {
      _ = try condition(text)
    } throws: { error in
      (error as? Diagnostics)?.all.contains { $0.path.description.hasSuffix("holds") } == true
    }
  }

  @Test("Names with dots are names")
  func dots() throws {
    let found = try #require(
      try claim("3.5e26 FLOP in 90 days: {figure: feasible.training, holds: no}"))
    #expect(found.tests.map(\.name) == ["3.5e26 FLOP in 90 days"])
  }

  @Test("A part without a figure, an unknown key and a claim without parts are refused")
  func incomplete() {
    for tests in ["a: {holds: no}", "a: {figur: cost.output, holds: no}"] {
      #expect(throws: Diagnostics.self) { _ = try claim(tests) }
    }
    #expect(throws: Diagnostics.self) {
      _ = try ScenarioFile(
        text: smallest + "\nclaim: {statement: It is so}", named: "t.yaml"
      ).claim()
    }
  }

  @Test("A claim changes no run")
  func runs() throws {
    let plain = try ScenarioFile(text: smallest, named: "t.yaml")
    let claiming = try ScenarioFile(
      text: smallest
        + "\nclaim: {statement: It is so, tests: {a: {figure: cost.output, holds: \"> 0\"}}}",
      named: "t.yaml")
    #expect(plain.contentOfRuns(digests: [:]) == claiming.contentOfRuns(digests: [:]))
    #expect(plain.content(digests: [:]) != claiming.content(digests: [:]))
  }
}
