import Foundation
import Hardware
import Performance
import Quantities
import Scenarios
import Tables
import Testing

@testable import Experiments

@Suite("What-if questions")
struct SensitivityTests {
  static let plans: [[String]] = [
    [], ["model=llama-3.1-70b", "fleet.plan.tensor=8"],
    [
      "model=deepseek-v3", "fleet.system=dgx-h100", "fleet.engine=sglang-0.5",
      "fleet.plan={data: 16, expert: 16}",
    ],
    [
      "model=llama-3.1-70b", "fleet.accelerator=ascend-910c", "fleet.plan={tensor: 8, pipeline: 4}",
    ],
  ]

  private func estimate(_ settings: [String], batch: Int = 32) throws -> DeploymentEstimate {
    DeploymentEstimate(
      scenario: try point(chat, settings: settings), batch: batch, context: 2_000, prompt: 1_000)
  }

  private func answer(_ text: String, _ base: DeploymentEstimate) throws -> Sensitivity {
    try #require(try base.sensitivities(to: [WhatIf(parsing: text)]).first)
  }

  @Test("More of anything never slows, less never speeds up", arguments: plans)
  func monotone(settings: [String]) throws {
    let base = try estimate(settings)
    for property in MachineProperty.allCases
    where property == .peak || base.deployment.cluster.value(of: property) != nil {
      for factor in [1.01, 1.2, 3] {
        let more = try answer("\(property.rawValue) x\(factor)", base)
        let less = try answer("\(property.rawValue) x\(1 / factor)", base)
        #expect(try #require(more.decodeRatio) <= 1 && #require(more.prefillRatio) <= 1)
        #expect(try #require(less.decodeRatio) >= 1 && #require(less.prefillRatio) >= 1)
        #expect(more.changed.largestBatch >= base.largestBatch)
        #expect(less.changed.largestBatch <= base.largestBatch)
        #expect(more.flip != .becomesInfeasible && less.flip != .becomesFeasible)
      }
    }
    #expect(try #require(answer("host-overhead +20 %", base).decodeRatio) >= 1)
  }

