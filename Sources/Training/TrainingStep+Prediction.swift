import Foundation
import Hardware
import LanguageModels
public import Performance
import Quantities

extension TrainingStep {
  /// Predicts the step of a run with the operators of a calibration.
  ///
  /// - Throws: ``TrainingConflicts`` with every reason why the run cannot be cut or multiplied.
  public init(run: TrainingRun, calibration: OperatorCalibration) throws(TrainingConflicts) {
    let conflicts = run.conflicts
    guard conflicts.isEmpty else { throw TrainingConflicts(conflicts: conflicts) }
    try self.init(
      run: run, terms: RememberedPlanTerms(cluster: run.cluster, calibration: calibration))
  }

  /// The same with what other plans have found out.
  ///
  /// - Precondition: the run has no conflicts, and all else but its plan is that of `terms`.
  init(run: TrainingRun, terms: RememberedPlanTerms) throws(TrainingConflicts) {
    let calibration = terms.calibration
    let layers = try terms.layers(of: run)
    let plan = run.plan
    let held = terms.counts(of: run)
    let passes = StagePasses(layers, counts: held, plan: plan)
    let slowest = passes.slowest
    let pass = passes.overlapped
    let microBatches = Double(plan.microBatches)
    let exchange = GradientExchange(
      run: run, terms: terms, layers: held[passes.stage].reduce(0, +),
      forward: slowest.forwardTotal, backward: slowest.backwardTotal)
    let transfers = run.transfers(terms)
    let training = calibration.training
    var rows: [Row] = [
      Row(.forward, slowest.forward * (pass.slowdown * microBatches)),
      Row(.backward, slowest.backward * (pass.slowdown * microBatches)),
      Row(
        .tensorCommunication, slowest.tensor * microBatches,
        hidden: slowest.hiddenTensor * microBatches),
      Row(
        .expertCommunication, pass.exposed * microBatches,
        hidden: (slowest.expert - pass.exposed) * microBatches),
      Row(
        .contextCommunication, slowest.context * microBatches,
        hidden: slowest.hiddenContext * microBatches),
      Row(.pipelineIdle, passes.idle),
      Row(.pipelineTransfer, transfers.exposed, hidden: transfers.total - transfers.exposed),
      Row(.gradients, exchange.exposed, hidden: exchange.total - exchange.exposed),
      Row(.optimizer, exchange.optimizer),
      Row(
        .offload,
        run.offloadExposed(
          stage: passes.stage, forward: slowest.forwardTotal, backward: slowest.backwardTotal,
          terms)),
      Row(.overhead, training.perStep),
    ]
    // The slowest of all ranks makes the others wait (Eq. 6.21).
    let slowestRank =
      training.jitter * (2 * log(Double(max(1, plan.devices)))).squareRoot()
    rows.append(Row(.jitter, rows.reduce(.zero) { $0 + $1.duration } * slowestRank))
    self.init(
      run: run, rows: rows, forward: slowest.forwardTotal, backward: slowest.backwardTotal,
      stage: passes.stage, notes: layers.notes, confidence: calibration.confidence)
  }
}

/// Forward of one microbatch beside backward of another (Eq. 4.21):
///
///     F&B = max( (F + B)/(1 − σ), exchange with experts ) + other communication
///
/// σ is the share of multiprocessors that the exchange occupies. Without overlap all of it adds.
struct OverlappedPass {
  /// What arithmetic takes beside the exchange, over what it takes alone.
  let slowdown: Double
  /// What arithmetic does not cover of the exchange.
  let exposed: Seconds
  /// The time of both passes together over their sum.
  let share: Double

  init(_ stage: StageTime, plan: TrainingPlan) {
    guard plan.overlap == .dualPipe, stage.expert > .zero else {
      slowdown = 1
      exposed = stage.expert
      share = 1
      return
    }
    slowdown = 1 / (1 - TrainingPlan.exchangeShare)
    let arithmetic = (stage.forward + stage.backward) * slowdown
    exposed = max(.zero, stage.expert - arithmetic)
    share = (arithmetic + exposed + stage.tensor + stage.context) / stage.total
  }
}

extension TrainingRun {
  /// Activations and their gradients across the boundaries of stages, `2·s·b·h/t` bytes each way
  /// (Eq. 6.17), once per chunk of layers.
  ///
  /// Exposed is what fills and drains the pipeline, every boundary in turn; and where nothing
  /// overlaps, the transfers of every microbatch in both directions.
  func transfers(_ terms: RememberedPlanTerms) -> (exposed: Seconds, total: Seconds) {
    guard plan.pipeline > 1 else { return (.zero, .zero) }
    let topology = terms.topology
    let stride = plan.tensor * plan.context * plan.data
    let level =
      topology.level(joining: 2, stride: stride) ?? topology.outermost
    let link = Link(level, efficiency: terms.calibration.allToAll.link(at: level))
    let bytes = Bytes(2 * tokensPerRank * Double(model.hidden) / Double(plan.tensor))
    let once = link.duration(of: bytes) * Double(2 * plan.virtualStages)
    let filling = once * Double(plan.pipeline - 1)
    let steady = once * Double(plan.microBatches)
    return (plan.overlap == .none ? filling + steady : filling, filling + steady)
  }
}
