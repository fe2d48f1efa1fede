import Performance
import Quantities
import Scenarios
import Serving
import Tables
import Testing

@testable import Experiments

@Suite("Estimates in closed form")
struct DeploymentEstimateTests {
  private static let plans: [[String]] = [
    [], ["fleet.plan.tensor=2"], ["fleet.weights=fp8"],
    ["model=llama-3.1-70b", "fleet.plan.tensor=8"],
    [
      "model=deepseek-v3", "fleet.system=dgx-h100", "fleet.engine=sglang-0.5",
      "fleet.plan={tensor: 16, expert: 16}",
    ],
    [
      "model=llama-3.1-70b", "fleet.accelerator=ascend-910c", "fleet.plan.tensor=8",
      "owner={region: china, kind: state-cloud}",
    ],
  ]

  private func estimate(
    _ settings: [String], batch: Int = 8, context: Int = 1_000, prompt: Int = 1_000
  ) throws -> DeploymentEstimate {
    DeploymentEstimate(
      scenario: try point(chat, settings: settings), batch: batch, context: context,
      prompt: prompt)
  }

  @Test("Rows of a step add to its total, and terms of memory to the capacity", arguments: plans)
  func sums(settings: [String]) throws {
    let table = try estimate(settings).tidyTable()
    func values(_ section: String) -> [String: [Double]] {
      var found: [String: [Double]] = [:]
      for row in table.rows.indices where table[row, "section"] == .text(section) {
        guard case .text(let item) = table[row, "item"], case .real(let value) = table[row, "value"]
        else { continue }
        #expect(table[row, "unit"] != .missing)
        found[item, default: []].append(value)
      }
      return found
    }
    for section in ["decode", "prefill"] {
      var parts = values(section)
      let total = try #require(parts.removeValue(forKey: "total")?.first)
      let sum = parts.values.joined().reduce(0, +)
      #expect(total > 0)
      #expect(abs(sum / total - 1) < 1e-9, "\(section)")
      let byCause = values(section + "-cause").values.joined().reduce(0, +)
      #expect(abs(byCause / total - 1) < 1e-9, "\(section)")
    }
    var memory = values("memory")
    memory["cache-blocks"] = nil
    memory["sequences-that-fit"] = nil
    let capacity = try #require(memory.removeValue(forKey: "capacity")?.first)
    #expect(abs(memory.values.joined().reduce(0, +) / capacity - 1) < 1e-9)
  }

