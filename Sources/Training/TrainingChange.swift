import LanguageModels
import Performance
public import Quantities

/// The least change of one knob, alone, that makes an infeasible run feasible (Eq. 8.9).
public struct TrainingChange: Sendable, Hashable {
  /// What is turned, and how far.
  public enum Knob: Sendable, Hashable {
    case recompute(TrainingPlan.Recompute)
    case sharding(StateSharding)
    case offload(TrainingPlan.Offload)
    case tensor(Int)
    case pipeline(Int)
    /// Data width, the global batch unchanged.
    case data(Int)
    case recipe(TrainingRecipe)
    case deadline(Seconds)
  }

  public let knob: Knob
  public let run: TrainingRun
  public let goal: TrainingFeasibility.Goal?

  /// Whether it asks for less instead of giving more.
  public var reducesDemand: Bool {
    if case .deadline = knob { true } else { false }
  }
}

extension TrainingFeasibility {
  /// For each knob alone the smallest change that turns the verdict to feasible, applied to be
  /// sure; empty when it is feasible or unknown.
  ///
  /// Ranked: changes that keep the goal first, then by accelerators. The cluster grows with a plan
  /// that needs more devices.
  public func smallestChanges() -> [TrainingChange] {
    guard case .infeasible = verdict else { return [] }
    let plan = run.plan
    let widths = (0..<20).map { 1 << $0 }
    let searches: [[TrainingChange.Knob]] = [
      TrainingPlan.Recompute.allCases.map { .recompute($0) },
      StateSharding.allCases.map { .sharding($0) },
      TrainingPlan.Offload.allCases.map { .offload($0) },
      [.recipe(.bf16), .recipe(.fp16)],
      widths.filter { $0 > plan.tensor && $0 <= 64 }.map { .tensor($0) },
      ((plan.pipeline + 1)...max(plan.pipeline + 1, run.model.layers)).map { .pipeline($0) },
      (plan.globalBatch / plan.microBatch).divisors.filter { $0 > plan.data }.map { .data($0) },
      goal.map { [.deadline(longer($0))] } ?? [],
    ]
    let found = searches.enumerated().compactMap { order, knobs in
      knobs.lazy.compactMap { change($0) }.first.map { (order, $0) }
    }
    return found.sorted {
      ($0.1.reducesDemand ? 1 : 0, $0.1.run.accelerators, $0.0)
        < ($1.1.reducesDemand ? 1 : 0, $1.1.run.accelerators, $1.0)
    }.map(\.1)
  }

  private func change(_ knob: TrainingChange.Knob) -> TrainingChange? {
    var goal = goal
    var changed: TrainingRun?
    switch knob {
    case .recompute(let recompute): changed = run.with(recompute: recompute)
    case .sharding(let sharding): changed = run.with(sharding: sharding)
    case .offload(let offload): changed = run.with(offload: offload)
    case .tensor(let width): changed = run.with(tensor: width)
    case .pipeline(let stages): changed = run.with(pipeline: stages)
    case .data(let width): changed = run.with(data: width)
    case .recipe(let recipe):
      changed = TrainingRun(
        model: run.model, cluster: run.cluster, plan: run.plan, recipe: recipe,
        sequence: run.sequence, predictionModules: run.predictionModules)
    case .deadline(let deadline):
      changed = run
      goal = goal.map { Goal(tokens: $0.tokens, deadline: deadline, goodput: $0.goodput) }
    }
    guard let changed else { return nil }
    // Times are dear: what fails without a goal fails with one.
    guard TrainingFeasibility(run: changed).isFeasible,
      TrainingFeasibility(run: changed, goal: goal, calibration: calibration).isFeasible
    else { return nil }
    return TrainingChange(knob: knob, run: changed, goal: goal)
  }

  /// The shortest deadline that the predicted time meets and that is printed in full: a reader
  /// who copies the sentence must not be short of the digits that were rounded away.
  private func longer(_ goal: Goal) -> Seconds {
    guard let calibration, let step = try? TrainingStep(run: run, calibration: calibration) else {
      return goal.deadline
    }
    let needed = step.timeToTrain(goal.tokens, goodput: goal.goodput)
    // A further unit in the third digit is at most a hundredth of the whole.
    let printed = [1, 1.005, 1.01].lazy.compactMap {
      try? UnitNotation().parse(UnitNotation.format(needed * $0), as: Seconds.self)
    }
    return printed.first { $0 >= needed } ?? needed
  }
}
