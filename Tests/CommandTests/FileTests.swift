import Foundation
import Testing

@Suite("A file that is no scenario is refused at once, whatever is in it")
struct FileTests {
  @Test("Text that is not a scenario", arguments: slips)
  func texts(_ slip: Slip) throws { try slip.expectProblem() }

  static let slips: [Slip] = [
    Slip("", "the document is empty", fix: "write at least one line"),
    Slip("  \n\n \n", "the document is empty", fix: "write at least one line"),
    Slip("# nothing\n# here\n", "the document is empty", fix: "write at least one line"),
    Slip("~\n", "the scenario is empty", fix: "start from Scenarios/quickstart.yaml"),
    Slip("¦hello\n", "a mapping belongs here", fix: "keys and values"),
    Slip("¦- a\n- b\n", "a mapping belongs here", fix: "keys and values"),
    Slip("¦model: llama-3.1-8b\n", "\"workload.prompt-tokens\" is missing", fix: "add it"),
    Slip("¦model: llama-3.1-8b\n", "\"fleet.accelerator\" is missing", fix: "The chip."),
    Slip(adding: "¦model: llama-3.1-70b", "\"model\" stands twice", fix: "remove or rename one"),
    Slip("{tensor: 1}", to: "{¦tensor: 1, tensor: 2}", "stands twice", fix: "remove or rename one"),
    Slip("  system:", to: "¦\tsystem:", "a tab stands", fix: "replace the tab with spaces"),
    Slip(adding: "¦---\na: 1", "a second document begins", fix: "a file of its own"),
    Slip(adding: "¦<<: {a: b}", "merge keys are not read", fix: "name it in `extends`"),
    Slip(adding: "seed: ¦!!int 3", "tags are not read", fix: "remove the tag"),
    Slip("  engine: v", to: "   engine¦: v", "a colon stands where no key", fix: "align the key"),
    Slip("system: dgx-h100\n  ", to: "system:dgx-h100\n  ¦", "not YAML", fix: "colons"),
    Slip("plan: {tensor: 1}", to: "plan: ¦{tensor: 1", "not closed in order", fix: "bracket"),
    Slip("Without", to: "¦\"Without", "the quote that begins here", fix: "add it at the end"),
    Slip(adding: "seed: ¦\"\\0\"", "begin with a number", fix: "a whole number"),
    Slip(adding: "seed: ¦*later", "no anchor is named \"later\"", fix: "quote the text"),
    Slip("a: " + deep, "nested too deep", fix: "at most 64 levels"),
    Slip("a: " + String(repeating: "[", count: 100_000), "nested too deep", fix: "left open"),
    Slip(bomb, "the aliases expand to too many nodes", fix: "write out what the alias stands for"),
  ]

  /// Brackets in brackets; with the mapping around them the sixty-fourth is one too many.
  private static let deep =
    String(repeating: "[", count: 63) + "¦[" + String(repeating: "]", count: 64)

  /// Nine levels of ten aliases each: a billion nodes, were they expanded.
  private static let bomb =
    "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    + (1...9).map { level in
      let alias = "*a\(level - 1)"
      return "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ","))]"
    }.joined(separator: "\n")

  @Test("Bytes that are no text", arguments: ["ELF", "UTF-16", "Latin-1"])
  func bytes(_ kind: String) throws {
    let folder = try Folder()
    switch kind {
    case "ELF": try folder.write(Data([0x7F, 0x45, 0x4C, 0x46] + Array(0...255)), to: "s.yaml")
    case "UTF-16": try folder.write(Data([0xFF, 0xFE, 0x61, 0x00]), to: "s.yaml")
    default: try folder.write(Data("title: caf".utf8) + [0xE9] + Data("\n".utf8), to: "s.yaml")
    }
    try Program.run(["check", "s.yaml"], in: folder).expectRefusal(
      code: 3, kind == "Latin-1" ? "s.yaml:1:11" : "s.yaml:1:1", "this is not text",
      fix: "save this one as UTF-8")
  }

  @Test("A byte order mark and Windows line ends are read")
  func foreignText() throws {
    let folder = try Folder()
    try folder.write("\u{FEFF}" + Scenario.good, to: "bom.yaml")
    try folder.write(Scenario.good.replacingOccurrences(of: "\n", with: "\r\n"), to: "crlf.yaml")
    try Program.run(["check", "bom.yaml", "crlf.yaml"], in: folder).expectEnd(code: 0)
  }

  @Test("A file of a hundred megabytes is refused without reading it")
  func huge() throws {
    let folder = try Folder()
    try folder.write("", to: "big.yaml")
    #expect(truncate(folder.path + "/big.yaml", 100 << 20) == 0)
    let start = ContinuousClock.now
    try Program.run(["check", "big.yaml"], in: folder).expectRefusal(
      code: 3, "big.yaml", "the file is too large", fix: "at most 4194304 bytes")
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test(
    "Paths that lead to no file",
    arguments: [
      ("god.yaml", "no such file", "did you mean \"good.yaml\"?"),
      ("unlike/any.yaml", "no such file", "check the folder and the spelling"),
      ("good.yaml/inside.yaml", "no such file", "check the folder"),
      (".", "this is a folder", "name a file inside it"),
      ("/dev/zero", "the file cannot be read", "name another file"),
      ("/proc/self/mem", "the file cannot be read", "allow reading it"),
    ])
  func paths(_ path: String, _ message: String, _ fix: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "good.yaml")
    try Program.run(["check", path], in: folder).expectRefusal(code: 3, path, message, fix: fix)
  }

  @Test(
    "A file that may not be read", .enabled(if: geteuid() != 0, "root may read every file"))
  func unreadable() throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    chmod(folder.path + "/s.yaml", 0)
    try Program.run(["check", "s.yaml"], in: folder).expectRefusal(
      code: 3, "s.yaml", "the file cannot be read", fix: "allow reading it")
  }

  @Test("Every scenario is read, and a slip in the last one is found before the first one runs")
  func severalFiles() throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "good.yaml")
    try folder.write("modle: x\n", to: "bad.yaml")
    try Program.run(["run", "good.yaml", "bad.yaml", "--out", "o"], in: folder).expectRefusal(
      code: 3, "bad.yaml:1:1", "no key is named \"modle\"", fix: "did you mean \"model\"?")
    #expect(try folder.names() == ["bad.yaml", "good.yaml"])
  }

  @Test("All problems of a file are told, in the order of its lines")
  func allProblems() throws {
    let folder = try Folder()
    let text = Scenario.good.replacingOccurrences(of: "h100-sxm", with: "h10O")
      .replacingOccurrences(of: "50 ms", with: "50 MB").replacingOccurrences(of: "2 min", with: "2")
    try folder.write(text, to: "s.yaml")
    let outcome = try Program.run(["check", "s.yaml"], in: folder)
    let places = outcome.errors.split(separator: "\n").filter { $0.first != " " }
      .map { $0.prefix { $0 != " " } }
    #expect(places == ["s.yaml:8:16:", "s.yaml:13:26:", "s.yaml:14:11:"])
  }
}

