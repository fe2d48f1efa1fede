/// How a training step is cut over devices and in time.
///
/// Devices are numbered with tensor parallelism innermost, then context, then data, and pipeline
/// stages outermost. Experts take their ranks from tensor, context and data together.
public struct TrainingPlan: Sendable, Hashable {
  /// What is computed again in the backward pass instead of kept (Korthikanti et al. 2022,
  /// arXiv 2205.05198).
  public enum Recompute: String, Sendable, Hashable, CaseIterable {
    case none
    /// The attention core, and what is cheap beside it.
    case selective
    /// Whole layers from their inputs.
    case full
  }

  /// What communication runs beside arithmetic.
  public enum Overlap: String, Sendable, Hashable, CaseIterable {
    /// None: gradients are summed after the last backward pass.
    case none
    /// Gradients are summed behind the last backward pass, weights gathered behind the first
    /// forward one (Eq. 6.18).
    case gradients
    /// The same, and what tensor parallelism gathers and scatters behind the products before and
    /// after it, tile by tile, where the sequence is divided (Wang et al. 2022,
    /// doi:10.1145/3567955.3567959). What remains of it is ``TrainingEfficiency/tensorExposed``.
    case tensor
    /// Gradients, and the exchange with experts of one microbatch behind the arithmetic of another,
    /// in a pipeline fed from both ends (DeepSeek-AI 2024, arXiv 2412.19437, section 3.2.1).
    case dualPipe = "dual-pipe"
  }

  /// In what order a pipeline's stages pass forward and backward.
  public enum Schedule: String, Sendable, Hashable, CaseIterable {
    /// One forward, one backward in turn, interleaved where a stage has several chunks.
    case oneForwardOneBackward = "1f1b"
    /// The same with the products of weight gradients put off into the bubble, in no more memory
    /// (ZB-H1; Qi et al. 2024, arXiv 2401.10241).
    case zeroBubble = "zero-bubble"
    /// The same with twice as many microbatches in flight, so that little or no bubble is left
    /// (ZB-H2).
    case zeroBubbleTwice = "zero-bubble-twice"
  }

  /// What waits in the memory of the host instead of the device's.
  public enum Offload: String, Sendable, Hashable, CaseIterable {
    case none
    /// Master copies and moments, which pass through the device once a step (the placement of Ren et
    /// al. 2021, ZeRO-Offload, arXiv 2101.06840; the update itself stays on the device).
    case optimizer
    /// Activations between the forward and the backward pass of a layer.
    case activations
    case both

    var holdsOptimizer: Bool { self == .optimizer || self == .both }
    var holdsActivations: Bool { self == .activations || self == .both }
  }

  /// What counts as a layer when layers are divided over the stages of a pipeline.
  public enum Layout: String, Sendable, Hashable, CaseIterable {
    /// Layers alone.
    case even
    /// Embedding and head too, as one layer each, so that the first and the last stage hold fewer
    /// (Llama 3.1 405B: 7 of 126 on these stages of 16; arXiv 2407.21783, section 3.3.2).
    case vocabularyAsLayers = "vocabulary-as-layers"
  }

  public let tensor: Int
  public let pipeline: Int
  public let data: Int
  /// Ranks that share the tokens of one sequence.
  public let context: Int
  /// Ranks over which routed experts are spread; below the tensor width they are also cut.
  public let expert: Int
  /// Sequences of one microbatch.
  public let microBatch: Int
  /// Sequences of one step over all ranks.
  public let globalBatch: Int
  /// Chunks of layers per stage that take turns; 1 is plain 1F1B.
  public let virtualStages: Int
  public let recompute: Recompute
  public let sharding: StateSharding
  /// Whether what tensor parallelism leaves whole is divided along the sequence.
  public let dividesSequence: Bool
  public let overlap: Overlap
  public let schedule: Schedule
  public let layout: Layout
  public let offload: Offload

  /// The share of a device's multiprocessors that exchanges with experts occupy while arithmetic
  /// runs beside them: 20 of the 132 of an H800 (DeepSeek-AI 2024, section 3.2.2). Chips of fewer and
  /// larger ones are taken to give up the same share.
  public static let exchangeShare = 20.0 / 132

