/// The cells of one row of a measurement file by column; empty ones are absent.
struct MeasurementCells {
  private let texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// The text of a column without spaces around it; nil where it is empty.
  subscript(_ column: String) -> String? { texts[column] }

  func text(_ column: String) throws(RowRefusal) -> String {
    guard let text = self[column] else { throw .missing(column: column) }
    return text
  }

  func positive(_ column: String) throws(RowRefusal) -> Double {
    guard let value = try optionalPositive(column) else { throw .missing(column: column) }
    return value
  }

  func optionalPositive(_ column: String) throws(RowRefusal) -> Double? {
    guard let text = self[column] else { return nil }
    guard let value = Self.decimal(text), value > 0 else {
      throw .malformed(column: column, found: text, expected: "a number above 0")
    }
    // What ratios and sums of such numbers can hold.
    guard (1e-30...1e30).contains(value) else {
      throw .malformed(column: column, found: text, expected: "a number from 1e-30 to 1e30")
    }
    return value
  }

  func optionalFraction(_ column: String) throws(RowRefusal) -> Double? {
    guard let text = self[column] else { return nil }
    guard let value = Self.decimal(text), (0...1).contains(value) else {
      throw .malformed(column: column, found: text, expected: "a fraction from 0 to 1")
    }
    return value
  }

  func count(_ column: String) throws(RowRefusal) -> Int {
    guard let value = try optionalCount(column) else { throw .missing(column: column) }
    return value
  }

  func optionalCount(_ column: String, from least: Int = 1) throws(RowRefusal) -> Int? {
    guard let text = self[column] else { return nil }
    guard let value = Int(text), (least...1_000_000).contains(value) else {
      throw .malformed(
        column: column, found: text, expected: "a whole number from \(least) to a million")
    }
    return value
  }

  func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ column: String
  ) throws(RowRefusal) -> Choice? {
    guard let text = self[column] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw .malformed(
        column: column, found: text,
        expected: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// A finite decimal number; unlike the standard library, neither hexadecimal nor a word.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy("0123456789.eE+-".utf8.contains), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }
}
