internal import LanguageModels

extension Record {
  /// The attention variant that a group of this name describes.
  func attention(_ kind: String) -> AttentionVariant? {
    switch kind {
    case "grouped": grouped.map { .grouped($0) }
    case "latent": latent.map { .latent($0) }
    case "linear": linear.map { .linear($0) }
    case "compressed": compressed.map { .compressed($0) }
    default: nil
    }
  }

  private var grouped: GroupedQueryAttention? {
    guard let heads = count("heads"), let keyValueHeads = count("kv-heads"),
      let dimension = count("head-dimension")
    else { return nil }
    return GroupedQueryAttention(
      heads: heads, keyValueHeads: keyValueHeads, headDimension: dimension,
      window: count("window"), hasBias: flag("bias") ?? false,
      hasOutputBias: flag("output-bias") ?? false, hasQueryKeyNorm: flag("qk-norm") ?? false,
      hasOutputGate: flag("output-gate") ?? false, hasSinks: flag("sinks") ?? false,
      ownsKeyValues: flag("own-keys") ?? true)
  }

  private var latent: LatentAttention? {
    guard let heads = count("heads"), let rank = count("kv-rank"),
      let plain = count("no-position-dimension"), let rotary = count("rotary-dimension"),
      let values = count("value-dimension")
    else { return nil }
    return LatentAttention(
      heads: heads, queryRank: count("query-rank"), keyValueRank: rank, noPositionDimension: plain,
      rotaryDimension: rotary, valueDimension: values, indexer: group("indexer")?.indexer)
  }

  private var linear: LinearAttention? {
    guard let keyHeads = count("key-heads"), let valueHeads = count("value-heads"),
      let keys = count("key-dimension"), let values = count("value-dimension"),
      let decay = text("decay")
    else { return nil }
    let forgetting: LinearAttention.Decay
    switch decay {
    case "fixed": forgetting = .fixed
    case "per-channel": forgetting = .perChannel(rank: count("decay-rank") ?? keys)
    default: forgetting = .perHead
    }
    return LinearAttention(
      keyHeads: keyHeads, valueHeads: valueHeads, keyDimension: keys, valueDimension: values,
      convolution: count("convolution") ?? 0, hasOutputGate: flag("output-gate") ?? false,
      decay: forgetting)
  }

  private var compressed: CompressedAttention? {
    guard let heads = count("heads"), let dimension = count("head-dimension"),
      let queryRank = count("query-rank"), let window = count("window"),
      let groups = count("output-groups"), let outputRank = count("output-rank"),
      heads.isMultiple(of: groups)
    else { return nil }
    let compression = count("compression")
    return CompressedAttention(
      heads: heads, headDimension: dimension, queryRank: queryRank, compression: compression,
      window: window, indexer: compression == nil ? nil : group("indexer")?.indexer,
      outputGroups: groups, outputRank: outputRank)
  }

  private var indexer: SparseIndexer? {
    guard let heads = count("heads"), let dimension = count("head-dimension"),
      let selected = count("selected")
    else { return nil }
    return SparseIndexer(heads: heads, headDimension: dimension, selected: selected)
  }
}
