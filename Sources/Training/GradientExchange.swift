import Hardware
import LanguageModels
import Performance
import Quantities

/// What data parallelism adds to a step: gradients summed, weights gathered, states updated
/// (Eqs. 6.18 and 6.19).
struct GradientExchange {
  /// All of the exchange, and what of it makes the step longer.
  let total: Seconds
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

    /// Scattering the sums, or gathering, so many bytes per parameter over all groups.
    func gather(_ bytesPerParameter: Double) -> Seconds {
      var time = Seconds.zero
      if plan.gradientRanks > 1 {
        time += terms.gather(ranks: plan.gradientRanks, stride: plan.tensor)
          .duration(of: Bytes(parameters.dense * bytesPerParameter))
      }
      if parameters.experts > 0, plan.expertGradientRanks > 1 {
        time += terms.gather(
          ranks: plan.expertGradientRanks, stride: plan.expert * plan.expertTensor
        ).duration(of: Bytes(parameters.experts * bytesPerParameter))
      }
      return time
    }
    let reduceScatter = gather(recipe.gradientBytes)
    let allGather = gather(recipe.weightBytes)
    let lastBucket = reduceScatter / Double(max(1, layers))
    func beyond(_ time: Seconds, _ window: Seconds) -> Seconds {
      plan.overlap == .none ? time : max(.zero, time - window)
    }

    switch plan.sharding {
    case .none:
      total = reduceScatter * 2
      exposed = max(beyond(total, backward), lastBucket * 2)
    case .optimizer, .gradients:
      total = reduceScatter + allGather
      exposed =
        max(beyond(reduceScatter, backward), lastBucket) + beyond(allGather, forward)
    case .weights:
      // Gathered in both passes of every microbatch, gradients scattered in each.
      let waits =
        plan.overlap == .none
        ? MatrixGathers(run: run, calibration: calibration).duration : .zero
      let perMicroBatch =
        beyond(allGather, forward) + beyond(allGather + reduceScatter, backward) + waits
      let microBatches = Double(plan.microBatches)
      total = (allGather * 2 + reduceScatter + waits) * microBatches
      exposed = max(perMicroBatch * microBatches, lastBucket)
    }

    let device = run.cluster.accelerator.device
    let isSharded = plan.sharding != .none
    let updated =
      parameters.dense / (isSharded ? Double(plan.gradientRanks) : 1)
      + parameters.experts / (isSharded ? Double(plan.expertGradientRanks) : 1)
    // Beside the update: all gradients are cleared; of its own, a rank sums the squares and scales
    // them when clipped.
    let held =
      plan.sharding == .weights || plan.sharding == .gradients
      ? updated : parameters.total
    let handling = (held + 3 * updated) * recipe.gradientBytes
    let traffic = Bytes(updated * recipe.optimizerTraffic + handling)
    // The norm of all gradients is one number summed over all ranks.
    let norm = terms.sum(ranks: plan.devices).duration(of: Bytes(4))
    optimizer = traffic / (device.memory.bandwidth * calibration.elementWise) + norm
  }
}

/// What gathering fully sharded weights matrix by matrix waits for, as DeepSpeed did in 2021
/// (`partition_parameters.py`): each gather runs around a ring of all ranks, and its result comes as
/// one buffer per rank, each put in place by a kernel of its own.
///
///     per pass   matrices · (N − 1) · (hop + launch)
///
/// A hop inside a domain takes 3.4 µs and one between domains 14 µs, NCCL's own figures for rings
/// (src/graph/tuning.cc, NCCL 2.8). Two passes gather weights, one scatters gradients alike. What the
/// bytes take is not in it. Vectors stay whole on every rank, as below DeepSpeed's threshold.
struct MatrixGathers {
  let duration: Seconds

  static let innerHop = Seconds(3.4e-6)
  static let outerHop = Seconds(14e-6)

  init(run: TrainingRun, calibration: OperatorCalibration) {
    let ranks = Double(run.plan.gradientRanks)
    let model = run.model
    let matrices = model.layerGroups.reduce(0.0) { sum, group in
      let count =
        group.attention.projections(hidden: model.hidden).count
        + group.feedForward.projections(hidden: model.hidden).count
      return sum + Double(group.count * count)
    }
    let domain = Double(run.cluster.topology.domain.devices) / Double(run.plan.tensor)
    let domains = max(1, ranks / max(1, domain))
    let hops =
      Self.innerHop * (ranks - domains) + Self.outerHop * (domains - 1)
    let launch = (calibration.products[.bf16] ?? calibration.products[.fp16])?.floor ?? .zero
    duration = (hops + launch * ranks) * (3 * matrices)
  }
}
