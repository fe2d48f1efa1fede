/// Why a text is not a table; lines and fields count from 1.
public enum TableError: Error, Sendable, Hashable {
  /// There is not even a heading.
  case noHeading
  /// A heading is empty or its unit is not in brackets at the end.
  case malformedHeading(line: Int, field: Int, found: String)
  case duplicateColumn(line: Int, name: String)
  /// A column that is needed is not among those found.
  case missingColumn(line: Int, name: String, found: [String])
  /// The column is there in another unit than the one needed.
  case wrongUnit(line: Int, column: String, found: String?, expected: String?)
  /// A row has more or fewer fields than the heading.
  case raggedRow(line: Int, found: Int, expected: Int)
  /// The text in a column is not of its kind.
  case wrongKind(line: Int, column: String, found: String, expected: Column.Kind)
  /// A quotation mark stands inside a field that does not begin with one, or text follows the
  /// closing mark.
  case strayQuote(line: Int, field: Int)
  /// The quotation mark that opens a field on this line is never closed.
  case unterminatedQuote(line: Int, field: Int)
}

extension TableError {
  /// The line on which the problem was found.
  public var line: Int {
    switch self {
    case .noHeading: 1
    case .malformedHeading(let line, _, _), .duplicateColumn(let line, _),
      .missingColumn(let line, _, _), .wrongUnit(let line, _, _, _), .raggedRow(let line, _, _),
      .wrongKind(let line, _, _, _), .strayQuote(let line, _), .unterminatedQuote(let line, _):
      line
    }
  }

  /// What is wrong, in a clause.
  public var problem: String {
    switch self {
    case .noHeading: "there is no heading"
    case .malformedHeading(_, let field, let found):
      "field \(field) of the heading, \"\(found)\", is not a name with an optional [unit]"
    case .duplicateColumn(_, let name): "two columns are named \"\(name)\""
    case .missingColumn(_, let name, let found):
      "no column is named \"\(name)\"; found " + found.joined(separator: ", ")
    case .wrongUnit(_, let column, let found, let expected):
      "\"\(column)\" is in \(found ?? "no unit"), not in \(expected ?? "no unit")"
    case .raggedRow(_, let found, let expected):
      "\(found) fields where the heading has \(expected)"
    case .wrongKind(_, let column, let found, let expected):
      "\"\(column)\" holds \"\(found)\", which is not \(expected.words)"
    case .strayQuote(_, let field): "a quotation mark is out of place in field \(field)"
    case .unterminatedQuote(_, let field): "the quotation of field \(field) never ends"
    }
  }
}

extension Column.Kind {
  /// The kind in a sentence: `a whole number`.
  public var words: String {
    switch self {
    case .text: "a text"
    case .integer: "a whole number"
    case .real: "a number"
    case .boolean: "true or false"
    }
  }
}