  /// - Throws: ``TrainingPlanError`` when widths, batches or schedule do not fit together.
  public init(
    tensor: Int = 1, pipeline: Int = 1, data: Int = 1, context: Int = 1, expert: Int = 1,
    microBatch: Int = 1, globalBatch: Int, virtualStages: Int = 1,
    recompute: Recompute = .none, sharding: StateSharding = .optimizer,
    dividesSequence: Bool = true, overlap: Overlap = .gradients,
    schedule: Schedule = .oneForwardOneBackward, layout: Layout = .even,
    offload: Offload = .none
  ) throws(TrainingPlanError) {
    func check(_ axis: StaticString, _ width: Int) throws(TrainingPlanError) {
      guard 1...100_000_000 ~= width else {
        throw .widthOutOfRange(axis: axis.description, width: width)
      }
    }
    try check("tensor", tensor)
    try check("pipeline", pipeline)
    try check("data", data)
    try check("context", context)
    try check("expert", expert)
    try check("micro-batch", microBatch)
    try check("global batch", globalBatch)
    try check("virtual stages", virtualStages)
    guard globalBatch.isMultiple(of: data * microBatch) else {
      throw .globalBatch(globalBatch, data: data, microBatch: microBatch)
    }
    guard (tensor * context * data).isMultiple(of: expert),
      expert.isMultiple(of: tensor) || tensor.isMultiple(of: expert)
    else {
      throw .expertGroup(expert: expert, tensor: tensor, ranks: tensor * context * data)
    }
    let microBatches = globalBatch / (data * microBatch)
    if virtualStages > 1 {
      guard pipeline > 1 else { throw .interleavingWithoutPipeline(virtualStages) }
      guard microBatches.isMultiple(of: pipeline) else {
        throw .interleaving(microBatches: microBatches, pipeline: pipeline)
      }
    }
    if overlap == .dualPipe {
      guard pipeline.isMultiple(of: 2), virtualStages == 1, microBatches >= 2 * pipeline else {
        throw .dualPipe(
          pipeline: pipeline, virtualStages: virtualStages, microBatches: microBatches)
      }
    }
    if schedule != .oneForwardOneBackward {
      let least = schedule == .zeroBubble ? pipeline : 2 * pipeline - 1
      guard pipeline > 1, virtualStages == 1, overlap != .dualPipe, microBatches >= least else {
        throw .zeroBubble(
          pipeline: pipeline, virtualStages: virtualStages, microBatches: microBatches,
          overlap: overlap)
      }
    }
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.context = context
    self.expert = expert
    self.microBatch = microBatch
    self.globalBatch = globalBatch
    self.virtualStages = virtualStages
    self.recompute = recompute
    self.sharding = sharding
    self.dividesSequence = dividesSequence
    self.overlap = overlap
    self.schedule = schedule
    self.layout = layout
    self.offload = offload
  }

  /// The schedule of the pipeline.
  ///
  /// - Parameters:
  ///   - weightShare: the products of weight gradients, over the backward pass.
  ///   - overlapped: forward and backward run together, over their sum.
  func passes(weightShare: Double, overlapped: Double) -> PipelineSchedule {
    if overlap == .dualPipe, pipeline > 1 {
      return .dual(weightShare: weightShare, overlapped: overlapped)
    }
    switch schedule {
    case .oneForwardOneBackward:
      return virtualStages > 1
        ? .interleaved(chunks: virtualStages) : .oneForwardOneBackward
    case .zeroBubble: return .zeroBubble(weightShare: weightShare)
    case .zeroBubbleTwice: return .zeroBubbleTwice(weightShare: weightShare)
    }
  }

  public var devices: Int { tensor * pipeline * data * context }
  /// Microbatches of one step through one pipeline, `m`.
  public var microBatches: Int { globalBatch / (data * microBatch) }
  /// Ranks that hold the same dense weights and average their gradients.
  public var gradientRanks: Int { data * context }
  /// Ranks that hold the same experts.
  public var expertGradientRanks: Int { tensor * context * data / (expert * expertTensor) }
  /// Ranks over which one expert's matrices are cut: what a group inside the tensor group leaves.
  var expertTensor: Int { max(1, tensor / expert) }
}

/// Why a plan cannot exist, whatever the model.
public enum TrainingPlanError: Error, Sendable, Hashable {
  case widthOutOfRange(axis: String, width: Int)
  /// The global batch is no multiple of data width × microbatch.
  case globalBatch(Int, data: Int, microBatch: Int)
  /// The expert width does not divide tensor × context × data, or neither it nor the tensor
  /// width divides the other.
  case expertGroup(expert: Int, tensor: Int, ranks: Int)
  /// Interleaving needs microbatches in multiples of the stages (Narayanan et al. 2021).
  case interleaving(microBatches: Int, pipeline: Int)
  case interleavingWithoutPipeline(Int)
  /// A pipeline fed from both ends has an even number of stages, one chunk each, and at least two
  /// microbatches per stage.
  case dualPipe(pipeline: Int, virtualStages: Int, microBatches: Int)
  /// Weight gradients are put off in a pipeline of one chunk per stage, fed from one end, with
  /// microbatches for all stages; for twice as many but one where twice as many are in flight.
  case zeroBubble(
    pipeline: Int, virtualStages: Int, microBatches: Int, overlap: TrainingPlan.Overlap)
}
