import Foundation
import Testing

@Suite("Sweeps in shards, and what merging makes of them")
struct ShardTests {
  /// Alternatives, swept values and draws of an input that is not certain: 24 cases of two runs.
  private static let scenario = """
    title: Parts of a whole
    model: llama-3.1-8b
    workload:
      arrivals: poisson(5 /s)
      prompt-tokens: 200
      output-tokens: 4
    fleet: {accelerator: h100-sxm, engine: vllm-0.12}
    owner: {electricity: 0.06 to 0.10 USD/kWh}
    duration: 5 s
    replications: 2
    sample: {points: 3}
    sweep:
      workload.arrivals.rate: [2 /s, 5 /s, 7 /s, 9 /s]
    alternatives:
      H100: {fleet: {accelerator: h100-sxm}}
      H200: {fleet: {accelerator: h200-sxm}}

    """

  /// A folder with a scenario, and the sweep of it in one piece in `whole`.
  private func whole(of text: String = scenario) throws -> (Folder, Program.Outcome) {
    let folder = try Folder()
    try folder.write(text, to: "s.yaml")
    let outcome = try Program.run(["sweep", "s.yaml", "--out", "whole", "--quiet"], in: folder)
    outcome.expectEnd(code: 0)
    return (folder, outcome)
  }

  /// Makes shards in folders named `k-n`.
  private func make(
    _ numbers: some Sequence<Int>, of count: Int, in folder: Folder, _ options: String...
  ) throws {
    for number in numbers {
      try Program.run(
        ["sweep", "s.yaml", "--shard", "\(number)/\(count)", "--out", "\(number)-\(count)"]
          + options, in: folder
      ).expectEnd(code: 0)
    }
  }

  private func merge(
    _ shards: [String], to whole: String, in folder: Folder
  ) throws -> Program.Outcome {
    try Program.run(["merge"] + shards + ["--out", whole, "--quiet"], in: folder)
  }

  @Test(
    "One, three or five shards, in any order and named twice, are the whole byte for byte")
  func equal() throws {
    let (folder, whole) = try whole()
    for count in [1, 3, 5] {
      try make((1...count).reversed(), of: count, in: folder)
      let shards = (1...count).map { "\($0)-\(count)" }
      let outcome = try merge(shards + [shards[0]], to: "all-\(count)", in: folder)
      outcome.expectEnd(code: 0)
      #expect(outcome.output == whole.output)
      try expectEqual("whole", "all-\(count)", in: folder)
    }
    let runs = try Program.run(["runs", "all-5/runs.sqlite"], in: folder)
    #expect(runs.output.contains("48 runs of 24"), "\(runs.output)")
    // A folder that holds the whole is merged into again, and so is that of a shard; the shards may
    // be of different counts.
    for name in ["all-3", "1-3"] {
      try merge(["3-3", "2-5", "5-5", "2-3", "1-3"], to: name, in: folder).expectEnd(code: 0)
      try expectEqual("whole", name, in: folder)
    }
  }

  @Test("Missing runs are counted, kept apart from results, and merged or made later")
  func missing() throws {
    let (folder, whole) = try whole()
    try make([1, 2, 3], of: 3, in: folder)
    for (shard, left) in [("1-3", 32), ("1-3", 32), ("2-3", 16)] {
      let outcome = try merge([shard], to: "m", in: folder)
      outcome.expectEnd(code: 6)
      #expect(outcome.errors.contains("at least \(left) runs are missing"), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(try !folder.names(in: "m").contains("measurements.csv"))
    }
    let last = try merge(["3-3"], to: "m", in: folder)
    last.expectEnd(code: 0)
    #expect(last.output == whole.output)
    try expectEqual("whole", "m", in: folder)

    // The other way that the message tells.
    try merge(["2-3"], to: "n", in: folder).expectEnd(code: 6)
    let finished = try Program.run(
      ["sweep", "n/scenario.yaml", "--out", "n", "--quiet"], in: folder)
    finished.expectEnd(code: 0)
    #expect(finished.output == whole.output)
    try expectEqual("whole", "n", in: folder)
  }

