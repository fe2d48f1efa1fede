import LanguageModels

/// What a step asks of each of its layers.
struct LayerLoad {
  /// Tokens of the attention replica with most.
  let tokens: Double
  /// Tokens of all attention replicas together, which the experts share.
  let allTokens: Double
  /// Gathering all of them on every device, or scattering the sums of their results.
  let gather: TermTime
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
  ///
  /// - Parameter repeats: how many times each layer runs with this load.
  /// - Returns: The exchange of one layer.
  @inline(__always)
  @discardableResult
  func run<Sink: StepSink>(
    _ load: LayerLoad, tables: borrowing TimerTables, group: Int, repeats: Double = 1,
    into sink: inout Sink
  ) -> Exchange {
    let count = count * repeats
    sink.add(
      .elementWise, layerGroup: group, count: count,
      load.stream.time(bytes: elementWiseBytesPerToken * load.tokens))
    if handOvers > 0 {
      sink.add(
        .elementWise, layerGroup: group, count: count,
        TermTime(seconds: handOvers, cause: .overhead))
    }
    if quantizationPerToken.seconds > 0 {
      sink.add(
        .quantization, layerGroup: group, count: count,
        TermTime(
          seconds: quantizationPerToken.seconds * load.tokens, cause: .memory,
          traffic: quantizationPerToken.bytes * load.tokens))
    }
    let terms = tables.products.span
    var sharedExperts = 0.0
    for index in products {
      let time = terms[index].timer.time(rows: load.tokens)
      sink.add(terms[index].part, layerGroup: group, count: count, time)
      if terms[index].part == .sharedExperts { sharedExperts += time.seconds }
    }
    if load.prefill.queries > 0 {
      sink.add(
        .prefillAttention, layerGroup: group, count: count, attention.prefill.time(load.prefill))
    }
    if load.decode.sequences > 0 {
      sink.add(
        .decodeAttention, layerGroup: group, count: count, attention.decode.time(load.decode))
    }
    if tensorAllReduces > 0 {
      sink.add(
        .tensorAllReduce, layerGroup: group, count: count * tensorAllReduces, load.allReduce)
    }
    var exchange = runExperts(load, tables: tables, group: group, count: count, into: &sink)
    exchange.sharedExperts = sharedExperts
    sink.add(.host, layerGroup: group, count: count, load.host)
    return exchange
  }

  /// Passes the routed experts, and the exchange that brings their tokens.
  ///
  /// - Returns: The exchange of one layer, for those who hide it.
  @inline(__always)
  private func runExperts<Sink: StepSink>(
    _ load: LayerLoad, tables: borrowing TimerTables, group: Int, count: Double,
    into sink: inout Sink
  ) -> Exchange {
    guard let experts else { return Exchange() }
    let tokens = load.allTokens
    let products = experts.time(
      tokens: tokens, holdsAllTokens: expertsSeeAllTokens, coverage: tables.coverage.span)
    sink.add(.experts, layerGroup: group, count: count, products)
    if let dispatch, let combine {
      let imbalance = experts.imbalance(tokens: tokens)
      let (out, isBulk) = dispatch.time(tokens: tokens, imbalance: imbalance)
      let (back, isBulkBack) = combine.time(tokens: tokens, imbalance: imbalance)
      sink.add(.dispatch, layerGroup: group, count: count, out)
      sink.add(.combine, layerGroup: group, count: count, back)
      return Exchange(
        dispatch: out.seconds, combine: back.seconds, dispatchOccupies: isBulk,
        combineOccupies: isBulkBack)
    }
    if gathersTokens {
      sink.add(.dispatch, layerGroup: group, count: count, load.gather)
      sink.add(.combine, layerGroup: group, count: count, load.gather)
    }
    return Exchange()
  }
}

/// The exchange of tokens in one layer.
struct Exchange {
  var dispatch = 0.0
  var combine = 0.0
  /// The shared experts of the layer, which need no exchange.
  var sharedExperts = 0.0
  /// Whether multiprocessors carry it, which arithmetic beside it lacks.
  var dispatchOccupies = false
  var combineOccupies = false
}
