import Foundation
import Testing

@Suite("Kernels of one's own")
struct CalibrateTests {
  /// All-reduces of eight ranks by a made-up machine: no measurement stands behind these rows.
  private static func table(
    latency: Double = 8e-6, link: Double = 0.5, unit: String = "us", scale: Double = 1e6
  ) -> String {
    let rows = (0..<22).map { step in
      let elements = 128 << step
      let transfer = Double(elements) * 2 * 2 * 7 / 8 / (link * 450e9)
      let time = pow(pow(latency, 0.6) + pow(transfer, 0.6), 1 / 0.6) * scale
      return "made-up,bfloat16,8,\(elements),\(time)"
    }
    return "kernel_source,allreduce_dtype,num_gpus,message_elements,latency_\(unit)\n"
      + rows.joined(separator: "\n") + "\n"
  }

  private static let options = [
    "--accelerator", "h100-sxm", "--software", "own-1.0", "--date", "2026-11",
  ]

  private static func calibrate(
    _ more: String..., from text: String = table(), in folder: Folder
  ) throws -> Program.Outcome {
    try folder.write(text, to: "allreduce.csv")
    return try Program.run(["calibrate", "allreduce.csv"] + options + more, in: folder)
  }

  @Test("An index that cannot be read is told, and is not needed where the software is said")
  func unreadableIndex() throws {
    let folder = try Folder()
    try folder.write("file,rows\nallreduce.csv,22\n", to: "INDEX.csv")
    try folder.write(Self.table(), to: "allreduce.csv")
    let refused = try Program.run(
      ["calibrate", "allreduce.csv", "--accelerator", "h100-sxm"], in: folder)
    refused.expectEnd(code: 3)
    for words in ["INDEX.csv:1: no column is named \"software\"", "say --software"] {
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
    try Self.calibrate(in: folder).expectEnd(code: 0)
  }

  @Test("A file of fitted figures changes what estimate and run predict, and both say whose it is")
  func endToEnd() throws {
    let folder = try Folder()
    let outcome = try Self.calibrate("--out", "own.yaml", in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("8 ranks"))
    #expect(outcome.errors.contains("not measured, taken from h100-sxm: products.bf16"))
    let file = try folder.text(of: "own.yaml")
    for words in [
      "accelerator: h100-sxm", "software: own-1.0", "as-of: 2026-11", "latency: 8.00 µs",
      "link: 0.500", "kernel-interval:", "residuals:", "range: bytes 256 to",
    ] {
      #expect(file.contains(words), "\(file)")
    }
    let estimate = [
      "estimate", "--model", "llama-3.1-70b", "--accelerator", "h100-sxm", "--tensor", "8",
    ]
    let shipped = try Program.run(estimate, in: folder)
    let own = try Program.run(estimate + ["--catalog", "own.yaml"], in: folder)
    #expect(shipped.output.contains("kernels    calibrated on h100-sxm\n"), "\(shipped.output)")
    #expect(own.output.contains("calibrated on h100-sxm-own, your own calibration"))
    func allReduce(_ outcome: Program.Outcome) -> Substring? {
      outcome.output.split(separator: "\n").first { $0.hasPrefix("tensor-all-reduce") }
    }
    #expect(allReduce(own) != nil && allReduce(own) != allReduce(shipped))
    try folder.write(Scenario.good + "catalog: own.yaml\n", to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "results"], in: folder).expectEnd(code: 0)
    #expect(try folder.text(of: "results/report.md").contains("your own calibration"))
  }

  @Test("The same tables give the same file, and one that is there is kept without --force")
  func repeatable() throws {
    let folder = try Folder()
    try Self.calibrate("--out", "a.yaml", in: folder).expectEnd(code: 0)
    try Self.calibrate("--out", "b.yaml", in: folder).expectEnd(code: 0)
    #expect(try folder.text(of: "a.yaml") == folder.text(of: "b.yaml"))
    let again = try Self.calibrate("--out", "a.yaml", from: Self.table(latency: 2e-5), in: folder)
    again.expectRefusal(code: 2, "--out: a.yaml", "is there already", fix: "--force")
    #expect(try folder.text(of: "a.yaml") == folder.text(of: "b.yaml"))
    try Self.calibrate(
      "--out", "a.yaml", "--force", from: Self.table(latency: 2e-5), in: folder
    ).expectEnd(code: 0)
    #expect(try folder.text(of: "a.yaml").contains("latency: 20.0 µs"))
  }

