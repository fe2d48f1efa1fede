/// Plain text inside Markdown.
enum MarkdownText {
  /// Text that Markdown shows as it is written, on one line.
  ///
  /// It looks at scalars: a mark with an accent on it is one character and still a mark.
  static func escaped(_ text: String) -> String {
    let text = Array(text.onOneLine.unicodeScalars)
    var escaped = ""
    for (index, scalar) in text.enumerated() {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case "\\", "*", "`", "[", "]", "|", "~": escaped += "\\\(scalar)"
      case "_":
        // Inside a word it is only itself.
        let isInside =
          index > 0 && index + 1 < text.count && isWord(text[index - 1]) && isWord(text[index + 1])
        escaped += isInside ? "_" : "\\_"
      case "#", "+", "-", ">", "=":
        escaped += index == 0 ? "\\\(scalar)" : String(scalar)
      case ".", ")":
        // "1." at the start would be a list.
        let isOrdinal = index > 0 && text[..<index].allSatisfy { ("0"..."9").contains($0) }
        escaped += isOrdinal ? "\\\(scalar)" : String(scalar)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A relative path as the target of a link.
  static func link(_ path: String) -> String {
    path.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || "/._-~".unicodeScalars.contains(scalar)
        ? String(scalar) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }
}
