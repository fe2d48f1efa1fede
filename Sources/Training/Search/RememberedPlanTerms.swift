import Hardware
import LanguageModels
import Performance
import Quantities

/// What the steps of many plans have in common, each computed once under what it depends on.
///
/// One belongs to a model, a cluster, a recipe, a sequence and a calibration; plans differ. It is an
/// object because what one evaluation finds out is there for the next; it is not shared between
/// threads.
final class RememberedPlanTerms {
  let calibration: OperatorCalibration
  let topology: Topology
  private var layerTimes: [LayerKey: Result<LayerTimes, TrainingConflicts>] = [:]
  private var stageCounts: [StageKey: [[Int]]] = [:]
  private var stageParameters: [ParameterKey: [StageParameters]] = [:]
  private var gathers: [GroupKey: GroupGather] = [:]
  private var sums: [Int: GroupAllReduce] = [:]

  init(cluster: Cluster, calibration: OperatorCalibration) {
    self.calibration = calibration
    topology = cluster.topology
  }

  /// The times of one layer: of one microbatch on one rank, wherever it is in the pipeline.
  func layers(of run: TrainingRun) throws(TrainingConflicts) -> LayerTimes {
    let key = LayerKey(run.plan)
    if let found = layerTimes[key] { return try found.get() }
    let result: Result<LayerTimes, TrainingConflicts>
    do throws(TrainingConflicts) {
      result = .success(try LayerTimes(run: run, calibration: calibration))
    } catch {
      result = .failure(error)
    }
    layerTimes[key] = result
    return try result.get()
  }

  /// Layers of each group on every stage.
  func counts(of run: TrainingRun) -> [[Int]] {
    let key = StageKey(stages: run.plan.pipeline, layout: run.plan.layout)
    if let found = stageCounts[key] { return found }
    let counts = run.stageCounts
    stageCounts[key] = counts
    return counts
  }

  /// Parameters on one rank of every stage.
  func parameters(of run: TrainingRun) -> [StageParameters] {
    let key = ParameterKey(
      tensor: run.plan.tensor, expert: run.plan.expert,
      stages: StageKey(stages: run.plan.pipeline, layout: run.plan.layout),
      overlap: run.plan.overlap)
    if let found = stageParameters[key] { return found }
    let counts = counts(of: run)
    let parameters = counts.enumerated().map { index, held in
      StageParameters(
        run: run, counts: held, isFirst: index == 0, isLast: index == counts.count - 1)
    }
    stageParameters[key] = parameters
    return parameters
  }

  /// All-gather, or reduce-scatter, of a group of ranks so far apart.
  func gather(ranks: Int, stride: Int) -> GroupGather {
    let key = GroupKey(ranks: ranks, stride: stride)
    if let found = gathers[key] { return found }
    let gather = GroupGather(
      ranks: ranks, stride: stride, topology: topology, efficiencies: calibration.allReduce,
      gathers: calibration.exchange.gathers)
    gathers[key] = gather
    return gather
  }

  /// All-reduce of neighbours.
  func sum(ranks: Int) -> GroupAllReduce {
    if let found = sums[ranks] { return found }
    let sum = GroupAllReduce(
      ranks: ranks, topology: topology, efficiencies: calibration.allReduce)
    sums[ranks] = sum
    return sum
  }

  /// What the times of a layer depend on.
  private struct LayerKey: Hashable {
    let tensor: Int
    let context: Int
    let expert: Int
    let microBatch: Int
    let recompute: TrainingPlan.Recompute
    let dividesSequence: Bool
    let overlap: TrainingPlan.Overlap

    init(_ plan: TrainingPlan) {
      tensor = plan.tensor
      context = plan.context
      expert = plan.expert
      microBatch = plan.microBatch
      recompute = plan.recompute
      dividesSequence = plan.dividesSequence
      overlap = plan.overlap
    }
  }

  private struct ParameterKey: Hashable {
    let tensor: Int
    let expert: Int
    let stages: StageKey
    let overlap: TrainingPlan.Overlap
  }

  private struct StageKey: Hashable {
    let stages: Int
    let layout: TrainingPlan.Layout
  }

  private struct GroupKey: Hashable {
    let ranks: Int
    let stride: Int
  }
}
