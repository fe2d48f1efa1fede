public import Hardware
import Quantities

/// The figure that United States rules compare chips by, in TOPS times bits:
///
///     TPP = max over formats of 2 · MacTOPS · bit length = dense TOPS × bits      (Eq. 10.1)
///
/// summed over all dies of a package. The bit length is that of the widest input of the multiply;
/// structured sparsity earns no credit, and any format may win: FP4 on B300, FP6 on MI355X, FP32
/// vector rates on some graphics cards. TF32 is never used.
///
/// Bureau of Industry and Security (2023), 88 FR 73458, notes to ECCN 3A090.
public struct TotalProcessingPerformance: Sendable, Hashable {
  /// TOPS times bits.
  public let value: Double
  /// The format that attains it, the first where several do; nil where a published rate outside
  /// the known peaks decides.
  public let format: NumericFormat?

  /// The figure of a whole package, or nil where no rate of it is known.
  public init?(of accelerator: Accelerator) {
    self.init(
      peak: accelerator.peak,
      published: accelerator.regulatory.publishedTotalProcessingPerformance)
  }

  /// The figure of dense peaks, or of a published one that exceeds them.
  public init?(peak: PeakRates, published: Double? = nil) {
    var best: (value: Double, format: NumericFormat?)?
    for format in peak.formats where format != .tf32 {
      // Operations per second to TOPS.
      guard let rate = peak[format] else { continue }
      let value = rate.value / 1e12 * Double(format.bits)
      if Self.exceeds(value, best?.value) { best = (value, format) }
    }
    if let published, Self.exceeds(published, best?.value) { best = (published, nil) }
    guard let best else { return nil }
    value = best.value
    format = best.format
  }

  /// Whether a value beats another by more than the rounding of its units.
  private static func exceeds(_ value: Double, _ other: Double?) -> Bool {
    guard let other else { return true }
    return value > other * (1 + 1e-12)
  }
}

extension TotalProcessingPerformance: Comparable {
  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  public static func == (a: Self, b: Self) -> Bool { a.value == b.value && a.format == b.format }
}
