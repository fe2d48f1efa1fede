public import Hardware
public import LanguageModels

/// The arithmetic in which a device multiplies weights of a given storage format.
///
/// A format changes bytes wherever it can be stored, and the rate of arithmetic only where the
/// device has units for it that are no slower than those of the wider format. Without such units
/// the weights are widened on the way in: fp8 weights on a chip without fp8 cost one byte each and
/// multiply at the bf16 peak, and so do int8 weights on a chip whose int8 units are an afterthought.
public struct ArithmeticChoice: Sendable, Hashable {
  public let stored: WeightFormat
  public let arithmetic: NumericFormat
  /// Whether the device lacks units for the stored format, or has slower ones, and a wider one
  /// stands in.
  public let isWidened: Bool

  /// - Returns: nil when the device can multiply the format neither natively nor widened.
  public init?(stored: WeightFormat, peak: PeakRates) {
    self.stored = stored
    let wide = stored.wideningFormats.first { peak[$0] != nil }
    let native = stored.arithmetic.first { peak[$0] != nil }
    if let native, wide.map({ peak[native]! >= peak[$0]! }) ?? true {
      arithmetic = native
      isWidened = false
    } else if let wide {
      arithmetic = wide
      isWidened = !stored.arithmetic.contains(wide)
    } else {
      return nil
    }
  }

  /// Bytes of one activation element on the way into a product of this arithmetic.
  public var activationBytes: Double { min(2, Double(arithmetic.bits) / 8) }
}

extension PeakRates {
  /// The format of the attention core and of activations: bf16, or fp16 where bf16 is absent.
  var activationFormat: NumericFormat? {
    if self[.bf16] != nil { return .bf16 }
    return self[.fp16] != nil ? .fp16 : nil
  }
}
