import Foundation
import Testing

@Suite("bessemer workload")
struct WorkloadCommandTests {
  @Test("What it writes is a trace that gives the same requests again, in both formats")
  func roundTrip() throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    for format in ["csv", "jsonl"] {
      let first = try Program.run(
        ["workload", "s.yaml", "--format", format, "--requests", "300"], in: folder)
      #expect(first.code == 0, "\(first.errors)")
      try folder.write(first.output, to: "t.\(format)")
      try folder.write(
        "extends: s.yaml\nworkload: {arrivals: trace(t.\(format))}\n", to: "again.yaml")
      let second = try Program.run(["workload", "again.yaml", "--format", format], in: folder)
      #expect(second.output == first.output)
    }
  }

  @Test("The table sums the requests up, one row for a class")
  func table() throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    let outcome = try Program.run(["workload", "s.yaml", "--requests", "500"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("cv of gaps") && outcome.output.contains(" 500 "))
  }

  @Test(
    "Options that make no sense are refused",
    arguments: [
      (["--requests", "0"], "--requests is 0"), (["--answer-time", "soon"], "--answer-time is"),
      (["--point", "b"], "no design point is labelled \"b\""),
    ])
  func refusals(options: [String], message: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    let outcome = try Program.run(["workload", "s.yaml"] + options, in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