@Suite("Parents that cannot be followed are refused where they are named")
struct InheritanceTests {
  @Test(
    "A parent that is missing, a folder, a list or nothing",
    arguments: [
      ("extends: ¦goood.yaml", "no such file", "did you mean \"good.yaml\"?"),
      ("extends: ¦elsewhere/p.yaml", "no such file", "check the folder"),
      ("extends: ¦.", "this is a folder", "name a file inside it"),
      ("extends: ¦[good.yaml]", "the parent is not named", "name one file"),
      ("extends:¦", "the parent is not named", "name one file"),
      ("extends: ¦scenario.yaml", "a scenario is its own ancestor", "name another parent"),
      ("extends: good.yaml\nfleet: {plan: {tensor: ¦0}}", "out of range", "a whole number from 1"),
      ("extends: good.yaml\nfleet: ¦{accelerator: ~}", "is missing", "add it"),
    ])
  func parents(_ text: String, _ message: String, _ fix: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "good.yaml")
    try Slip(text + "\n", message, fix: fix).expectProblem(in: folder)
  }

  @Test("Two scenarios that extend each other")
  func circle() throws {
    let folder = try Folder()
    try folder.write("extends: b.yaml\n", to: "a.yaml")
    try folder.write("extends: a.yaml\n", to: "b.yaml")
    try Program.run(["check", "a.yaml"], in: folder).expectRefusal(
      code: 3, "b.yaml:1:10", "its own ancestor", fix: "name another parent")
  }

  @Test("A chain of twenty parents")
  func chain() throws {
    let folder = try Folder()
    for link in 0..<20 { try folder.write("extends: \(link + 1).yaml\n", to: "\(link).yaml") }
    try folder.write(Scenario.good, to: "20.yaml")
    try Program.run(["check", "0.yaml"], in: folder).expectRefusal(
      code: 3, "16.yaml:1:10", "more than 16 parents", fix: "fewer files")
  }

  @Test("A slip in the parent is told in the parent's file")
  func slipInParent() throws {
    let folder = try Folder()
    try folder.write("modle: x\n", to: "sub/parent.yaml")
    try folder.write("extends: sub/parent.yaml\n", to: "child.yaml")
    try Program.run(["check", "child.yaml"], in: folder).expectRefusal(
      code: 3, "sub/parent.yaml:1:1", "no key is named", fix: "did you mean \"model\"?")
  }

  @Test(
    "A short form replaces all of the parent's: closed arrivals inherit no rate",
    arguments: [
      "extends: good.yaml\nworkload: {arrivals: closed(4)}\n",
      "extends: good.yaml\nworkload: {arrivals: {process: closed, clients: 4}}\n",
      "extends: good.yaml\nfleet: {engine: sglang-0.5}\n",
      Scenario.good + "alternatives: {open: {}, closed: {workload: {arrivals: closed(4)}}}\n",
      Scenario.good + "sweep: {workload.arrivals: [closed(4), poisson(3 /s)]}\n",
    ])
  func replacing(_ text: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "good.yaml")
    try folder.write(text, to: "s.yaml")
    try Program.run(["check", "s.yaml"], in: folder).expectEnd(code: 0)
  }
}
