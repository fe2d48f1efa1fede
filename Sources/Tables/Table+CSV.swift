extension Table {
  /// The table as comma-separated values: a heading, then one line for each row.
  ///
  /// Fields are quoted by RFC 4180 where they need it; lines end in a single line feed, the
  /// decimal mark is a point, and numbers have every digit they need to read back unchanged. A
  /// missing cell is an empty field and an empty text is `""`. The heading gives units in brackets:
  /// `latency [ms]`. Title, descriptions and provenance are left to the other formats.
  public var csv: String {
    var text = ""
    func append(line fields: [String]) {
      text += fields.joined(separator: ",")
      text += "\n"
    }
    append(line: columns.map { Self.quoted($0.heading) })
    for row in rows { append(line: row.map(Self.field)) }
    return text
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .text(let value): value.isEmpty ? "\"\"" : quoted(value)
    case .integer(let value): "\(value)"
    case .real(let value): NumberText.exact(value)
    case .boolean(let value): "\(value)"
    case .missing: ""
    }
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes =
      text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      || text.first?.isWhitespace == true || text.last?.isWhitespace == true
      || text.unicodeScalars.first == "\u{feff}"
    guard needsQuotes else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { scalars.append(scalar) }
      scalars.append(scalar)
    }
    return "\"" + String(scalars) + "\""
  }
}
