import Documents
import Quantities

extension Form {
  /// What the text of a value means in this form; nil after the problem was reported.
  func parse(_ value: ValueReader) -> Fact.Value? {
    switch self {
    case .quantity(let form):
      magnitude(value) { text throws(UnitNotationError) in try form.parse(text) }
        .flatMap { within(form.bounds, $0, value) }.map { .quantity($0, symbol: form.symbol) }
    case .count(let noun, let range):
      count(value, of: noun, in: range).map { .count($0, of: noun) }
    case .number(let unit, let bounds):
      magnitude(value) { text throws(UnitNotationError) in try UnitNotation().number(text) }
        .flatMap { within(bounds, $0, value) }.map { .number($0, unit: unit) }
    case .ratioInterval:
      Form.number(unit: "", in: 1e-6...1e6).interval(value).flatMap { interval in
        guard interval.contains(1) else {
          value.report("the interval does not contain 1", expected: "such as 0.7 to 1.35")
          return nil
        }
        return .interval(interval)
      }
    case .text: value.text().map { .text($0) }
    case .names: value.list { $0.text() }.map { .names($0) }
    case .date:
      value.value(expected: "a date such as 2025, 2025-H2, 2025-Q3, 2025-04 or 2025-04-30") {
        text in
        do { _ = try CalendarPeriod(text) } catch let error as CalendarDateError {
          throw TextProblem(error.problem, expected: error.expected)
        }
        guard Evidence.isDate(text) else { throw TextProblem("this is not a date") }
        return .text(text)
      }
    case .flag: value.boolean().map { .flag($0) }
    case .choice(let names): value.name(among: names, of: "choice").map { .text($0) }
    }
  }

  /// A range such as `2.9 to 3.6 TB/s`: the unit of the upper end serves both.
  func interval(_ value: ValueReader) -> ClosedRange<Double>? {
    let expected = "two values of the same kind, such as 2.9 to 3.6 with a unit"
    guard let text = value.text(expected: expected) else { return nil }
    let ends = text.components(separatedByWord: "to")
    guard ends.count == 2 else {
      value.report("a range has two ends", expected: expected)
      return nil
    }
    let unit = ends[1].drop { !($0.isLetter || $0 == "%" || $0 == "/") || $0 == "e" || $0 == "E" }
    let hasUnit = ends[0].contains { $0.isLetter && $0 != "e" && $0 != "E" || $0 == "%" }
    // "7.5M to 9M USD" carries a scale word on the lower end and needs the currency all the same.
    let currency = unit.split(separator: " ").last.map(String.init) ?? ""
    let lower: String
    if !hasUnit {
      lower = "\(ends[0]) \(unit)"
    } else if ends[0].last.map({ "kMBT".contains($0) }) == true, currency != unit {
      lower = "\(ends[0]) \(currency)"
    } else {
      lower = ends[0]
    }
    func end(_ text: String) -> Double? {
      parse(
        ValueReader(DocumentNode(text, at: value.location), path: value.path, into: value.problems))?
        .magnitude
    }
    guard let low = end(lower), let high = end(ends[1]) else { return nil }
    guard low <= high else {
      value.report("the range ends below its start", expected: expected)
      return nil
    }
    return low...high
  }

  private func count(
    _ value: ValueReader, of noun: String, in range: ClosedRange<Int>
  ) -> Int? {
    let count: Int? = value.value(expected: "a whole number of \(noun)") { text in
      do { return try UnitNotation().count(text) } catch let error as UnitNotationError {
        throw error.textProblem
      }
    }
    guard let count else { return nil }
    guard range.contains(count) else {
      value.report(
        "this is out of range", expected: "from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return count
  }

  private func magnitude(
    _ value: ValueReader, parse: (String) throws(UnitNotationError) -> Double
  ) -> Double? {
    value.value(expected: "a number with its unit") { text in
      do { return try parse(text) } catch let error as UnitNotationError { throw error.textProblem }
    }
  }

  private func within(
    _ bounds: ClosedRange<Double>, _ number: Double, _ value: ValueReader
  ) -> Double? {
    guard bounds.contains(number) else {
      value.report("this is out of range", expected: Form.describe(bounds))
      return nil
    }
    return number
  }

  private static func describe(_ bounds: ClosedRange<Double>) -> String {
    switch (bounds.lowerBound, bounds.upperBound) {
    case (.leastNonzeroMagnitude, .greatestFiniteMagnitude): "a positive value"
    case (0, .greatestFiniteMagnitude): "a value of at least zero"
    default: "a value from \(bounds.lowerBound) to \(bounds.upperBound)"
    }
  }
}

extension UnitNotationError {
  /// The error as it is shown beside the place of the text.
  var textProblem: TextProblem {
    TextProblem(
      problem, expected: expected.isEmpty ? nil : expected.joined(separator: ", "),
      suggestion: suggestion.map { .name($0) })
  }
}

extension Evidence {
  /// Whether a text is a date as catalog files state one: a year, optionally with a half, a quarter,
  /// or a month and a day.
  public static func isDate(_ text: String) -> Bool {
    guard let period = try? CalendarPeriod(text) else { return false }
    return (1950...2100).contains(period.first.year)
  }
}

extension String {
  /// The parts of a text around a word that stands between spaces.
  fileprivate func components(separatedByWord word: String) -> [String] {
    var parts: [[Substring]] = [[]]
    for piece in split(separator: " ") {
      if piece == word { parts.append([]) } else { parts[parts.count - 1].append(piece) }
    }
    return parts.map { $0.joined(separator: " ") }
  }
}
