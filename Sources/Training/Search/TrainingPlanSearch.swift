public import Hardware
public import LanguageModels
public import Performance
public import Quantities

/// The search for the plan by which a model is trained fastest, or cheapest, on a kind of cluster.
///
/// Every plan of a ``TrainingPlanSpace`` is asked in turn whether it can be, whether it fits, and
/// what time a step takes; the answers are those of ``TrainingFeasibility`` and ``TrainingStep``.
/// Memory comes before time, and a plan whose passes alone take longer than what was found already
/// is not timed further: that leaves out no plan that could be in the answer.
///
/// The order of plans is that of the properties of ``PlanChoice``, each ascending or as listed; of
/// plans that take equally long the first is kept. Answers do not depend on the number of threads.
public struct TrainingPlanSearch: Sendable {
  public let model: ModelArchitecture
  public let accelerator: Accelerator
  public let system: AcceleratorSystem
  public let recipes: [TrainingRecipe]
  public let sequence: Int
  public let globalBatch: Int
  public let predictionModules: Int?
  public var space: TrainingPlanSpace
  public let calibration: OperatorCalibration

  /// - Parameters:
  ///   - sequence: tokens of one sequence.
  ///   - globalBatch: sequences of one step.
  ///   - predictionModules: as of ``TrainingRun``.
  public init(
    model: ModelArchitecture, accelerator: Accelerator, system: AcceleratorSystem,
    recipes: [TrainingRecipe] = [.bf16], sequence: Int, globalBatch: Int,
    predictionModules: Int? = nil, space: TrainingPlanSpace, calibration: OperatorCalibration
  ) {
    precondition(!recipes.isEmpty, "a search without recipes")
    precondition(sequence >= 1 && globalBatch >= 1, "\(globalBatch) sequences of \(sequence)")
    self.model = model
    self.accelerator = accelerator
    self.system = system
    self.recipes = recipes
    self.sequence = sequence
    self.globalBatch = globalBatch
    self.predictionModules = predictionModules
    self.space = space
    self.calibration = calibration
  }

  /// A plan that can be trained, and its step.
  public struct Candidate: Sendable {
    public let choice: PlanChoice
    public let step: TrainingStep
    /// One step of all accelerators; nil without a price.
    public let costPerStep: USDollars?

    public var run: TrainingRun { step.run }

    /// Nil without a price.
    public var costPerToken: USDollarsPerToken? {
      costPerStep.map { $0 / Tokens(run.tokensPerStep) }
    }
  }

  /// What a search found.
  public struct Answer: Sendable {
    /// The fastest plans of different widths, over all numbers of accelerators.
    public let ranked: [Candidate]
    /// The plan of the least cost per step, nil without a price or a plan. Every step trains on as
    /// many tokens, so that it costs the least per token too.
    public let cheapest: Candidate?
    /// The fastest plan of each number of accelerators that no smaller number matches, ascending.
    public let frontier: [Candidate]
    /// What was ruled out, by reason, with the nearest example.
    public let exclusions: [PlanExclusion]
    /// Plans of the space: feasible ones and excluded ones.
    public let plans: Int
    /// Plans that can be, fit and have a time.
    public let feasible: Int
    /// Of the feasible ones those whose step was put together in full; of the others the passes
    /// alone take longer than the plans in the answer.
    public let timed: Int

    public var fastest: Candidate? { ranked.first }
  }

  /// - Parameters:
  ///   - count: how many of the fastest plans to keep.
  ///   - threads: how many to use; the answer is the same.
  ///   - hour: the price of an hour of one accelerator in a cluster of so many.
  public func answer(
    keeping count: Int = 5, threads: Int = 1, hour: ((_ accelerators: Int) -> USDollars)? = nil
  ) -> Answer {
    precondition(count >= 1, "no plan is kept")
    let parts = parts(keeping: count)
    var walks = performed(parts, threads: threads) { $0.walk() }
    var best: [TimedPlan] = []
    for accelerators in space.accelerators {
      var ranking = PlanRanking(count: count)
      for walk in walks where walk.accelerators == accelerators {
        for plan in walk.ranking.plans { ranking.add(plan) }
      }
      best += ranking.plans
    }
    var ranked = PlanRanking(count: count)
    for plan in best { ranked.add(plan) }
    if let fastest = ranked.plans.first?.choice {
      walks = performed(walks, threads: threads) { $0.seekExamples(near: fastest) }
    }
    var exclusions = PlanExclusions()
    for walk in walks { exclusions.add(walk.exclusions) }

    func candidate(_ plan: TimedPlan) -> Candidate {
      let run = run(plan.choice)
      // Timed before with the same operators.
      let step = try! TrainingStep(run: run, calibration: calibration)
      return Candidate(
        choice: plan.choice, step: step, costPerStep: cost(of: plan, hour: hour))
    }
    var frontier: [TimedPlan] = []
    for accelerators in space.accelerators {
      guard let plan = best.first(where: { $0.choice.accelerators == accelerators }) else {
        continue
      }
      if frontier.last.map({ plan.duration < $0.duration }) ?? true { frontier.append(plan) }
    }
    let cheapest =
      hour == nil
      ? nil
      : best.min { cost(of: $0, hour: hour)! < cost(of: $1, hour: hour)! }
    return Answer(
      ranked: ranked.plans.map(candidate), cheapest: cheapest.map(candidate),
      frontier: frontier.map(candidate), exclusions: exclusions.all,
      plans: walks.reduce(0) { $0 + $1.plans }, feasible: walks.reduce(0) { $0 + $1.feasible },
      timed: walks.reduce(0) { $0 + $1.timed })
  }

  /// The run that a choice describes.
  func run(_ choice: PlanChoice) -> TrainingRun {
    TrainingRun(
      model: model,
      cluster: Cluster(
        accelerator: accelerator, system: system, accelerators: choice.accelerators),
      plan: try! choice.plan(globalBatch: globalBatch), recipe: choice.recipe, sequence: sequence,
      predictionModules: predictionModules)
  }

  private func cost(of plan: TimedPlan, hour: ((Int) -> USDollars)?) -> USDollars? {
    let accelerators = plan.choice.accelerators
    return hour.map { $0(accelerators) * (Double(accelerators) * (plan.duration / .hour)) }
  }
}
