public import Hardware
public import Quantities

extension AttentionVariant {
  /// Bytes that one layer stores per token while it keeps the token, on one of `tensor` ranks.
  ///
  /// | variant | bytes | equation |
  /// |---|---|---|
  /// | grouped | `2·⌈a_kv/t⌉·d·b`; none where an earlier layer's are attended | 2.10, 2.12, 2.17 |
  /// | latent | `(d_c + d_r)·b`, replicated on every rank, plus the indexer's key | 2.11, 2.13 |
  /// | linear | none; see ``stateBytes(format:tensor:)`` | 2.16 |
  /// | compressed | `(d_kv + d_I)·b / m_c`, replicated; the window is state | 2.14, 2.15 |
  ///
  /// An fp8 latent is laid out as DeepSeek's kernels have it: `d_c` bytes, one fp32 scale per 128
  /// of them and the rotary part in bf16; an fp8 indexer key carries one fp32 scale.
  public func cacheBytesPerToken(format: NumericFormat, tensor: Int = 1) -> Bytes {
    switch self {
    case .grouped(let attention):
      attention.ownsKeyValues ? attention.entryBytes(format: format, tensor: tensor) : .zero
    case .latent(let attention):
      attention.entryBytes(format: format)
        + (attention.indexer?.entryBytes(format: format) ?? .zero)
    case .linear: .zero
    case .compressed(let attention): attention.compressedBytesPerToken(format: format)
    }
  }

  /// Tokens of a sequence of length `context` that the layer keeps: `min(s, w)` for windows.
  public func cachedTokens(context: Double) -> Double {
    switch self {
    case .grouped(let attention): min(context, attention.window.map(Double.init) ?? .infinity)
    case .latent, .compressed: context
    case .linear: 0
    }
  }

  /// Bytes one layer keeps per sequence whatever its length, on one of `tensor` ranks: the
  /// recurrent state and convolution tail of linear attention (Eq. 2.16), the window and the open
  /// block of compressed attention (Eq. 2.14).
  public func stateBytes(format: NumericFormat, tensor: Int = 1) -> Bytes {
    switch self {
    case .grouped, .latent: .zero
    case .linear(let attention): attention.stateBytes(format: format, tensor: tensor)
    case .compressed(let attention):
      Double(attention.window + (attention.compression ?? 0))
        * attention.entryBytes(format: format)
    }
  }

  /// Bytes one layer keeps for a sequence of length `context`.
  public func cacheBytes(context: Double, format: NumericFormat, tensor: Int = 1) -> Bytes {
    cachedTokens(context: context) * cacheBytesPerToken(format: format, tensor: tensor)
      + stateBytes(format: format, tensor: tensor)
  }

  /// Bytes one layer reads when one sequence of length `context`, its new token included, decodes
  /// one token.
  public func cacheBytesRead(context: Double, format: NumericFormat, tensor: Int = 1) -> Bytes {
    cacheBytesRead(.decode(sequences: 1, context: context), format: format, tensor: tensor)
  }

  /// Bytes one layer reads from the cache in a step, each entry once per sequence however many
  /// queries attend it; a recurrent state is read and written.
  public func cacheBytesRead(
    _ load: AttentionLoad, format: NumericFormat, tensor: Int = 1
  ) -> Bytes {
    switch self {
    case .grouped(let attention):
      return load.entries(within: attention.window.map(Double.init))
        * attention.entryBytes(format: format, tensor: tensor)
    case .latent(let attention):
      let entry = attention.entryBytes(format: format)
      let all = load.cached + load.queries
      guard let indexer = attention.indexer else { return all * entry }
      return load.entries(selecting: Double(indexer.selected)) * entry
        + all * indexer.entryBytes(format: format)
    case .linear(let attention):
      return 2 * load.sequences * attention.stateBytes(format: format, tensor: tensor)
    case .compressed(let attention):
      return attention.bytesRead(load, format: format)
    }
  }
}

extension GroupedQueryAttention {
  /// Key and value of one token; KV heads are replicated when ranks outnumber them.
  func entryBytes(format: NumericFormat, tensor: Int) -> Bytes {
    Bytes(
      2 * headsPerRank(keyValueHeads, tensor: tensor) * Double(headDimension)
        * format.bytesPerCachedElement)
  }
}

extension LatentAttention {
  func entryBytes(format: NumericFormat) -> Bytes {
    if format == .fp8 {
      let scales = (keyValueRank + 127) / 128
      return Bytes(Double(keyValueRank + 4 * scales + 2 * rotaryDimension))
    }
    return Bytes(Double(keyValueRank + rotaryDimension) * format.bytesPerCachedElement)
  }
}

extension SparseIndexer {
  func entryBytes(format: NumericFormat) -> Bytes {
    format == .fp8
      ? Bytes(Double(headDimension + 4))
      : Bytes(Double(headDimension) * format.bytesPerCachedElement)
  }
}

extension LinearAttention {
  /// The format of the recurrent state: engines accumulate it in fp32 whatever the cache holds.
  static let stateFormat = NumericFormat.fp32

  func stateBytes(format: NumericFormat, tensor: Int) -> Bytes {
    let values = headsPerRank(valueHeads, tensor: tensor)
    let keys = headsPerRank(keyHeads, tensor: tensor)
    let recurrent = values * Double(keyDimension * valueDimension)
    let channels = 2 * keys * Double(keyDimension) + values * Double(valueDimension)
    return Bytes(
      recurrent * Self.stateFormat.bytesPerCachedElement
        + Double(max(0, convolution - 1)) * channels * format.bytesPerCachedElement)
  }
}

extension CompressedAttention {
  /// The one entry that is key and value of all heads.
  func entryBytes(format: NumericFormat) -> Bytes {
    Bytes(Double(headDimension) * format.bytesPerCachedElement)
  }

  func compressedBytesPerToken(format: NumericFormat) -> Bytes {
    guard let compression else { return .zero }
    let key = indexer?.entryBytes(format: format) ?? .zero
    return (entryBytes(format: format) + key) / Double(compression)
  }

  /// `min(s/m_c, k_s)·d_kv·b + (s/m_c)·d_I·b_I + w·d_kv·b` per sequence (Eqs. 2.14 and 2.15).
  func bytesRead(_ load: AttentionLoad, format: NumericFormat) -> Bytes {
    let entry = entryBytes(format: format)
    var bytes = load.entries(within: Double(window)) * entry
    guard let compression else { return bytes }
    let blocks = (load.cached + load.queries) / Double(compression)
    if let indexer {
      bytes += min(blocks, load.queries * Double(indexer.selected)) * entry
      bytes += blocks * indexer.entryBytes(format: format)
    } else {
      bytes += blocks * entry
    }
    return bytes
  }
}
