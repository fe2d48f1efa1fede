import LanguageModels

/// What a step asks of each of its layers.
struct LayerLoad {
  /// Tokens of the attention replica with most.
  let tokens: Double
  /// Tokens of all attention replicas together, which the experts share.
  let allTokens: Double
  /// Bytes of one activation of all of them.
  let allActivation: Double
  let decode: AttentionLoad
  let prefill: AttentionLoad
  /// One all-reduce of the activations over the tensor group.
  let allReduce: TermTime
  /// What the host spends on one layer.
  let host: TermTime
  let stream: StreamTimer
}

extension LayerTimer {
  /// Passes every term of the layers of a group to `sink`, in the order of execution.
  @inline(__always)
  func run<Sink: StepSink>(
    _ load: LayerLoad, tables: borrowing TimerTables, group: Int, into sink: inout Sink
  ) {
    sink.add(
      .elementWise, layerGroup: group, count: count,
      load.stream.time(bytes: elementWiseBytesPerToken * load.tokens))
    let terms = tables.products.span
    for index in products {
      sink.add(
        terms[index].part, layerGroup: group, count: count,
        terms[index].timer.time(rows: load.tokens))
    }
    if load.prefill.queries > 0 {
      sink.add(
        .prefillAttention, layerGroup: group, count: count, attention.prefill(load.prefill))
    }
    if load.decode.sequences > 0 {
      sink.add(.decodeAttention, layerGroup: group, count: count, attention.decode(load.decode))
    }
    if tensorAllReduces > 0 {
      sink.add(
        .tensorAllReduce, layerGroup: group, count: count * tensorAllReduces, load.allReduce)
    }
    runExperts(load, tables: tables, group: group, into: &sink)
    sink.add(.host, layerGroup: group, count: count, load.host)
  }

  @inline(__always)
  private func runExperts<Sink: StepSink>(
    _ load: LayerLoad, tables: borrowing TimerTables, group: Int, into sink: inout Sink
  ) {
    guard let experts else { return }
    let tokens = load.allTokens
    sink.add(
      .experts, layerGroup: group, count: count,
      experts.time(
        tokens: tokens, holdsAllTokens: expertsSeeAllTokens, coverage: tables.coverage.span))
    if let dispatch, let combine {
      let imbalance = experts.imbalance(tokens: tokens)
      sink.add(
        .dispatch, layerGroup: group, count: count,
        dispatch.time(tokens: tokens, imbalance: imbalance))
      sink.add(
        .combine, layerGroup: group, count: count,
        combine.time(tokens: tokens, imbalance: imbalance))
    }
    if let gather {
      let bytes = load.allActivation
      let half = TermTime(
        seconds: gather.seconds(bytes: bytes) / 2, cause: .communication, traffic: bytes)
      sink.add(.dispatch, layerGroup: group, count: count, half)
      sink.add(.combine, layerGroup: group, count: count, half)
    }
  }
}