  @Test("A larger batch makes more tokens per second, none sooner, and each cheaper")
  func batches() throws {
    let estimates = try [1, 2, 8, 32, 128].map { try estimate([], batch: $0) }
    for (small, large) in zip(estimates, estimates.dropFirst()) {
      let steps = try (#require(small.decode).duration, #require(large.decode).duration)
      #expect(steps.0 <= steps.1)
      #expect(
        try #require(small.outputPerAccelerator) < #require(large.outputPerAccelerator))
      #expect(try #require(small.outputCost) > #require(large.outputCost))
    }
  }

  @Test("The cost is the price of an hour over the tokens of an hour")
  func cost() throws {
    let rented = try estimate(["owner={kind: rented, rent: 3.6 USD/h, rental-extras: 0}"])
    let rate = try #require(rented.outputPerAccelerator).value
    // 3.6 USD/h are 1e-3 USD/s.
    #expect(
      abs(try #require(rented.outputCost).perMillionTokens / (1e-3 / rate * 1e6) - 1) < 1e-9)
  }

  @Test("It is the step that the simulation takes with the same batch", arguments: plans)
  func sameStep(settings: [String]) throws {
    let made = try estimate(settings, batch: 6, context: 900, prompt: 500)
    let study = try ServingStudy(made.scenario)
    #expect(
      made.decode?.duration
        == study.predictor.duration(of: .decode(sequences: 6, context: 6 * 900)))
    #expect(made.prefill?.duration == study.predictor.duration(of: .prefill(tokens: 500)))
  }

  @Test("A batch of equal requests in lock step sees what the closed form says", arguments: plans)
  func batchInLockStep(settings: [String]) throws {
    // All prompts fit in one step, so that all sequences start and end together.
    let (batch, prompt, output) = (6, 100, 60)
    let scenario = try point(
      chat,
      settings: settings + [
        "workload.arrivals=closed(\(batch))", "workload.prompt-tokens=\(prompt)",
        "workload.output-tokens=\(output)", "replications=1", "duration=30 s", "warm-up=5 s",
      ])
    let run = try #require(
      Experiment(points: [scenario], isEqualizedByObjective: false).run(jobs: 1).points[0].runs
        .first)
    var decoding = Seconds.zero
    for step in 1..<output {
      decoding += try #require(
        estimate(settings, batch: batch, context: prompt + step).decode
      ).duration
    }
    let perToken = decoding.value / Double(output - 1) * 1e3
    let simulated = try #require(run.value(of: .timePerOutputToken50))
    #expect(abs(simulated / perToken - 1) < 1e-3, "\(simulated) ms against \(perToken) ms")
  }

  @Test("Layers of two kinds that sum alike are one way of communication")
  func mergedWays() throws {
    let made = try estimate([
      "model=deepseek-r1", "fleet.accelerator=h200-sxm", "fleet.engine=sglang-0.5",
      "fleet.plan.tensor=8",
    ])
    let table = try #require(made.communication)
    // Two sums in each of 61 layers, of which the first three are dense.
    #expect(table.rows.count == 1)
    #expect(table[0, "times"] == .integer(2 * 61))
  }

  @Test("What a prediction rests on is said in tables for machines too")
  func notes() throws {
    let made = try estimate(["fleet.engine={name: vllm-0.12, overlap: two-batch}"])
    #expect(made.notes.contains { $0.contains("overlap two-batch changes nothing") })
    let table = made.tidyTable()
    let noted = table.rows.indices.filter { table[$0, "section"] == "note" }
    #expect(noted.map { table[$0, "item"] } == made.notes.map { .text($0) })
  }

  @Test("One device talks to nobody: no collective and no transfer among its operators")
  func singleDevice() throws {
    for model in ["llama-3.1-8b", "gpt-oss-20b", "deepseek-v2-lite"] {
      let made = try estimate(["model=\(model)"])
      for step in [try #require(made.decode), try #require(made.prefill)] {
        let links: [StepOperator] = [.tensorAllReduce, .dispatch, .combine, .pipelineTransfer]
        #expect(!step.rows.contains { links.contains($0.part) || $0.cause == .communication })
      }
    }
  }

  @Test("One client with requests of one length sees what the closed form says", arguments: plans)
  func singleClient(settings: [String]) throws {
    let (prompt, output) = (700, 60)
    let scenario = try point(
      chat,
      settings: settings + [
        "workload.arrivals=closed(1)", "workload.prompt-tokens=\(prompt)",
        "workload.output-tokens=\(output)", "replications=1", "duration=30 s", "warm-up=5 s",
      ])
    let run = try #require(
      Experiment(points: [scenario], isEqualizedByObjective: false).run(jobs: 1).points[0].runs
        .first)
    // The first token comes with the prompt; the k-th step after it attends over k more.
    var decoding = Seconds.zero
    for step in 1..<output {
      decoding += try #require(
        estimate(settings, batch: 1, context: prompt + step).decode
      ).duration
    }
    let perToken = decoding.value / Double(output - 1) * 1e3
    let simulated = try #require(run.value(of: .timePerOutputToken50))
    #expect(abs(simulated / perToken - 1) < 1e-3, "\(simulated) ms against \(perToken) ms")
  }

  @Test("What does not fit is infeasible, and still shows its memory")
  func infeasible() throws {
    let large = try estimate(["model=llama-3.1-405b"])
    #expect(!large.isFeasible)
    #expect(large.tables().contains { $0.title == "memory of one device" })
    #expect(large.headline.contains("verdict"))
  }
}
