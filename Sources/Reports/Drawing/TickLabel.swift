internal import Foundation
internal import Quantities

/// Numbers beside ticks: short, all of one axis in one style.
enum TickLabel {
  /// Labels of ticks at equal steps: as many decimals as the step has, one suffix for all.
  static func linear(_ values: [Double], step: Double) -> [AxisScale.Tick] {
    let greatest = values.map { abs($0) }.max() ?? 0
    let (power, suffix) = scale(for: greatest)
    let divisor = pow(10, Double(power))
    let shown = step / divisor
    let places = shown >= 1 && shown.rounded() == shown ? 0 : decimals(of: shown)
    return values.map { value in
      let number = String(format: "%.\(places)f", value / divisor)
      let isZero = !number.contains { ("1"..."9").contains($0) }
      return AxisScale.Tick(value: value, label: isZero ? "0" : number + suffix)
    }
  }

  /// The label of a tick that stands for itself: `0.05`, `200`, `10k`, `5M`, `2×10²⁴`.
  static func logarithmic(_ value: Double) -> String {
    let exponent = Int(log10(value * (1 + 1e-9)).rounded(.down))
    guard (-4..<15).contains(exponent) else {
      let mantissa = Int((value / pow(10, Double(exponent))).rounded())
      return (mantissa == 1 ? "" : "\(mantissa)×") + "10" + superscript(exponent)
    }
    if value < 1 { return String(format: "%.\(-exponent)f", value) }
    let (power, suffix) = scale(for: value)
    return String(format: "%.0f", value / pow(10, Double(power))) + suffix
  }

  /// A number among words, to three digits and as short as on a tick: `12.3`, `7.13M`, `1.22×10²⁴`.
  static func number(_ value: Double) -> String {
    // What rounds up to a thousand is one of the next unit.
    let (power, suffix) = scale(for: abs(value) * (1 + 5e-4))
    guard power > 0, value.isFinite else { return PlusMinus(value, nil).text }
    return UnitNotation.format(value / pow(10, Double(power))) + suffix
  }

  /// Thousands and more are abbreviated from ten thousand on, so that years stay years.
  private static func scale(for magnitude: Double) -> (power: Int, suffix: String) {
    switch magnitude {
    case 1e15...:
      let power = Int(log10(magnitude).rounded(.down))
      return (power, "×10" + superscript(power))
    case 1e12...: return (12, "T")
    case 1e9...: return (9, "B")
    case 1e6...: return (6, "M")
    case 1e4...: return (3, "k")
    default: return (0, "")
    }
  }

  /// How many decimals a step has; steps have at most three digits.
  private static func decimals(of step: Double) -> Int {
    let first = Int(log10(step).rounded(.down))
    return (max(0, -first)...max(0, 3 - first)).first { places in
      let scaled = step * pow(10, Double(places))
      return abs(scaled - scaled.rounded()) < 1e-6 * scaled
    } ?? max(0, 3 - first)
  }

  private static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(number).map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }
}
