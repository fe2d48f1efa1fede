internal import Foundation

/// A piece of a scenario's text, cut at its outermost level: what stands inside parentheses stays
/// together.
struct NotationText {
  let text: String

  init(_ text: String) { self.text = text }

  /// `name(a, b)` as its name and arguments; nothing if the text has another form.
  var call: (name: String, arguments: [String])? {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
    let name = text[..<open].trimmingCharacters(in: .whitespaces)
    guard name.first?.isLetter == true, name.allSatisfy({ $0.isLetter || $0 == "-" }) else {
      return nil
    }
    let inner = String(text[text.index(after: open)...].dropLast())
    guard let arguments = NotationText(inner).parts else { return nil }
    return (name, arguments)
  }

  /// The parts between outermost commas; none of an empty text, nothing if parentheses do not match.
  private var parts: [String]? {
    var parts: [String] = []
    var part = ""
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 { return nil }
      if character == ",", depth == 0 {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    guard depth == 0 else { return nil }
    parts.append(part)
    let trimmed = parts.map { $0.trimmingCharacters(in: .whitespaces) }
    return trimmed == [""] ? [] : trimmed
  }

  /// The two sides of the first or last outermost occurrence of `separator`.
  func halves(around separator: String, last: Bool = false) -> (String, String)? {
    var depth = 0
    var found: String.Index?
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0, text[index...].hasPrefix(separator) {
        found = index
        if !last { break }
      }
    }
    guard let found else { return nil }
    let after = text.index(found, offsetBy: separator.count)
    return (
      text[..<found].trimmingCharacters(in: .whitespaces),
      text[after...].trimmingCharacters(in: .whitespaces)
    )
  }

  /// Where the numeral at the start ends.
  private var numeral: Substring {
    var end = text.startIndex
    while end < text.endIndex {
      let character = text[end]
      let isExponent =
        "eE".contains(character) && end > text.startIndex
        && text[text.index(after: end)...].first.map { $0.isNumber || "+-".contains($0) } == true
      guard character.isNumber || "+-._".contains(character) || isExponent else { break }
      end = text.index(after: end)
    }
    return text[..<end]
  }

  /// This text, with the unit of `other` if it is a number without one: `10` beside `60 min` is
  /// `10 min`, and `10k` beside `520k USD` is `10k USD`.
  func withUnit(of other: NotationText) -> String {
    if numeral.count == text.count {
      return text + other.text[other.numeral.endIndex...]
    }
    // A magnitude directly behind the digits is not yet a unit.
    let tail = text[numeral.endIndex...]
    let otherTail = other.text[other.numeral.endIndex...]
    if let space = otherTail.firstIndex(of: " "), otherTail[..<space] == tail, !tail.isEmpty {
      return text + otherTail[space...]
    }
    return text
  }
}

/// The word that was probably meant.
enum Spelling {
  /// The candidate within a third of the word's length in edits, if any.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let best = candidates.map { ($0, distance(word.lowercased(), $0)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, word.count / 3) else { return nil }
    return best.0
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var cost = min(
          rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, rows[i - 2][j - 2] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
