import Foundation
import Testing

@Suite("Figures that explain themselves")
struct ExplainTests {
  @Test("The tree follows the summary, down to facts, citations and the weakest grade")
  func table() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let plain = try Program.run(["run", "s.yaml", "--no-out"], in: folder)
    let outcome = try Program.run(
      ["run", "s.yaml", "--no-out", "--explain", "cost.output", "--explain", "tpot.p95"],
      in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.hasPrefix(plain.output))
    for words in [
      "cost.output of s", "├─ × dollars spent in the measured time", "+ capital",
      "[owners/us-hyperscaler",
      "weakest evidence: estimate", "sources\n  ", "tpot.p95 of s",
      "waiting, interference and spread",
    ] { #expect(outcome.output.contains(words), "\(words)") }
  }

  @Test("As JSON and as Markdown it stands alone", arguments: ["json", "markdown"])
  func alone(_ format: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let outcome = try Program.run(
      ["run", "s.yaml", "--no-out", "--explain", "cost.blended", "--format", format], in: folder)
    outcome.expectEnd(code: 0)
    guard format == "json" else {
      #expect(outcome.output.hasPrefix("**cost.blended of s"))
      return
    }
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(document["schema"] as? String == "bessemer.explanation/1")
    let explanations = try #require(document["explanations"] as? [[String: Any]])
    #expect(explanations.map { $0["metric"] as? String } == ["cost.blended"])
  }

  @Test("A design point is named by its label, the first where nobody says; a sweep knows it too")
  func point() throws {
    let folder = try Folder()
    try folder.write(Scenario.short + "sweep: {fleet.replicas: [1, 2]}\n", to: "s.yaml")
    func heading(_ arguments: [String]) throws -> String {
      let outcome = try Program.run(arguments + ["--explain", "fleet.accelerators"], in: folder)
      outcome.expectEnd(code: 0)
      let line = outcome.output.split(separator: "\n").first {
        $0.hasPrefix("fleet.accelerators of")
      }
      return String(try #require(line))
    }
    #expect(try heading(["run", "s.yaml", "--no-out"]).contains("of s fleet.replicas=1:"))
    let second = ["--at", "s fleet.replicas=2"]
    #expect(
      try heading(["run", "s.yaml", "--no-out"] + second).contains("of s fleet.replicas=2:"))
    #expect(
      try heading(["sweep", "s.yaml", "--out", "o"] + second).contains("of s fleet.replicas=2:"))
    // Once more from the store, whose runs hold all that is needed.
    #expect(
      try heading(["sweep", "s.yaml", "--out", "o"] + second).contains("of s fleet.replicas=2:"))
  }

  @Test("What cannot be explained is refused before anything is run")
  func slips() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let slips: [(arguments: [String], words: [String])] = [
      (["--explain", "cost.outptu"], ["no metric is named \"cost.outptu\"", "\"cost.output\"?"]),
      (["--explain", "cost.output", "--at", "t"], ["no design point is labelled \"t\""]),
      (["--at", "s"], ["add --explain METRIC"]),
      (["--explain", "cost.output", "--format", "csv"], ["a tree has no form as csv"]),
    ]
    for slip in slips {
      let outcome = try Program.run(["run", "s.yaml", "--out", "o"] + slip.arguments, in: folder)
      #expect(outcome.code == 2, "\(slip.arguments)")
      for words in slip.words { #expect(outcome.errors.contains(words), "\(outcome.errors)") }
      #expect(try folder.names() == ["s.yaml"])
    }
  }

  @Test("A figure that an overloaded fleet does not have is refused with the reason")
  func overload() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let outcome = try Program.run(
      [
        "run", "s.yaml", "--no-out", "--set", "workload.arrivals=poisson(2000 /s)", "--explain",
        "tpot.p95",
      ], in: folder)
    #expect(outcome.code == 6)
    #expect(outcome.errors.contains("has no tpot.p95: a run is overloaded"), "\(outcome.errors)")
  }
}
