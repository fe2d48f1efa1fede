import Documents
import Quantities
import Testing

@Suite("The form of problems")
struct DiagnosticTests {
  @Test("A problem is printed with place, path, found, expected and suggestion")
  func form() throws {
    let text = String(repeating: "\n", count: 13) + "fleet: {accelerator: h10O}\n"
    let problems = DiagnosticCollector()
    let names = (1...78).map { "chip-\($0)" } + ["h100"]
    let document = try Document(text: text, named: "Scenarios/serve-70b.yaml")
    _ = ValueReader(document, into: problems).mapping(keys: ["fleet"])?.required("fleet")?
      .mapping(keys: ["accelerator"])?.required("accelerator")?
      .name(among: names, of: "accelerator", see: "bessemer catalog list accelerators")
    #expect(
      problems.diagnostics.description == """
        Scenarios/serve-70b.yaml:14:22: fleet.accelerator: no accelerator is named "h10O"
          found     h10O
          expected  one of 79 names (see `bessemer catalog list accelerators`)
          did you mean "h100"?
        """)
  }

  @Test("A quantity out of range is answered with the range in its own units")
  func quantities() throws {
    let problems = DiagnosticCollector()
    let root = ValueReader(try tree("wait: 2 h"), into: problems).mapping(keys: ["wait"])
    _ = root?.required("wait")?.quantity(in: Seconds(0.001)...Seconds(5))
    #expect(
      problems.diagnostics.description == """
        t.yaml:1:7: wait: this is out of range
          found     2 h
          expected  a number with a unit from 1 ms to 5 s
        """)
  }

  @Test("An error of the grammar has the same form and says how to mend it")
  func grammar() {
    #expect(
      DocumentError.tab(SourceLocation(file: "a.yaml", line: 2, column: 1)).description == """
        a.yaml:2:1: a tab stands where white space has a meaning
          found     a tab
          expected  spaces
          fix       replace the tab with spaces
        """)
  }

  @Test("Long and many-lined findings are cut to one short line")
  func oneLine() {
    let long = Diagnostic(
      at: SourceLocation(file: "a"), "m", found: "x\ny\u{1B}" + String(repeating: "z", count: 90))
    let lines = long.description.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].count <= 75 && !lines[1].contains("\u{1B}"))
  }

  @Test("A problem that two readers find is listed once, in the order of the file")
  func sorted() {
    let at = { Diagnostic(at: SourceLocation(file: $0, line: $1, column: $2), "m") }
    let all = Diagnostics([at("b", 1, 1), at("a", 10, 1), at("a", 9, 8), at("a", 9, 8)]).all
    #expect(all == [at("a", 9, 8), at("a", 10, 1), at("b", 1, 1)])
  }
}
