import Hardware
import Performance
import Quantities

/// What data parallelism adds to a step: gradients summed, weights gathered, states updated
/// (Eqs. 6.18 and 6.19).
struct GradientExchange {
  let exposed: Seconds
  let optimizer: Seconds

  /// - Parameters:
  ///   - layers: layers of the stage; gradients leave layer by layer, so that the last one's
  ///     exchange is never hidden.
  ///   - forward, backward: one microbatch on the stage, the windows to hide behind.
  init(
    run: TrainingRun, terms: RememberedPlanTerms, layers: Int, forward: Seconds,
    backward: Seconds
  ) {
    let plan = run.plan
    let recipe = run.recipe
    let calibration = terms.calibration
    let parameters = terms.parameters(of: run).max { $0.total < $1.total }!
    let groups = [
      (parameters.dense, plan.gradientRanks, plan.tensor),
      (parameters.experts, plan.expertGradientRanks, plan.expert * plan.expertTensor),
    ].filter { $0.0 > 0 && $0.1 > 1 }

    /// Scattering the sums, or gathering, so many bytes per parameter over all groups.
    func gather(_ bytesPerParameter: Double) -> Seconds {
      groups.reduce(.zero) { sum, group in
        sum
          + terms.gather(ranks: group.1, stride: group.2)
          .duration(of: Bytes(group.0 * bytesPerParameter))
      }
    }
    let reduceScatter = gather(recipe.gradientBytes)
    let allGather = gather(recipe.weightBytes)
    let lastBucket = reduceScatter / Double(max(1, layers))
    func beyond(_ time: Seconds, _ window: Seconds) -> Seconds {
      plan.overlap == .none ? time : max(.zero, time - window)
    }

    switch plan.sharding {
    case .none:
      exposed = max(beyond(reduceScatter * 2, backward), lastBucket * 2)
    case .optimizer, .gradients:
      exposed =
        max(beyond(reduceScatter, backward), lastBucket) + beyond(allGather, forward)
    case .weights:
      // Gathered in both passes of every microbatch, gradients scattered in each.
      let perMicroBatch =
        beyond(allGather, forward) + beyond(allGather + reduceScatter, backward)
      exposed = max(perMicroBatch * Double(plan.microBatches), lastBucket)
    }

    let device = run.cluster.accelerator.device
    let isSharded = plan.sharding != .none
    let updated =
      parameters.dense / (isSharded ? Double(plan.gradientRanks) : 1)
      + parameters.experts / (isSharded ? Double(plan.expertGradientRanks) : 1)
    let traffic = Bytes(updated * recipe.optimizerTraffic)
    // The norm of all gradients is one number summed over all ranks.
    let norm = terms.sum(ranks: plan.devices).duration(of: Bytes(4))
    optimizer = traffic / (device.memory.bandwidth * calibration.elementWise) + norm
  }
}
