import Foundation
import Testing

@Suite("What a run prints and writes")
struct RunTests {
  @Test("The same scenario gives the same bytes again, on one thread and on two")
  func determinism() throws {
    let folder = try Folder()
    try folder.write(Scenario.short + "sweep: {fleet.replicas: [1, 2]}\n", to: "s.yaml")
    var outputs: [String] = []
    for (name, jobs) in [("a", "1"), ("b", "2"), ("c", "2")] {
      let outcome = try Program.run(["run", "s.yaml", "--out", name, "--jobs", jobs], in: folder)
      outcome.expectEnd(code: 0)
      outputs.append(outcome.output)
    }
    #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2])
    let names = try folder.names(in: "a")
    for other in ["b", "c"] {
      #expect(try folder.names(in: other) == names)
      for name in names {
        let path = folder.path
        #expect(
          FileManager.default.contentsEqual(
            atPath: "\(path)/a/\(name)", andPath: "\(path)/\(other)/\(name)"), "\(name)")
      }
    }
  }

  @Test("Another seed gives other numbers, and is named in the result")
  func seed() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let first = try Program.run(["run", "s.yaml", "--no-out", "--seed", "1"], in: folder)
    let second = try Program.run(["run", "s.yaml", "--no-out", "--seed", "2"], in: folder)
    #expect(first.output != second.output)
    #expect(first.output.contains("seed 1") && second.output.contains("seed 2"))
  }

  @Test(
    "The result in a form for programs stands alone on standard output",
    arguments: [
      "json", "csv", "markdown",
    ])
  func formats(_ format: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let outcome = try Program.run(
      ["run", "s.yaml", "--no-out", "--format", format], in: folder)
    outcome.expectEnd(code: 0)
    let lines = outcome.output.split(separator: "\n")
    switch format {
    case "json":
      let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      #expect(value is [String: Any])
    case "csv":
      let columns = lines[0].count { $0 == "," }
      #expect(columns > 3)
      #expect(lines.allSatisfy { $0.count { $0 == "," } >= columns })
    default:
      #expect(lines.contains { $0.hasPrefix("| :--") })
    }
  }

  @Test("Catalog and estimate print every form", arguments: ["table", "json", "csv", "markdown"])
  func otherFormats(_ format: String) throws {
    let folder = try Folder()
    for command in [
      ["catalog", "list", "models"], ["catalog", "show", "h100-sxm"],
      ["catalog", "diff", "h100-sxm", "h20"],
      ["estimate", "--model", "llama-3.1-8b", "--accelerator", "h100-sxm"],
    ] {
      let outcome = try Program.run(command + ["--format", format], in: folder)
      outcome.expectEnd(code: 0)
      #expect(!outcome.output.isEmpty)
      #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    }
  }

  @Test("An estimate draws its roofline and answers what is asked")
  func estimate() throws {
    let folder = try Folder()
    let outcome = try Program.run(
      [
        "estimate", "--model", "llama-3.1-8b", "--accelerator", "h100-sxm", "--figure", "roof.svg",
        "--what-if", "memory-bandwidth 4.8 TB/s, memory-capacity 141 GB", "--what-if",
        "weights fp8", "--format", "csv",
      ], in: folder)
    if outcome.code == 0 {
      #expect(try folder.names() == ["roof.svg"])
    } else {
      // Without gnuplot the figure is refused, after the answer.
      outcome.expectEnd(code: 2)
      #expect(outcome.errors.contains("gnuplot is not installed"))
    }
    for words in [
      "what-if,\"memory-bandwidth 4.8 TB/s, memory-capacity 141 GB\",decode,",
      "what-if,weights fp8",
      "decode-roofline,feed-forward,share-of-roof,",
    ] { #expect(outcome.output.contains(words), "\(outcome.output)") }
  }

  @Test("Standard error is silent where it is no terminal, but for where the results are")
  func progress() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let loud = try Program.run(["run", "s.yaml", "--out", "a"], in: folder)
    #expect(loud.errors == "results in a\n")
    let quiet = try Program.run(["run", "s.yaml", "--out", "b", "--quiet"], in: folder)
    #expect(quiet.errors.isEmpty)
    #expect(quiet.output == loud.output)
    let alone = try Program.run(["run", "s.yaml", "--no-out"], in: folder)
    #expect(alone.errors.isEmpty)
    #expect(alone.output == loud.output)
  }

  @Test("A run directory holds scenario, manifest, measurements, summary and report")
  func runDirectory() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "o"], in: folder).expectEnd(code: 0)
    let names = try folder.names(in: "o")
    for name in [
      "manifest.json", "measurements.csv", "report.html", "report.json", "report.md",
      "scenario.yaml", "summary.csv", "summary.json",
    ] {
      #expect(names.contains(name))
    }
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.text(of: "o/manifest.json").utf8))
        as? [String: Any])
    #expect(manifest["seed"] as? String == "20261121")
    #expect(manifest["scenario"] as? String == "s")
    #expect(manifest["replications"] as? Int == 2)
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.text(of: "o/summary.json").utf8))
        as? [String: Any])
    #expect(summary["schema"] as? String == "bessemer.table/1")
    // Long and tidy: one value a line, every metric once for each replication.
    let lines = try folder.text(of: "o/measurements.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let header = lines[0]
    let metric = try #require(header.firstIndex(of: "metric"))
    let value = try #require(header.firstIndex(of: "value"))
    let replication = try #require(header.firstIndex(of: "replication"))
    #expect(lines.allSatisfy { $0.count == header.count })
    #expect(lines.dropFirst().allSatisfy { Double($0[value])?.isFinite == true })
    let keys = lines.dropFirst().map { "\($0[metric]) \($0[replication])" }
    #expect(Set(keys).count == keys.count)
    #expect(keys.contains("cost.output 0") && keys.contains("cost.output 1"))
  }

  @Test("The resolved scenario of a run gives the same result again")
  func resolvedRun() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "a"], in: folder).expectEnd(code: 0)
    let again = try Program.run(["run", "a/scenario.yaml", "--out", "b"], in: folder)
    again.expectEnd(code: 0)
    #expect(try measurements("a", in: folder) == measurements("b", in: folder))
  }

  @Test("What `check --resolved` prints runs, and gives the same result")
  func resolvedCheck() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let check = try Program.run(["check", "s.yaml", "--resolved"], in: folder)
    check.expectEnd(code: 0)
    #expect(check.output.contains("# default"), "defaults name their origin")
    #expect(check.output.contains("# s.yaml:"), "values name their line")
    // The verdict follows the document.
    let document = check.output.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.hasPrefix("s.yaml: ") }.joined(separator: "\n")
    try folder.write(document, to: "resolved.yaml")
    try Program.run(["run", "s.yaml", "--out", "a"], in: folder).expectEnd(code: 0)
    try Program.run(["run", "resolved.yaml", "--out", "b"], in: folder).expectEnd(code: 0)
    #expect(try measurements("a", in: folder) == measurements("b", in: folder))
  }

  @Test("Several scenarios each get a folder, and a name is never taken twice")
  func folders() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try folder.write(Scenario.short, to: "t.yaml")
    try Program.run(["run", "s.yaml", "t.yaml", "--out", "o"], in: folder).expectEnd(code: 0)
    let names = try folder.names(in: "o")
    #expect(names.contains("s/summary.csv") && names.contains("t/summary.csv"))
    for _ in 0..<2 { try Program.run(["run", "s.yaml"], in: folder).expectEnd(code: 0) }
    let runs = try folder.names(in: "runs")
    #expect(runs.contains("s/summary.csv") && runs.contains("s-2/summary.csv"))
  }

  @Test("A check writes nothing")
  func checkIsPure() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let outcome = try Program.run(["check", "s.yaml", "--resolved"], in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.errors.isEmpty)
    #expect(try folder.names() == ["s.yaml"])
  }

  @Test("The format describes itself: a table of keys, and a schema that is JSON")
  func format() throws {
    let folder = try Folder()
    let keys = try Program.run(["check", "--keys"], in: folder)
    keys.expectEnd(code: 0)
    #expect(keys.output.contains("workload.arrivals.rate"))
    let schema = try Program.run(["check", "--schema"], in: folder)
    schema.expectEnd(code: 0)
    let value = try JSONSerialization.jsonObject(with: Data(schema.output.utf8))
    #expect((value as? [String: Any])?["properties"] != nil)
  }

  @Test("Every scenario that is shipped passes its check")
  func shipped() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scenarios")
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(!files.isEmpty)
    for file in files {
      // Searches for plans do not try every one here: their laws have tests of their own.
      let text = try String(contentsOfFile: root.path + "/" + file, encoding: .utf8)
      let narrow =
        text.contains("fastest")
        ? ["--set", "training.micro-batch=1", "--set", "training.plan.context=1"] : []
      let outcome = try Program.run(["check", root.path + "/" + file] + narrow, in: try Folder())
      // Where a shipped scenario shows what cannot run, that is its answer.
      #expect([0, 4].contains(outcome.code), "\(file): \(outcome.errors)")
      #expect(outcome.errors.isEmpty, "\(file): \(outcome.errors)")
    }
  }

  @Test("Every claim that is shipped names figures, alternatives and sources that there are")
  func shippedClaims() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scenarios/claims")
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(!files.isEmpty)
    for file in files {
      let path = root.path + "/" + file
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\nclaim:\n"))
      let outcome = try Program.run(["check", path], in: try Folder())
      #expect([0, 4].contains(outcome.code), "\(file): \(outcome.errors)")
      #expect(outcome.errors.isEmpty, "\(file): \(outcome.errors)")
    }
  }

  /// The measurements without the name of the scenario, which is the file's.
  private func measurements(_ run: String, in folder: Folder) throws -> [String] {
    try folder.text(of: run + "/measurements.csv").split(separator: "\n")
      .map { $0.split(separator: ",", maxSplits: 1).last.map(String.init) ?? "" }
  }
}
