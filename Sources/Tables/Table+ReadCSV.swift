extension Table {
  /// Reads comma-separated values with every column as text, units taken from the heading.
  ///
  /// An empty field is a missing cell, `""` an empty text. Blank lines are skipped in tables of
  /// more than one column.
  ///
  /// - Throws: ``TableError``, with the line of the first problem.
  public init(csv text: String) throws(TableError) {
    self = try Self.located(csv: text).table
  }

  /// The same with the line, from 1, on which each row begins, for messages about its cells.
  public static func located(
    csv text: String
  ) throws(TableError) -> (table: Table, lines: [Int]) {
    let (heading, records) = try split(text)
    var table = Table(heading.columns.map { Column($0.name, .text, unit: $0.unit) })
    for record in records {
      table.append(
        record.fields.map { $0.text.isEmpty && !$0.isQuoted ? .missing : .text($0.text) })
    }
    return (table, records.map(\.line))
  }

  /// Reads the given columns from comma-separated values, wherever they stand; others are left out.
  ///
  /// The unit of a column, where it states one and the heading does too, must be the same. Spaces
  /// around numbers and truth values are ignored.
  ///
  /// - Throws: ``TableError``, with the line of the first problem.
  public init(csv text: String, columns: [Column]) throws(TableError) {
    let (heading, records) = try Self.split(text)
    var positions = [Int]()
    for column in columns {
      guard let position = heading.columns.firstIndex(where: { $0.name == column.name }) else {
        throw .missingColumn(
          line: heading.line, name: column.name, found: heading.columns.map(\.name))
      }
      let unit = heading.columns[position].unit
      guard unit == nil || unit == column.unit else {
        throw .wrongUnit(
          line: heading.line, column: column.name, found: unit, expected: column.unit)
      }
      positions.append(position)
    }
    self.init(columns)
    for record in records {
      var row = [Cell]()
      for (column, position) in zip(columns, positions) {
        row.append(try Self.cell(record.fields[position], in: column, line: record.line))
      }
      append(row)
    }
  }

  private struct Heading {
    var line: Int
    var columns: [(name: String, unit: String?)]
  }

  private static func split(
    _ text: String
  ) throws(TableError) -> (Heading, [CSVReader.Record]) {
    let records = try CSVReader.records(of: text)
    guard let first = records.first(where: { !$0.isBlank }) else { throw .noHeading }
    var heading = Heading(line: first.line, columns: [])
    for (index, field) in first.fields.enumerated() {
      guard let parts = Column.parts(ofHeading: field.text) else {
        throw .malformedHeading(line: first.line, field: index + 1, found: field.text)
      }
      guard !heading.columns.contains(where: { $0.name == parts.name }) else {
        throw .duplicateColumn(line: first.line, name: parts.name)
      }
      heading.columns.append(parts)
    }
    let count = heading.columns.count
    let rows = records.filter { $0.line > first.line && (count == 1 || !$0.isBlank) }
    if let ragged = rows.first(where: { $0.fields.count != count }) {
      throw .raggedRow(line: ragged.line, found: ragged.fields.count, expected: count)
    }
    return (heading, rows)
  }

  private static func cell(
    _ field: CSVReader.Field, in column: Column, line: Int
  ) throws(TableError) -> Cell {
    if field.text.isEmpty, !field.isQuoted { return .missing }
    let word = trimmed(field.text)
    let cell: Cell? =
      switch column.kind {
      case .text: .text(field.text)
      case .integer: Int(word).map(Cell.integer)
      case .real: real(word).map(Cell.real)
      case .boolean: ["true": true, "false": false][word].map(Cell.boolean)
      }
    guard let cell else {
      throw .wrongKind(line: line, column: column.name, found: field.text, expected: column.kind)
    }
    return cell
  }

  private static func trimmed(_ text: String) -> String {
    guard text.first == " " || text.last == " " else { return text }
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// A decimal number; unlike the standard library, neither hexadecimal nor overflowing.
  private static func real(_ word: String) -> Double? {
    switch word {
    case "nan", "inf", "-inf": return Double(word)
    default:
      let isDecimal = word.utf8.allSatisfy(decimalBytes.contains)
      guard isDecimal, let value = Double(word), value.isFinite else { return nil }
      return value
    }
  }

  private static let decimalBytes = Array("0123456789.eE+-".utf8)
}
