import Hardware
import LanguageModels
import Performance
import Quantities

/// Forward and backward time of one microbatch in one layer of each group, and in the head.
///
/// A pure function of model, cluster, recipe, sequence, calibration, and of the plan's tensor,
/// context and expert widths, microbatch, recomputation, divided sequence and overlap: plans that
/// differ in nothing else share it, so that a search builds it once for thousands of them.
struct LayerTimes {
  let perLayer: [StageTime]
  let head: StageTime
  /// All modules that predict further tokens: a projection, a layer like the last and the head once
  /// more each (Eq. 2.7).
  let prediction: StageTime
  let notes: [PredictionNote]

  init(run: TrainingRun, calibration: OperatorCalibration) throws(TrainingConflicts) {
    let calibration = calibration.balanced
    let predictor = try Self.predictor(run, calibration: calibration)
    let breakdown = predictor.breakdown(of: run.microBatchShape)
    notes = predictor.notes
    let recompute = run.plan.recompute
    let sustained = calibration.training.sustained
    let device = run.cluster.accelerator.device
    let bandwidth = device.memory.bandwidth * calibration.elementWise
    var perLayer = run.model.layerGroups.map { group in
      let traffic = LayerTraffic(group, run: run).all
      var stage = StageTime()
      stage.add(
        TrainingPass(
          forward: Bytes(traffic.forward) / bandwidth,
          backward: Bytes(traffic.backward) / bandwidth,
          selective: Bytes(traffic.selective) / bandwidth), recompute)
      // Each microbatch adds the gradients of all weights to those before.
      let gradients = run.gradientTraffic(of: group)
      let overhead = calibration.training.perLayer
      stage.add(
        TrainingPass(forward: overhead, backward: overhead + gradients / bandwidth), recompute)
      return stage
    }
    for row in breakdown.rows {
      guard let group = row.layerGroup else { continue }
      let layer = run.model.layerGroups[group]
      let time = row.duration / Double(layer.count)
      switch row.part {
      case .tensorAllReduce:
        let passes = recompute == .full ? 3.0 : 2
        let exposed =
          run.plan.overlap == .tensor && run.plan.dividesSequence
          ? time * calibration.training.tensorExposed : time
        perLayer[group].tensor += exposed * passes
        perLayer[group].hiddenTensor += (time - exposed) * passes
        perLayer[group].forwardCommunication += exposed
      case .dispatch, .combine:
        perLayer[group].expert += time * 2 + (recompute == .full ? time : .zero)
        perLayer[group].forwardCommunication += time
      case .prefillAttention:
        let pass =
          run.keepsScores(layer)
          ? try run.materializedAttention(layer, calibration: calibration)
          : run.fusedAttention(time)
        perLayer[group].add(pass * (1 / sustained), recompute)
        let ring = run.ring(layer.attention, calibration: calibration)
        // The backward pass moves keys, values and their gradients: about twice.
        let forward = max(.zero, ring - pass.forward)
        let backward = max(.zero, ring * 2 - pass.backward)
        let again = recompute == .full ? 1.0 : 0
        let exposed = forward * (1 + again) + backward
        perLayer[group].context += exposed
        perLayer[group].hiddenContext += ring * (3 + again) - exposed
        perLayer[group].forwardCommunication += forward
      case .attentionProjection:
        var pass = TrainingPass.product(time * (1 / sustained))
        pass.selective = pass.forward * layer.attention.expandedShare(hidden: run.model.hidden)
        perLayer[group].add(pass, recompute)
      case .outputProjection, .feedForward, .sharedExperts, .router:
        perLayer[group].add(.product(time * (1 / sustained)), recompute)
      case .experts:
        let pass = try run.expertPass(layer, serving: time, calibration: calibration)
        perLayer[group].add(pass, recompute)
      case .quantization:
        perLayer[group].add(
          TrainingPass(forward: time, backward: time * run.recipe.backwardQuantizations),
          recompute)
      case .elementWise, .embedding, .overlap, .decodeAttention, .pipelineTransfer, .head,
        .embeddingTables, .sampling, .draft, .host:
        continue
      }
    }
    self.perLayer = perLayer
    head = try Self.head(run, calibration: calibration)
    if run.predictionModules > 0, let last = perLayer.last {
      let width = (run.model.hidden + run.plan.tensor - 1) / run.plan.tensor
      let projection = try run.product(
        rows: Int(run.tokensPerRank), inner: 2 * run.model.hidden, outer: width, stored: .bf16,
        calibration: calibration)
      var projected = StageTime()
      projected.add(.product(projection * (1 / sustained)), recompute)
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
    let rows = Int(run.tokensPerRank)
    let width = (run.model.vocabulary + run.plan.tensor - 1) / run.plan.tensor
    let product = try run.product(
      rows: rows, inner: run.model.hidden, outer: width, stored: .bf16, calibration: calibration)
    let logits = Bytes(Double(rows) * Double(width))
    let bandwidth = device.memory.bandwidth * calibration.elementWise
    var stage = StageTime()
    stage.add(.product(product * (1 / calibration.training.sustained)), .none)
    stage.add(
      TrainingPass(
        forward: logits * lossForward / bandwidth, backward: logits * lossBackward / bandwidth),
      .none)
    return stage
  }

  /// Bytes per logit of the loss in 32 bits: widened (6), largest (4), difference (8), exponential
  /// (8), sum (4), quotient (8). Of its gradient: difference and scale in place (16), narrowed (6).
  /// Kernels of Megatron-LM's vocabulary-parallel cross entropy, each reading and writing memory.
  static let lossForward = 38.0
  static let lossBackward = 22.0
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

  /// One microbatch as a prompt. A context-parallel rank holds `s/cp` tokens, and its share of
  /// the causal pairs is that of a chunk after half of what the others hold: ranks take one chunk
  /// from the front and one from the back, which balances them.
  var microBatchShape: BatchShape {
    let tokens = sequence / plan.context
    return .prefill(
      sequences: plan.microBatch * layerPlan.data, tokens: tokens, cached: (sequence - tokens) / 2)
  }

  /// What a ring of keys and values takes in a forward pass (Eq. 6.15; Liu et al. 2023, arXiv
  /// 2310.01889): `cp − 1` passes of `4·(s/cp)·b·a_kv·d/t` bytes.
  func ring(_ attention: AttentionVariant, calibration: OperatorCalibration) -> Seconds {
    guard plan.context > 1 else { return .zero }
    let topology = cluster.topology
    let level =
      topology.level(joining: plan.context, stride: plan.tensor)
      ?? topology.outermost
    let link = Link(level, efficiency: calibration.allToAll.link(at: level))
    let shard = attention.cacheBytesPerToken(format: .bf16, tensor: plan.tensor) * tokensPerRank
    let passes = Double(plan.context - 1)
    return link.duration(of: shard) * passes
  }

  /// Gradients of one layer's weights added to what earlier microbatches left: read and written.
  fileprivate func gradientTraffic(of group: LayerGroup) -> Bytes {
    let held = group.parametersOnRank(of: model, plan: plan)
    return Bytes((held.dense + held.experts) * 2 * recipe.gradientBytes)
  }
}

extension AttentionVariant {
  /// Of the projections before attention, the share that expands latents, which selective
  /// recomputation does again; see ``ActivationMemory``.
  fileprivate func expandedShare(hidden: Int) -> Double {
    guard case .latent(let latent) = self else { return 0 }
    let heads = Double(latent.heads)
    let (none, rotary) = (Double(latent.noPositionDimension), Double(latent.rotaryDimension))
    let queries = heads * (none + rotary)
    let up =
      Double(latent.queryRank ?? 0) * queries
      + Double(latent.keyValueRank) * heads * (none + Double(latent.valueDimension))
    let down =
      Double(hidden)
      * (latent.queryRank.map(Double.init) ?? queries)
      + Double(hidden) * (Double(latent.keyValueRank) + rotary)
    return up / (up + down)
  }
}
