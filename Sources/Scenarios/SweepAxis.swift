import Foundation
import Quantities
public import Documents

/// One path of a sweep and the values it takes in turn.
public struct SweepAxis: Sendable, Hashable {
  public let path: DocumentPath
  /// The values as they would be written in the file, each with the place it comes from.
  public let values: [DocumentNode]

  /// Points that one range may ask for.
  static let mostPoints = 10_000

  /// Reads `[a, b, c]`, `log 1 /s to 100 /s in 9` or `linear 1 to 8 in 8`.
  ///
  /// Returns nil after reporting what does not fit.
  static func read(
    _ text: String, at place: SourceLocation, _ reader: ValueReader
  ) -> SweepAxis? {
    guard let path = DocumentPath(text), ScenarioKeys.key(text) != nil,
      ScenarioKeys.key(text)?.isOfFile == false
    else {
      let leaves = ScenarioKeys.all.filter {
        ScenarioKeys.names(in: $0.path).isEmpty && !$0.isOfFile
      }.map(\.path)
      reader.problems.add(
        Diagnostic(
          at: place, path: reader.path, "nothing can be swept under the path \"\(text)\"",
          expected: "the path of a key, such as fleet.replicas or workload.arrivals.rate",
          suggestion: NearestName.suggestion(for: text, among: leaves).map { .name($0) }
            ?? .advice("take a key that sets one design point apart from another")))
      return nil
    }
    if reader.node.sequence != nil {
      guard let items = reader.items(), !items.isEmpty else {
        reader.report(
          "the list of values is empty", expected: "at least one value",
          suggestion: .advice("write [1, 2, 4], or remove the path"))
        return nil
      }
      if let cut = items.first(where: { ($0.node.text ?? "").openBrackets > 0 }) {
        cut.report(
          "the commas cut this value in pieces", expected: "quotes around a value with commas",
          suggestion: .advice("write [\"gamma(2 /s, cv 3)\", …]"))
        return nil
      }
      return SweepAxis(path: path, values: items.map(\.node))
    }
    guard let text = reader.text(expected: expected) else { return nil }
    let range: Range
    do { range = try Range(text) } catch {
      reader.report(
        error.message, expected: expected,
        suggestion: error.suggestion ?? .advice("write it like one of these"))
      return nil
    }
    let values = range.points.map { DocumentNode($0, at: reader.location) }
    return SweepAxis(path: path, values: values)
  }

  private static let expected =
    "a list such as [1, 2, 4], or `log 1 /s to 100 /s in 9`, or `linear 0 to 1 in 5`"

  /// A range in words: a spacing, two ends with the same unit, a number of points.
  private struct Range {
    let points: [String]

    init(_ text: String) throws(TextProblem) {
      let words = text.split(separator: " ").map(String.init)
      guard let spacing = words.first, ["log", "linear"].contains(spacing),
        let to = words.firstIndex(of: "to"), let within = words.lastIndex(of: "in"),
        1 < to, to + 1 < within, within + 2 == words.count
      else { throw TextProblem("this is neither a list nor a range") }
      guard let count = Int(words[within + 1]), (2...SweepAxis.mostPoints).contains(count) else {
        throw TextProblem("a range has from 2 to \(SweepAxis.mostPoints) points")
      }
      let low = try End(words[1..<to].joined(separator: " "))
      let high = try End(words[(to + 1)..<within].joined(separator: " "))
      guard low.unit == high.unit || low.unit.isEmpty else {
        throw TextProblem("the ends have different units, \"\(low.unit)\" and \"\(high.unit)\"")
      }
      guard spacing == "linear" || (low.number > 0 && high.number > 0) else {
        throw TextProblem("a logarithmic range needs ends above 0")
      }
      points = (0..<count).map { index in
        let share = Double(index) / Double(count - 1)
        let value =
          switch (index, spacing) {
          case (0, _): low.number
          case (count - 1, _): high.number
          case (_, "log"): low.number * pow(high.number / low.number, share)
          default: low.number + (high.number - low.number) * share
          }
        // Twelve digits keep whole numbers whole: 1 to 512 in 10 gives 8, not 7.999999999999999.
        var digits = String(format: "%.12g", value)
        if let whole = Int(exactly: Double(digits) ?? value), abs(whole) < 1_000_000_000 {
          digits = String(whole)
        }
        return high.unit.isEmpty ? digits : "\(digits) \(high.unit)"
      }
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
}
