import Hardware
import LanguageModels
import Performance
import Quantities

/// One part of a search: the plans of one cluster, one recipe and one tensor width, in order.
struct PlanWalk: Sendable {
  let search: TrainingPlanSearch
  let accelerators: Int
  let recipe: TrainingRecipe
  let tensor: Int
  var ranking: PlanRanking
  var exclusions = PlanExclusions()
  var plans = 0
  var feasible = 0
  var timed = 0
  let cluster: Cluster
  let available: Bytes
  /// A device's share of the memory of hosts.
  let host: Bytes
  let microBatches: [Int]

  init(
    search: TrainingPlanSearch, accelerators: Int, recipe: TrainingRecipe, tensor: Int,
    keeping count: Int
  ) {
    self.search = search
    self.accelerators = accelerators
    self.recipe = recipe
    self.tensor = tensor
    ranking = PlanRanking(count: count)
    cluster = Cluster(
      accelerator: search.accelerator, system: search.system, accelerators: accelerators)
    microBatches = search.space.microBatches(of: search.globalBatch)
    let devices = Double(search.system.accelerators * search.accelerator.devices)
    host = search.system.host?.capacity.map { $0 / devices } ?? .infinity
    available = search.accelerator.device.memory.capacity * TrainingFeasibility.usableMemory
  }

  /// Visits every plan.
  mutating func walk() {
    let terms = RememberedPlanTerms(cluster: cluster, calibration: search.calibration)
    let shapes = PlanShapes(search: search, devices: cluster.devices, tensor: tensor)
    let count = microBatches.count * search.space.plansPerMicroBatch
    shapes.forEach { shape in
      plans += count
      if let cause = obstacle(to: shape) {
        exclusions.add(count, cause.exclusion, choice(shape), remoteness: 0) { cause }
      } else {
        visit(shape, terms)
      }
    }
  }

  /// Looks again at what was ruled out by other reasons than memory, for the examples nearest to a
  /// plan.
  mutating func seekExamples(near reference: PlanChoice) {
    var nearest = PlanExclusions()
    let shapes = PlanShapes(search: search, devices: cluster.devices, tensor: tensor)
    shapes.forEach { shape in
      let choice = choice(shape, like: reference)
      if let cause = obstacle(to: shape) {
        nearest.add(0, cause.exclusion, choice, remoteness: choice.distance(to: reference)) {
          cause
        }
      } else {
        forEachOrder(of: choice) { choice in
          do throws(TrainingPlanError) {
            _ = try choice.plan(globalBatch: search.globalBatch)
          } catch {
            nearest.add(
              0, error.exclusion, choice, remoteness: choice.distance(to: reference)
            ) { .plan(error) }
          }
        }
      }
    }
    exclusions.replaceExamples(by: nearest)
  }

  /// Why no plan of a shape can be, whatever the batch and the order of passes.
  private func obstacle(to shape: PlanShape) -> PlanExclusion.Cause? {
    guard shape.data > 0 else {
      return .devices(cluster.devices, widths: tensor * shape.context * shape.pipeline)
    }
    do throws(TrainingPlanError) {
      // Microbatches enough for any order.
      let run = try probe(shape, globalBatch: 2 * shape.data * shape.pipeline)
      return run.conflicts.min { $0.exclusion < $1.exclusion }.map { .conflict($0) }
    } catch {
      return .plan(error)
    }
  }

  func probe(_ shape: PlanShape, globalBatch: Int) throws(TrainingPlanError) -> TrainingRun {
    run(
      try TrainingPlan(
        tensor: tensor, pipeline: shape.pipeline, data: shape.data, context: shape.context,
        expert: shape.expert, globalBatch: globalBatch, virtualStages: shape.virtualStages,
        layout: shape.layout))
  }

  func run(_ plan: TrainingPlan) -> TrainingRun {
    TrainingRun(
      model: search.model, cluster: cluster, plan: plan, recipe: recipe,
      sequence: search.sequence, predictionModules: search.predictionModules)
  }

  func choice(_ shape: PlanShape, like other: PlanChoice? = nil) -> PlanChoice {
    let space = search.space
    return PlanChoice(
      accelerators: accelerators, recipe: recipe, tensor: tensor, context: shape.context,
      expert: shape.expert, pipeline: shape.pipeline, data: shape.data, layout: shape.layout,
      virtualStages: shape.virtualStages,
      microBatch: other?.microBatch ?? microBatches[0],
      overlap: other?.overlap ?? space.overlaps[0],
      schedule: other?.schedule ?? space.schedules[0],
      recompute: other?.recompute ?? space.recompute[0],
      offload: other?.offload ?? space.offloads[0], sharding: other?.sharding ?? space.sharding[0])
  }

  /// Every micro-batch, overlap and schedule of a shape.
  func forEachOrder(of choice: PlanChoice, _ body: (PlanChoice) -> Void) {
    var choice = choice
    for microBatch in microBatches {
      choice.microBatch = microBatch
      for overlap in search.space.overlaps {
        choice.overlap = overlap
        for schedule in search.space.schedules {
          choice.schedule = schedule
          body(choice)
        }
      }
    }
  }
}
