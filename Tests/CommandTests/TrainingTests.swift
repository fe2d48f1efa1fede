import Foundation
import Testing

@Suite("Training on the command line")
struct TrainingTests {
  private static let text = """
    title: Small
    question: Does it train?
    model: llama-3.1-8b
    fleet: {accelerator: h100-sxm}
    training:
      tokens: 20 B
      within: 10 days
      accelerators: 64
      sequence: 4096
      global-batch: 256
      plan: {tensor: 2}
    replications: 3
    thresholds: [training.time < 8 d]
    figures: [lost-time, training-course]

    """

  private func run(
    _ arguments: String..., text: String = text
  ) throws -> (outcome: Program.Outcome, folder: Folder) {
    let folder = try Folder()
    try folder.write(text, to: "s.yaml")
    return (try Program.run(arguments, in: folder), folder)
  }

  @Test("A scenario that only trains is run, told, drawn and judged")
  func whole() throws {
    let (outcome, folder) = try run("run", "s.yaml", "--out", "o")
    #expect(outcome.code == 0, "\(outcome.errors)")
    for word in [
      "64 × NVIDIA H100", "goodput", "time to train", "MFU", "activations", "pass",
      "Can it run, check by check", "legal status",
    ] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    #expect(!outcome.output.contains("tokens of output") && !outcome.output.contains("warm-up"))
    let rows = try folder.text(of: "o/measurements.csv")
    #expect(rows.contains("training.time") && !rows.contains("throughput.output,"))
    for figure in ["lost-time", "training-course"] {
      #expect(try folder.text(of: "o/figures/\(figure).svg").contains("<svg"))
    }
    // The report is made again from its data, byte for byte.
    let page = try folder.text(of: "o/report.html")
    #expect(try Program.run(["report", "o"], in: folder).code == 0)
    #expect(try folder.text(of: "o/report.html") == page)
  }

  @Test("What is not explained is said, and nothing breaks off")
  func explanation() throws {
    let (outcome, _) = try run("run", "s.yaml", "--no-out", "--explain", "training.cost")
    #expect(outcome.ending != .timedOut && outcome.code != nil && outcome.code != 70)
    #expect(outcome.errors.contains("only what is served is explained"), "\(outcome.errors)")
  }

  @Test("What cannot be trained ends with status 4, its cause and a fix")
  func infeasible() throws {
    let text = Self.text.replacing("tensor: 2", with: "tensor: 1").replacing(
      "llama-3.1-8b", with: "llama-3.1-405b")
    let (outcome, _) = try run("run", "s.yaml", "--no-out", text: text)
    #expect(outcome.code == 4)
    #expect(outcome.output.contains("states") && outcome.output.contains("fix"))
  }

  @Test("Plans are searched for, those ruled out are told, and threads change nothing")
  func plans() throws {
    let (one, _) = try run("find", "s.yaml", "--explain", "--jobs", "1")
    #expect(one.code == 0, "\(one.errors)")
    #expect(one.output.contains("fastest of") && one.output.contains("Plans ruled out"))
    #expect(one.output.contains("the stated plan takes"))
    let (two, _) = try run("find", "s.yaml", "--explain", "--jobs", "2")
    #expect(one.output == two.output)
    let (csv, _) = try run("find", "s.yaml", "--format", "csv")
    #expect(csv.output.contains("tensor,context,expert"))
    let (rate, _) = try run("find", "s.yaml", "--rate")
    #expect(rate.code == 2 && rate.errors.contains("serves nothing"))
    let (workload, _) = try run("workload", "s.yaml")
    #expect(workload.code == 3 && workload.errors.contains("serves nothing"))
  }

  @Test("A sweep of training is kept, resumed and shared like one of serving")
  func sweep() throws {
    let text =
      Self.text.replacing("figures: [lost-time, training-course]", with: "")
      + "sweep: {training.accelerators: [32, 64]}\n"
    let (first, folder) = try run("sweep", "s.yaml", "--out", "o", text: text)
    #expect(first.code == 0, "\(first.errors)")
    let summary = try folder.text(of: "o/summary.csv")
    let again = try Program.run(["sweep", "s.yaml", "--out", "o"], in: folder)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try folder.text(of: "o/summary.csv") == summary)
  }

  @Test("Runs of training are compared under the same failures")
  func comparison() throws {
    let text =
      Self.text.replacing("thresholds: [training.time < 8 d]", with: "")
      + "alternatives: {some: {}, more: {training: {accelerators: 128}}}\n"
    let (outcome, _) = try run("compare", "s.yaml", text: text)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("training.time") && outcome.output.contains("lower"))
    #expect(!outcome.output.contains("Fleets"), "nothing is served")
  }
}
