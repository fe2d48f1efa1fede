import Hardware
import LanguageModels
import Performance
import Quantities

/// Forward and backward time of one microbatch in one layer of each group, and in the head.
struct LayerTimes {
  let perLayer: [StageTime]
  let head: StageTime
  /// All modules that predict further tokens: a projection, a layer like the last and the head once
  /// more each (Eq. 2.7).
  let prediction: StageTime
  let notes: [PredictionNote]

  /// Backward over forward time: two products for each, and 2.5 for fused attention, which
  /// computes its scores again (Dao 2023, arXiv 2307.08691).
  static let backwardProducts = 2.0
  static let backwardAttention = 2.5

  init(run: TrainingRun, calibration: OperatorCalibration) throws(TrainingConflicts) {
    let predictor = try Self.predictor(run, calibration: calibration)
    let breakdown = predictor.breakdown(of: run.microBatchShape)
    notes = predictor.notes
    let isRecomputed = run.plan.recompute == .full
    // What selective recomputation computes again: see ``ActivationMemory``.
    let isSelective = run.plan.recompute == .selective
    var perLayer = run.model.layerGroups.map { _ in StageTime() }
    for row in breakdown.rows {
      guard let group = row.layerGroup else { continue }
      let count = Double(run.model.layerGroups[group].count)
      let time = row.duration / count
      let again = isRecomputed ? time : .zero
      let layer = run.model.layerGroups[group]
      switch row.part {
      case .tensorAllReduce:
        perLayer[group].tensor += time * 2 + again
        perLayer[group].forwardCommunication += time
      case .dispatch, .combine:
        perLayer[group].expert += time * 2 + again
        perLayer[group].forwardCommunication += time
      case .prefillAttention:
        perLayer[group].forward += time
        perLayer[group].backward += time * Self.backwardAttention + again
        if isSelective, layer.keepsScores { perLayer[group].backward += time }
        let ring = run.ringExposed(layer.attention, behind: time, calibration: calibration)
        // The backward pass moves keys, values and their gradients: about twice.
        perLayer[group].context += ring * 3 + (isRecomputed ? ring : .zero)
        perLayer[group].forwardCommunication += ring
      case .elementWise:
        let (norms, rest) = run.elementWise(row, count: count)
        let pass = norms + rest
        perLayer[group].forward += pass
        perLayer[group].backward += pass * Self.backwardProducts + (isRecomputed ? pass : .zero)
        // Norms without the residual sums, which are half of their traffic, and the rest.
        if isSelective, !layer.keepsScores { perLayer[group].backward += norms / 2 + rest }
      case .attentionProjection, .outputProjection, .feedForward, .sharedExperts, .router,
        .experts, .quantization:
        perLayer[group].forward += time
        perLayer[group].backward += time * Self.backwardProducts + again
        if row.part != .quantization { perLayer[group].weights += time }
      case .embedding, .overlap, .decodeAttention, .pipelineTransfer, .head, .sampling, .draft,
        .host:
        continue
      }
    }
    self.perLayer = perLayer
    head = try Self.head(run, calibration: calibration)
    if run.predictionModules > 0, let last = perLayer.last {
      let projection = try Self.product(
        run, inner: 2 * run.model.hidden, outer: run.model.hidden, calibration: calibration)
      let projected = StageTime(
        forward: projection,
        backward: projection * (Self.backwardProducts + (isRecomputed ? 1 : 0)),
        weights: projection)
      prediction = (last + projected + head) * Double(run.predictionModules)
    } else {
      prediction = StageTime()
    }
  }

  func stage(counts: [Int], isLast: Bool) -> StageTime {
    zip(perLayer, counts).reduce(isLast ? head + prediction : StageTime()) {
      $0 + $1.0 * Double($1.1)
    }
  }

