import Foundation
import Testing

@Suite("A sweep that is killed, and one that is not alone", .serialized)
struct SweepKillTests {
  /// Eighty points that run in a moment.
  private static let scenario = """
    title: Many cheap points
    model: llama-3.1-8b
    workload:
      arrivals: poisson(2 /s)
      prompt-tokens: 200
      output-tokens: 8
    fleet: {accelerator: h100-sxm, engine: vllm-0.12}
    duration: 5 s
    replications: 1
    sweep:
      workload.arrivals.rate: [1 /s, 2 /s, 3 /s, 4 /s, 5 /s, 6 /s, 7 /s, 8 /s, 9 /s, 10 /s]
      workload.output-tokens: [2, 3, 4, 5, 6, 7, 8, 9]

    """

  /// Twenty of them.
  private static let few = scenario.replacing(
    "[2, 3, 4, 5, 6, 7, 8, 9]", with: "[2, 9]")

  @Test("Killed at twelve moments and resumed each time, it ends with the undisturbed bytes")
  func killed() throws {
    let folder = try Folder()
    try folder.write(Self.scenario, to: "s.yaml")
    let start = ContinuousClock.now
    let undisturbed = try Program.run(["sweep", "s.yaml", "--out", "a"], in: folder)
    let length = (ContinuousClock.now - start) / .seconds(1)
    undisturbed.expectEnd(code: 0)

    var moments = Moments(seed: 5)
    var unfinished = 0
    for number in 0..<12 {
      let before = Self.stored(in: folder)
      let process = try Program.start(["sweep", "s.yaml", "--out", "b"], in: folder)
      // After some runs more: the log grows by about 20 kB with each. The last ones at any time of
      // their lives, when files are written as well.
      let growth = Int(moments.next(below: 220_000))
      let isTimed = number >= 8
      let deadline =
        ContinuousClock.now
        + .seconds(isTimed ? moments.next(below: length) : Program.limit)
      while process.isRunning, ContinuousClock.now < deadline,
        isTimed || Self.stored(in: folder) - before <= growth
      {
        usleep(500)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { unfinished += 1 }
    }
    #expect(unfinished >= 6, "most sweeps ended before they were killed")

    let resumed = try Program.run(["sweep", "s.yaml", "--out", "b"], in: folder)
    resumed.expectEnd(code: 0)
    #expect(resumed.output == undisturbed.output)
    try expectEqual("a", "b", in: folder)
    let runs = try Program.run(["runs", "b/runs.sqlite"], in: folder)
    runs.expectEnd(code: 0)
    #expect(runs.output.contains("80 runs of 80 design points"))
  }

  @Test(
    "Killed before its folder says what it is, it begins again",
    arguments: [
      [], ["scenario.yaml"], ["scenario.yaml", "runs.sqlite"],
      ["scenario.yaml", "runs.sqlite", "sweep.json"],
    ])
  func killedAtOnce(listed: [String]) throws {
    let folder = try Folder()
    try folder.write(Self.few, to: "s.yaml")
    try folder.write(listed.map { $0 + "\n" }.joined(), to: "a/.bessemer-run")
    if listed.count > 1 { try folder.write("a: 1\n", to: "a/scenario.yaml") }
    let outcome = try Program.run(["sweep", "s.yaml", "--out", "a"], in: folder)
    outcome.expectEnd(code: 0)
    let names = try folder.names(in: "a")
    #expect(names.contains("measurements.csv") && names.contains("sweep.json"))
    #expect(try folder.text(of: "a/scenario.yaml").contains("Many cheap points"))
  }

  @Test("Sweeps that share a store, one of them killed, end alike, and make no run that is there")
  func sharing() throws {
    let folder = try Folder()
    try folder.write(Self.few, to: "s.yaml")
    try Program.run(["sweep", "s.yaml", "--out", "a"], in: folder).expectEnd(code: 0)
    let names = ["b", "c", "d"]
    let processes = try names.map { name in
      try Program.start(
        ["sweep", "s.yaml", "--out", name, "--store", "shared.runs"], in: folder,
        errors: "\(folder.path)/\(name).txt")
    }
    while processes[2].isRunning, Self.stored(in: folder, "shared.runs") < 60_000 { usleep(500) }
    kill(processes[2].processIdentifier, SIGKILL)
    for (name, process) in zip(names, processes) {
      process.waitUntilExit()
      guard name != "d" else { continue }
      let errors = try folder.text(of: "\(name).txt")
      #expect(process.terminationStatus == 0, "\(errors)")
    }
    // The store has all: a fourth sweep runs nothing, and the killed one ends as the others.
    for name in ["d", "e"] {
      try Program.run(
        ["sweep", "s.yaml", "--out", name, "--store", "shared.runs"], in: folder
      ).expectEnd(code: 0)
    }
    for name in ["b", "c", "d", "e"] { try expectEqual("a", name, in: folder) }
    let runs = try Program.run(["runs", "shared.runs"], in: folder)
    #expect(runs.output.contains("20 runs of 20 design points"), "\(runs.output)")
  }

  /// Bytes of the store's log and file.
  private static func stored(in folder: Folder, _ name: String = "b/runs.sqlite") -> Int {
    [name, name + "-wal"].reduce(0) { sum, name in
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: folder.path + "/" + name)
      return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
    }
  }

  /// Expects the same files with the same bytes, stores apart.
  private func expectEqual(
    _ first: String, _ second: String, in folder: Folder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    func names(_ sweep: String) throws -> [String] {
      try folder.names(in: sweep).filter { $0 != "runs.sqlite" && $0 != ".bessemer-run" }
    }
    let expected = try names(first)
    #expect(expected.contains("measurements.csv") && expected.contains("manifest.json"))
    #expect(try names(second) == expected, sourceLocation: sourceLocation)
    for name in expected {
      #expect(
        FileManager.default.contentsEqual(
          atPath: "\(folder.path)/\(first)/\(name)", andPath: "\(folder.path)/\(second)/\(name)"),
        "\(name)", sourceLocation: sourceLocation)
    }
  }
}

/// Numbers that are the same in every run of a test: SplitMix64.
private struct Moments {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below bound: Double) -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53 * bound
  }
}
