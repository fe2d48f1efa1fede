public import Hardware
public import LanguageModels

/// Why a model cannot run under a plan on a machine, whatever its memory and speed.
public enum DeploymentConflict: Sendable, Hashable {
  /// The replica needs more devices than the cluster has.
  case devices(needed: Int, available: Int)
  /// Attention heads do not divide by the tensor width.
  case heads(Int, tensor: Int)
  /// There are fewer layers than pipeline stages.
  case layers(Int, pipeline: Int)
  /// Routed experts, redundant ones included, do not divide by the expert width.
  case experts(Int, expert: Int)
  /// An expert width is asked of a model without experts.
  case noExperts(expert: Int)
  /// No unit of the chip multiplies the format, natively or widened.
  case precision(tensors: TensorClass, stored: WeightFormat, available: [NumericFormat])
  /// The chip has neither bf16 nor fp16 for attention and activations.
  case activationPrecision(available: [NumericFormat])
  /// A group of devices is larger than the outermost network joins.
  case unreachable(devices: Int, joined: Int)
  /// The calibration says nothing of products in this format or of its relatives.
  case noProductEfficiency(NumericFormat)
  /// The calibration says nothing of expert products.
  case noExpertEfficiency(NumericFormat)
  /// The model is to draft with prediction modules and has none.
  case noPredictionModules
}

/// All conflicts of a deployment, never only the first.
public struct DeploymentConflicts: Error, Sendable, Hashable {
  public let conflicts: [DeploymentConflict]
}

extension Deployment {
  /// What keeps the model from being cut by the plan and multiplied by the chip; empty when it can.
  public var conflicts: [DeploymentConflict] {
    divisibilityConflicts + networkConflicts + precisionConflicts
  }

  var divisibilityConflicts: [DeploymentConflict] {
    var found: [DeploymentConflict] = []
    func add(_ conflict: DeploymentConflict) {
      if !found.contains(conflict) { found.append(conflict) }
    }
    for group in model.layerGroups {
      for heads in group.attention.headCounts where !heads.isMultiple(of: plan.tensor) {
        add(.heads(heads, tensor: plan.tensor))
      }
      if case .mixture(let mixture) = group.feedForward,
        case let held = mixture.experts + plan.redundantExperts(among: mixture.experts),
        !held.isMultiple(of: plan.expert)
      {
        add(.experts(held, expert: plan.expert))
      }
    }
    if plan.expert > 1, !model.layerGroups.contains(where: \.hasExperts) {
      add(.noExperts(expert: plan.expert))
    }
    if speculation?.draft == .predictionModules, model.predictionModules == 0 {
      add(.noPredictionModules)
    }
    for conflict in draftDeployment?.divisibilityConflicts ?? [] { add(conflict) }
    if model.layers < plan.pipeline { add(.layers(model.layers, pipeline: plan.pipeline)) }
    return found
  }

  var networkConflicts: [DeploymentConflict] {
    if plan.devices > cluster.devices {
      return [.devices(needed: plan.devices, available: cluster.devices)]
    }
    let topology = cluster.topology
    if topology.level(joining: plan.devices) == nil {
      return [
        .unreachable(devices: plan.devices, joined: topology.outermost.devices)
      ]
    }
    return []
  }

  var precisionConflicts: [DeploymentConflict] {
    let peak = cluster.accelerator.peak
    var found: [DeploymentConflict] = []
    for tensors in TensorClass.allCases where model.uses(tensors) {
      if ArithmeticChoice(stored: weights[tensors], peak: peak) == nil {
        found.append(
          .precision(tensors: tensors, stored: weights[tensors], available: peak.formats))
      }
    }
    if peak.activationFormat == nil { found.append(.activationPrecision(available: peak.formats)) }
    return found
  }
}

extension LayerGroup {
  var hasExperts: Bool {
    if case .mixture = feedForward { true } else { false }
  }
}

extension ModelArchitecture {
  /// Whether the model has tensors of a class.
  func uses(_ tensors: TensorClass) -> Bool {
    switch tensors {
    case .attention, .other: true
    case .experts: layerGroups.contains(where: \.hasExperts)
    case .feedForward:
      layerGroups.contains { group in
        switch group.feedForward {
        case .dense: true
        case .mixture(let mixture): mixture.sharedIntermediate > 0
        }
      }
    }
  }
}

extension AttentionVariant {
  /// The head counts that tensor parallelism divides.
  var headCounts: [Int] {
    switch self {
    case .grouped(let attention): [attention.heads]
    case .latent(let attention): [attention.heads]
    case .linear(let attention): [attention.keyHeads, attention.valueHeads]
    case .compressed(let attention): [attention.heads]
    }
  }
}
