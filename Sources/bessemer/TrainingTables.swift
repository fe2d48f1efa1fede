import Experiments
import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Tables
import Training

/// The tables on a step of training: where its time and its memory go.
enum TrainingTables {
  /// Those that have anything to tell, of points that are no sweep.
  static func all(of result: ExperimentResult, provenance: Provenance) -> [Table] {
    guard result.axes.isEmpty else { return [] }
    let steps = result.points.flatMap { point in
      (point.verdicts.training?.steps ?? []).map { phase, step in
        let name = point.scenario.alternative
        return (
          point.scenario, name: phase.isEmpty ? name : "\(name), \(phase)", step
        )
      }
    }
    return steps.isEmpty
      ? [] : [time(of: steps, provenance: provenance), memory(of: steps, provenance: provenance)]
  }

  private typealias Steps = [(scenario: Scenario, name: String, step: TrainingStep)]

  private static func time(of steps: Steps, provenance: Provenance) -> Table {
    var table = table("Time of a training step", "part", steps, provenance)
    func add(_ name: String, _ value: (TrainingStep) -> String?) {
      let cells = steps.map { Cell(value($0.step)) }
      if cells.contains(where: { $0 != .missing }) { table.append([.text(name)] + cells) }
    }
    add("plan") { $0.run.plan.words }
    add("recomputation, states") {
      let levels = ScenarioKeys.key("training.sharding")?.choices ?? []
      let plan = $0.run.plan
      let level = StateSharding.allCases.firstIndex(of: plan.sharding).map { levels[$0] } ?? ""
      return "\(plan.recompute.rawValue), \(level)"
    }
    add("schedule, layout") { "\($0.run.plan.schedule.rawValue), \($0.run.plan.layout.rawValue)" }
    add("overlap, offload") { "\($0.run.plan.overlap.rawValue), \($0.run.plan.offload.rawValue)" }
    for part in TrainingStep.Part.allCases {
      add(part.rawValue) { step in
        let time = step[part]
        return time > .zero
          ? "\(UnitNotation.format(time)), \(UnitNotation.format(percentage: time / step.duration))"
          : nil
      }
    }
    add("step") { UnitNotation.format($0.duration) }
    func share(_ value: Double) -> String { UnitNotation.format(percentage: value) }
    add("MFU, attended pairs counted") { share($0.modelUtilization(.causal)) }
    add("MFU, all pairs counted") { share($0.modelUtilization(.full)) }
    add("HFU, attended pairs counted") { share($0.hardwareUtilization(.causal)) }
    add("  of the dense peak in") { $0.run.recipe.products.rawValue }
    return table
  }

  private static func memory(of steps: Steps, provenance: Provenance) -> Table {
    var table = table("Memory of the fullest device", "term", steps, provenance)
    let memories = steps.map { TrainingMemory(run: $0.step.run) }
    func add(_ name: String, _ value: (TrainingMemory) -> String?) {
      let cells = memories.map { Cell(value($0)) }
      if cells.contains(where: { $0 != .missing }) { table.append([.text(name)] + cells) }
    }
    add("pipeline stage") { "\($0.largestStage + 1) of \($0.stages.count)" }
    for term in TrainingMemory.Term.allCases {
      add(term.rawValue) { memory in
        let bytes = memory.largest[term]
        return bytes > .zero ? UnitNotation.format(bytes) : nil
      }
    }
    add("all") { UnitNotation.format($0.largest.total) }
    let usable = UnitNotation.format(percentage: TrainingFeasibility.usableMemory)
    table.append(
      [.text("there is, \(usable) of it for these terms")]
        + steps.map {
          .text(UnitNotation.format($0.scenario.accelerator.device.memory.capacity))
        })
    return table
  }

  private static func table(
    _ title: String, _ first: String, _ steps: Steps, _ provenance: Provenance
  ) -> Table {
    Table(
      [Column(first, .text)] + steps.map { Column($0.name.asHeading, .text) },
      title: title, provenance: provenance)
  }
}

extension TrainingPlan {
  /// The widths, those of one left out.
  fileprivate var words: String {
    let widths = [
      ("tensor", tensor), ("pipeline", pipeline), ("virtual", virtualStages), ("data", data),
      ("context", context), ("expert", expert), ("micro-batch", microBatch),
    ]
    let named = widths.filter { $0.1 > 1 }.map { "\($0.0) \($0.1)" }
    return (named.isEmpty ? ["one device"] : named).joined(separator: ", ")
  }
}
