import Hardware
import LanguageModels
import Performance
import Quantities

extension TrainingRun {
  /// A device's share of the memory of its hosts; nil where their memory is not stated.
  var hostCapacityPerDevice: Bytes? {
    guard plan.offload != .none, let capacity = cluster.system.host?.capacity else { return nil }
    return capacity / Double(cluster.system.accelerators * cluster.accelerator.devices)
  }

  /// What waiting for host memory adds to a step.
  ///
  /// Activations leave behind the forward pass of their microbatch and come back behind its backward
  /// pass; optimizer states come and go behind the last backward pass and the first forward pass,
  /// but for those of the last layer:
  ///
  ///     m·(max(0, a/β − F) + max(0, a/β − B)) + max(o/β − F − B, o/(β·layers))
  ///
  /// for `a` bytes of activations and `o` of states each way over a link of bandwidth `β`, of which
  /// both directions work at once. Ignores that both kinds meet on the link at the end of a step, and
  /// what the host does with its memory besides.
  ///
  /// - Precondition: where something is offloaded, the system states a link.
  func offloadExposed(
    stage: Int, forward: Seconds, backward: Seconds, _ terms: RememberedPlanTerms
  ) -> Seconds {
    guard plan.offload != .none, let host = cluster.system.host else { return .zero }
    let link = host.bandwidth / Double(cluster.accelerator.devices)
    let held = terms.counts(of: self)[stage]
    var exposed = Seconds.zero
    if plan.offload.holdsActivations {
      let perLayer = model.layerGroups.map { activationBytes(of: $0) }
      let bytes = Bytes(
        activationBytes(held, perLayer: perLayer, isLast: stage == plan.pipeline - 1))
      let transfer = bytes / link
      exposed +=
        (max(.zero, transfer - forward) + max(.zero, transfer - backward))
        * Double(plan.microBatches)
    }
    if plan.offload.holdsOptimizer {
      let parameters = terms.parameters(of: self)[stage]
      let bytes = Bytes(
        parameters.dense * recipe.stored(plan.sharding, ranks: plan.gradientRanks).optimizer
          + parameters.experts
          * recipe.stored(plan.sharding, ranks: plan.expertGradientRanks).optimizer)
      let transfer = bytes / link
      exposed +=
        plan.overlap == .none
        ? transfer
        : max(transfer - forward - backward, transfer / Double(max(1, held.reduce(0, +))))
    }
    return exposed
  }
}
