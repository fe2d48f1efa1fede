import Documents
import Foundation

/// A range of swept values in words: `log 10 /s to 1000 /s`, `linear 0 to 1`.
struct SweepRange: Sendable, Hashable {
  let isLogarithmic: Bool
  let low: Double
  let high: Double
  let unit: String

  /// Points that one range may ask for.
  static let mostPoints = 10_000

  /// Reads a range with a number of points: `log 10 /s to 1000 /s in 9`.
  static func counted(_ text: String) throws(TextProblem) -> (SweepRange, count: Int) {
    let words = text.split(separator: " ").map(String.init)
    guard let within = words.lastIndex(of: "in"), within + 2 == words.count else {
      throw TextProblem(
        isRange(text) ? "the range has no number of points" : "this is neither a list nor a range",
        suggestion: isRange(text)
          ? .advice("write `in 9` behind it, or `points` beside it for a space-filling design")
          : nil)
    }
    guard let count = Int(words[within + 1]), (2...mostPoints).contains(count) else {
      throw TextProblem("a range has from 2 to \(mostPoints) points")
    }
    return (try SweepRange(words[..<within].joined(separator: " ")), count)
  }

  /// Whether a text begins as a range does.
  static func isRange(_ text: String) -> Bool {
    text.hasPrefix("log ") || text.hasPrefix("linear ")
  }

  /// Reads a range without a number of points.
  init(_ text: String) throws(TextProblem) {
    let words = text.split(separator: " ").map(String.init)
    guard let spacing = words.first, ["log", "linear"].contains(spacing),
      let to = words.firstIndex(of: "to"), 1 < to, to + 1 < words.count
    else { throw TextProblem("this is neither a list nor a range") }
    let low = try End(words[1..<to].joined(separator: " "))
    let high = try End(words[(to + 1)...].joined(separator: " "))
    guard low.unit == high.unit || low.unit.isEmpty else {
      throw TextProblem("the ends have different units, \"\(low.unit)\" and \"\(high.unit)\"")
    }
    isLogarithmic = spacing == "log"
    guard !isLogarithmic || (low.number > 0 && high.number > 0) else {
      throw TextProblem("a logarithmic range needs ends above 0")
    }
    self.low = low.number
    self.high = high.number
    unit = high.unit
  }

  /// Evenly spaced values from end to end, as they would be written.
  func points(_ count: Int) -> [String] {
    (0..<count).map { index in
      text(
        of: index == 0
          ? low : index == count - 1 ? high : value(at: Double(index) / Double(count - 1)))
    }
  }

  /// The value a share of the way from the low to the high end.
  func value(at share: Double) -> Double {
    isLogarithmic ? low * pow(high / low, share) : low + (high - low) * share
  }

  /// A value as it would be written. Twelve digits keep whole numbers whole: 1 to 512 in 10 gives 8,
  /// not 7.999999999999999.
  func text(of value: Double) -> String {
    var digits = String(format: "%.12g", value)
    if let whole = Int(exactly: Double(digits) ?? value), abs(whole) < 1_000_000_000 {
      digits = String(whole)
    }
    return unit.isEmpty ? digits : "\(digits) \(unit)"
  }

  /// A value with the digits that a point which was drawn deserves.
  func shortText(of value: Double) -> String {
    let digits = String(format: "%.5g", value)
    return unit.isEmpty ? digits : "\(digits) \(unit)"
  }

  private struct End {
    let number: Double
    let unit: String

    init(_ text: String) throws(TextProblem) {
      let end =
        text.firstIndex { !($0.isNumber || ".+-eE".contains($0)) } ?? text.endIndex
      guard let number = Double(text[..<end]), number.isFinite else {
        throw TextProblem("\"\(text)\" does not begin with a number")
      }
      self.number = number
      unit = text[end...].trimmed
    }
  }
}
