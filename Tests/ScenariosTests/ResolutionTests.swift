import Documents
import Scenarios
import Testing

@Suite("Resolved scenarios")
struct ResolutionTests {
  @Test(
    "A scenario written out in full loads again to the same",
    arguments: [
      smallest, CompleteScenario.text,
      smallest + "\nowner: {kind: rented}",
      smallest + "\ntraining: ~",
      smallest + "\nwarm-up: ~",
      smallest + "\ntraining: {tokens: 1 T, within: 90 days, accelerators: 8}",
      smallest + "\nobjectives: {time-to-first-token: 2 s}",
      smallest + "\nsweep: {fleet.engine: [vllm-0.12, sglang-0.5], fleet.replicas: [1, 2]}",
      smallest + "\nalternatives: {a: ~, b: {owner: {electricity: 0.5 CNY/kWh}}}",
      smallest.replacing("poisson(2 /s)", with: "\"gamma(120 /min, cv 3)\""),
      smallest.replacing("poisson(2 /s)", with: "closed(4)"),
    ])
  func roundTrip(text: String) throws {
    try expectResolution(of: ScenarioFile(text: text, named: "t.yaml"))
  }

  @Test("Every value of a resolved scenario names what set it")
  func origins() throws {
    let text = "seed: 3\n" + smallest
    let file = try ScenarioFile(
      text: text, named: "t.yaml", assignments: assignments(["fleet.replicas=2"]))
    let variant = try #require(try file.variants().first)
    let point = try Scenario(variant, of: file, catalog: installed)
    let lines = variant.resolvedText(presets: point.presets).split(separator: "\n")
    func line(_ key: String) -> Substring? { lines.first { $0.contains("\(key):") } }
    #expect(line("seed")?.hasSuffix("# t.yaml:1") == true)
    #expect(line("replicas")?.contains("# --set") == true)
    #expect(line("rule")?.hasSuffix("# default") == true)
    #expect(line("electricity")?.hasSuffix("# owners/us-hyperscaler") == true)
    let leaves = lines.filter { !$0.hasSuffix(":") }
    #expect(leaves.allSatisfy { $0.contains("  # ") })
  }

  @Test("A scenario without a training section gets none by being written out")
  func noTraining() throws {
    let file = try ScenarioFile(text: smallest, named: "t.yaml")
    let variant = try #require(try file.variants().first)
    #expect(!variant.resolvedScenario(presets: []).contains("training"))
  }
}
