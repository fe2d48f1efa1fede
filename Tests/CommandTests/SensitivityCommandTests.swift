import Testing

@Suite("The command sensitivity")
struct SensitivityCommandTests {
  private func run(_ scenario: String, _ options: [String] = []) throws -> Program.Outcome {
    let folder = try Folder()
    try folder.write(scenario, to: "s.yaml")
    return try Program.run(["sensitivity", "s.yaml", "--quiet"] + options, in: folder)
  }

  private static let uncertain = """
    model: llama-3.1-8b
    workload: {arrivals: regular(5 /s), prompt-tokens: 100, output-tokens: 20}
    fleet: {accelerator: h100-sxm}
    owner: {region: us, kind: rented, rent: 1 to 3 USD/h}
    duration: 5 s
    replications: 1
    """

  @Test("What moves the outcome is printed, the strongest input first")
  func tornado() throws {
    let outcome = try run(Self.uncertain, ["--format", "csv"])
    #expect(outcome.code == 0)
    #expect(
      outcome.output.split(separator: "\n").dropFirst().first?.hasPrefix("owner.rent,") == true)
  }

  @Test("What cannot run exits 4 with its cause, what nobody knows nothing of 3, a wrong metric 2")
  func refusals() throws {
    let large = try run(Self.uncertain.replacing("llama-3.1-8b", with: "llama-3.1-405b"))
    #expect(large.code == 4)
    #expect(large.errors.contains("infeasible: weights"))
    let certain = try run(Self.uncertain.replacing("1 to 3 USD/h", with: "2 USD/h"))
    #expect(certain.code == 3)
    #expect(certain.errors.contains("nothing in the scenario is uncertain"))
    let slip = try run(Self.uncertain, ["--metric", "cost.outptu"])
    #expect(slip.code == 2)
    #expect(slip.errors.contains("did you mean \"cost.output\"?"))
  }
}
