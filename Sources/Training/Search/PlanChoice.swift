import Foundation

/// One point of a ``TrainingPlanSpace``, whether or not it is a plan.
public struct PlanChoice: Sendable, Hashable {
  public internal(set) var accelerators: Int
  public internal(set) var recipe: TrainingRecipe
  public internal(set) var tensor: Int
  public internal(set) var context: Int
  public internal(set) var expert: Int
  public internal(set) var pipeline: Int
  public internal(set) var data: Int
  public internal(set) var layout: TrainingPlan.Layout
  public internal(set) var virtualStages: Int
  public internal(set) var microBatch: Int
  public internal(set) var overlap: TrainingPlan.Overlap
  public internal(set) var schedule: TrainingPlan.Schedule
  public internal(set) var recompute: TrainingPlan.Recompute
  public internal(set) var offload: TrainingPlan.Offload
  public internal(set) var sharding: StateSharding

  /// - Throws: why it is no plan.
  public func plan(globalBatch: Int) throws(TrainingPlanError) -> TrainingPlan {
    try TrainingPlan(
      tensor: tensor, pipeline: pipeline, data: data, context: context, expert: expert,
      microBatch: microBatch, globalBatch: globalBatch, virtualStages: virtualStages,
      recompute: recompute, sharding: sharding, overlap: overlap, schedule: schedule,
      layout: layout, offload: offload)
  }

  /// Whether both cut the model into the same pieces.
  func hasWidths(of other: PlanChoice) -> Bool {
    accelerators == other.accelerators && tensor == other.tensor && context == other.context
      && expert == other.expert && pipeline == other.pipeline
      && virtualStages == other.virtualStages && microBatch == other.microBatch
  }

  /// How far two choices are apart: the doublings of each width, and one for each thing else that
  /// differs.
  func distance(to other: PlanChoice) -> Double {
    func doublings(_ a: Int, _ b: Int) -> Double { a == b ? 0 : abs(log2(Double(a) / Double(b))) }
    return doublings(accelerators, other.accelerators) + doublings(tensor, other.tensor)
      + doublings(context, other.context) + doublings(expert, other.expert)
      + doublings(pipeline, other.pipeline) + doublings(data, other.data)
      + doublings(virtualStages, other.virtualStages) + doublings(microBatch, other.microBatch)
      + (recipe == other.recipe ? 0 : 1) + (layout == other.layout ? 0 : 1)
      + (recompute == other.recompute ? 0 : 1) + (overlap == other.overlap ? 0 : 1)
      + (schedule == other.schedule ? 0 : 1) + (sharding == other.sharding ? 0 : 1)
      + (offload == other.offload ? 0 : 1)
  }
}
