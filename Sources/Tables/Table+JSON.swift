extension Table {
  /// The version of the layout that ``json`` follows.
  public static let jsonSchema = "bessemer.table/1"

  /// The table as JSON, one row a line:
  ///
  ///     {"schema": "bessemer.table/1", "title": …, "provenance": {…},
  ///      "columns": [{"name": …, "kind": …, "unit": …, "description": …}],
  ///      "rows": [[…], …]}
  ///
  /// Missing cells are `null`, and so are numbers that JSON cannot write (not a number, infinity).
  /// The seed is a text, because many readers keep only 53 bits of a number.
  public var json: String {
    var lines = ["{\"schema\": \(JSONText.string(Self.jsonSchema)),"]
    lines.append("\"title\": \(title.map(JSONText.string) ?? "null"),")
    lines.append("\"provenance\": \(provenance.map(JSONText.object) ?? "null"),")
    lines.append("\"columns\": [")
    lines.append(columns.map(JSONText.object).joined(separator: ",\n"))
    lines.append("],")
    lines.append("\"rows\": [")
    if !rows.isEmpty {
      lines.append(
        rows.map { "[" + $0.map(JSONText.value).joined(separator: ", ") + "]" }
          .joined(separator: ",\n"))
    }
    lines.append("]}")
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The pieces of a JSON text (RFC 8259).
private enum JSONText {
  static func string(_ text: String) -> String {
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      // Line separators end a statement where JSON is pasted into a script.
      case "\u{0}"..."\u{1f}", "\u{7f}", "\u{2028}", "\u{2029}":
        let code = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped + "\""
  }

  static func value(_ cell: Cell) -> String {
    switch cell {
    case .text(let value): string(value)
    case .integer(let value): "\(value)"
    case .real(let value): value.isFinite ? NumberText.exact(value) : "null"
    case .boolean(let value): "\(value)"
    case .missing: "null"
    }
  }

  static func object(_ column: Column) -> String {
    object([
      ("name", string(column.name)), ("kind", string(column.kind.rawValue)),
      ("unit", column.unit.map(string) ?? "null"), ("description", string(column.description)),
    ])
  }

  static func object(_ provenance: Provenance) -> String {
    object([
      ("programVersion", string(provenance.programVersion)),
      ("scenario", string(provenance.scenario)),
      ("scenarioHash", string(provenance.scenarioHash)),
      ("dataHash", string(provenance.dataHash)),
      ("seed", string("\(provenance.seed)")),
      ("replications", "\(provenance.replications)"),
    ])
  }

  private static func object(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { "\(string($0.name)): \($0.value)" }.joined(separator: ", ") + "}"
  }
}
