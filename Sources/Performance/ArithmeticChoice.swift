public import Hardware
public import LanguageModels

/// The arithmetic in which a device multiplies weights of a given storage format.
///
/// A format changes bytes wherever it can be stored, and the rate of arithmetic only where the
/// device has units for it. Without such units the weights are widened on the way in: fp8 weights
/// on a chip without fp8 cost one byte each and multiply at the bf16 peak.
public struct ArithmeticChoice: Sendable, Hashable {
  public let stored: WeightFormat
  public let arithmetic: NumericFormat
  /// Whether the device lacks units for the stored format and a wider one stands in.
  public let isWidened: Bool

  /// - Returns: nil when the device can multiply the format neither natively nor widened.
  public init?(stored: WeightFormat, peak: PeakRates) {
    self.stored = stored
    if let native = stored.arithmetic.first(where: { peak[$0] != nil }) {
      arithmetic = native
      isWidened = false
    } else if let wide = stored.wideningFormats.first(where: { peak[$0] != nil }) {
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
