import Performance
import Quantities
import ReferenceData

/// How long it takes to ask how long a step takes.
enum PredictorBenchmark: Benchmark {
  static let name = "predictor"
  static let summary = "StepTimePredictor: time of one prediction, in nanoseconds"

  private static let rounds = 9
  private static let callsPerRound = 100_000

  static func run() throws -> [TextTable] {
    let catalog = try Catalog.installed()
    let contenders = try [
      ("llama-3.3-70b", ParallelismPlan(tensor: 4)),
      ("deepseek-v3", ParallelismPlan(data: 16, expert: 16)),
      ("gpt-oss-120b", ParallelismPlan(tensor: 2)),
      ("qwen3-next-80b-a3b", ParallelismPlan(tensor: 4)),
    ].map { model, plan in
      try (
        model, plan.devices,
        CatalogReplica(of: model, on: "h100-sxm", plan: plan, engine: "vllm-0.12", in: catalog)
          .predictor
      )
    }
    var times = contenders.map { _ in Step.allCases.map { _ in [Double]() } }
    for round in 0...rounds {
      for (index, contender) in contenders.enumerated() {
        for (column, step) in Step.allCases.enumerated() {
          let time = nanoseconds(of: step, by: contender.2)
          if round > 0 { times[index][column].append(time) }
        }
      }
    }
    var table = TextTable(
      title: summary, header: ["model", "H100s"] + Step.allCases.map(\.rawValue))
    for (contender, times) in zip(contenders, times) {
      table.rows.append(
        [contender.0, "\(contender.1)"] + times.map { "\(Int($0.median.rounded()))" })
    }
    return [table]
  }

  /// What a step holds.
  private enum Step: String, CaseIterable {
    case decode, prefill, mixed

    /// A step unlike the one before, as steps of a simulation are.
    func shape(_ index: Int) -> BatchShape {
      var shape = BatchShape()
      if self != .prefill {
        shape.addDecode(sequences: 64, context: 64 * 2_000 + 64 * (index & 1_023))
      }
      if self != .decode {
        shape.addPrefill(
          newTokens: 512 + index & 255, cachedTokens: index & 63, finishesPrompt: true)
      }
      return shape
    }
  }

  private static func nanoseconds(of step: Step, by predictor: StepTimePredictor) -> Double {
    var sum = Seconds.zero
    let start = Machine.processorSeconds
    for index in 0..<callsPerRound { sum += predictor.duration(of: step.shape(index)) }
    let duration = Machine.processorSeconds - start
    precondition(sum > .zero)
    return duration / Double(callsPerRound) * 1e9
  }
}
