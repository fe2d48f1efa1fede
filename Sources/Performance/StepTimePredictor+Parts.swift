import LanguageModels
import Quantities

// A step in parts by what they depend on: layers on tokens, the head on sampled tokens, attention
// and the host on the batch. All that asks for a duration adds them in one order.

extension StepTimePredictor {
  /// Whether attention adds to the layers, whatever it takes: not where it hides an exchange.
  var isSeparable: Bool { communication.overlap != .twoBatch }

  /// All stages but for attention: a function of the tokens of the replica with most and of all.
  func layerSeconds(tokens: Double, allTokens: Double) -> Double {
    var sink = DurationSink()
    runStages(ReplicaShare(tokens: tokens), allTokens: allTokens, into: &sink)
    return sink.seconds
  }

  func headSeconds(sampled: Double) -> Double {
    var sink = DurationSink()
    addHead(sampled: sampled, into: &sink)
    return sink.seconds
  }

  /// The parts put together, with all that depends on more than numbers of tokens.
  @inline(__always)
  func seconds(
    _ shape: BatchShape, _ share: ReplicaShare, layers: Double, head: Double
  ) -> Double {
    var stages = layers + attentions.seconds(of: share)
    if let rows { stages += rows.time(tokens: share.tokens, layers: stages).seconds }
    var sink = DurationSink(seconds: stages + head)
    if let draft { draft.run(shape, into: &sink) }
    return sink.seconds + hostSeconds(share, device: sink.seconds)
  }
}

extension [LayerAttention] {
  @inline(__always)
  fileprivate func seconds(of share: ReplicaShare) -> Double {
    var seconds = 0.0
    let kinds = span
    if share.prefillTokens > 0 {
      let load = share.prefillLoad(part: 1)
      for index in kinds.indices {
        seconds += kinds[index].layers * kinds[index].timer.prefill.time(load).seconds
      }
    }
    if share.decodeSequences > 0 {
      let load = share.decodeLoad(part: 1)
      for index in kinds.indices {
        seconds += kinds[index].layers * kinds[index].timer.decode.time(load).seconds
      }
    }
    return seconds
  }
}

/// The attention of all layers that attend alike.
struct LayerAttention: Sendable {
  let timer: AttentionTimer
  var layers: Double

  static func all(of layers: [LayerTimer]) -> [LayerAttention] {
    var found: [LayerAttention] = []
    for layer in layers {
      let known = found.firstIndex { $0.timer.decode.attention == layer.attention.decode.attention }
      if let known {
        found[known].layers += layer.count
      } else {
        found.append(LayerAttention(timer: layer.attention, layers: layer.count))
      }
    }
    return found
  }
}
