import Hardware
import LanguageModels
import Quantities

/// All operators of one layer of a group on one device, with every constant computed beforehand.
///
/// Plain memory, so that reading one counts no references; what comes in varying numbers is in the
/// ``TimerTables`` of the predictor.
struct LayerTimer: Sendable {
  let count: Double
  /// Places of its matrix products in the tables.
  let products: Range<Int>
  let attention: AttentionTimer
  let experts: ExpertTimer?
  /// Whether every device holds all tokens, so that no dispatch is needed.
  let expertsSeeAllTokens: Bool
  let dispatch: GroupAllToAll?
  let combine: GroupAllToAll?
  /// Whether experts are cut by tensor parallelism over attention replicas: tokens are gathered
  /// before and results scattered after.
  let gathersTokens: Bool
  /// All-reduces over the tensor group per layer.
  let tensorAllReduces: Double
  /// Bytes of norms, residual sums and activation functions per token.
  let elementWiseBytesPerToken: Double
}

/// What the timers of all layers share.
struct TimerContext {
  let deployment: Deployment
  let calibration: OperatorCalibration
  let device: Device
  let topology: Topology
  let communication: CommunicationProfile
  let multiprocessors: Double
  let activationFormat: NumericFormat
  var tables = TimerTables()
  var notes: [PredictionNote] = []

  mutating func note(_ note: PredictionNote) {
    if !notes.contains(note) { notes.append(note) }
  }

  var plan: ParallelismPlan { deployment.plan }

  /// How the device multiplies a class of tensors; a widened format is noted.
  mutating func choice(_ tensors: TensorClass) throws(DeploymentConflicts) -> ArithmeticChoice {
    let stored = deployment.weights[tensors]
    guard let choice = ArithmeticChoice(stored: stored, peak: device.peak) else {
      throw DeploymentConflicts(conflicts: [
        .precision(tensors: tensors, stored: stored, available: device.peak.formats)
      ])
    }
    if choice.isWidened {
      note(.widened(tensors: tensors, stored: stored, arithmetic: choice.arithmetic))
    }
    return choice
  }

  mutating func product(
    _ projection: Projection, tensor: Int, choice: ArithmeticChoice
  ) throws(DeploymentConflicts) -> ProductTimer {
    try product(
      inner: projection.inputs(tensor: tensor), outer: projection.outputs(tensor: tensor),
      blocks: projection.blocks(tensor: tensor), choice: choice)
  }

  mutating func product(
    inner: Int, outer: Int, blocks: Int = 1, choice: ArithmeticChoice
  ) throws(DeploymentConflicts) -> ProductTimer {
    guard let found = calibration.productEfficiency(for: choice) else {
      throw DeploymentConflicts(conflicts: [.noProductEfficiency(choice.arithmetic)])
    }
    if let from = found.borrowedFrom {
      note(.borrowedProductEfficiency(format: choice.arithmetic, from: from))
    }
    return ProductTimer(
      inner: inner, outer: outer, blocks: blocks, choice: choice, efficiency: found.efficiency,
      device: device, multiprocessors: multiprocessors)
  }
}

extension OperatorCalibration {
  /// The efficiency of products in a format, or that of its nearest relative.
  ///
  /// Widened weights use the entry of the format they multiply in.
  func productEfficiency(
    for choice: ArithmeticChoice
  ) -> (efficiency: ProductEfficiency, borrowedFrom: NumericFormat?)? {
    if let own = products[choice.arithmetic] { return (own, nil) }
    for relative in choice.arithmetic.efficiencyRelatives {
      if let efficiency = products[relative] { return (efficiency, relative) }
    }
    return nil
  }

  /// The efficiency of expert products. A widened format has kernels of its own: an entry under
  /// the stored format, on a chip without units for it, is that of the widening kernel and its
  /// compute efficiency is a fraction of the peak it widens to.
  func expertEfficiency(
    for choice: ArithmeticChoice
  ) -> (efficiency: ExpertEfficiency, borrowedFrom: NumericFormat?)? {
    if choice.isWidened {
      for format in choice.stored.arithmetic {
        if let own = experts[format] { return (own, nil) }
      }
    }
    if let own = experts[choice.arithmetic] { return (own, nil) }
    for relative in choice.arithmetic.efficiencyRelatives {
      if let efficiency = experts[relative] { return (efficiency, relative) }
    }
    return nil
  }
}
