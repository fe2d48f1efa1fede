import Hardware

extension NumericFormat {
  /// Bytes of one cached element, its scales included (Eq. 2.9).
  ///
  /// Eight-bit caches carry one scale per tensor; fp4 one 8-bit scale per 16 elements as in NVFP4,
  /// int4 one 16-bit scale per 128 as in group-wise weights.
  var bytesPerCachedElement: Double {
    switch self {
    case .fp64: 8
    case .fp32, .tf32: 4
    case .bf16, .fp16: 2
    case .fp8, .int8: 1
    case .fp6: 0.75
    case .fp4: 0.5 + 1.0 / 16
    case .int4: 0.5 + 2.0 / 128
    }
  }
}
