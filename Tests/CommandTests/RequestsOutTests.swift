import Foundation
import Testing

@Suite("bessemer run --requests-out")
struct RequestsOutTests {
  /// Two classes; the first line of output tokens is followed by them.
  private static let text = Scenario.short.replacingOccurrences(
    of: "  output-tokens: constant 64\n",
    with: "  output-tokens: constant 64\n"
      + "  classes: {talk: {share: 60 %}, bulk: {share: 40 %, priority: 2}}\n")

  private func run(_ arguments: [String], in folder: Folder) throws -> Program.Outcome {
    try Program.run(["run"] + arguments + ["--no-out", "--quiet"], in: folder)
  }

  @Test("A run of what was written gives the same summary, in both formats")
  func roundTrip() throws {
    let folder = try Folder()
    try folder.write(Self.text, to: "s.yaml")
    for format in ["csv", "jsonl"] {
      let once = ["--replications", "1", "--format", "csv"]
      let first = try run(["s.yaml", "--requests-out", "q.\(format)"] + once, in: folder)
      #expect(first.code == 0, "\(first.errors)")
      let lines = try String(contentsOfFile: folder.path + "/q.\(format)", encoding: .utf8)
        .split(separator: "\n")
      #expect(
        lines.count > 20 && lines.allSatisfy { $0.contains("completed") || $0.hasPrefix("arrival") }
      )
      try folder.write(
        "extends: s.yaml\nworkload: {arrivals: trace(q.\(format)), "
          + "classes: {talk: {share: ~}, bulk: {share: ~}}}\n", to: "again.yaml")
      let second = try run(["again.yaml"] + once, in: folder)
      #expect(second.code == 0, "\(second.errors)")
      // The distance to the knee goes by the mean load, which a trace has as it is.
      func measured(_ text: String) -> [String] {
        text.split(separator: "\n").filter { !$0.contains("load.headroom") && !$0.hasPrefix("#") }
          .map { $0.replacingOccurrences(of: "again", with: "s") }
      }
      #expect(measured(first.output) == measured(second.output))
    }
  }

  @Test("Several runs write a file for each design point and replication")
  func names() throws {
    let folder = try Folder()
    try folder.write(
      Self.text + "alternatives: {one: {}, Two at once: {fleet: {replicas: 2}}}\n", to: "s.yaml")
    let outcome = try run(["s.yaml", "--requests-out", "q.csv"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains("q") }.sorted()
    #expect(
      names == [
        "q-one-r0.csv", "q-one-r1.csv", "q-two-at-once-r0.csv", "q-two-at-once-r1.csv",
      ])
    let again = try run(["s.yaml", "--requests-out", "q.csv"], in: folder)
    again.expectEnd(code: 2)
    #expect(again.errors.contains("is there already"))
    #expect(try run(["s.yaml", "--requests-out", "q.csv", "--force"], in: folder).code == 0)
  }

  @Test("A file that cannot be written ends the command before anything is computed")
  func refusals() throws {
    let folder = try Folder()
    try folder.write(Self.text, to: "s.yaml")
    for (path, message) in [
      ("nowhere/q.csv", "does not exist"), ("q.txt", "ends with .csv or .jsonl"),
    ] {
      let outcome = try run(["s.yaml", "--requests-out", path], in: folder)
      outcome.expectEnd(code: 2)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}
