public import Hardware

/// How a tensor is stored: bits per element, its scales included, and the arithmetic it feeds.
///
/// Bits per element = element bits + scale bits / block elements (Eq. 2.9).
public enum WeightFormat: String, Sendable, Hashable, CaseIterable {
  case fp32, bf16, fp16
  /// One scale per tensor.
  case fp8
  /// DeepSeek-V3: one fp32 scale per 128 × 128 weights (arXiv 2412.19437).
  case fp8Block = "fp8-block"
  /// OCP microscaling: one e8m0 scale per 32 elements (arXiv 2310.10537).
  case mxfp8, mxfp6, mxfp4
  /// One e4m3 scale per 16 elements (arXiv 2509.25149).
  case nvfp4
  /// One fp32 scale per output channel.
  case int8
  /// Group-wise weight-only int4: one fp16 scale per 128 elements (GPTQ, AWQ layout).
  case int4
  /// The same with one scale per 32 elements (Kimi K2 as released after quantization-aware training).
  case int4Group32 = "int4-group-32"

  /// Bits per element with its scales.
  public var bitsPerElement: Double {
    switch self {
    case .fp32: 32
    case .bf16, .fp16: 16
    case .fp8, .int8: 8
    case .fp8Block: 8 + 32.0 / (128 * 128)
    case .mxfp8: 8 + 8.0 / 32
    case .mxfp6: 6 + 8.0 / 32
    case .mxfp4: 4 + 8.0 / 32
    case .nvfp4: 4 + 8.0 / 16
    case .int4: 4 + 16.0 / 128
    case .int4Group32: 4 + 16.0 / 32
    }
  }

  /// Bytes per element with its scales.
  public var bytesPerElement: Double { bitsPerElement / 8 }

  /// The arithmetic formats that can consume it natively, best first. A chip with none of them
  /// widens the weights to ``wideningFormats``: that costs bytes read, and gives no faster FLOPs.
  public var arithmetic: [NumericFormat] {
    switch self {
    case .fp32: [.fp32, .tf32]
    case .bf16: [.bf16]
    case .fp16: [.fp16]
    case .fp8, .fp8Block, .mxfp8: [.fp8]
    case .mxfp6: [.fp6]
    case .mxfp4, .nvfp4: [.fp4]
    case .int8: [.int8]
    case .int4, .int4Group32: [.int4]
    }
  }

  /// The formats used when no native unit exists, best first (weight-only quantization).
  public var wideningFormats: [NumericFormat] {
    switch self {
    case .fp32: [.fp32]
    case .bf16, .fp8, .fp8Block, .mxfp8, .mxfp6, .mxfp4, .nvfp4, .int8, .int4, .int4Group32:
      [.bf16, .fp16]
    case .fp16: [.fp16, .bf16]
    }
  }
}

/// The formats of a model's tensors: quantization is a map by tensor, not one number.
///
/// Embedding, norms, router and head stay in ``other``.
public struct WeightFormats: Sendable, Hashable {
  /// Attention projections.
  public var attention: WeightFormat
  /// Dense feed-forward networks and shared experts.
  public var feedForward: WeightFormat
  /// Routed experts.
  public var experts: WeightFormat
  /// Embedding, head, norms, router.
  public var other: WeightFormat

  public init(
    attention: WeightFormat, feedForward: WeightFormat, experts: WeightFormat, other: WeightFormat
  ) {
    self.attention = attention
    self.feedForward = feedForward
    self.experts = experts
    self.other = other
  }

  /// All matrices in one format, the rest in bf16.
  public init(matrices format: WeightFormat) {
    self.init(attention: format, feedForward: format, experts: format, other: .bf16)
  }
}
