internal import Foundation
internal import Quantities

/// An estimate and the half-width of its interval, written with the digits the interval supports.
///
///     PlusMinus(1.234, 0.056).text        // 1.23 ± 0.06
///     PlusMinus(123_456, 2_345).text      // 123500 ± 2300
///
/// The half-width is given two digits where they begin with 10 to 35 and one otherwise, and the
/// estimate ends at the same digit: the rule of the Particle Data Group (Review of Particle Physics,
/// 2024, section 5.3, doi:10.1103/PhysRevD.110.030001). So what is shown lies well inside the
/// interval, and no digit is shown that the interval makes meaningless.
public struct PlusMinus: Sendable, Hashable {
  public let estimate: Double
  /// Nil where there is no interval: an analytic value, or a single observation.
  public let halfWidth: Double?

  /// - Parameter halfWidth: Not negative; one that is not finite is no interval.
  public init(_ estimate: Double, _ halfWidth: Double?) {
    precondition((halfWidth ?? 0).isNaN || (halfWidth ?? 0) >= 0, "half-width \(halfWidth ?? 0)")
    self.estimate = estimate
    self.halfWidth = halfWidth.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The estimate with its half-width, or alone to three digits where it has none.
  public var text: String { text(significantDigits: 3) }

  /// - Parameter significantDigits: How many digits an estimate without an interval is given.
  public func text(significantDigits: Int) -> String {
    guard estimate.isFinite else { return estimate.isNaN ? "undefined" : "infinite" }
    guard let halfWidth, halfWidth > abs(estimate) * Self.roundingNoise else {
      return UnitNotation.format(estimate, significantDigits: significantDigits)
    }
    let last = Self.lastPlace(of: halfWidth)
    let scale = Self.Scale(for: Swift.max(abs(estimate), halfWidth))
    return [estimate, halfWidth].map { number in
      Self.text(number, roundedAt: last, in: scale)
    }.joined(separator: " ± ")
  }

  /// A half-width of no more than this share of the estimate is rounding, and no interval.
  private static let roundingNoise = 1e-11

  /// The power of ten of the last digit that a half-width supports.
  static func lastPlace(of halfWidth: Double) -> Int {
    // Three digits and the exponent, correctly rounded: 5.60e-02.
    let parts = String(format: "%.2e", halfWidth).split(separator: "e")
    guard let leading = Double(parts[0]), let exponent = Int(parts[1]) else {
      preconditionFailure("\(halfWidth) has no decimal digits")
    }
    return leading < 3.545 ? exponent - 1 : exponent
  }

  /// A power of ten that both numbers are divided by, and how it is written.
  private struct Scale {
    let exponent: Int
    let suffix: String

    init(for magnitude: Double) {
      switch magnitude {
      case 1e15..., ..<1e-4:
        exponent = Int(log10(magnitude).rounded(.down))
        suffix = "e\(exponent)"
      case 1e12...: (exponent, suffix) = (12, "T")
      case 1e9...: (exponent, suffix) = (9, "B")
      case 1e6...: (exponent, suffix) = (6, "M")
      default: (exponent, suffix) = (0, "")
      }
    }
  }

  private static func text(_ number: Double, roundedAt last: Int, in scale: Scale) -> String {
    let places = scale.exponent - last
    if places >= 0 {
      // Division by the exact power of ten rounds once; multiplication by 1e-6 would round twice.
      let scaled =
        scale.exponent >= 0
        ? number / pow(10, Double(scale.exponent)) : number * pow(10, Double(-scale.exponent))
      return withoutNegativeZero(String(format: "%.\(places)f", scaled)) + scale.suffix
    }
    let unit = pow(10, Double(-places))
    return withoutNegativeZero(String(format: "%.0f", (number / unit).rounded() * unit))
  }

  private static func withoutNegativeZero(_ text: String) -> String {
    text.first == "-" && !text.contains { ("1"..."9").contains($0) }
      ? String(text.dropFirst()) : text
  }
}

/// How many times one quantity is another, with its interval.
public struct Ratio: Sendable, Hashable {
  public let estimate: Double
  public let low: Double
  public let high: Double

  /// - Precondition: `low` ≤ `estimate` ≤ `high`.
  public init(_ estimate: Double, low: Double, high: Double) {
    precondition(low <= estimate && estimate <= high, "\(estimate) is not in \(low)...\(high)")
    self.estimate = estimate
    self.low = low
    self.high = high
  }

  /// Whether the interval holds 1, so that the data do not say which is larger.
  public var isIndistinguishable: Bool { low <= 1 && 1 <= high }

  /// The ratio with its half-width, and whether it tells the two apart.
  public var text: String {
    let number = PlusMinus(estimate, (high - low) / 2).text
    return isIndistinguishable ? "\(number) (indistinguishable)" : number
  }

  /// A sentence such as "The cost of output of ascend-910c is 1.82 ± 0.06 times that of h100."
  public func sentence(on quantity: String, of subject: String, against reference: String) -> String
  {
    let number = PlusMinus(estimate, (high - low) / 2).text
    return isIndistinguishable
      ? "The \(quantity) of \(subject) and of \(reference) are indistinguishable (ratio \(number))."
      : "The \(quantity) of \(subject) is \(number) times that of \(reference)."
  }
}
