/// A number format in which a chip multiplies.
///
/// Storage formats (blocks with scales, packed weights) are `WeightFormat` in `LanguageModels`;
/// here a format only names an arithmetic unit and its bit length.
public enum NumericFormat: String, Sendable, Hashable, CaseIterable {
  case fp64, fp32, tf32, bf16, fp16, fp8, fp6, fp4, int8, int4

  /// The bit length of one operand, as export rules count it.
  ///
  /// TF32 occupies 32 bits in memory but multiplies 19; rules do not use it (88 FR 73458).
  public var bits: Int {
    switch self {
    case .fp64: 64
    case .fp32: 32
    case .tf32: 19
    case .bf16, .fp16: 16
    case .fp8, .int8: 8
    case .fp6: 6
    case .fp4, .int4: 4
    }
  }
}
