import Economics
import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Training

/// The plan of a training question: as it is stated, or the best that a search finds.
struct TrainingPlanResolution: Sendable {
  let run: TrainingRun
  /// What the search found; nil where the plan is stated.
  let answer: TrainingPlanSearch.Answer?

  init(_ question: TrainingQuestion, of scenario: Scenario) throws(TrainingQuestionError) {
    guard let goal = question.plan.goal else {
      run = try question.statedRun(on: scenario)
      answer = nil
      return
    }
    let answer = question.search(goal, on: scenario).answer()
    guard let chosen = question.choice(goal, of: answer, for: scenario) else {
      throw TrainingQuestionError(reason: answer.refusal)
    }
    run = chosen.run
    self.answer = answer
  }
}

/// Why the numbers of a training question do not make a run.
struct TrainingQuestionError: Error {
  let reason: String
}

extension TrainingQuestion {
  /// The run that the question describes: what tensor, context and pipeline leave of the devices is
  /// data parallel.
  fileprivate func statedRun(on scenario: Scenario) throws(TrainingQuestionError) -> TrainingRun {
    let devices = accelerators * scenario.accelerator.devices
    let width = (plan.tensor ?? 1) * (plan.context ?? 1) * (plan.pipeline ?? 1)
    guard devices.isMultiple(of: width) else {
      // An accelerator may hold several devices: the least count that gives a multiple.
      let step = width / greatestCommonDivisor(width, scenario.accelerator.devices)
      let enough = (accelerators + step - 1) / step * step
      let widths = plan.context ?? 1 > 1 ? "tensor × context × pipeline" : "tensor × pipeline"
      throw TrainingQuestionError(
        reason: "\(devices) devices do not divide by \(widths) = \(width): "
          + "\(enough) accelerators do")
    }
    do {
      let plan = try TrainingPlan(
        tensor: plan.tensor ?? 1, pipeline: plan.pipeline ?? 1, data: devices / width,
        context: plan.context ?? 1, expert: plan.expert ?? 1, microBatch: plan.microBatch ?? 1,
        globalBatch: globalBatch, virtualStages: plan.virtualStages ?? 1,
        recompute: plan.recompute ?? .selective, sharding: plan.sharding ?? .optimizer,
        overlap: plan.overlap ?? .gradients, schedule: plan.schedule ?? .oneForwardOneBackward,
        layout: plan.layout ?? .even, offload: plan.offload ?? .none)
      return TrainingRun(
        model: scenario.model,
        cluster: Cluster(
          accelerator: scenario.accelerator, system: scenario.system, accelerators: accelerators),
        plan: plan, recipe: recipe, sequence: sequence)
    } catch {
      throw TrainingQuestionError(reason: error.sentence)
    }
  }

  /// The search through what the question leaves open.
  func search(
    _ goal: PlanSearchGoal, on scenario: Scenario, model: ModelArchitecture? = nil
  ) -> TrainingPlanSearch {
    TrainingPlanSearch(
      model: model ?? scenario.model, accelerator: scenario.accelerator, system: scenario.system,
      recipes: [recipe], sequence: sequence, globalBatch: globalBatch,
      space: space(goal), calibration: scenario.calibration)
  }

  private func space(_ goal: PlanSearchGoal) -> TrainingPlanSpace {
    // The cheapest run may be one on fewer accelerators: halves of halves.
    let counts =
      goal == .fastest
      ? [accelerators] : Array(Swift.sequence(first: accelerators) { $0 > 1 ? $0 / 2 : nil })
    var space = TrainingPlanSpace(
      accelerators: counts, tensor: plan.tensor.map { [$0] }, pipeline: plan.pipeline.map { [$0] },
      context: plan.context.map { [$0] }, expert: plan.expert.map { [$0] },
      microBatch: plan.microBatch.map { [$0] }, virtualStages: plan.virtualStages.map { [$0] })
    if let offload = plan.offload { space.offloads = [offload] }
    if let layout = plan.layout { space.layouts = [layout] }
    if let recompute = plan.recompute { space.recompute = [recompute] }
    if let sharding = plan.sharding { space.sharding = [sharding] }
    if let overlap = plan.overlap { space.overlaps = [overlap] }
    if let schedule = plan.schedule { space.schedules = [schedule] }
    return space
  }

  /// The fastest plan, or of those that end in time the one of the least accelerator time.
  fileprivate func choice(
    _ goal: PlanSearchGoal, of answer: TrainingPlanSearch.Answer, for scenario: Scenario
  ) -> TrainingPlanSearch.Candidate? {
    guard goal == .cheapest else { return answer.fastest }
    // Spares and failures are part of the bill, and of the time.
    let runs = answer.frontier.compactMap { candidate in
      (try? TrainingStudy(
        with(accelerators: candidate.choice.accelerators), steps: [candidate.step],
        scenario: scenario)).map { (candidate, study: $0) }
    }
    let inTime = runs.filter { run in deadline.map { run.study.expectedTime <= $0 } ?? true }
    return inTime.min {
      $0.study.expectedCost ?? .infinity < $1.study.expectedCost ?? .infinity
    }?.0 ?? answer.fastest
  }

  var recipe: TrainingRecipe { precision.recipe }
}

extension TrainingPlanSearch.Answer {
  /// Why none of the plans can be.
  var refusal: String {
    // What the chip or its memory forbids says more than widths that do not divide.
    let first: [PlanExclusion.Reason] = [.precision, .memory, .interconnect]
    let ordered =
      exclusions.filter { first.contains($0.reason) }
      + exclusions.filter { !first.contains($0.reason) }
    let parts = ordered.map { "\($0.plans) for \($0.reason.rawValue) (\($0.cause.sentence))" }
    return "none of \(plans) plans can be trained: " + parts.joined(separator: "; ")
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
