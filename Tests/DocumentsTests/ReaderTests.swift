import Documents
import Quantities
import Testing

private enum Numerics: String, CaseIterable { case fp8, bf16, int8 }

@Suite("Reading values")
struct ReaderTests {
  @Test("Whole numbers are counts within their range")
  func integers() throws {
    let read = { (reader: ValueReader) in _ = reader.integer(in: 1...99) }
    try expectProblem(in: "three", at: "1:1", "this does not begin with a number", read: read)
    try expectProblem(in: "1.5", at: "1:1", "this is not a whole number", read: read)
    try expectProblem(in: "0", at: "1:1", "this is out of range", read: read)
    try expectProblem(in: "1e99", at: "1:1", "this is out of range", read: read)
    try expectProblem(in: "[1]", at: "1:1", "a single value belongs here", read: read)
    try expectProblem(in: "~", at: "1:1", "the value is missing", read: read)
    #expect(ValueReader(try tree("012"), into: .init()).integer() == 12)
    #expect(ValueReader(try tree("2048 sequences"), into: .init()).integer(of: "sequence") == 2048)
  }

  @Test("Numbers are finite decimals, never words or times of day")
  func numbers() throws {
    for text in ["nan", "inf", "0x10", "1:30", "1e", "--1", "infinity", "1e999"] {
      let problems = DiagnosticCollector()
      #expect(ValueReader(try tree(text), into: problems).number() == nil, "\(text)")
      #expect(problems.count == 1, "\(text)")
    }
    try expectProblem(in: "-1", at: "1:1", "this is out of range") { _ = $0.number(in: 0...1) }
    #expect(ValueReader(try tree("-1.5e-06"), into: .init()).number() == -1.5e-6)
  }

  @Test("Fractions are shares of one or percentages")
  func fractions() throws {
    #expect(ValueReader(try tree("0.25"), into: .init()).fraction() == 0.25)
    #expect(ValueReader(try tree("25 %"), into: .init()).fraction() == 0.25)
    try expectProblem(in: "25", at: "1:1", "this is out of range", fix: "25 %") {
      _ = $0.fraction()
    }
    try expectProblem(in: "125 %", at: "1:1", "this is out of range") { _ = $0.fraction() }
    try expectProblem(in: "0.6", at: "1:1", "this is out of range") { _ = $0.fraction(in: 0...0.5) }
  }

  @Test("Quantities carry the unit of their place")
  func quantities() throws {
    #expect(ValueReader(try tree("80 GiB"), into: .init()).quantity() == Bytes(80 * 1_073_741_824))
    try expectProblem(in: "80", at: "1:1", "a number needs its unit here") { reader in
      _ = reader.quantity(as: Bytes.self)
    }
    try expectProblem(in: "2 h", at: "1:1", "this is out of range") { reader in
      _ = reader.quantity(in: Seconds(1)...Seconds.hour)
    }
  }

  @Test("Booleans are six words in any case")
  func booleans() throws {
    for (text, value) in [
      ("true", true), ("Yes", true), ("ON", true), ("NO", false), ("off", false),
    ] {
      #expect(ValueReader(try tree(text), into: .init()).boolean() == value)
    }
    try expectProblem(in: "y", at: "1:1", "\"y\" is neither true nor false") { _ = $0.boolean() }
  }

  @Test("A name that does not exist is answered with the nearest one")
  func names() throws {
    let names = ["h100-sxm", "h100-pcie", "b200"]
    try expectProblem(
      in: "h10O-sxm", at: "1:1", "no accelerator is named \"h10O-sxm\"", fix: "h100-sxm"
    ) { _ = $0.name(among: names, of: "accelerator") }
    try expectProblem(in: "zebra", at: "1:1", "no accelerator is named \"zebra\"") {
      _ = $0.name(among: names, of: "accelerator")
    }
    try expectProblem(in: "fp9", at: "1:1", "no format is named \"fp9\"", fix: "fp8") {
      _ = $0.choice(of: Numerics.self, kind: "format")
    }
    #expect(ValueReader(try tree("int8"), into: .init()).choice(kind: "format") == Numerics.int8)
  }

  @Test("A parser's own words are reported at the value")
  func parsers() throws {
    try expectProblem(
      in: "a: 5", at: "1:4", "a: a bare number has no unit", fix: "write 5 ms"
    ) { reader in
      let mapping = reader.mapping(keys: ["a"])
      let value: Int? = mapping?.required("a")?.value(expected: "a time") { text in
        throw TextProblem("a bare number has no unit", suggestion: .advice("write \(text) ms"))
      }
      #expect(value == nil)
    }
  }

  @Test("Every bad item of a list is reported with its place in the list")
  func lists() throws {
    let problems = DiagnosticCollector()
    let reader = ValueReader(
      try tree("- 1\n- x\n- 3\n- y"), path: DocumentPath("a")!, into: problems)
    #expect(reader.list { $0.integer() } == nil)
    #expect(problems.diagnostics.all.map(\.path.description) == ["a[1]", "a[3]"])
    #expect(ValueReader(try tree("[1, 2]"), into: problems).list { $0.integer() } == [1, 2])
  }

  @Test("An unknown key is reported at the key with the nearest name")
  func unknownKey() throws {
    try expectProblem(
      in: "a:\n  memroy: 80\n", at: "2:3", "a.memroy: no key is named \"memroy\" here",
      fix: "memory"
    ) { _ = $0.mapping(keys: ["a"])?.required("a")?.mapping(keys: ["memory", "count"]) }
  }

  @Test("A missing key is not reported when a misspelt one was meant to be it")
  func missingKey() throws {
    let read = { (reader: ValueReader) in
      _ = reader.mapping(keys: ["memory", "count"])?.required("memory")
    }
    try expectProblem(
      in: "memroy: 80", at: "1:1", "memroy: no key is named \"memroy\" here", fix: "memory",
      read: read)
    try expectProblem(
      in: "# c\ncount: 80", at: "2:1", "memory: the key \"memory\" is missing",
      fix: "add a line `memory: …`", read: read)
  }

  @Test("All problems of a file come in one pass, sorted by their places")
  func onePass() throws {
    let problems = DiagnosticCollector()
    let document = try Document(
      text: "nodes: {count: three, extra: 1}\nshare: 150 %\nflag: maybe\n", named: "t.yaml")
    let root = ValueReader(document, into: problems).mapping(keys: [
      "nodes", "share", "flag", "seed",
    ])
    _ = root?.required("flag")?.boolean()
    _ = root?.required("share")?.fraction()
    _ = root?.required("nodes")?.mapping(keys: ["count"])?.required("count")?.integer()
    _ = root?.required("seed")?.integer()
    let places = problems.diagnostics.all.map { "\($0.location.line!):\($0.location.column!)" }
    #expect(places == ["1:1", "1:16", "1:23", "2:8", "3:7"])
    #expect(throws: Diagnostics.self) { try problems.throwIfAny() }
  }
}
