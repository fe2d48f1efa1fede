/// The text of a document, known to be UTF-8 without control characters, and safe to hand to a
/// parser that expands aliases by itself.
///
/// Every `*` is replaced with a private-use character that the text does not contain. To the
/// parser an alias then is a plain scalar, so nothing is expanded behind our back, the place of
/// each use is known, and columns stay as they are, being counted in Unicode scalars.
struct SourceText {
  let name: String
  let text: String
  /// The stand-in for `*`.
  let asterisk: Character

  init(_ bytes: [UInt8], named name: String, limits: DocumentLimits) throws(DocumentError) {
    self.name = name
    if bytes.count > limits.fileSize {
      throw .tooLarge(name: name, bytes: bytes.count, limit: limits.fileSize)
    }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    if let offset = SourceText.firstOffsetNotText(bytes, from: hasMark ? 3 : 0) {
      throw .notText(
        SourceText.location(of: offset, in: bytes, named: name), offset: offset,
        byte: bytes[offset])
    }
    let original = String(decoding: hasMark ? bytes[3...] : bytes[...], as: UTF8.self)
    try SourceText.checkMarkers(original, named: name)
    asterisk = SourceText.unusedCharacter(in: original)
    let standIn = Array(String(asterisk).utf8)
    var replaced: [UInt8] = []
    replaced.reserveCapacity(bytes.count + 16)
    for byte in original.utf8 {
      if byte == UInt8(ascii: "*") { replaced += standIn } else { replaced.append(byte) }
    }
    text = String(decoding: replaced, as: UTF8.self)
  }

  /// The text of a scalar as the user wrote it.
  func restored(_ text: String) -> String {
    guard text.contains(asterisk) else { return text }
    return String(text.map { $0 == asterisk ? "*" : $0 })
  }

  func location(line: Int, column: Int) -> SourceLocation {
    SourceLocation(file: name, line: line, column: column)
  }

  /// Directives and further documents are refused here, before a parser walks through them.
  private static func checkMarkers(_ text: String, named name: String) throws(DocumentError) {
    var hasBegun = false
    var hasEnded = false
    var number = 0
    for line in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
      number += 1
      guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }),
        first != UInt8(ascii: "#")
      else { continue }
      let location = SourceLocation(file: name, line: number, column: 1)
      if hasEnded { throw .severalDocuments(location) }
      if !hasBegun && line.first == UInt8(ascii: "%") { throw .directive(location) }
      hasBegun = true
      if line.starts(with: "...".utf8) && (line.dropFirst(3).first ?? 0x20) <= 0x20 {
        hasEnded = true
      }
    }
    if !hasBegun { throw .emptyDocument(name: name) }
  }

  private static func unusedCharacter(in text: String) -> Character {
    var used: Set<Unicode.Scalar> = []
    for scalar in text.unicodeScalars where (0xE000...0xF8FF).contains(scalar.value) {
      used.insert(scalar)
    }
    for value in UInt32(0xE000)...0xF8FF {
      guard let scalar = Unicode.Scalar(value), !used.contains(scalar) else { continue }
      return Character(scalar)
    }
    // All 6,400 private-use characters in one text: any other character that text never holds.
    return Character(Unicode.Scalar(0x10FFFD)!)
  }
}
