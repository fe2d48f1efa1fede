import Foundation
import Testing

@Suite("Searches on the command line")
struct FindTests {
  /// Little to simulate: short answers, few runs, coarse answers.
  private static let quick = """
    title: Quick
    model: llama-3.1-8b
    workload:
      arrivals: poisson(5 /s)
      prompt-tokens: 200
      output-tokens: 8
    fleet: {accelerator: h100-sxm, engine: {name: vllm-0.12, sequences: 16, step-tokens: 1024}}
    objectives: {time-to-first-token: 200 ms at p90, time-per-output-token: 14 ms at p90}
    find: {accuracy: 50 %, runs: 2, confirmations: 1, largest-replica: 2}

    """

  private func run(_ arguments: String..., text: String = quick) throws -> (
    outcome: Program.Outcome, folder: Folder
  ) {
    let folder = try Folder()
    try folder.write(text, to: "s.yaml")
    return (try Program.run(["find", "s.yaml"] + arguments, in: folder), folder)
  }

  @Test("A rate is found with its interval, in every format, the same on any number of threads")
  func rate() throws {
    let (table, _) = try run("--rate", "--jobs", "1")
    table.expectEnd(code: 0)
    #expect(table.output.contains("requests/s, between"), "\(table.output)")
    #expect(table.errors.isEmpty, "progress is for terminals")
    let (json, _) = try run("--rate", "--format", "json", "--jobs", "1")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "bessemer.find/1")
    #expect(try run("--rate", "--format", "json", "--jobs", "2").outcome.output == json.output)
  }

  @Test("A search of a space counts what it ruled out, and fills its folder")
  func best() throws {
    let (outcome, folder) = try run(
      "--best", "cost", "--out", "found", "--quiet", "--set", "find.space.tensor=[1, 2, 5]",
      "--set", "find.space.pipeline=[1]", "--set", "find.space.sequences=[16]", "--set",
      "find.space.step-tokens=[1024]")
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("best by cost: h100-sxm TP"), "\(outcome.output)")
    #expect(outcome.output.contains("3 candidates: 1 ruled out"), "\(outcome.output)")
    #expect(outcome.output.contains("more accelerators than one replica may have"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/found")
    for name in ["candidates.csv", "front.csv", "ruled-out.csv", "screen.csv", "scenario.yaml"] {
      #expect(names.contains(name), "\(names)")
    }
    #expect(names.contains("figures"))
    let (again, _) = try run("--best", "cost", "--out", ".")
    again.expectEnd(code: 2)
  }

  /// The accelerators of `--fewest`, and what serves.
  private func fewest(_ rate: Int, _ settings: String...) throws -> (count: Int, answer: String) {
    let all =
      [
        "workload.arrivals=poisson(\(rate) /s)", "find.space.tensor=[1]", "find.space.pipeline=[1]",
        "find.space.sequences=[16]", "find.space.step-tokens=[1024]",
      ] + settings
    let folder = try Folder()
    try folder.write(Self.quick, to: "s.yaml")
    let outcome = try Program.run(
      ["find", "s.yaml", "--fewest", "--quiet"] + all.flatMap { ["--set", $0] }, in: folder)
    outcome.expectEnd(code: 0)
    let answer = outcome.output.split(separator: "\n").first { $0.contains("accelerators serve") }
    let words = try #require(answer, "\(outcome.output)").split(separator: " ")
    return (try #require(words.count > 1 ? Int(words[1]) : nil), words.joined(separator: " "))
  }

  @Test("The fewest accelerators for a rate, in replicas and in pools")
  func fewest() throws {
    let one = try fewest(5)
    #expect(one.count == 1 && one.answer.contains("serve 5.00 requests/s: h100-sxm TP1"))
    let many = try fewest(400)
    // No accelerator serves more than the arithmetic of its prompts allows: 200 tokens of 16 GFLOP.
    #expect(many.count > 1 && many.answer.contains("\(many.count) replicas keep"))
    let pools = try fewest(5, "find.space.pools=[split]", "find.space.ratio=[2:1]")
    #expect(pools.count == 3 && pools.answer.contains("2×TP1 + 1×TP1"), "\(pools.answer)")
  }

  @Test(
    "Fleets of pools are counted as whole multiples of what is written, with their accelerators")
  func multiples() throws {
    let (outcome, _) = try run(
      "--fewest", "--quiet", "--set", "fleet.pools={us: {replicas: 2}, paris: {}}", "--set",
      "workload.arrivals=poisson(300 /s)")
    outcome.expectEnd(code: 0)
    let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("•") })
    let words = line.split(separator: " ")
    let count = try #require(words.firstIndex(of: "×").flatMap { Int(words[$0 - 1]) })
    #expect(line.contains("× the pools as written, \(3 * count) accelerators, keep"), "\(line)")
    #expect(outcome.output.contains("only whole multiples"), "\(outcome.output)")
  }

  @Test("Promises of classes stand at the head, and the one that binds first is named")
  func classes() throws {
    let (outcome, _) = try run(
      "--rate", "--quiet", "--set",
      "workload.classes={chat: {share: 80 %, objectives: {time-per-output-token: 10 ms at p90}}, "
        + "batch: {share: 20 %}}")
    outcome.expectEnd(code: 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.contains {
        $0.hasPrefix("chat: time to first token 200 ms at p90, time per output token 10.0 ms")
      })
    #expect(lines.contains { $0.hasPrefix("batch: time to first token 200 ms at p90") })
    #expect(
      outcome.output.contains("what binds first is the time per output token of chat, 10.0 ms"),
      "\(outcome.output)")
  }

  @Test("Failures are named beside the closed form, and where the only replica is lost to them")
  func failures() throws {
    let failing = "fleet.failures={time-to-failure: exponential(mean 1 min), time-to-restore: 30 s}"
    let (lost, _) = try run("--rate", "--quiet", "--set", failing)
    lost.expectEnd(code: 4)
    #expect(lost.errors.contains("failures of replicas in that run: "), "\(lost.errors)")
    #expect(lost.errors.contains("more replicas would take their load over"), "\(lost.errors)")
    let (found, _) = try run(
      "--rate", "--quiet", "--set", "fleet.replicas=4", "--set",
      "fleet.failures={time-to-failure: exponential(mean 100 h), time-to-restore: 30 s}")
    found.expectEnd(code: 0)
    #expect(found.output.contains("the closed form does not know failures"), "\(found.output)")
  }

  @Test("A rate that cannot be is refused with what is missed, by how much, and the nearest remedy")
  func remedy() throws {
    let (outcome, _) = try run(
      "--rate", "--quiet", "--set", "objectives={time-per-output-token: 6 ms at p90}")
    outcome.expectEnd(code: 4)
    #expect(outcome.errors.contains("the time per output token is 7."), "\(outcome.errors)")
    #expect(outcome.errors.contains("against 6.00 ms at p90"), "\(outcome.errors)")
    #expect(outcome.errors.contains("nearest  promise a time per output token of 7."))
    #expect(outcome.errors.contains("or take TP2 on 2 accelerators"), "\(outcome.errors)")
    // What the machine forbids is said without simulating, with what would lift it.
    let (bound, _) = try run(
      "--rate", "--quiet", "--set", "objectives={time-per-output-token: 2 ms at p90}")
    bound.expectEnd(code: 4)
    #expect(bound.errors.contains("a token takes at least"), "\(bound.errors)")
  }

  @Test(
    "What cannot be found ends with its reason and the code of its kind",
    arguments: [
      (["--rate", "--fewest"], 2, "exclude each other"),
      (["--best", "speed"], 2, "'speed'"),
      (["--rate", "--set", "workload.arrivals=closed(4)"], 3, "has no rate to find"),
      (
        ["--best", "cost", "--set", "fleet.pools={us: {}, paris: {accelerator: h20}}"], 3,
        "--set fleet.pools=~ --set fleet.accelerator=h20"
      ),
      (["--best", "cost", "--set", "sweep={fleet.replicas: [1, 2]}"], 3, "design points"),
      (["--set", "find.gaol=cost"], 3, "did you mean \"goal\""),
      (["--set", "find.space.accelerator=[h10O]"], 3, "no accelerator is named \"h10O\""),
      (["--set", "find.space.tensor=[1, 1]"], 3, "named twice"),
      (["--set", "find.space.ratio=[2:0]"], 3, "no ratio of two numbers"),
      (["--set", "find.space.pools=[apart]"], 3, "way to serve"),
      (
        ["--set", "objectives={time-per-output-token: 6 ms at p90}"], 4,
        "no design point keeps the objectives"
      ),
      (
        ["--best", "cost", "--set", "objectives={time-per-output-token: 2 ms at p90}"], 4,
        "no candidate keeps the objectives"
      ),
    ] as [([String], Int32, String)])
  func refused(_ arguments: [String], _ code: Int32, _ words: String) throws {
    let folder = try Folder()
    try folder.write(Self.quick, to: "s.yaml")
    let outcome = try Program.run(["find", "s.yaml"] + arguments, in: folder)
    outcome.expectEnd(code: code)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}
