public import Hardware
public import LanguageModels

/// A fact about a prediction that its reader must know: what stood in for what was missing.
public enum PredictionNote: Sendable, Hashable {
  /// The chip has no units for the stored format: bytes are saved, arithmetic is not faster.
  case widened(tensors: TensorClass, stored: WeightFormat, arithmetic: NumericFormat)
  /// No product efficiency is known for a format and that of a relative is used.
  case borrowedProductEfficiency(format: NumericFormat, from: NumericFormat)
  /// No expert efficiency is known for a format and that of a relative is used.
  case borrowedExpertEfficiency(format: NumericFormat, from: NumericFormat)
  /// A collective runs over more ranks than were measured.
  case extrapolatedCollective(ranks: Int, measured: Int)
  /// A group leaves its scale-up domain; the scale-out part is a plain latency-bandwidth form.
  case crossesScaleUp(ranks: Int, domain: Int)
  /// The number of multiprocessors is not published; that of the reference chip stands in.
  case unknownMultiprocessors
  /// The engine hides the exchange with experts, and this model or plan has none.
  case nothingToHide(CommunicationProfile.Overlap)
}

extension PredictionNote {
  /// Whether a group of devices leaves what was measured, so that its collectives are guessed.
  var isExtrapolation: Bool {
    switch self {
    case .extrapolatedCollective, .crossesScaleUp: true
    case .widened, .borrowedProductEfficiency, .borrowedExpertEfficiency, .unknownMultiprocessors,
      .nothingToHide:
      false
    }
  }
}

extension NumericFormat {
  /// Formats whose measured efficiency may stand in for a missing one, nearest first: equal
  /// width first, since tiles and traffic are equal, then the next wider ones.
  var efficiencyRelatives: [NumericFormat] {
    switch self {
    case .fp64: [.fp32, .bf16]
    case .fp32: [.tf32, .bf16, .fp16]
    case .tf32: [.bf16, .fp16]
    case .bf16: [.fp16]
    case .fp16: [.bf16]
    case .fp8: [.int8, .bf16, .fp16]
    case .int8: [.fp8, .bf16, .fp16]
    case .fp6: [.fp8, .fp4, .int8, .bf16, .fp16]
    case .fp4: [.int4, .fp6, .fp8, .int8, .bf16, .fp16]
    case .int4: [.fp4, .int8, .fp8, .bf16, .fp16]
    }
  }
}