  /// The operators of one microbatch: serving's, with the group that shares experts as attention
  /// replicas of one microbatch each.
  private static func predictor(
    _ run: TrainingRun, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> StepTimePredictor {
    let deployment = Deployment(
      model: run.model, cluster: run.cluster, plan: run.layerPlan,
      weights: WeightFormats(matrices: run.recipe.products), cacheFormat: .bf16)
    do {
      return try StepTimePredictor(deployment: deployment, calibration: calibration, host: .none)
    } catch {
      throw TrainingConflicts(conflicts: [.calibration(error.conflicts)])
    }
  }

  /// The head over all tokens of a microbatch, and the loss over the logits.
  private static func head(
    _ run: TrainingRun, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> StageTime {
    let device = run.cluster.accelerator.device
    let product = try product(
      run, inner: run.model.hidden, outer: run.model.vocabulary, calibration: calibration)
    let rows = Int(run.tokensPerRank)
    let width = (run.model.vocabulary + run.plan.tensor - 1) / run.plan.tensor
    let logits = Bytes(TrainingMemory.bytesPerLogit * Double(rows) * Double(width))
    let pass = logits / (device.memory.bandwidth * calibration.elementWise)
    return StageTime(
      forward: product + pass, backward: product * backwardProducts + pass, weights: product)
  }

  /// A product outside the layers, of all tokens of a microbatch, in 16 bits, its columns cut by the
  /// tensor group.
  private static func product(
    _ run: TrainingRun, inner: Int, outer: Int, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> Seconds {
    guard
      let product = calibration.productDuration(
        rows: Int(run.tokensPerRank), inner: inner,
        outer: (outer + run.plan.tensor - 1) / run.plan.tensor, stored: .bf16,
        on: run.cluster.accelerator.device, launch: .hidden)
    else { throw TrainingConflicts(conflicts: [.calibration([.noProductEfficiency(.bf16)])]) }
    return product
  }
}

extension TrainingRun {
  /// The plan of one layer in the terms of serving.
  var layerPlan: ParallelismPlan {
    guard
      let layerPlan = try? ParallelismPlan(
        tensor: plan.tensor, data: max(1, plan.expert / plan.tensor), expert: plan.expert)
    else { preconditionFailure("\(plan) has no plan of a layer") }
    return layerPlan
  }

  /// Element-wise time of one layer: norms and residual sums, which sequence parallelism divides
  /// over the tensor group (Korthikanti et al. 2022, arXiv 2205.05198), and activation functions.
  ///
  /// Mixing of several residual streams is counted whole on every rank.
  fileprivate func elementWise(
    _ row: StepBreakdown.Row, count: Double
  ) -> (norms: Seconds, rest: Seconds) {
    let time = row.duration / count
    guard model.residualStreams == 1, row.traffic > .zero else { return (.zero, time) }
    // Two blocks, each reading input and residual and writing both, 16 bits each.
    let bytes = Bytes(16 * Double(model.hidden) * tokensPerRank * count)
    let share = min(1, bytes / row.traffic)
    let ranks = plan.dividesSequence ? Double(plan.tensor) : 1
    return (time * (share / ranks), time * (1 - share))
  }

  /// One microbatch as a prompt. A context-parallel rank holds `s/cp` tokens, and its share of
  /// the causal pairs is that of a chunk after half of what the others hold.
  var microBatchShape: BatchShape {
    let tokens = sequence / plan.context
    return .prefill(
      sequences: plan.microBatch * layerPlan.data, tokens: tokens, cached: (sequence - tokens) / 2)
  }

  /// What a ring of keys and values leaves exposed behind attention (Eq. 6.15; Liu et al. 2023,
  /// arXiv 2310.01889): `cp − 1` passes of `4·(s/cp)·b·a_kv·d/t` bytes.
  func ringExposed(
    _ attention: AttentionVariant, behind time: Seconds, calibration: OperatorCalibration
  ) -> Seconds {
    guard plan.context > 1 else { return .zero }
    let topology = cluster.topology
    let level =
      topology.level(joining: plan.context, stride: plan.tensor)
      ?? topology.outermost
    let link = Link(level, efficiency: calibration.allToAll.link(at: level))
    let shard = attention.cacheBytesPerToken(format: .bf16, tensor: plan.tensor) * tokensPerRank
    let passes = Double(plan.context - 1)
    return max(.zero, link.duration(of: shard) * passes - time)
  }
}
