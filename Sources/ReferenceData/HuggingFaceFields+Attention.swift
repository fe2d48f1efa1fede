import Documents
import LanguageModels

extension HuggingFaceFields {
  /// The attention of every layer, nil after a problem.
  func attention(
    _ family: HuggingFaceFamily, layers: Int, hidden: Int
  ) -> [AttentionVariant]? {
    switch family.attentionKind {
    case .grouped:
      guard let base = groupedAttention(family, hidden: hidden) else { return nil }
      return windows(family, layers: layers)?.map { .grouped(base.attending($0)) }
    case .latent:
      return latentAttention(family).map { Array(repeating: .latent($0), count: layers) }
    case .deltaNet:
      let linear = deltaNet(), full = groupedAttention(family, hidden: hidden)
      let places = linearLayers(layers) {
        integer("full_attention_interval").map { interval in
          (1...layers).map { !$0.isMultiple(of: interval) }
        }
      }
      guard let linear, let full, let places else { return nil }
      return places.map { $0 ? .linear(linear) : .grouped(full) }
    case .lightning:
      let full = groupedAttention(family, hidden: hidden)
      let places = linearLayers(layers) {
        perLayer("attn_type_list", layers: layers, read: { $0.integer(in: 0...1).map { $0 == 0 } })
        {
          reportMissing("attn_type_list", expected: "0 (linear) or 1 (full) per layer")
          return nil
        }
      }
      guard let full, let places else { return nil }
      let linear = LinearAttention(
        keyHeads: full.heads, valueHeads: full.heads, keyDimension: full.headDimension,
        valueDimension: full.headDimension, convolution: 0, hasOutputGate: true, decay: .fixed)
      return places.map { $0 ? .linear(linear) : .grouped(full) }
    case .kimiDelta:
      let full = latentAttention(family)
      guard let (linear, places) = kimiDelta(layers: layers), let full else { return nil }
      return places.map { $0 ? .linear(linear) : .latent(full) }
    case .compressed:
      return compressedAttention(layers: layers)
    }
  }

  private func groupedAttention(
    _ family: HuggingFaceFamily, hidden: Int
  ) -> GroupedQueryAttention? {
    let heads = integer("num_attention_heads", default: family.defaultHeads, in: 1...10_000)
    let keyValueHeads = integer(
      "num_key_value_heads", default: family.defaultKeyValueHeads ?? heads, in: 1...10_000)
    let dimension = integer(
      "head_dim", default: family.defaultHeadDimension ?? heads.map { max(1, hidden / $0) })
    let bias = boolean(family == .ernieMixture ? "use_bias" : "attention_bias", default: false)
    let norm = boolean("use_qk_norm", default: false)
    guard let heads, let keyValueHeads, let dimension, let bias, let norm else { return nil }
    guard heads.isMultiple(of: keyValueHeads) else {
      optional("num_key_value_heads")?.report(
        "the key-value heads do not divide the \(heads) query heads",
        expected: "a divisor of \(heads)")
      return nil
    }
    var hasBias = bias
    var hasOutputBias = bias
    var hasNorm = false
    switch family {
    case .qwen2, .qwen2Mixture: (hasBias, hasOutputBias) = (true, false)
    case .glm4Mixture: (hasOutputBias, hasNorm) = (false, norm)
    case .minimaxM2: hasNorm = norm
    case .qwen3, .qwen3Mixture, .qwen3Next, .qwen35Mixture, .gemma3: hasNorm = true
    default: break
    }
    return GroupedQueryAttention(
      heads: heads, keyValueHeads: keyValueHeads, headDimension: dimension, hasBias: hasBias,
      hasOutputBias: hasOutputBias, hasQueryKeyNorm: hasNorm,
      hasOutputGate: family.attentionKind == .deltaNet, hasSinks: family == .gptOSS)
  }

  private func latentAttention(_ family: HuggingFaceFamily) -> LatentAttention? {
    let heads = integer("num_attention_heads", in: 1...10_000)
    let rank = integer("kv_lora_rank")
    let noPosition = integer("qk_nope_head_dim")
    let rotary = integer("qk_rope_head_dim", in: 0...100_000)
    let value = integer("v_head_dim")
    // Null says that queries are not compressed.
    let queryRank = has("q_lora_rank") ? integer("q_lora_rank") : nil
    if !mapping.has("q_lora_rank") {
      reportMissing("q_lora_rank", expected: "a whole number, or null for none")
    }
    let isSparse = family == .deepseekV32 || family == .glmSparse
    let indexer = isSparse ? sparseIndexer() : nil
    guard let heads, let rank, let noPosition, let rotary, let value, !isSparse || indexer != nil
    else { return nil }
    return LatentAttention(
      heads: heads, queryRank: queryRank, keyValueRank: rank, noPositionDimension: noPosition,
      rotaryDimension: rotary, valueDimension: value, indexer: indexer)
  }

