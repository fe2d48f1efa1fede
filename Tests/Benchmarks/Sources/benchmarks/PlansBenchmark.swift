import Hardware
import LanguageModels
import Quantities
import ReferenceData
import Training

/// How many training plans are judged in a second, in memory and time, on one core.
enum PlansBenchmark: Benchmark {
  static let name = "plans"
  static let summary = "Plan search: all training plans of a model on a cluster, on one core"

  private static let rounds = 2

  private struct Question {
    let model: String
    let chip: String
    let accelerators: Int
    let recipe: TrainingRecipe
    let sequence: Int
    let globalBatch: Int
  }

  private static let questions = [
    Question(
      model: "llama-3.1-405b", chip: "h100-sxm", accelerators: 16_384, recipe: .bf16,
      sequence: 8_192, globalBatch: 2_048),
    Question(
      model: "deepseek-v3", chip: "h800-sxm", accelerators: 2_048, recipe: .fp8, sequence: 4_096,
      globalBatch: 15_360),
  ]

  static func run() throws -> [TextTable] {
    let catalog = try Catalog.installed()
    var table = TextTable(
      title: summary,
      header: [
        "model", "accelerators", "points", "plans", "feasible", "timed", "s", "plans per second",
      ])
    var answers = TextTable(
      title: "The fastest of them", header: ["model", "widths", "step", "MFU"])
    for question in questions {
      let chip = try catalog.accelerator(question.chip)
      let search = TrainingPlanSearch(
        model: try catalog.model(question.model), accelerator: chip,
        system: try catalog.defaultSystem(for: chip), recipes: [question.recipe],
        sequence: question.sequence, globalBatch: question.globalBatch,
        space: TrainingPlanSpace(accelerators: [question.accelerators]),
        calibration: try catalog.calibration(for: chip.name).calibration)
      var times: [Double] = []
      var answer = search.answer()
      for _ in 0..<rounds {
        let start = Machine.processorSeconds
        answer = search.answer()
        times.append(Machine.processorSeconds - start)
      }
      let judged =
        answer.feasible
        + (answer.exclusions.first { $0.reason == .memory }?.plans ?? 0)
      table.rows.append([
        question.model, "\(question.accelerators)", "\(answer.plans)", "\(judged)",
        "\(answer.feasible)", "\(answer.timed)", fixed(times.median),
        "\(Int(Double(judged) / times.median))",
      ])
      for candidate in answer.ranked {
        answers.rows.append([
          question.model,
          words(candidate.run.plan),
          UnitNotation.format(candidate.step.duration),
          fixed(candidate.step.modelUtilization() * 100),
        ])
      }
    }
    return [table, answers]
  }

  private static func words(_ plan: TrainingPlan) -> String {
    let widths = [
      ("tensor", plan.tensor), ("context", plan.context), ("expert", plan.expert),
      ("pipeline", plan.pipeline), ("chunks", plan.virtualStages), ("data", plan.data),
      ("micro-batch", plan.microBatch),
    ].filter { $0.1 > 1 }.map { "\($0.0) \($0.1)" }
    return
      (widths + [
        plan.recompute.rawValue, "\(plan.sharding)", plan.overlap.rawValue, plan.schedule.rawValue,
      ]).joined(separator: ", ")
  }
}
