import Foundation
import Testing

@Suite("Scenarios of supply on the command line")
struct SupplyRunTests {
  private static let small = """
    title: Rules in brief
    question: What did the first rule leave?
    supply: {from: 2022-01, until: 2023-03, draws: 20}
    alternatives:
      rules: {}
      no rules: {supply: {rules: {base: none}}}
    figures: [compute-stock, alternatives]

    """

  @Test("A run leaves its files, and its report is made again byte for byte")
  func run() throws {
    let folder = try Folder()
    try folder.write(Self.small, to: "s.yaml")
    let outcome = try Program.run(["run", "s.yaml", "--out", "o"], in: folder)
    outcome.expectEnd(code: 0)
    for word in [
      "Rules in brief", "What did the first rule leave?", "no rules", "licensed imports",
    ] {
      #expect(outcome.output.contains(word), "no \(word) in\n\(outcome.output)")
    }
    let names = Set(try folder.names(in: "o"))
    for name in [
      "scenario.yaml", "series.csv", "series.json", "constraints.csv", "events.csv", "inputs.csv",
      "report.html", "report.md", "manifest.json", "figures/compute-stock.csv",
      "figures/alternatives.csv",
    ] {
      #expect(names.contains(name), "no \(name) among \(names.sorted())")
    }
    let series = try folder.text(of: "o/series.csv").split(separator: "\n")
    #expect(series.count > 2 * 5 * 20)
    #expect(try folder.text(of: "o/events.csv").contains("refused"))
    let reports = ["report.html", "report.md", "report.json"]
    let before = try reports.map { try folder.text(of: "o/\($0)") }
    for name in reports.prefix(2) { try folder.write("", to: "o/\(name)") }
    try Program.run(["report", "o"], in: folder).expectEnd(code: 0)
    #expect(try reports.map { try folder.text(of: "o/\($0)") } == before)
  }

  @Test("A slip is pointed at, with what belongs there")
  func slips() throws {
    try Slip(
      Self.small.replacingOccurrences(of: "base: none", with: "base: ¦non"),
      "non", fix: "none"
    ).expectProblem()
    try Slip(
      Self.small.replacingOccurrences(of: "base: none", with: "without: [¦r2023aa]"),
      "r2023aa", fix: "r2023a"
    ).expectProblem()
  }

  @Test("A sweep of runs and a search of a fleet refuse a scenario without one")
  func refusals() throws {
    let folder = try Folder()
    try folder.write(Self.small, to: "s.yaml")
    for command in ["sweep", "find"] {
      let outcome = try Program.run([command, "s.yaml"], in: folder)
      outcome.expectRefusal(
        code: 2, "s.yaml", "asks how stocks grow, and no fleet", fix: "bessemer run")
    }
  }
}
