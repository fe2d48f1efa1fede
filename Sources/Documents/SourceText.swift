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
  let asterisk: Unicode.Scalar

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
    asterisk = try SourceText.standIn(for: original, named: name)
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
    guard text.unicodeScalars.contains(asterisk) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(scalar == asterisk ? "*" : scalar) }
    return String(result)
  }

  func location(line: Int, column: Int) -> SourceLocation {
    SourceLocation(file: name, line: line, column: column)
  }

  /// Directives and further documents are refused here, before a parser walks through them.
  private static func checkMarkers(_ text: String, named name: String) throws(DocumentError) {
    var hasBegun = false
    var hasEnded = false
    let lines = text.unicodeScalars.split(whereSeparator: { isLineBreak($0) })
    for line in lines {
      guard let first = line.first(where: { $0 != " " && $0 != "\t" }), first != "#" else {
        continue
      }
      let place = {
        let offset = text.utf8.distance(from: text.startIndex, to: line.startIndex)
        return SourceText.location(of: offset, in: Array(text.utf8), named: name)
      }
      if hasEnded { throw .severalDocuments(place()) }
      if !hasBegun && line.first == "%" { throw .directive(place()) }
      hasBegun = true
      if line.starts(with: "...".unicodeScalars) {
        let next = line.dropFirst(3).first ?? " "
        hasEnded = next == " " || next == "\t"
      }
    }
    if !hasBegun { throw .emptyDocument(name: name) }
  }

  /// The line breaks of YAML 1.1, which the parser counts.
  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// A character for private use that the text does not contain.
  private static func standIn(for text: String, named name: String) throws(DocumentError)
    -> Unicode.Scalar
  {
    var used: Set<UInt32> = []
    for scalar in text.unicodeScalars where scalar.value >= 0xE000 { used.insert(scalar.value) }
    let ranges: [ClosedRange<UInt32>] = [0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD]
    guard let value = ranges.joined().first(where: { !used.contains($0) }),
      let scalar = Unicode.Scalar(value)
    else { throw .syntax(problem: "it holds every private character", SourceLocation(file: name)) }
    return scalar
  }
}