  @Test("A shard that was killed and made again ends as one that was not")
  func killed() throws {
    let (folder, _) = try whole()
    for moment in [20_000, 60_000, 150_000] as [UInt32] {
      let process = try Program.start(
        ["sweep", "s.yaml", "--shard", "1/2", "--out", "1-2", "--jobs", "1"], in: folder)
      usleep(moment)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try make([1, 2], of: 2, in: folder)
    try merge(["1-2", "2-2"], to: "m", in: folder).expectEnd(code: 0)
    try expectEqual("whole", "m", in: folder)
  }

  @Test(
    "Shards of runs to a precision, of fleets made alike, of a trace and of a figure of the course",
    arguments: [
      ("poisson(5 /s)", "precision: {target: 20 %, most-replications: 6}"),
      ("poisson(5 /s)", "equalize: objective"),
      ("poisson(5 /s)", "equalize: dollars\nsample: {points: 2}"),
      ("poisson(5 /s)", "figures: [timeline, cost-by-stream]"),
      ("trace(t.csv)", "sample: {points: 2}"),
    ])
  func kinds(arrivals: String, keys: String) throws {
    let lengths = arrivals.hasPrefix("trace") ? "" : ", prompt-tokens: 200, output-tokens: 4"
    let text = """
      model: llama-3.1-8b
      workload: {arrivals: \(arrivals)\(lengths)}
      fleet: {engine: vllm-0.12}
      owner: {electricity: \(keys.contains("sample") ? "0.06 to 0.10" : "0.08") USD/kWh}
      objectives: {time-to-first-token: 200 ms at p90}
      duration: 5 s
      replications: 2
      alternatives:
        H100: {fleet: {accelerator: h100-sxm}}
        H200: {fleet: {accelerator: h200-sxm}}
      \(keys)

      """
    let folder = try Folder()
    try folder.write(text, to: "s.yaml")
    let rows = (0..<40).map { "\(Double($0) / 8),200,4\n" }
    try folder.write("arrival [s],input,output\n" + rows.joined(), to: "t.csv")
    try Program.run(["sweep", "s.yaml", "--out", "whole", "--quiet"], in: folder)
      .expectEnd(code: 0)
    try make(1...3, of: 3, in: folder)
    try merge(["1-3"], to: "m", in: folder).expectEnd(code: 6)
    try merge(["3-3", "2-3"], to: "m", in: folder).expectEnd(code: 0)
    try expectEqual("whole", "m", in: folder)
    // Nor does it matter whether a sweep was resumed.
    guard keys.hasPrefix("figures") else { return }
    try Program.run(["sweep", "s.yaml", "--out", "3-3", "--quiet"], in: folder)
      .expectEnd(code: 0)
    try expectEqual("whole", "3-3", in: folder)
  }

  @Test("Shards that are not of one sweep are refused, and nothing is made of them")
  func different() throws {
    let folder = try Folder()
    try folder.write(Self.scenario, to: "s.yaml")
    try make([1], of: 2, in: folder)
    try make([2], of: 2, in: folder, "--set", "duration=6 s")
    let outcome = try merge(["1-2", "2-2"], to: "m", in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains("2-2 holds a sweep of another scenario, s"))
    #expect(outcome.errors.contains("with one --set"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/m"))
    let into = try merge(["1-2"], to: "2-2", in: folder)
    into.expectEnd(code: 2)
    #expect(into.errors.contains("name another folder with --out"), "\(into.errors)")
    // Neither does a shard go on in the folder of another.
    try Program.run(["sweep", "s.yaml", "--shard", "1/2", "--out", "2-2"], in: folder)
      .expectEnd(code: 2)
  }

  @Test("Catalog files belong to a sweep, and are asked for where they are missing")
  func catalog() throws {
    let folder = try Folder()
    try folder.write(Self.scenario.replacing("h200-sxm", with: "mine"), to: "s.yaml")
    try folder.write(
      "accelerators:\n  mine:\n    like: h100-sxm\n    title: Mine\n"
        + "    memory: {capacity: {value: 96 GiB, grade: estimate, as-of: 2026-01, source: mine}}\n",
      to: "c.yaml")
    try make(1...2, of: 2, in: folder, "--catalog", "c.yaml")
    let bare = try merge(["1-2", "2-2"], to: "m", in: folder)
    bare.expectEnd(code: 3)
    try Program.run(["merge", "1-2", "2-2", "--out", "m", "--catalog", "c.yaml"], in: folder)
      .expectEnd(code: 0)
    try Program.run(
      ["sweep", "s.yaml", "--out", "whole", "--catalog", "c.yaml"], in: folder
    ).expectEnd(code: 0)
    try expectEqual("whole", "m", in: folder)
  }

  @Test(
    "A shard that cannot be is refused with what is meant",
    arguments: [
      (["--shard", "0/3"], "parts are counted from 1 to 3"),
      (["--shard", "4/3"], "parts are counted from 1 to 3"),
      (["--shard", "-1/3"], "as 2/4"), (["--shard", "3"], "as 2/4"),
      (["--shard", "1/0"], "as 2/4"), (["--shard", "1/2/3"], "as 2/4"),
      (["--shard", "+1/2"], "as 2/4"), (["--shard", "1/99999999999999999999"], "as 2/4"),
      (["--shard", "1/2", "--dry-run"], "leave out --shard"),
    ] as [([String], String)])
  func refused(_ arguments: [String], _ words: String) throws {
    let folder = try Folder()
    try folder.write(Self.scenario, to: "s.yaml")
    let outcome = try Program.run(["sweep", "s.yaml", "--out", "m"] + arguments, in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/m"))
  }

  @Test("What is no folder of a sweep, and a shard whose runs are elsewhere, cannot be merged")
  func foreign() throws {
    let folder = try Folder()
    try folder.write(Self.scenario, to: "s.yaml")
    try folder.write("mine", to: "other/notes.txt")
    try make([1], of: 2, in: folder, "--store", "shared.sqlite")
    for (name, words) in [
      ("other", "other is no folder of a sweep"), ("nowhere", "nowhere is no folder of a sweep"),
      ("1-2", "1-2 has no store of runs"),
    ] {
      let outcome = try merge([name], to: "m", in: folder)
      outcome.expectEnd(code: 2)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    try make([2], of: 2, in: folder)
    try merge(["2-2"], to: "other", in: folder).expectEnd(code: 2)
    #expect(try folder.names(in: "other") == ["notes.txt"])
  }

  /// Expects the same files with the same bytes, stores of runs apart.
  private func expectEqual(
    _ first: String, _ second: String, in folder: Folder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    func names(_ sweep: String) throws -> [String] {
      try folder.names(in: sweep).filter { !$0.hasPrefix("runs.sqlite") }
    }
    let expected = try names(first)
    #expect(expected.contains("measurements.csv") && expected.contains("report.html"))
    #expect(try names(second) == expected, sourceLocation: sourceLocation)
    for name in expected where name != "figures" {
      #expect(
        FileManager.default.contentsEqual(
          atPath: "\(folder.path)/\(first)/\(name)", andPath: "\(folder.path)/\(second)/\(name)"),
        "\(name)", sourceLocation: sourceLocation)
    }
  }
}
