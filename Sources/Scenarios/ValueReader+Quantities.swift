import Documents
import Quantities
import Stochastics

extension ValueReader {
  /// A quantity with its unit, inside a range; the example shows how it is written.
  func quantity<D>(
    as type: Quantity<D>.Type = Quantity<D>.self, in range: ClosedRange<Double>,
    expected: String, notation: UnitNotation = UnitNotation()
  ) -> Quantity<D>? {
    notated(expected: expected) { text throws(UnitNotationError) in
      let value = try notation.parse(text, as: type)
      guard range.contains(value.value) else {
        throw .outOfRange(found: text, expected: expected, suggestion: nil)
      }
      return value
    }
  }

  /// A whole number, such as 64, 10k or 1e6.
  func count(in range: ClosedRange<Int>, of noun: String? = nil) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return notated(expected: expected) { text throws(UnitNotationError) in
      let value = try UnitNotation().count(text, of: noun)
      guard range.contains(value) else {
        throw .outOfRange(found: text, expected: expected, suggestion: nil)
      }
      return value
    }
  }

  /// A share from 0 to 1, written 0.25 or 25 %; a wider range may be asked for.
  func share(in range: ClosedRange<Double> = 0...1) -> Double? {
    let expected = "a share from \(range.lowerBound) to \(range.upperBound), such as 8 %"
    return notated(expected: expected) { text throws(UnitNotationError) in
      let value = try UnitNotation().number(text)
      guard range.contains(value) else {
        throw .outOfRange(
          found: text, expected: expected,
          suggestion: range.contains(value / 100) ? "\(text) %" : nil)
      }
      return value
    }
  }

  /// A pure number inside a range.
  func plainNumber(in range: ClosedRange<Double>, expected: String) -> Double? {
    notated(expected: expected) { text throws(UnitNotationError) in
      let value = try UnitNotation().number(text)
      guard range.contains(value) else {
        throw .outOfRange(found: text, expected: expected, suggestion: nil)
      }
      return value
    }
  }

  /// What `parse` makes of the text, its error turned into a problem at this place.
  func notated<Value>(
    expected: String, _ parse: (String) throws(UnitNotationError) -> Value
  ) -> Value? {
    guard let text = text(expected: expected) else { return nil }
    do { return try parse(text) } catch {
      let looksUncertain = [" to ", "pert(", "normal(", "lognormal(", "uniform(", "choice("]
        .contains { text.contains($0) }
      let advice: Diagnostic.Suggestion? =
        looksUncertain
        ? .advice("state one value; uncertain inputs are not read at this place yet")
        : error.suggestion.map { .name($0) }
      report(
        error.problem, expected: expected.isEmpty ? error.expected.first : expected,
        suggestion: advice)
      return nil
    }
  }
}
