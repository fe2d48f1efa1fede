import Foundation
import Testing

@Suite("Output that cannot be written costs no result of an earlier run, exit code 2")
struct OutputTests {
  @Test(
    "Folders that may not be written to",
    arguments: [
      ("s.yaml", "is a file where a folder should be"),
      ("s.yaml/run", "is a file where a folder should be"),
      ("/proc/run", "name another folder with --out"),
      ("foreign", "foreign is not empty"),
    ])
  func refusedFolders(_ out: String, _ message: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try folder.write("dear", to: "foreign/letter.txt")
    let outcome = try Program.run(["run", "s.yaml", "--out", out], in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains("with --out"), "\(outcome.errors)")
    #expect(try folder.names() == ["foreign", "foreign/letter.txt", "s.yaml"])
    #expect(try folder.text(of: "s.yaml") == Scenario.short)
  }

  @Test("Two scenarios of one name do not share a folder")
  func sharedFolder() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "a/s.yaml")
    try folder.write(Scenario.short, to: "b/s.yaml")
    let outcome = try Program.run(["run", "a/s.yaml", "b/s.yaml", "--out", "o"], in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains("would share a folder"), "\(outcome.errors)")
    #expect(try !folder.names().contains("o"))
  }

  @Test("A folder without write permission", .enabled(if: geteuid() != 0, "root may write"))
  func readOnly() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try folder.write("", to: "locked/file")
    chmod(folder.path + "/locked", 0o500)
    let outcome = try Program.run(["run", "s.yaml", "--out", "locked/run"], in: folder)
    chmod(folder.path + "/locked", 0o700)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains("permission denied"), "\(outcome.errors)")
  }

  @Test("An earlier run is replaced only when asked, and a foreign folder never")
  func force() throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    try folder.write("dear", to: "foreign/letter.txt")
    func run(_ options: String...) throws -> Program.Outcome {
      try Program.run(["run", "s.yaml", "--quiet"] + options, in: folder)
    }
    try run("--out", "o").expectEnd(code: 0)
    let first = try folder.text(of: "o/measurements.csv")
    try folder.write("mine", to: "o/notes.txt")
    let second = try run("--out", "o", "--seed", "2")
    second.expectEnd(code: 2)
    #expect(second.errors.contains("--force"), "\(second.errors)")
    #expect(try folder.text(of: "o/measurements.csv") == first)
    try run("--out", "o", "--seed", "2", "--force").expectEnd(code: 0)
    #expect(try folder.text(of: "o/measurements.csv") != first)
    #expect(try folder.text(of: "o/notes.txt") == "mine")
    let foreign = try run("--out", "foreign", "--force")
    foreign.expectEnd(code: 2)
    #expect(foreign.errors.contains("was not written by a run"), "\(foreign.errors)")
    #expect(try folder.names(in: "foreign") == ["letter.txt"])
  }

  @Test(
    "A full standard output",
    arguments: [
      ["check", "s.yaml"], ["run", "s.yaml", "--no-out"], ["catalog", "list"], ["--help"],
      ["estimate", "--model", "llama-3.1-8b", "--accelerator", "h20"],
    ])
  func fullOutput(_ arguments: [String]) throws {
    let folder = try Folder()
    try folder.write(Scenario.short, to: "s.yaml")
    let outcome = try Program.run(arguments, in: folder, output: "/dev/full")
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains("No space left on device"), "\(outcome.errors)")
    #expect(outcome.errors.contains("free space, or send it elsewhere"))
  }

  @Test("Without gnuplot a run is whole but for the pictures, and says what to install")
  func noGnuplot() throws {
    let folder = try Folder()
    try folder.write(Scenario.short + "figures: [cost-by-stream]\n", to: "s.yaml")
    let outcome = try Program.run(
      ["run", "s.yaml", "--out", "o"], in: folder, environment: ["PATH": "/nowhere"])
    outcome.expectEnd(code: 0)
    #expect(outcome.errors.contains("gnuplot is not installed"), "\(outcome.errors)")
    #expect(outcome.errors.contains("apt-get install gnuplot-nox"), "\(outcome.errors)")
    let names = try folder.names(in: "o")
    #expect(names.contains("figures/cost-by-stream.csv"))
    #expect(!names.contains { $0.hasSuffix(".svg") })
    #expect(try folder.text(of: "o/report.md").contains("(not drawn)"))
  }

  @Test("A run that is killed leaves no half-written file", arguments: [0, 20, 60, 120, 200])
  func killed(after milliseconds: Int) throws {
    let folder = try Folder()
    try folder.write(Scenario.short + "figures: [cost-by-stream]\n", to: "s.yaml")
    let process = try Program.start(["run", "s.yaml", "--out", "o"], in: folder)
    usleep(UInt32(milliseconds) * 1_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for name in (try? folder.names(in: "o")) ?? [] where name.hasSuffix(".json") {
      let data = try #require(FileManager.default.contents(atPath: folder.path + "/o/" + name))
      _ = try JSONSerialization.jsonObject(with: data)
    }
    if let table = try? folder.text(of: "o/measurements.csv") { #expect(table.hasSuffix("\n")) }
    // What is left is known as a run's, and can be replaced.
    try Program.run(["run", "s.yaml", "--out", "o", "--force", "--quiet"], in: folder)
      .expectEnd(code: 0)
    #expect(try !folder.names(in: "o").contains { $0.hasSuffix(".partial") })
  }
}
