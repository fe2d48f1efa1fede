import Documents
import LanguageModels

/// The formats in which a `config.json` says its weights are stored.
struct HuggingFaceFormats {
  private let fields: HuggingFaceFields

  init(_ fields: HuggingFaceFields) { self.fields = fields }

  /// The format by class of tensor, nil after a problem.
  ///
  /// Modules exempt from quantization are matched by name: `attn` for attention, `shared_expert`
  /// or `down_proj` for dense networks and shared experts. A class counts as exempt as a whole.
  func weights() -> WeightFormats? {
    guard let plain = plainFormat() else { return nil }
    var formats = WeightFormats(
      attention: plain, feedForward: plain, experts: plain, other: plain)
    guard let reader = fields.shared("quantization_config") else { return formats }
    let keys = reader.node.mapping?.entries.map(\.key) ?? []
    guard let config = reader.mapping(keys: keys),
      let method = config.required("quant_method")?.text(),
      let format = format(method: method, config)
    else { return nil }
    let exempt = exemptions(config)
    if method != "mxfp4", !exempt.contains(where: { $0.contains("attn") }) {
      formats.attention = format
    }
    let isDense = { (name: String) in
      name.contains("shared_expert") || name.contains("down_proj")
    }
    if method != "mxfp4", !exempt.contains(where: isDense) { formats.feedForward = format }
    formats.experts = format
    if let reader = fields.shared("expert_dtype") {
      switch reader.name(among: ["fp4", "fp8"], of: "expert format") {
      case "fp4": formats.experts = .mxfp4
      case "fp8": break
      default: return nil
      }
    }
    return formats
  }

  /// The format of what is not quantized.
  private func plainFormat() -> WeightFormat? {
    guard let reader = fields.shared("torch_dtype") ?? fields.shared("dtype") else {
      fields.reportMissing("torch_dtype", expected: "one of bfloat16, float16, float32")
      return nil
    }
    switch reader.name(among: ["bfloat16", "float16", "float32"], of: "number format") {
    case "bfloat16": return .bf16
    case "float16": return .fp16
    case "float32": return .fp32
    default: return nil
    }
  }

  private func format(method: String, _ config: MappingReader) -> WeightFormat? {
    switch method {
    case "fp8": return blockFormat(config)
    case "mxfp4": return .mxfp4
    case "gptq", "awq":
      let bits = config.required("bits")?.integer(in: 1...16)
      let group = config.required("group_size")?.integer()
      guard let bits, let group else { return nil }
      return integerFormat(bits: bits, group: group, config, key: "bits")
    case "compressed-tensors": return compressedTensors(config)
    case "modelopt":
      switch config.required("quant_algo")?.name(among: ["FP8", "NVFP4"], of: "algorithm") {
      case "FP8": return .fp8
      case "NVFP4": return .nvfp4
      default: return nil
      }
    default:
      config.report(
        "weights quantized this way cannot be read", at: "quant_method", found: method,
        expected: "one of fp8, mxfp4, gptq, awq, compressed-tensors, modelopt",
        suggestion: .advice("state the formats in a model file of your own"))
      return nil
    }
  }

  private func blockFormat(_ config: MappingReader) -> WeightFormat? {
    guard let reader = config.optional("weight_block_size"), !reader.node.isNull else {
      return .fp8
    }
    guard let block = reader.list({ $0.integer() }) else { return nil }
    if block == [128, 128] { return .fp8Block }
    reader.report("blocks of this size are not known", expected: "[128, 128]")
    return nil
  }

  private func integerFormat(
    bits: Int, group: Int, _ config: MappingReader, key: String
  ) -> WeightFormat? {
    switch (bits, group) {
    case (8, _): return .int8
    case (4, 32): return .int4Group32
    case (4, 128): return .int4
    default:
      config.report(
        "integers of \(bits) bits in groups of \(group) are not known", at: key,
        expected: "8 bits, or 4 bits in groups of 32 or 128")
      return nil
    }
  }

  private func compressedTensors(_ config: MappingReader) -> WeightFormat? {
    guard let groups = config.required("config_groups")?.entries() else { return nil }
    var formats: [WeightFormat] = []
    for group in groups {
      guard let weights = group.value.node["weights"] else {
        group.value.report("the group does not say how weights are stored", expected: "weights: …")
        return nil
      }
      let reader = ValueReader(weights, path: group.value.path, into: group.value.problems)
      let keys = weights.mapping?.entries.map(\.key) ?? []
      guard let fields = reader.mapping(keys: keys), let format = tensorFormat(fields) else {
        return nil
      }
      if !formats.contains(format) { formats.append(format) }
    }
    if formats.count == 1 { return formats[0] }
    config.report(
      "groups of different formats cannot be told apart", at: "config_groups",
      expected: "one format")
    return nil
  }

  private func tensorFormat(_ weights: MappingReader) -> WeightFormat? {
    let bits = weights.required("num_bits")?.integer(in: 1...16)
    let type = weights.required("type")?.name(among: ["float", "int"], of: "number type")
    let group = weights.optional("group_size").flatMap { $0.node.isNull ? nil : $0.integer() }
    let strategy = weights.optional("strategy")?.text()
    guard let bits, let type else { return nil }
    switch (type, bits) {
    case ("float", 8): return strategy == "block" ? .fp8Block : .fp8
    case ("float", 4): return group == 32 ? .mxfp4 : .nvfp4
    case ("int", _): return integerFormat(bits: bits, group: group ?? -1, weights, key: "num_bits")
    default:
      weights.report(
        "floating point of \(bits) bits is not known", at: "num_bits", expected: "8 or 4")
      return nil
    }
  }

  /// The modules left as they were, by name or pattern.
  private func exemptions(_ config: MappingReader) -> [String] {
    ["modules_to_not_convert", "ignore", "exclude_modules"].flatMap { key in
      (config.optional(key)?.node.sequence ?? []).compactMap(\.text)
    }
  }
}