  func sparseIndexer() -> SparseIndexer? {
    let heads = integer("index_n_heads", in: 1...10_000)
    let dimension = integer("index_head_dim")
    let selected = integer("index_topk")
    let types = optional("indexer_types")?.list { $0.name(among: ["full"], of: "indexer type") }
    guard let heads, let dimension, let selected, types != nil || !has("indexer_types") else {
      return nil
    }
    return SparseIndexer(heads: heads, headDimension: dimension, selected: selected)
  }

  private func deltaNet() -> LinearAttention? {
    let keyHeads = integer("linear_num_key_heads", in: 1...10_000)
    let valueHeads = integer("linear_num_value_heads", in: 1...10_000)
    let keyDimension = integer("linear_key_head_dim")
    let valueDimension = integer("linear_value_head_dim")
    let taps = integer("linear_conv_kernel_dim", in: 0...1_000)
    guard let keyHeads, let valueHeads, let keyDimension, let valueDimension, let taps else {
      return nil
    }
    return LinearAttention(
      keyHeads: keyHeads, valueHeads: valueHeads, keyDimension: keyDimension,
      valueDimension: valueDimension, convolution: taps, hasOutputGate: true, decay: .perHead)
  }

  /// Which layers are linear, by `layer_types` or as the family states it.
  private func linearLayers(_ layers: Int, else fallback: () -> [Bool]?) -> [Bool]? {
    perLayer(
      "layer_types", layers: layers,
      read: {
        $0.name(among: ["linear_attention", "full_attention"], of: "layer type")
          .map { $0 == "linear_attention" }
      }, else: fallback)
  }

  /// The delta layers, numbered from one, and what they are.
  private func kimiDelta(layers: Int) -> (LinearAttention, [Bool])? {
    guard let config = nested("linear_attn_config") else { return nil }
    let heads = config.required("num_heads")?.integer(in: 1...10_000)
    let dimension = config.required("head_dim")?.integer(in: 1...10_000)
    let taps = config.required("short_conv_kernel_size")?.integer(in: 0...1_000)
    let numbers = config.required("kda_layers")?.list { $0.integer(in: 1...layers) }
    guard let heads, let dimension, let taps, let numbers else { return nil }
    let linear = LinearAttention(
      keyHeads: heads, valueHeads: heads, keyDimension: dimension, valueDimension: dimension,
      convolution: taps, hasOutputGate: true, decay: .perChannel(rank: dimension))
    return (linear, (1...layers).map(numbers.contains))
  }

  private func compressedAttention(layers: Int) -> [AttentionVariant]? {
    let heads = integer("num_attention_heads", in: 1...10_000)
    let dimension = integer("head_dim")
    let queryRank = integer("q_lora_rank")
    let window = integer("sliding_window")
    let groups = integer("o_groups")
    let rank = integer("o_lora_rank")
    let indexer = sparseIndexer()
    let ratios = perLayer("compress_ratios", layers: layers, read: { $0.integer(in: 0...100_000) })
    {
      reportMissing(
        "compress_ratios", expected: "tokens per compressed entry, 0 for none, by layer")
      return nil
    }
    guard let heads, let dimension, let queryRank, let window, let groups, let rank, let indexer,
      let ratios
    else { return nil }
    guard heads.isMultiple(of: groups) else {
      optional("o_groups")?.report(
        "the output groups do not divide the \(heads) heads", expected: "a divisor of \(heads)")
      return nil
    }
    return ratios.map { ratio in
      // The published code selects among blocks of four tokens and attends all longer ones.
      .compressed(
        CompressedAttention(
          heads: heads, headDimension: dimension, queryRank: queryRank,
          compression: ratio == 0 ? nil : ratio, window: window,
          indexer: ratio == 4 ? indexer : nil, outputGroups: groups, outputRank: rank))
    }
  }
}

extension GroupedQueryAttention {
  fileprivate func attending(_ window: Int?) -> GroupedQueryAttention {
    GroupedQueryAttention(
      heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension, window: window,
      hasBias: hasBias, hasOutputBias: hasOutputBias, hasQueryKeyNorm: hasQueryKeyNorm,
      hasOutputGate: hasOutputGate, hasSinks: hasSinks, ownsKeyValues: ownsKeyValues)
  }
}
