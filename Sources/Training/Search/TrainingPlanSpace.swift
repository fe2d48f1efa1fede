/// The plans that a search tries: every combination of what is listed.
///
/// A width that is nil takes every value that can work: tensor, context and pipeline widths are
/// divisors of what is left of the devices, data parallelism is the rest, so that every device is
/// used; expert widths divide the experts, micro-batches the global batch, virtual stages the layers
/// of the fullest stage. A width that is listed takes those values and no others.
public struct TrainingPlanSpace: Sendable, Hashable {
  /// Accelerators of the cluster, each count a cluster of its own.
  public var accelerators: [Int]
  public var tensor: [Int]?
  public var pipeline: [Int]?
  public var context: [Int]?
  /// Data widths that are kept of those that result.
  public var data: [Int]?
  public var expert: [Int]?
  public var microBatch: [Int]?
  public var virtualStages: [Int]?
  public var layouts: [TrainingPlan.Layout]
  public var recompute: [TrainingPlan.Recompute]
  public var offloads: [TrainingPlan.Offload]
  public var sharding: [StateSharding]
  /// Without ``TrainingPlan/Overlap/none``, which is never faster.
  public var overlaps: [TrainingPlan.Overlap]
  public var schedules: [TrainingPlan.Schedule]

  public init(
    accelerators: [Int], tensor: [Int]? = nil, pipeline: [Int]? = nil, context: [Int]? = nil,
    data: [Int]? = nil, expert: [Int]? = nil, microBatch: [Int]? = nil,
    virtualStages: [Int]? = nil, layouts: [TrainingPlan.Layout] = TrainingPlan.Layout.allCases,
    recompute: [TrainingPlan.Recompute] = TrainingPlan.Recompute.allCases,
    offloads: [TrainingPlan.Offload] = TrainingPlan.Offload.allCases,
    sharding: [StateSharding] = StateSharding.allCases,
    overlaps: [TrainingPlan.Overlap] = [.gradients, .dualPipe],
    schedules: [TrainingPlan.Schedule] = TrainingPlan.Schedule.allCases
  ) {
    let lists = [
      accelerators, tensor, pipeline, context, data, expert, microBatch, virtualStages,
    ]
    precondition(
      lists.allSatisfy { $0?.allSatisfy { $0 >= 1 } ?? true }, "a width below one in \(lists)")
    precondition(
      lists.allSatisfy { $0?.isEmpty != true } && !layouts.isEmpty && !recompute.isEmpty
        && !offloads.isEmpty && !sharding.isEmpty && !overlaps.isEmpty && !schedules.isEmpty,
      "a space without plans")
    self.accelerators = Self.ascending(accelerators)
    self.tensor = tensor.map(Self.ascending)
    self.pipeline = pipeline.map(Self.ascending)
    self.context = context.map(Self.ascending)
    self.data = data.map(Self.ascending)
    self.expert = expert.map(Self.ascending)
    self.microBatch = microBatch.map(Self.ascending)
    self.virtualStages = virtualStages.map(Self.ascending)
    self.layouts = layouts
    self.recompute = recompute
    self.offloads = offloads
    self.sharding = sharding
    self.overlaps = overlaps
    self.schedules = schedules
  }

  private static func ascending(_ list: [Int]) -> [Int] {
    list.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}
