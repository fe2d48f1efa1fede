import LanguageModels
import Quantities

/// What one attention replica sees of a step: the largest share when there are several.
struct ReplicaShare {
  let decodeSequences: Double
  let decodeQueries: Double
  let decodeContext: Double
  let prefillSequences: Double
  let prefillTokens: Double
  let prefillCachedTokens: Double
  let prefillPairs: Double
  let sampledTokens: Double
  /// Tokens that pass through the matrices of the replica.
  let tokens: Double

  /// So many tokens that attend nothing.
  @inline(__always)
  init(tokens: Double) {
    (decodeSequences, decodeQueries, decodeContext) = (0, 1, 0)
    (prefillSequences, prefillTokens, prefillCachedTokens, prefillPairs) = (0, 0, 0, 0)
    sampledTokens = 0
    self.tokens = tokens
  }

  @inline(__always)
  init(_ shape: BatchShape, replicas: Int) {
    var decode = Double(shape.decodeSequences)
    var prefill = Double(shape.prefillSequences)
    var decodeShare = 1.0
    var prefillShare = 1.0
    var finished = Double(shape.finishedPrompts)
    if replicas > 1 {
      if shape.decodeSequences > 0 {
        let most = Double(shape.decodeSequences.dividedRoundingUp(by: replicas))
        decodeShare = most / decode
        decode = most
      }
      if shape.prefillSequences > 0 {
        let most = Double(shape.prefillSequences.dividedRoundingUp(by: replicas))
        prefillShare = most / prefill
        prefill = most
      }
      finished = Double(shape.finishedPrompts.dividedRoundingUp(by: replicas))
    }
    decodeSequences = decode
    decodeQueries = Double(shape.decodeQueries)
    decodeContext = Double(shape.decodeContext) * decodeShare
    prefillSequences = prefill
    prefillTokens = Double(shape.prefillTokens) * prefillShare
    prefillCachedTokens = Double(shape.prefillCachedTokens) * prefillShare
    prefillPairs = shape.prefillPairs * prefillShare
    sampledTokens = decode * decodeQueries + finished
    tokens = decode * decodeQueries + prefillTokens
  }
}

extension StepTimePredictor {
  /// Passes every term of a step to `sink`, in the order of execution.
  @inline(__always)
  func run<Sink: StepSink>(_ shape: BatchShape, into sink: inout Sink) {
    guard !shape.isEmpty else { return }
    let share = ReplicaShare(shape, replicas: data)
    runStages(share, allTokens: Double(shape.tokens), into: &sink)
    if let rows {
      sink.add(
        .embeddingTables, layerGroup: nil, count: 1,
        rows.time(tokens: share.tokens, layers: sink.seconds))
    }
    addHead(sampled: share.sampledTokens, into: &sink)
    if let draft { draft.run(shape, into: &sink) }
    let seconds = hostSeconds(share, device: sink.seconds)
    sink.add(.host, layerGroup: nil, count: 1, TermTime(seconds: seconds, cause: .overhead))
  }

  /// Passes embedding, layers and the transfers between pipeline stages.
  @inline(__always)
  func runStages<Sink: StepSink>(
    _ share: ReplicaShare, allTokens: Double, into sink: inout Sink
  ) {
    let activation = activationBytes * share.tokens
    sink.add(.embedding, layerGroup: nil, count: 1, stream.time(bytes: 2 * activation))
    runLayers(share, allTokens: allTokens, into: &sink)
    if transfers > 0 {
      let seconds = transferLatency + transferPerByte * activation
      sink.add(
        .pipelineTransfer, layerGroup: nil, count: 1,
        TermTime(seconds: seconds, cause: .communication, traffic: activation * transfers))
    }
  }

  @inline(__always)
  func addHead<Sink: StepSink>(sampled: Double, into sink: inout Sink) {
    guard sampled > 0 else { return }
    sink.add(.head, layerGroup: nil, count: 1, headProduct.time(rows: sampled))
    if headProduct.quantizationPerRow.seconds > 0 {
      sink.add(
        .quantization, layerGroup: nil, count: 1,
        TermTime(
          seconds: headProduct.quantizationPerRow.seconds * sampled, cause: .memory,
          traffic: headProduct.quantizationPerRow.bytes * sampled))
    }
    let logits = 2 * sampled * vocabulary
    let gathered = vocabularyGather.seconds(bytes: logits)
    if gathered > 0 {
      sink.add(
        .tensorAllReduce, layerGroup: nil, count: 1,
        TermTime(seconds: gathered, cause: .communication, traffic: logits))
    }
    // Greedy sampling reads the fp32 logits twice (Eq. 3.13).
    sink.add(.sampling, layerGroup: nil, count: 1, stream.time(bytes: 2 * 4 * sampled * vocabulary))
  }

  /// What the host adds to a step that occupies the device for so long.
  @inline(__always)
  func hostSeconds(_ share: ReplicaShare, device: Double) -> Double {
    let scheduling = host.perRequest.value * (share.decodeSequences + share.prefillSequences)
    var seconds =
      host.perStep.value + (host.isAsynchronous ? max(0, scheduling - device) : scheduling)
    if share.prefillTokens > 0 {
      seconds += host.perPrefillStep.value + host.perPrefillToken.value * share.prefillTokens
    }
    let captured = share.prefillTokens > 0 ? capturedPromptTokens : capturedDecodeTokens
    if share.tokens > captured { seconds += max(0, launches - device) }
    return seconds
  }
}
