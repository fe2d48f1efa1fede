import Documents

extension HuggingFaceFields {
  /// Tokens each layer attends at most, nil for all: by `layer_types`, or by the pattern of the
  /// family's published code.
  func windows(_ family: HuggingFaceFamily, layers: Int) -> [Int?]? {
    let kinds = ["full_attention", "sliding_attention", "chunked_attention"]
    guard
      let isLocal = perLayer(
        "layer_types", layers: layers,
        read: { $0.name(among: kinds, of: "layer type").map { $0 != "full_attention" } },
        else: { localLayers(family, layers: layers) })
    else { return nil }
    guard isLocal.contains(true) else { return isLocal.map { _ in nil } }
    let key = family == .llama4 ? "attention_chunk_size" : "sliding_window"
    guard let window = integer(key, in: 1...1_000_000_000) else { return nil }
    return isLocal.map { $0 ? window : nil }
  }

  private func localLayers(_ family: HuggingFaceFamily, layers: Int) -> [Bool]? {
    switch family {
    case .gemma2: return (0..<layers).map { $0.isMultiple(of: 2) }
    case .gemma3:
      return integer("sliding_window_pattern", default: 6).map { pattern in
        (1...layers).map { !$0.isMultiple(of: pattern) }
      }
    case .gptOSS:
      reportMissing("layer_types", expected: "sliding_attention or full_attention per layer")
      return nil
    case .llama4:
      // One layer in four attends everything and has no rotary positions.
      return perLayer(
        "no_rope_layers", layers: layers, read: { $0.integer(in: 0...1).map { $0 == 1 } },
        else: { (1...layers).map { !$0.isMultiple(of: 4) } })
    case .qwen2, .qwen3, .qwen2Mixture, .qwen3Mixture:
      guard let isUsed = boolean("use_sliding_window", default: false) else { return nil }
      guard isUsed else { return Array(repeating: false, count: layers) }
      return integer("max_window_layers", in: 0...layers).map { full in
        (0..<layers).map { $0 >= full }
      }
    default:
      return Array(repeating: has("sliding_window"), count: layers)
    }
  }
}
