import Performance
import Quantities
import ReferenceData

/// How long it takes to ask how long a step takes: in the event loop of a run, which remembers, and
/// anew.
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
    var table = TextTable(
      title: summary, header: ["model", "H100s", "asked"] + Step.allCases.map(\.rawValue))
    for (model, devices, predictor) in contenders {
      table.rows.append([model, "\(devices)", "in a run"] + times(RememberedStepTimes(predictor)))
      table.rows.append([model, "\(devices)", "anew"] + times(predictor))
    }
    return [table]
  }

  /// The median time of each kind of step, after a round that does not count.
  private static func times(_ timing: some StepTiming) -> [String] {
    var timing = timing
    return Step.allCases.map { step in
      let rounds = (0...rounds).map { _ in nanoseconds(of: step, by: &timing) }
      return "\(Int(Array(rounds.dropFirst()).median.rounded()))"
    }
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

  private static func nanoseconds(of step: Step, by timing: inout some StepTiming) -> Double {
    var sum = Seconds.zero
    let start = Machine.processorSeconds
    for index in 0..<callsPerRound { sum += timing.duration(of: step.shape(index)) }
    let duration = Machine.processorSeconds - start
    precondition(sum > .zero)
    return duration / Double(callsPerRound) * 1e9
  }
}