  @Test("A folder without room or leave to write is refused, and no half file stays")
  func noPlace() throws {
    let folder = try Folder()
    for path in ["none/own.yaml", "/dev/null", "/dev/full"] {
      let outcome = try Self.calibrate("--out", path, "--force", in: folder)
      outcome.expectEnd(code: 2)
      #expect(outcome.errors.contains("--out: \(path) cannot be written"), "\(outcome.errors)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left == ["allreduce.csv"])
  }

  @Test(
    "Tables that are none are refused with what to do",
    arguments: [
      (table().replacing("num_gpus", with: "gpus"), "allreduce.csv:1:", "\"num_gpus\" is missing"),
      ("", "allreduce.csv:1:", "there is no heading"),
      (table(unit: "ms"), "allreduce.csv:", "comes within 500 times of the data sheet"),
      (table(scale: 1e3), "allreduce.csv:", "are faster than the data sheet allows"),
      (table() + "x,bfloat16,8,0,1\n", "allreduce.csv:24:", "message_elements is \"0\""),
    ])
  func badTables(_ text: String, _ place: String, _ message: String) throws {
    let folder = try Folder()
    let outcome = try Self.calibrate("--out", "own.yaml", from: text, in: folder)
    outcome.expectEnd(code: 3)
    #expect(outcome.errors.contains(place) && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains("expected"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/own.yaml"))
  }

  @Test("A wrong chip, class or file name is told with the right ones")
  func wrongNames() throws {
    let folder = try Folder()
    try folder.write(Self.table(), to: "alreduce.csv")
    try folder.write(Self.table(), to: "b200__allreduce.csv")
    let cases: [([String], Int32, String, String)] = [
      (["alreduce.csv", "--accelerator", "h100-sxm"], 3, "\"alreduce\" is no class", "allreduce"),
      (["b200__allreduce.csv", "--accelerator", "h100-sxm"], 2, "the name says b200", "name b200"),
      (["none.csv", "--accelerator", "h100-sxm"], 3, "no such file", "check the folder"),
      (["alreduce.csv", "--accelerator", "h10O-sxm"], 2, "no accelerator is named", "h100-sxm"),
      ([".", "--accelerator", "h100-sxm"], 3, "no kernel timings of h100-sxm", "CLASS.csv"),
    ]
    for (arguments, code, problem, fix) in cases {
      let outcome = try Program.run(["calibrate"] + arguments, in: folder)
      outcome.expectEnd(code: code)
      #expect(outcome.errors.contains(problem) && outcome.errors.contains(fix), "\(outcome.errors)")
    }
    // Without the software there is no evidence to write.
    let nameless = try Program.run(
      ["calibrate", "b200__allreduce.csv", "--accelerator", "b200", "--force", "--out", "o.yaml"],
      in: folder)
    nameless.expectRefusal(code: 2, "--software", "is missing", fix: "a name and a version")
  }

  @Test(
    "What the file could not say is refused before the fit",
    arguments: [
      ["--date", "spring"], ["--date", "2026-13"], ["--name", ""], ["--name", "a b"],
      ["--source", " "],
    ])
  func options(_ words: [String]) throws {
    let folder = try Folder()
    try folder.write(Self.table(), to: "allreduce.csv")
    let outcome = try Program.run(
      ["calibrate", "allreduce.csv", "--accelerator", "h100-sxm", "--software", "own-1.0"] + words
        + ["--out", "own.yaml"], in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains(words[0]), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/own.yaml"))
  }

  @Test("Every form of output tells of the fit", arguments: ["table", "json", "csv", "markdown"])
  func forms(_ format: String) throws {
    let outcome = try Self.calibrate("--format", format, in: Folder())
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("allreduce") && outcome.output.contains("8 ranks"))
  }
}
