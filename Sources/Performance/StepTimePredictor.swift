import Hardware
import LanguageModels
public import Quantities

/// How long a step of one replica takes, operator by operator (Eqs. 5.1-5.9).
///
///     t = Σ layers (norms, projections, attention, feed-forward or experts, collectives)
///       + embedding + head + sampling + (p − 1)·transfer + host
///
/// Operators are bodies of kernels: launch gaps are in the engine's ``HostOverhead/perLayer``.
/// A step that no graph replays takes at least as long as the host launches
/// (``HostOverhead/launchPerLayer``). The rest of the host's time adds to the device's; what grows
/// with sequences is hidden by it where scheduling is asynchronous (Eq. 5.3). Attention replicas step
/// in lock step and the largest share counts, `⌈B/d⌉` (Eq. 5.7). Communication is hidden behind
/// arithmetic as the engine's ``CommunicationProfile`` says. A step that verifies drafts also drafts
/// the next ones; see ``Speculation``.
///
/// Everything that does not depend on the batch is computed once; a prediction allocates nothing.
/// A class, though nothing in it changes: a simulation asks it at every step, and a reference is
/// passed where a value would be copied.
public final class StepTimePredictor: StepTimePredicting {
  public let deployment: Deployment
  /// What stood in for what was missing; empty when nothing did.
  public let notes: [PredictionNote]
  /// How far measured times fall from predicted ones.
  public let confidence: CalibrationConfidence

  let layers: [LayerTimer]
  /// The attention of all layers, once for each kind.
  let attentions: [LayerAttention]
  let tables: TimerTables
  let data: Int
  let activationBytes: Double
  let tensorAllReduce: GroupAllReduce
  let vocabularyGather: GroupGather
  /// Brings all tokens to experts that are cut over attention replicas; nil where none are.
  let expertGather: GroupGather?
  let communication: CommunicationProfile
  /// What arithmetic takes beside an exchange that occupies multiprocessors, 1/(1 − σ).
  let slowdown: Double
  let headProduct: ProductTimer
  let vocabulary: Double
  let stream: StreamTimer
  let transferLatency: Double
  let transferPerByte: Double
  let transfers: Double
  let host: HostOverhead
  /// What the host takes to launch all layers of a step that no graph replays.
  let launches: Double
  let capturedDecodeTokens: Double
  let capturedPromptTokens: Double
  let stages: PipelineStages
  let draft: DraftPasses?
  let rows: TableTimer?

  /// - Throws: ``DeploymentConflicts`` with every reason why the model cannot be cut by the plan,
  ///   reach across the network, or be multiplied by the chip.
  public init(
    deployment: Deployment, calibration: OperatorCalibration, host: HostOverhead,
    communication: CommunicationProfile = .serial
  ) throws(DeploymentConflicts) {
    let conflicts = deployment.conflicts
    let ranks = deployment.plan.tensor * deployment.plan.data
    let device = deployment.cluster.accelerator.device.slowed(
      by: host.kernelFactor * communication.slowest(of: ranks))
    guard conflicts.isEmpty, let activationFormat = device.peak.activationFormat else {
      throw DeploymentConflicts(conflicts: conflicts)
    }
    let model = deployment.model
    let plan = deployment.plan
    let topology = deployment.cluster.topology
    var context = TimerContext(
      deployment: deployment, calibration: calibration, device: device, topology: topology,
      communication: communication,
      multiprocessors: device.multiprocessors.map(Double.init)
        ?? AttentionTimer.referenceMultiprocessors,
      activationFormat: activationFormat)
    if device.multiprocessors == nil { context.note(.unknownMultiprocessors) }

    var layers: [LayerTimer] = []
    for group in model.layerGroups { layers.append(try LayerTimer(group, in: &context)) }
    self.layers = layers
    attentions = LayerAttention.all(of: layers)
    headProduct = try context.product(
      inner: model.hidden, outer: model.vocabulary.dividedRoundingUp(by: plan.tensor),
      choice: context.choice(.other))
    draft = try DraftPasses(in: &context, host: host)
    context.noteGroups()
    context.noteOverlap(of: layers)
    tables = context.tables

    self.deployment = deployment
    notes = context.notes
    let isStretched = context.notes.contains { $0.isExtrapolation }
    confidence =
      isStretched
      ? calibration.confidence.graded(noBetterThan: .extrapolated) : calibration.confidence
    data = plan.data
    activationBytes = 2 * Double(model.hidden)
    let gathers = calibration.exchange.gathers
    tensorAllReduce = GroupAllReduce(
      ranks: plan.tensor, topology: topology, efficiencies: calibration.allReduce,
      gathers: gathers)
    func gather(_ ranks: Int) -> GroupGather {
      GroupGather(
        ranks: ranks, topology: topology, efficiencies: calibration.allReduce, gathers: gathers)
    }
    vocabularyGather = gather(plan.tensor)
    expertGather =
      layers.contains(where: \.gathersTokens) ? gather(plan.tensor * plan.data) : nil
    self.communication = communication
    // At least one multiprocessor computes.
    let share = Double(communication.multiprocessors) / context.multiprocessors
    slowdown = 1 / max(1 / context.multiprocessors, 1 - share)
    vocabulary = Double(model.vocabulary)
    stream = StreamTimer(efficiency: calibration.elementWise, device: device)
    rows = TableTimer(deployment, stream: stream)
    let transfer = StageTransfers(plan: plan, topology: topology, efficiency: calibration.allToAll)
    transferLatency = transfer.latency
    transferPerByte = transfer.perByte
    transfers = Double(transfer.count)
    self.host = host
    launches = host.launchPerLayer.value * Double(model.layers)
    capturedDecodeTokens = Double(host.graphs.decodeTokens)
    capturedPromptTokens = Double(host.graphs.promptTokens)
    stages = PipelineStages(model: model, stages: plan.pipeline)
  }

