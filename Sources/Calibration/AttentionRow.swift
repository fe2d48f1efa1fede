import Hardware
import LanguageModels
import Performance
import Quantities

/// One timed attention kernel: what it attends, how much, and what held its cache.
struct AttentionRow: Sendable {
  let attention: AttentionVariant
  let load: AttentionLoad
  let cache: NumericFormat
  /// Heads of queries, and of keys where they are fewer.
  let heads: Int
  let keyValueHeads: Int

  var block: String { "\(Int(load.sequences)) \(heads) \(keyValueHeads)" }

  var shape: [(name: String, value: Double)] {
    [
      ("sequences", load.sequences), ("new tokens", load.queries / load.sequences),
      ("context", (load.cached + load.queries) / load.sequences), ("heads", Double(heads)),
    ]
  }

  /// The least time that the data sheet allows: arithmetic at the peak of the cache's format, the
  /// cache read once.
  ///
  /// Latent attention is granted the form of fewer FLOPs and the smallest layout of its cache.
  func bound(on device: Device) -> Seconds {
    guard let peak = peak(on: device) else { return .zero }
    let bytes: Bytes
    switch attention {
    case .latent(let latent):
      let entry = Double(latent.keyValueRank + latent.rotaryDimension) * Double(cache.bits) / 8
      bytes = Bytes(entry * (load.cached + load.queries))
    case .grouped, .linear, .compressed: bytes = attention.cacheBytesRead(load, format: cache)
    }
    return max(attention.work(load).core / peak, bytes / device.memory.bandwidth)
  }

  private func peak(on device: Device) -> FLOPsPerSecond? {
    let wide = device.peak[.bf16] ?? device.peak[.fp16]
    guard cache.bits <= 8, let narrow = device.peak[cache] else { return wide }
    return max(narrow, wide ?? narrow)
  }
}

extension KernelCells {
  /// The format of a cache; one that the tables name differently is an error.
  func cacheFormat(_ column: String) throws(KernelCellError) -> NumericFormat {
    let name = try text(column)
    switch name {
    case "bfloat16", "auto": return .bf16
    case "float16", "half": return .fp16
    case "fp8_e4m3", "fp8_e5m2": return .fp8
    default:
      guard let format = NumericFormat(rawValue: name) else {
        throw KernelCellError(
          "\(column) is \"\(name)\"", expected: "bfloat16, float16, fp8 or int8")
      }
      return format
    }
  }

  /// The latent attention of DeepSeek-V3 with as many heads on the device: nothing else is timed
  /// by tables of the class.
  func latentAttention() throws(KernelCellError) -> LatentAttention {
    .deepSeekV3(heads: try count("num_heads", in: 1...1_024))
  }

  /// Grouped attention by its heads, 128 elements each unless a column says otherwise, all tokens
  /// seen where the window is zero or not said.
  func groupedAttention() throws(KernelCellError) -> GroupedQueryAttention {
    let heads = try count("num_heads", in: 1...1_024)
    let stated = try count("num_key_value_heads", in: 0...1_024)
    let dimension = self["head_dim"] == nil ? 128 : try count("head_dim", in: 1...1_024)
    let window = self["window_size"] == nil ? 0 : try count("window_size", in: 0...1_000_000)
    return GroupedQueryAttention(
      heads: heads, keyValueHeads: stated == 0 ? heads : stated, headDimension: dimension,
      window: window == 0 ? nil : window)
  }

  /// Chunks of `isl` new tokens after `step` cached ones.
  func prompts() throws(KernelCellError) -> AttentionLoad {
    .prefill(
      sequences: Double(try count("batch_size")), tokens: Double(try count("isl")),
      cached: Double(try count("step", in: 0...10_000_000)))
  }

  /// Single new tokens over a context of `isl + step`.
  func decodedTokens() throws(KernelCellError) -> AttentionLoad {
    let sequences = Double(try count("batch_size"))
    let context = try count("isl") + count("step", in: 0...10_000_000)
    return .decode(sequences: sequences, context: sequences * Double(context))
  }
}

extension LatentAttention {
  /// That of DeepSeek-V3 (arXiv 2412.19437) with some of its heads.
  static func deepSeekV3(heads: Int) -> LatentAttention {
    LatentAttention(
      heads: heads, queryRank: 1_536, keyValueRank: 512, noPositionDimension: 128,
      rotaryDimension: 64, valueDimension: 128)
  }
}

extension KernelTable {
  /// The rows of a table of attention kernels.
  ///
  /// - Parameters:
  ///   - isLatent: whether all heads share one latent.
  ///   - isPrefill: whether rows are chunks of prompts, not single new tokens.
  func attentionRows(
    isLatent: Bool, isPrefill: Bool
  ) throws(KernelTableError) -> [Measured<AttentionRow>] {
    try measured { cells throws(KernelCellError) -> [(row: AttentionRow, time: Seconds)] in
      let cache = try cells.cacheFormat("kv_cache_dtype")
      let load = try isPrefill ? cells.prompts() : cells.decodedTokens()
      let row: AttentionRow
      if isLatent {
        let latent = try cells.latentAttention()
        row = AttentionRow(
          attention: .latent(latent), load: load, cache: cache, heads: latent.heads,
          keyValueHeads: 1)
      } else {
        let grouped = try cells.groupedAttention()
        row = AttentionRow(
          attention: .grouped(grouped), load: load, cache: cache, heads: grouped.heads,
          keyValueHeads: grouped.keyValueHeads)
      }
      return [(row, try cells.time("latency"))]
    }
  }
}
