import Foundation
import Testing

@Suite("Runs of scenarios that claim something")
struct ClaimRunTests {
  private static let prices = """
    title: Two prices
    question: Is one ten times the other?
    claim:
      statement: One price is ten times the other
      sources: [debate-2026]
      tests:
        on three to one:
          figure: price.blended
          of: dear
          over: cheap
          holds: 9 to 11
        a hundred times:
          figure: price.blended
          of: dear
          over: cheap
          holds: ">= 100"
          if: prices were others
    routing: {task: {input-tokens: 3000, output-tokens: 1000}}
    alternatives:
      dear: {routing: {tiers: {frontier: {price: {uncached-input: 10 USD/Mtok, output: 30 USD/Mtok}}}}}
      cheap: {routing: {tiers: {frontier: {price: {uncached-input: 1 USD/Mtok, output: 3 USD/Mtok}}}}}
    """

  @Test("The verdict leads the answer, and the parts stand in a file and in the report")
  func routing() throws {
    let folder = try Folder()
    try folder.write(Self.prices, to: "prices.yaml")
    let outcome = try Program.run(["run", "prices.yaml", "--out", "o", "--quiet"], in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("• “One price is ten times the other” holds."))
    let parts = try folder.text(of: "o/claim.csv").split(separator: "\n")
    #expect(parts.contains { $0.hasPrefix("on three to one,") && $0.hasSuffix("holds,holds") })
    #expect(parts.contains { $0.hasPrefix("a hundred times,") && $0.hasSuffix("fails,holds") })
    let report = try folder.text(of: "o/report.md")
    #expect(report.contains("## The claim") && report.contains("Claimed by: "))
  }

  @Test("That nothing can run answers a claim that nothing can, and ends well")
  func infeasible() throws {
    let folder = try Folder()
    try folder.write(
      """
      model: llama-3.1-405b
      workload: {arrivals: poisson(1 /s), prompt-tokens: 100, output-tokens: 20}
      fleet: {accelerator: h100-sxm}
      claim:
        statement: One H100 cannot serve it
        tests: {it: {figure: feasible.serving, holds: no}}
      """, to: "no.yaml")
    let outcome = try Program.run(["run", "no.yaml", "--no-out", "--quiet"], in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("“One H100 cannot serve it” holds."))
  }

  @Test("A source that the catalog does not have is refused where it is named")
  func sources() throws {
    let folder = try Folder()
    try folder.write(Self.prices.replacing("debate-2026", with: "debate-2062"), to: "p.yaml")
    let outcome = try Program.run(["check", "p.yaml"], in: folder)
    outcome.expectEnd(code: 3)
    #expect(outcome.errors.contains("claim.sources") && outcome.errors.contains("debate-2026"))
  }
}