  @Test(
    "What the rates and the host explain adds to the step, but for fixed latencies",
    arguments: plans)
  func elasticities(settings: [String]) throws {
    let base = try estimate(settings)
    let step = 1e-4
    var sums = [0.0, 0.0]
    for property in MachineProperty.allCases
    where property == .peak || base.deployment.cluster.value(of: property) != nil {
      let answer = try answer("\(property.rawValue) x\(1 + step)", base)
      sums[0] -= log(try #require(answer.decodeRatio)) / log(1 + step)
      sums[1] -= log(try #require(answer.prefillRatio)) / log(1 + step)
    }
    let host = try answer("host-overhead x\(1 + step)", base)
    sums[0] += log(try #require(host.decodeRatio)) / log(1 + step)
    sums[1] += log(try #require(host.prefillRatio)) / log(1 + step)
    // Latencies of links and costs per sequence of kernels scale with none of these.
    for sum in sums { #expect((0.75...1.001).contains(sum), "\(sums)") }
    if base.deployment.plan.devices == 1 { #expect(sums[1] > 0.99, "\(sums)") }
  }

  @Test("The host's time counts by its share of the step, exactly", arguments: plans)
  func host(settings: [String]) throws {
    let base = try estimate(settings)
    let decode = try #require(base.decode)
    let share =
      try #require(decode.byOperator.first { $0.part == .host }).duration / decode.duration
    let ratio = try #require(answer("host-overhead +50 %", base).decodeRatio)
    #expect(abs(ratio - (1 + 0.5 * share)) < 1e-9)
  }

  @Test("A stated value is the multiple of the figure that it is, and joint changes are joint")
  func values() throws {
    let base = try estimate([])
    let bandwidth = base.deployment.cluster.accelerator.memory.bandwidth
    let text = "memory-bandwidth \(bandwidth.value * 2 / 1e12) TB/s"
    let stated: Double = try #require(answer(text, base).decodeRatio)
    let twice: Double = try #require(answer("memory-bandwidth x2", base).decodeRatio)
    #expect(abs(stated - twice) < 1e-9)
    // Every rate twice and the host half: half the time, but for costs per sequence.
    let all = try answer("memory-bandwidth x2, peak x2, host-overhead -50 %", base)
    #expect(all.question.label == "memory-bandwidth ×2, peak ×2, host-overhead −50 %")
    let prefill: Double = try #require(all.prefillRatio)
    #expect(abs(prefill - 0.5) < 1e-3)
    let decode: Double = try #require(all.decodeRatio)
    let rates = try (
      #require(base.outputPerAccelerator).value, #require(all.changed.outputPerAccelerator).value
    )
    let costs = try (#require(base.outputCost).value, #require(all.changed.outputCost).value)
    #expect(abs(rates.1 / rates.0 * decode - 1) < 1e-12)
    #expect(abs(costs.1 / costs.0 / decode - 1) < 1e-9)
  }

  @Test("Formats change the bytes: fewer for the weights, fewer for the cache")
  func formats() throws {
    let base = try estimate([])
    let weights = try answer("weights fp8", base)
    #expect(weights.changed.footprint.bindingStage.weights < base.footprint.bindingStage.weights)
    #expect(try #require(weights.decodeRatio) < 1)
    let cache = try answer("cache fp8", base)
    let ratio = Double(cache.changed.largestBatch) / Double(base.largestBatch)
    #expect((1.98...2.02).contains(ratio))
  }

  @Test("Verdicts that turn come first, then the largest effects")
  func order() throws {
    let base = try estimate([])
    let answers = try base.sensitivities(
      to: [
        "memory-bandwidth +5 %", "scale-up-bandwidth +20 %", "peak -20 %",
        "memory-capacity -80 %", "memory-bandwidth -20 %", "memory-capacity +20 %",
      ]
      .map { try WhatIf(parsing: $0) })
    #expect(answers[0].flip == .becomesInfeasible)
    #expect(answers[0].question.label == "memory-capacity −80 %")
    #expect(
      zip(answers.dropFirst(), answers.dropFirst(2)).allSatisfy {
        $0.effectOnTime >= $1.effectOnTime
      })
    #expect(answers[4].question.label == "memory-capacity +20 %")
    #expect(Sensitivity.withoutEffect(answers) == ["scale-up-bandwidth +20 %"])
    let table = Sensitivity.table(answers)
    #expect(table.rows.count == answers.count - 1)
    #expect(table[0, "verdict"] == "becomes infeasible")
    #expect(Sensitivity.reasons(answers).count == 1)

    let tooLarge = try estimate(["model=llama-3.1-70b"])
    #expect(try answer("memory-capacity x4", tooLarge).flip == .becomesFeasible)
  }

  @Test("What is asked by default changes every figure that the machine has, both ways")
  func standard() throws {
    let base = try estimate(["model=llama-3.1-70b", "fleet.plan.tensor=8"])
    let labels = Set(base.sensitivities().map(\.question.label))
    for figure in [
      "memory-bandwidth", "memory-capacity", "peak", "scale-up-bandwidth",
      "scale-out-bandwidth", "host-overhead",
    ] {
      #expect(labels.isSuperset(of: ["\(figure) +20 %", "\(figure) −20 %"]), "\(figure)")
    }
    #expect(labels.contains("weights fp8"))
    #expect(!labels.contains { $0.hasPrefix("die-to-die") || $0 == "weights bf16" })
    #expect(throws: WhatIfError.absent(.dieToDieBandwidth)) {
      try base.sensitivities(to: [WhatIf(parsing: "die-to-die-bandwidth +20 %")])
    }
    // The long table holds them all, with units.
    let tidy = base.tidyTable(answers: base.sensitivities())
    let rows = tidy.rows.indices.filter { tidy[$0, "section"] == "what-if" }
    #expect(rows.allSatisfy { tidy[$0, "unit"] != .missing })
    #expect(Set(rows.map { tidy[$0, "item"] }).count == labels.count)
  }

  @Test(
    "Amounts are read in any of their forms",
    arguments: [
      ("peak +20%", "peak +20 %"), ("  peak   +20 % ", "peak +20 %"), ("peak −20%", "peak −20 %"),
      ("peak -12.5 %", "peak −12.5 %"), ("peak x1.5", "peak ×1.5"), ("peak × 2", "peak ×2"),
      ("memory-capacity 141 GB", "memory-capacity 141 GB"), ("weights nvfp4", "weights nvfp4"),
      ("peak +20%,cache int8", "peak +20 %, cache int8"),
    ])
  func forms(text: String, label: String) throws {
    #expect(try WhatIf(parsing: text).label == label)
  }

  @Test(
    "What cannot be read says what would be",
    arguments: [
      ("", "is empty", "memory-bandwidth"),
      ("memory-bandwith +20%", "nothing is named", "memory-bandwidth"),
      ("memory-bandwidth+20%", "nothing is named", "memory-bandwidth +20%"),
      ("peak", "missing", "+20 %"), ("weights", "missing", "weights fp8"),
      ("peak 20%", "no change", "+20%"), ("peak +20", "no change", "+20 %"),
      ("peak -100 %", "no change", "+20 %"), ("peak x0", "no change", "x2"),
      ("peak 989 TFLOP/s", "no change", "+20 %"), ("memory-bandwidth 4.8 TB", "no change", "TB/s"),
      ("memory-capacity 0 GB", "no change", "141 GB"), ("host-overhead 3 ms", "no change", "+20 %"),
      ("weights fp9", "no change", "fp8"), ("cache nvfp4", "no change", "fp8"),
      ("peak +20 %, ", "is empty", "peak"), ("peak +inf %", "no change", "+20 %"),
    ])
  func errors(text: String, problem: String, help: String) throws {
    let error = try #require(throws: WhatIfError.self) { try WhatIf(parsing: text) }
    #expect(error.problem.contains(problem), "\(error.problem)")
    #expect((error.expected + " " + (error.suggestion ?? "")).contains(help), "\(error)")
  }
}