  public func duration(of shape: BatchShape) -> Seconds {
    guard !shape.isEmpty else { return .zero }
    guard isSeparable else {
      var sink = DurationSink()
      run(shape, into: &sink)
      return Seconds(sink.seconds)
    }
    let share = ReplicaShare(shape, replicas: data)
    return Seconds(
      seconds(
        shape, share, layers: layerSeconds(tokens: share.tokens, allTokens: Double(shape.tokens)),
        head: headSeconds(sampled: share.sampledTokens)))
  }

  /// The same time by operator and by cause.
  public func breakdown(of shape: BatchShape) -> StepBreakdown {
    var sink = BreakdownSink()
    run(shape, into: &sink)
    return StepBreakdown(rows: sink.rows, duration: duration(of: shape))
  }

  /// The time after which a pipeline can take the next step of another batch: its slowest stage
  /// (Eq. 5.8). Without a pipeline this is ``duration(of:)``.
  public func stageDuration(of shape: BatchShape) -> Seconds {
    var sink = StageSink(perLayer: layers.map { _ in 0 })
    run(shape, into: &sink)
    let last = stages.counts.count - 1
    let times = stages.counts.enumerated().map { stage, counts in
      var time = sink.host + (stage == 0 ? sink.first : 0) + (stage == last ? sink.last : 0)
      for (group, held) in counts.enumerated() {
        time += sink.perLayer[group] * Double(held) / layers[group].count
      }
      return time
    }
    return Seconds(times.max() ?? 0)
  }
}

extension TimerContext {
  /// Notes an overlap that finds nothing to hide.
  mutating func noteOverlap(of layers: [LayerTimer]) {
    let canHide = layers.contains { layer in
      switch communication.overlap {
      case .none: true
      case .twoBatch: layer.dispatch != nil
      case .sharedExperts:
        layer.dispatch != nil
          && layer.products.contains { tables.products[$0].part == .sharedExperts }
      }
    }
    if !canHide { note(.nothingToHide(communication.overlap)) }
  }

  /// Notes the groups that leave the scale-up domain or the range of measurements.
  mutating func noteGroups() {
    let domain = topology.domain.devices
    let measured = calibration.allReduce.map(\.ranks).max() ?? 0
    let inside = min(plan.tensor, domain)
    if inside > measured, inside > 1 {
      note(.extrapolatedCollective(ranks: inside, measured: measured))
    }
    if plan.tensor > domain { note(.crossesScaleUp(ranks: plan.tensor, domain: domain)) }
    let spread = plan.tensor * plan.data
    guard plan.data > 1, deployment.model.uses(.experts) else { return }
    if spread > calibration.allToAll.ranks, plan.expert > 1 {
      note(.extrapolatedCollective(ranks: spread, measured: calibration.allToAll.ranks))
    }
    if spread > domain { note(.crossesScaleUp(ranks: spread, domain: domain)) }
  }
}

/// The transfers of activations between pipeline stages, by the level each boundary crosses.
struct StageTransfers {
  let count: Int
  /// Summed over the boundaries.
  let latency: Double
  let perByte: Double

  init(plan: ParallelismPlan, topology: Topology, efficiency: CollectiveEfficiency) {
    let stride = plan.tensor * plan.data
    var latency = 0.0
    var perByte = 0.0
    for boundary in 0..<(plan.pipeline - 1) {
      // The first device of both stages: a boundary inside a domain stays on its links.
      let level = topology.level(between: boundary * stride, and: (boundary + 1) * stride)
      let link = Link(level, efficiency: efficiency.link(at: level))
      latency += link.latency.value
      perByte += 1 / link.bandwidth.value
    }
    count = plan.pipeline - 1
    self.latency = latency
    self.perByte = perByte
  }
}
