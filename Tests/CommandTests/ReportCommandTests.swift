import Foundation
import Testing

@Suite("Reports made again from a run directory")
struct ReportCommandTests {
  /// A folder in which `o` is that of a run.
  private func ran() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      Scenario.short + "figures: [time-to-first-token]\n", to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "o"], in: folder).expectEnd(code: 0)
    return folder
  }

  @Test("The report is made again without a run, byte for byte, and printed in every form")
  func again() throws {
    let folder = try ran()
    let files = ["report.html", "report.md", "report.json"]
    let before = try files.map { try folder.text(of: "o/\($0)") }
    for name in files.prefix(2) { try folder.write("", to: "o/\(name)") }
    let outcome = try Program.run(["report", "o"], in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.isEmpty && outcome.errors == "report in o/report.html\n")
    #expect(try files.map { try folder.text(of: "o/\($0)") } == before)
    for (format, text) in zip(["html", "markdown", "json"], before) {
      let printed = try Program.run(["report", "o", "--format", format], in: folder)
      printed.expectEnd(code: 0)
      #expect(printed.output == text && printed.errors.isEmpty)
    }
    let isDrawn = try folder.names(in: "o").contains("figures/time-to-first-token.svg")
    #expect(before[0].contains("<svg") == isDrawn)
  }

  @Test("A folder without a report is no folder of a run, and the message says what is")
  func noRun() throws {
    let folder = try Folder()
    try folder.write("", to: "o/other.txt")
    for name in ["o", "missing", "o/other.txt"] {
      let outcome = try Program.run(["report", name], in: folder)
      outcome.expectEnd(code: 2)
      for words in [name, "expected", "fix"] { #expect(outcome.errors.contains(words)) }
      #expect(outcome.output.isEmpty)
    }
    #expect(try folder.names() == ["o", "o/other.txt"])
  }

  @Test("A newer report and a damaged one are told apart, and damage has a place")
  func unreadable() throws {
    let folder = try ran()
    let json = try folder.text(of: "o/report.json")
    let html = try folder.text(of: "o/report.html")
    func errors(_ text: String) throws -> String {
      try folder.write(text, to: "o/report.json")
      let outcome = try Program.run(["report", "o"], in: folder)
      outcome.expectEnd(code: 3)
      return outcome.errors
    }
    let newer = try errors(json.replacing("bessemer.report/1", with: "bessemer.report/2"))
    #expect(newer.contains("o/report.json: schema") && newer.contains("bessemer.report/1"))
    let damaged = try errors(json.replacing("\"feasible\" : true", with: "\"feasible\" : 1"))
    #expect(damaged.contains("o/report.json: verdicts[0].feasible: "), "\(damaged)")
    #expect(try errors("{").contains("o/report.json: "))
    // Nothing was written over the report that is there.
    #expect(try folder.text(of: "o/report.html") == html)
  }

  @Test("A report in a folder that lost its list of files is printed and not written")
  func unlisted() throws {
    let folder = try ran()
    try FileManager.default.removeItem(atPath: folder.path + "/o/.bessemer-run")
    let outcome = try Program.run(["report", "o"], in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains("--format html"))
    try Program.run(["report", "o", "--format", "html"], in: folder).expectEnd(code: 0)
  }

  @Test("A search leaves a report too")
  func search() throws {
    let folder = try Folder()
    try folder.write(
      Scenario.good + "find: {accuracy: 50 %, runs: 2}\n", to: "s.yaml")
    try Program.run(["find", "s.yaml", "--rate", "--out", "o"], in: folder).expectEnd(code: 0)
    #expect(try folder.text(of: "o/report.html").contains("<h2>Rates</h2>"))
    try Program.run(["report", "o"], in: folder).expectEnd(code: 0)
  }

  @Test("Words of a scenario are words in its page")
  func hostile() throws {
    let folder = try Folder()
    let title = "<script>alert(1)</script>"
    try folder.write(
      Scenario.short.replacing("title: Without a slip", with: "title: '\(title)'"), to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "o"], in: folder).expectEnd(code: 0)
    let html = try folder.text(of: "o/report.html")
    #expect(!html.contains(title) && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }
}
