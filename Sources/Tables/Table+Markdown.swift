extension Table {
  /// The table in GitHub-flavoured Markdown: title, heading with units, numbers to the right, and
  /// the provenance below.
  public var markdown: String {
    var blocks = [String]()
    if let title { blocks.append("**\(Self.escaped(title))**") }
    var lines = [
      columns.map { Self.escaped($0.heading) }, columns.map { $0.isNumeric ? "--:" : ":--" },
    ]
    lines += rows.map { row in zip(columns, row).map { Self.escaped($0.shown($1)) } }
    blocks.append(lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
    if let provenance { blocks.append(Self.escaped(provenance.line)) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// Text that Markdown shows as it is written, on one line.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case "\\", "|", "*", "_", "`", "[", "]", "~": escaped += "\\\(character)"
      default: escaped += character.isNewline ? "<br>" : String(character)
      }
    }
    return escaped
  }
}
