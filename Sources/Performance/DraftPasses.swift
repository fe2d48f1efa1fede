import LanguageModels
import Quantities

/// What a step spends on drafting `k` tokens of each sequence (Eq. 5.13).
///
/// A draft on the model's features runs once over all tokens of the step, since its own cache must
/// hold every one, and then `k − 1` times over one token of each sequence. A model of its own runs
/// `k` times over one token of each sequence, and over the prompts. Passes are one after another,
/// each with head and greedy sampling. Ignores the first drafts of prompts that a step finishes
/// beyond the pass over all tokens, host work between passes other than per layer, and trees.
struct DraftPasses: Sendable {
  private let predictor: StepTimePredictor
  /// The projection `2h·h` of feature and embedding.
  private let projection: ProductTimer?
  private let passes: Int

  /// Nothing where no accelerator time is spent on drafting.
  init?(
    in context: inout TimerContext, host: HostOverhead
  ) throws(DeploymentConflicts) {
    let deployment = context.deployment
    guard let speculation = deployment.speculation, let draft = deployment.draftDeployment else {
      return nil
    }
    passes = speculation.depth
    predictor = try StepTimePredictor(
      deployment: draft, calibration: context.calibration,
      host: HostOverhead(
        perStep: .zero, perRequest: .zero, perLayer: host.perLayer, perPrefillStep: .zero,
        perPrefillToken: .zero), communication: context.communication)
    for note in predictor.notes where note != .nothingToHide(context.communication.overlap) {
      context.note(note)
    }
    guard deployment.draftSharesTables else {
      projection = nil
      return
    }
    let hidden = draft.model.hidden
    projection = try context.product(
      inner: 2 * hidden, outer: hidden, choice: context.choice(.other))
  }

  /// Passes the time of drafting after a step to `sink`, one term per cause.
  @inline(__always)
  func run<Sink: StepSink>(_ shape: BatchShape, into sink: inout Sink) {
    // A step whose sequences decode one token each verifies nothing: it is a plain one.
    guard shape.decodeSequences == 0 || shape.decodeQueries > 1 else { return }
    let sums = sums(after: shape)
    sink.add(.draft, layerGroup: nil, count: 1, sums.compute)
    sink.add(.draft, layerGroup: nil, count: 1, sums.memory)
    sink.add(.draft, layerGroup: nil, count: 1, sums.communication)
    sink.add(.draft, layerGroup: nil, count: 1, sums.overhead)
  }

  private func sums(after shape: BatchShape) -> CauseSink {
    var sink = CauseSink()
    let single = BatchShape.decode(
      sequences: shape.decodeSequences, context: shape.decodeContext)
    var first = shape
    if projection == nil { first.decodeOneQuery() }
    pass(first, into: &sink)
    if shape.decodeSequences > 0 {
      for _ in 1..<max(passes, 1) { pass(single, into: &sink) }
    }
    return sink
  }

  private func pass(_ shape: BatchShape, into sink: inout CauseSink) {
    predictor.add(shape, to: &sink)
    if let projection {
      sink.add(
        .draft, layerGroup: nil, count: 1, projection.time(rows: predictor.shareTokens(of: shape)))
    }
  }
}

/// Sums the terms of a step by what bounds them.
struct CauseSink: StepSink {
  private(set) var seconds = 0.0
  private(set) var compute = TermTime(seconds: 0, cause: .compute)
  private(set) var memory = TermTime(seconds: 0, cause: .memory)
  private(set) var communication = TermTime(seconds: 0, cause: .communication)
  private(set) var overhead = TermTime(seconds: 0, cause: .overhead)

  @inline(__always)
  mutating func add(_ part: StepOperator, layerGroup: Int?, count: Double, _ time: TermTime) {
    seconds += count * time.seconds
    switch time.cause {
    case .compute: compute.add(time, count: count)
    case .memory: memory.add(time, count: count)
    case .communication: communication.add(time, count: count)
    case .overhead: overhead.add(time, count: count)
    }
  }
}

extension TermTime {
  @inline(__always)
  fileprivate mutating func add(_ other: TermTime, count: Double) {
    seconds += count * other.seconds
    work += count * other.work
    traffic += count * other.traffic
  }
}

extension StepTimePredictor {
  /// A function of its own, so that a step and its draft are not expanded into one another.
  @inline(never)
  fileprivate func add(_ shape: BatchShape, to sink: inout CauseSink) {
    run(shape, into: &sink)
  }

  fileprivate func shareTokens(of shape: BatchShape) -> Double {
    ReplicaShare(shape, replicas: data).tokens
  }
}
