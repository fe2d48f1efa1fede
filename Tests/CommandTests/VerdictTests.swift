import Foundation
import Testing

@Suite("What cannot run is an answer with its cause and the smallest change, exit code 4")
struct VerdictTests {
  @Test(
    "Memory, precision, plan and objectives",
    arguments: [
      ("llama-3.1-8b", "llama-3.1-405b", "weights 812 GB", "accelerators"),
      (
        "{tensor: 1}", "{tensor: 7}", "32 attention heads do not divide by tensor width 7",
        "width 8"
      ),
      ("{tensor: 1}", "{tensor: 64}", "do not divide by tensor width 64", "tensor width 32"),
      ("{tensor: 1}", "{pipeline: 33}", "32 layers do not fill 33", "32 pipeline stages"),
      ("{tensor: 1}", "{tensor: 4, expert: 2}", "a model without experts", "expert width 1"),
      ("50 ms", "1 us", "a token takes at least", "no single change"),
    ])
  func infeasible(_ old: String, _ new: String, _ cause: String, _ change: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.short.replacingOccurrences(of: old, with: new), to: "s.yaml")
    let check = try Program.run(["check", "s.yaml"], in: folder)
    check.expectEnd(code: 4)
    #expect(check.output.contains(cause), "\(check.output)")
    #expect(check.output.contains(change), "\(check.output)")
    let run = try Program.run(["run", "s.yaml", "--no-out"], in: folder)
    run.expectEnd(code: 4)
    #expect(run.output.contains(cause), "\(run.output)")
    #expect(run.errors.contains("no design point can run"))
  }

  @Test("Training in a format that the chip does not multiply in")
  func precision() throws {
    let folder = try Folder()
    let text =
      Scenario.good.replacingOccurrences(of: "h100-sxm", with: "a100-80-sxm")
      .replacingOccurrences(of: "  system: dgx-h100\n", with: "")
      + "training: {tokens: 1 T, within: 900 days, accelerators: 64, precision: fp8}\n"
    try folder.write(text, to: "s.yaml")
    let outcome = try Program.run(["check", "s.yaml"], in: folder)
    outcome.expectEnd(code: 4)
    #expect(outcome.output.contains("fp8"), "\(outcome.output)")
  }

  @Test(
    "Training plans that do not divide name what would",
    arguments: [
      (
        "plan: {tensor: 3}", "64 devices do not divide by tensor × pipeline = 3",
        "66 accelerators do"
      ),
      ("plan: {virtual-stages: 4}", "4 virtual stages", "need a pipeline"),
      ("plan: {expert: 2}", "expert width 2", "a model without experts"),
      ("global-batch: 7", "a global batch of 7 does not divide", "64 does"),
      ("sequence: 100M", "activations", "81.6 GB"),
      ("plan: {tensor: 100000, pipeline: 100000}", "do not divide", "10000000000 accelerators do"),
    ])
  func training(_ keys: String, _ cause: String, _ change: String) throws {
    let folder = try Folder()
    try folder.write(
      Scenario.good + "training: {tokens: 1 T, within: 900 days, accelerators: 64, \(keys)}\n",
      to: "s.yaml")
    let outcome = try Program.run(["check", "s.yaml"], in: folder)
    outcome.expectEnd(code: 4)
    #expect(outcome.output.contains(cause), "\(outcome.output)")
    #expect(outcome.output.contains(change), "\(outcome.output)")
  }

  @Test("No data: too short for any request to complete, exit code 6")
  func noData() throws {
    let folder = try Folder()
    let text = Scenario.short.replacingOccurrences(of: "20 s", with: "1 s")
      .replacingOccurrences(of: "poisson(2 /s)", with: "poisson(1 /h)")
    try folder.write(text, to: "s.yaml")
    let outcome = try Program.run(["run", "s.yaml", "--no-out"], in: folder)
    outcome.expectEnd(code: 6)
    #expect(outcome.errors.contains("lengthen `duration` or raise the rate of arrivals"))
  }

  @Test("One design point that cannot run does not stop the others")
  func mixed() throws {
    let folder = try Folder()
    let text = Scenario.short + "alternatives: {small: {}, large: {model: llama-3.1-405b}}\n"
    try folder.write(text, to: "s.yaml")
    let run = try Program.run(["run", "s.yaml", "--no-out"], in: folder)
    run.expectEnd(code: 0)
    #expect(run.output.contains("large: cannot serve"), "\(run.output)")
    try Program.run(["check", "s.yaml"], in: folder).expectEnd(code: 4)
  }

  @Test("An estimate of what does not fit says by how much")
  func estimate() throws {
    let outcome = try Program.run(
      ["estimate", "--model", "llama-3.1-405b", "--accelerator", "h100-sxm"], in: try Folder())
    outcome.expectEnd(code: 4)
    #expect(outcome.output.contains("weights 812 GB"), "\(outcome.output)")
  }
}
