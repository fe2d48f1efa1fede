import Quantities

/// Whatever receives the terms of a step one by one: a sum, a table, a sum per layer group.
///
/// The predictor has one path through a step; duration and breakdown cannot differ.
protocol StepSink {
  /// The sum of all terms so far.
  var seconds: Double { get }
  /// - Parameters:
  ///   - layerGroup: the group's index, or nil outside the layers.
  ///   - count: how many times the term runs one after another.
  mutating func add(_ part: StepOperator, layerGroup: Int?, count: Double, _ time: TermTime)
}

struct DurationSink: StepSink {
  var seconds = 0.0

  @inline(__always)
  mutating func add(_ part: StepOperator, layerGroup: Int?, count: Double, _ time: TermTime) {
    seconds += count * time.seconds
  }
}

struct BreakdownSink: StepSink {
  var seconds = 0.0
  var rows: [StepBreakdown.Row] = []

  mutating func add(_ part: StepOperator, layerGroup: Int?, count: Double, _ time: TermTime) {
    seconds += count * time.seconds
    guard time.seconds != 0 else { return }
    rows.append(
      StepBreakdown.Row(
        part: part, layerGroup: layerGroup, count: Int(count), work: FLOPs(count * time.work),
        traffic: Bytes(count * time.traffic), duration: Seconds(count * time.seconds),
        cause: time.cause))
  }
}

/// Time per layer of each group, and what runs on the first and on the last pipeline stage.
struct StageSink: StepSink {
  var perLayer: [Double]
  var seconds = 0.0
  var first = 0.0
  var last = 0.0
  /// Host time of the step itself, which every stage spends.
  var host = 0.0

  mutating func add(_ part: StepOperator, layerGroup: Int?, count: Double, _ time: TermTime) {
    seconds += count * time.seconds
    switch part {
    case .embedding, .embeddingTables: first += count * time.seconds
    case .head, .sampling, .draft: last += count * time.seconds
    case .pipelineTransfer: break
    case .host where layerGroup == nil: host += count * time.seconds
    case .tensorAllReduce where layerGroup == nil,
      .quantization where layerGroup == nil:
      last += count * time.seconds
    case .host, .tensorAllReduce, .attentionProjection, .prefillAttention, .decodeAttention,
      .outputProjection, .feedForward, .sharedExperts, .router, .experts, .quantization,
      .elementWise, .dispatch, .combine, .overlap:
      if let layerGroup { perLayer[layerGroup] += time.seconds * count }
    }
  }
}
