/// Names of files that mean the same on every system and can do no harm.
public enum FileName {
  /// Whether a text is a plain stem: ASCII letters, digits, `-`, `_` and `.`, a letter or digit first.
  static func isStem(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isAlphanumeric(first) else { return false }
    return text.utf8.count <= longest && text.unicodeScalars.allSatisfy(isPlain)
  }

  /// A stem made from any text: `p95(time per output token)` is `p95-time-per-output-token`.
  public static func stem(from text: String) -> String {
    let words = text.lowercased().unicodeScalars
      .split { !isAlphanumeric($0) && $0 != "." && $0 != "_" }
      .map { String(String.UnicodeScalarView($0)) }
    let joined = words.joined(separator: "-").drop { !$0.isLetter && !$0.isNumber }
    return joined.isEmpty ? "figure" : String(joined.prefix(longest))
  }

  /// Leaves room for a suffix in the 255 bytes that file systems allow.
  private static let longest = 200

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    isAlphanumeric(scalar) || scalar == "-" || scalar == "_" || scalar == "."
  }
}
