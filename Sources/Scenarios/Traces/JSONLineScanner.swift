/// Walks through one JSON object on one line, from key to key, without building a tree.
///
/// Objects inside are passed over; lists keep their numbers and texts.
struct JSONLineScanner {
  enum Value {
    /// A text, or a number or truth value as it is written.
    case text(String)
    case list([Substring])
    case object
    /// `null`.
    case nothing
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var isFirst = true

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Where the scanner stands, from one.
  var column: Int { position - bytes.startIndex + 1 }

  mutating func open() throws(TraceProblem) {
    skipSpaces()
    try expect("{", "an object such as {\"arrival\": 0.5, \"input\": 900, \"output\": 200}")
  }

  /// The next key, with the scanner before its value; nil at the end of the object.
  mutating func nextKey() throws(TraceProblem) -> (key: String, column: Int)? {
    skipSpaces()
    if peek == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    if !isFirst {
      try expect(",", "a comma between two entries, or } at the end")
      skipSpaces()
    }
    isFirst = false
    let place = column
    let key = try string()
    skipSpaces()
    try expect(":", "a colon between a key and its value")
    skipSpaces()
    return (key, place)
  }

  mutating func value() throws(TraceProblem) -> Value {
    switch peek {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "["): return .list(try list())
    case UInt8(ascii: "{"):
      try skipObject()
      return .object
    default:
      let word = bare()
      guard !word.isEmpty else { throw problem("a value is missing", "a number or a text") }
      return word == "null" ? .nothing : .text(word)
    }
  }

  /// Nothing but spaces may follow.
  mutating func finish() throws(TraceProblem) {
    skipSpaces()
    guard position == bytes.endIndex else {
      throw problem("something follows the object", "one object on each line")
    }
  }

  // MARK: Parts

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpaces() {
    while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
  }

  private func problem(_ message: String, _ expected: String) -> TraceProblem {
    let rest = String(decoding: bytes[position...].prefix(20), as: UTF8.self)
    return TraceProblem(message, at: column, found: rest, expected: expected)
  }

  private mutating func expect(
    _ mark: Unicode.Scalar, _ expected: String
  ) throws(TraceProblem) {
    guard peek == UInt8(ascii: mark) else {
      throw problem("the line is no JSON object", expected)
    }
    position += 1
  }

  private mutating func string() throws(TraceProblem) -> String {
    try expect("\"", "a text in quotes")
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let escaped = peek else { break }
      position += 1
      switch escaped {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "u"):
        let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16) else {
          throw problem("an escape cannot be read", "four hexadecimal digits")
        }
        position += 4
        text += Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
      default: text.append(escaped)
      }
    }
    throw problem("a text is not closed", "a quote at its end")
  }

  /// A number or a word.
  private mutating func bare() -> String {
    let start = position
    while let byte = peek, !Self.marks.contains(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static let marks = Array(",}] \t".utf8)

  private mutating func list() throws(TraceProblem) -> [Substring] {
    try expect("[", "a list")
    var items: [Substring] = []
    while true {
      skipSpaces()
      switch peek {
      case nil: throw problem("a list is not closed", "] at its end")
      case UInt8(ascii: "]"):
        position += 1
        return items
      case UInt8(ascii: ","):
        position += 1
      case UInt8(ascii: "{"):
        try skipObject()
      case UInt8(ascii: "["):
        _ = try list()
      case UInt8(ascii: "\""): items.append(Substring(try string()))
      default:
        let word = bare()
        guard !word.isEmpty else { throw problem("a list is not closed", "] at its end") }
        items.append(Substring(word))
      }
    }
  }

  private mutating func skipObject() throws(TraceProblem) {
    let start = position
    var depth = 0
    while let byte = peek {
      if byte == UInt8(ascii: "\"") {
        _ = try string()
        continue
      }
      position += 1
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return }
      }
    }
    position = start
    throw problem("an object is not closed", "} at its end")
  }
}
