import Hardware
import Performance
import Quantities

/// The time of a pass without gradients over the microbatches of a step: log-probabilities, values,
/// rewards.
///
///     t = m·F + (p − 1)·F/v + transfers/2 + m·max(0, gather − F)
///
/// with F of the slowest stage as ``TrainingStep`` has it, head over all tokens included; models with
/// one output in place of a vocabulary are charged the same. Weights that are sharded are gathered
/// for every microbatch, behind the one before.
struct ForwardPass {
  let duration: Seconds

  init(_ step: TrainingStep, calibration: OperatorCalibration) {
    let run = step.run
    let plan = run.plan
    let microBatches = Double(plan.microBatches)
    let fill = Double(plan.pipeline - 1) / Double(plan.virtualStages)
    let exposed = max(.zero, run.weightGather(calibration: calibration) - step.forward)
    duration =
      step.forward * (microBatches + fill) + step[.pipelineTransfer] / 2 + exposed * microBatches
  }
}

extension TrainingRun {
  /// The time to gather the weights of a stage once where ranks share them; none where they do not.
  fileprivate func weightGather(calibration: OperatorCalibration) -> Seconds {
    guard plan.sharding == .weights else { return .zero }
    let parameters = TrainingMemory(run: self).stages.map(\.parameters).max {
      $0.total < $1.total
    }!
    return [
      (parameters.dense, plan.gradientRanks, plan.tensor),
      (parameters.experts, plan.expertGradientRanks, plan.expert * plan.expertTensor),
    ].filter { $0.0 > 0 && $0.1 > 1 }.reduce(.zero) { sum, group in
      let gather = GroupGather(
        ranks: group.1, stride: group.2, topology: cluster.topology,
        efficiencies: calibration.allReduce, gathers: calibration.exchange.gathers)
      return sum + gather.duration(of: Bytes(group.0 * recipe.weightBytes))
    }
  }
}
