import Hardware
import LanguageModels
import Performance
public import Quantities

/// New weights on their way from the training ranks to the serving engines (Eq. 7.12).
///
///     t = α + max( received bytes of a serving rank / its link,
///                  one copy of all weights / links of the training ranks ) + 2·held bytes / memory
///
/// Each serving rank takes its own part in the format it serves; copies for further replicas are
/// passed on while they arrive. On shared accelerators a rank already holds part of what it serves,
/// `min(1, t_s/t)/p` of it, less where the weights are sharded over data ranks too, and the rest
/// comes over the level that joins the ranks of one training copy. Ignores what regrouping of
/// tensors costs the host.
public struct WeightSynchronization: Sendable, Hashable {
  /// What one serving rank holds, and what of it comes over links.
  public let held: Bytes
  public let received: Bytes
  public let duration: Seconds

  init(_ terms: PostTrainingTerms, trainingRun run: TrainingRun, calibration: OperatorCalibration) {
    let footprint = MemoryFootprint(deployment: terms.rollout, reserve: terms.reserve)
    let held = footprint.stages.map(\.weights).max() ?? .zero
    let serving = terms.placement.rollout
    let copy = held * 2 / serving.accelerator.device.memory.bandwidth
    self.held = held
    switch terms.placement {
    case .colocated(let cluster):
      let plan = run.plan
      let isSharded = plan.sharding == .weights
      let sharers = isSharded ? plan.gradientRanks : 1
      let own =
        min(1, Double(terms.rollout.plan.tensor) / Double(plan.tensor))
        / Double(plan.pipeline * sharers)
      received = held * (1 - own)
      let reach =
        plan.pipeline > 1
        ? plan.devices : plan.tensor * plan.context * (isSharded ? plan.data : 1)
      let topology = cluster.topology
      let level = topology.level(joining: reach) ?? topology.outermost
      let link = Link(level, efficiency: calibration.allToAll.link(at: level))
      duration = copy + (received > .zero ? link.duration(of: received) : .zero)
    case .split(let rollout, let training, _):
      received = held
      let (to, from) = (rollout.port, training.port)
      let all = footprint.stages.reduce(Bytes.zero) { $0 + $1.weights }
      let copies = all * Double(terms.rollout.plan.devices / terms.rollout.plan.pipeline)
      let sending = copies / (from.bandwidth * Double(training.devices))
      duration = copy + max(to.latency, from.latency) + max(held / to.bandwidth, sending)
    }
  }
}

extension Cluster {
  /// The way of one device out of its scale-up domain, of which collectives reach a part; into it
  /// where there is no network beyond.
  fileprivate var port: Link {
    let devices = Double(accelerator.devices)
    guard let network = system.scaleOut else {
      let level = topology.domain
      return Link(level, efficiency: CollectiveEfficiency.scaleOutLink)
    }
    let each = network.bandwidthPerAccelerator(domain: system.scaleUp.accelerators) / devices
    return Link(
      bandwidth: each * (CollectiveEfficiency.scaleOutLink / network.oversubscription),
      latency: network.latency)
  }
}
