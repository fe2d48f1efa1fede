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
  /// Seconds and bytes of all quantization passes per token.
  let quantizationPerToken: (seconds: Double, bytes: Double)
  /// Time of the hand-overs between matrix and vector units.
  let handOvers: Double
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
