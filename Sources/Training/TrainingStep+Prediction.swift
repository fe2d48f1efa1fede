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
    let stageTimes = held.enumerated().map { index, counts in
      layers.stage(counts: counts, isLast: index == held.count - 1)
    }
    let stage = stageTimes.indices.max { stageTimes[$0].total < stageTimes[$1].total }!
    let slowest = stageTimes[stage]
    let microBatches = Double(plan.microBatches)
    let pass = OverlappedPass(slowest, plan: plan)
    let schedule = plan.passes(weightShare: slowest.weightShare, overlapped: pass.share)
    let idle = schedule.idle(
      stages: plan.pipeline, forward: slowest.forwardTotal, backward: slowest.backwardTotal)
    let exchange = GradientExchange(
      run: run, terms: terms, layers: held[stage].reduce(0, +),
      forward: slowest.forwardTotal, backward: slowest.backwardTotal)
    let durations: [Part: Seconds] = [
      .forward: slowest.forward * (pass.slowdown * microBatches),
      .backward: slowest.backward * (pass.slowdown * microBatches),
      .tensorCommunication: slowest.tensor * microBatches,
      .expertCommunication: pass.exposed * microBatches,
      .contextCommunication: slowest.context * microBatches, .pipelineIdle: idle,
      .pipelineTransfer: run.transfers(terms), .gradients: exchange.exposed,
      .optimizer: exchange.optimizer,
    ]
    self.init(
      run: run, rows: Part.allCases.map { Row(part: $0, duration: durations[$0] ?? .zero) },
      forward: slowest.forwardTotal, backward: slowest.backwardTotal, stage: stage,
      notes: layers.notes, confidence: calibration.confidence)
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

/// The time of one microbatch on a stage, communication apart.
struct StageTime {
  var forward = Seconds.zero
  var backward = Seconds.zero
  /// Communication of forward and backward together.
  var tensor = Seconds.zero
  var expert = Seconds.zero
  var context = Seconds.zero
  /// The part of the communication that the forward pass has.
  var forwardCommunication = Seconds.zero
  /// The part of the backward pass that computes weight gradients: one product for each of the
  /// forward pass.
  var weights = Seconds.zero

  var total: Seconds { forward + backward + tensor + expert + context }
  var forwardTotal: Seconds { forward + forwardCommunication }
  var backwardTotal: Seconds { total - forwardTotal }
  /// Weight gradients over the backward pass, communication included.
  var weightShare: Double { backwardTotal > .zero ? weights / backwardTotal : 0 }

  static func + (a: Self, b: Self) -> Self {
    StageTime(
      forward: a.forward + b.forward, backward: a.backward + b.backward,
      tensor: a.tensor + b.tensor, expert: a.expert + b.expert, context: a.context + b.context,
      forwardCommunication: a.forwardCommunication + b.forwardCommunication,
      weights: a.weights + b.weights)
  }

  static func * (a: Self, count: Double) -> Self {
    StageTime(
      forward: a.forward * count, backward: a.backward * count, tensor: a.tensor * count,
      expert: a.expert * count, context: a.context * count,
      forwardCommunication: a.forwardCommunication * count, weights: a.weights * count)
  }
}

extension TrainingRun {
  /// Filling and draining: each stage's first and last activations cross every boundary in view,
  /// `2·s·b·h/t` bytes each way (Eq. 6.17), once per chunk of layers.
  func transfers(_ terms: RememberedPlanTerms) -> Seconds {
    guard plan.pipeline > 1 else { return .zero }
    let topology = terms.topology
    let stride = plan.tensor * plan.context * plan.data
    let level =
      topology.level(joining: 2, stride: stride) ?? topology.outermost
    let link = Link(level, efficiency: terms.calibration.allToAll.link(at: level))
    let bytes = Bytes(2 * tokensPerRank * Double(model.hidden) / Double(plan.tensor))
    return link.duration(of: bytes) * Double(2 * (plan.pipeline - 1) * plan.virtualStages)
  }
}
