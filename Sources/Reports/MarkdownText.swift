/// Plain text inside Markdown.
enum MarkdownText {
  /// Text that Markdown shows as it is written, on one line.
  static func escaped(_ text: String) -> String {
    let text = Array(text.onOneLine)
    var escaped = ""
    for (index, character) in text.enumerated() {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case "\\", "*", "`", "[", "]", "|", "~": escaped += "\\\(character)"
      case "_":
        // Inside a word it is only itself.
        let isInside =
          index > 0 && index + 1 < text.count && isWord(text[index - 1]) && isWord(text[index + 1])
        escaped += isInside ? "_" : "\\_"
      case "#", "+", "-", ">", "=":
        escaped += index == 0 ? "\\\(character)" : String(character)
      case ".", ")":
        // "1." at the start would be a list.
        escaped +=
          index > 0 && text[..<index].allSatisfy { $0.isASCII && $0.isNumber }
          ? "\\\(character)" : String(character)
      default: escaped.append(character)
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

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
