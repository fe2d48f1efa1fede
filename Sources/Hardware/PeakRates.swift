public import Quantities

/// The dense peak arithmetic rate of a chip in each format; absent where it has no units for it.
///
/// A multiply-accumulate counts two operations. Rates quoted with 2:4 structured sparsity are
/// halved before they come here.
public struct PeakRates: Sendable, Hashable {
  private var rates: [NumericFormat: FLOPsPerSecond]

  public init(_ rates: [NumericFormat: FLOPsPerSecond]) {
    for (format, rate) in rates {
      precondition(rate.value > 0 && rate.isFinite, "peak of \(format) is \(rate)")
    }
    self.rates = rates
  }

  /// The dense peak in one format, or nil where the chip has no units for it.
  public subscript(format: NumericFormat) -> FLOPsPerSecond? { rates[format] }

  /// The formats the chip has units for, in the order of ``NumericFormat``.
  public var formats: [NumericFormat] { NumericFormat.allCases.filter { rates[$0] != nil } }

  /// The same rates divided among the logical devices of one package.
  public func divided(by devices: Int) -> PeakRates {
    PeakRates(rates.mapValues { $0 / Double(devices) })
  }

  /// Every rate times a factor.
  func times(_ factor: Double) -> PeakRates { PeakRates(rates.mapValues { $0 * factor }) }
}
