import Hardware
import Performance

extension TrainingRun {
  /// The run under a changed plan, on a cluster enlarged where it must be; nil where no such plan
  /// exists.
  func with(
    tensor: Int? = nil, pipeline: Int? = nil, data: Int? = nil,
    recompute: TrainingPlan.Recompute? = nil, sharding: StateSharding? = nil,
    offload: TrainingPlan.Offload? = nil
  ) -> TrainingRun? {
    guard
      let plan = try? TrainingPlan(
        tensor: tensor ?? self.plan.tensor, pipeline: pipeline ?? self.plan.pipeline,
        data: data ?? self.plan.data, context: self.plan.context, expert: self.plan.expert,
        microBatch: self.plan.microBatch, globalBatch: self.plan.globalBatch,
        virtualStages: self.plan.virtualStages, recompute: recompute ?? self.plan.recompute,
        sharding: sharding ?? self.plan.sharding, dividesSequence: self.plan.dividesSequence,
        overlap: self.plan.overlap, schedule: self.plan.schedule, layout: self.plan.layout,
        offload: offload ?? self.plan.offload)
    else { return nil }
    let perPackage = cluster.accelerator.devices
    let needed = (plan.devices + perPackage - 1) / perPackage
    let cluster = Cluster(
      accelerator: cluster.accelerator, system: cluster.system,
      accelerators: max(cluster.accelerators, needed))
    return TrainingRun(
      model: model, cluster: cluster, plan: plan, recipe: recipe, sequence: sequence,
      predictionModules: predictionModules)
  }
}
