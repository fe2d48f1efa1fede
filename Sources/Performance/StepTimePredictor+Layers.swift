import LanguageModels
import Quantities

extension StepTimePredictor {
  /// Passes every term of the layers to `sink`, and what overlap hides of them as a negative one.
  @inline(__always)
  func runLayers<Sink: StepSink>(
    _ share: ReplicaShare, allTokens: Double, into sink: inout Sink
  ) {
    let load = layerLoad(share, allTokens: allTokens, part: 1)
    // A single token cannot be halved.
    let splits = communication.overlap == .twoBatch && share.tokens >= 2
    guard communication.overlap == .sharedExperts || splits else {
      for index in layers.indices {
        layers[index].run(load, tables: tables, group: index, into: &sink)
      }
      return
    }
    let half = layerLoad(share, allTokens: allTokens, part: 0.5)
    for index in layers.indices {
      guard layers[index].dispatch != nil else {
        layers[index].run(load, tables: tables, group: index, into: &sink)
        continue
      }
      let count = layers[index].count
      var hidden: Double
      if splits {
        let before = sink.seconds
        let exchange = layers[index].run(
          half, tables: tables, group: index, repeats: 2, into: &sink)
        let communicating = 2 * (exchange.dispatch + exchange.combine)
        let computing = (sink.seconds - before) / count - communicating
        let occupies = exchange.dispatchOccupies || exchange.combineOccupies
        hidden = count * hiddenTime(computing, behind: communicating, occupies: occupies)
        // The first half computes, and the last one communicates, with nothing beside it.
        hidden -= min(computing, communicating) / 2 * (1 - communication.remainder)
      } else {
        let exchange = layers[index].run(load, tables: tables, group: index, into: &sink)
        hidden =
          count
          * hiddenTime(
            exchange.sharedExperts, behind: exchange.dispatch, occupies: exchange.dispatchOccupies)
      }
      sink.add(
        .overlap, layerGroup: index, count: 1, TermTime(seconds: -hidden, cause: .communication))
    }
  }

  /// What both sides together take less than one after the other (Eq. 4.19):
  ///
  ///     x + y − ( max(x', y) + ξ·min(x', y) ),   x' = x/(1 − σ)
  ///
  /// σ is the share of multiprocessors that an exchange of many tokens occupies. Negative where
  /// what arithmetic loses is more than what is hidden.
  @inline(__always)
  private func hiddenTime(_ computing: Double, behind exchange: Double, occupies: Bool) -> Double {
    let slowed = occupies ? computing * slowdown : computing
    return computing + exchange
      - (max(slowed, exchange) + communication.remainder * min(slowed, exchange))
  }

  /// What a step, or an equal part of it, asks of each layer.
  @inline(__always)
  private func layerLoad(_ share: ReplicaShare, allTokens: Double, part: Double) -> LayerLoad {
    let activation = activationBytes * share.tokens * part
    let allActivation = activationBytes * allTokens * part
    return LayerLoad(
      tokens: share.tokens * part, allTokens: allTokens * part,
      gather: TermTime(
        seconds: expertGather?.seconds(bytes: allActivation) ?? 0, cause: .communication,
        traffic: allActivation),
      decode: share.decodeLoad(part: part), prefill: share.prefillLoad(part: part),
      allReduce: TermTime(
        seconds: tensorAllReduce.seconds(bytes: activation), cause: .communication,
        traffic: activation),
      host: TermTime(seconds: host.perLayer.value, cause: .overhead), stream: stream)
  }
}

extension ReplicaShare {
  /// What the decoding sequences, or an equal part of them, ask of attention.
  @inline(__always)
  func decodeLoad(part: Double) -> AttentionLoad {
    .decode(
      sequences: decodeSequences * part, context: decodeContext * part, queries: decodeQueries)
  }

  /// The same of the prompts.
  @inline(__always)
  func prefillLoad(part: Double) -> AttentionLoad {
    AttentionLoad(
      sequences: prefillSequences * part, queries: prefillTokens * part,
      cached: prefillCachedTokens * part, pairs: prefillPairs * part)
  }
}
