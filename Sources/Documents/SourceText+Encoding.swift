extension SourceText {
  /// The offset of the first byte that is a control character or breaks UTF-8.
  static func firstOffsetNotText(_ bytes: [UInt8], from start: Int) -> Int? {
    var offset = start
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x80 {
        let isControl = byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
        if isControl || byte == 0x7F { return offset }
        offset += 1
      } else if let length = sequenceLength(bytes, at: offset) {
        offset += length
      } else {
        return offset
      }
    }
    return nil
  }

  /// The length of the UTF-8 sequence that begins here, if it stands for a character of text.
  ///
  /// Well-formed sequences after The Unicode Standard, table 3-7; without the C1 controls except
  /// NEL, the byte-order mark and the two non-characters U+FFFE and U+FFFF, as in YAML 1.2 § 5.1.
  private static func sequenceLength(_ bytes: [UInt8], at offset: Int) -> Int? {
    let first = bytes[offset]
    let length: Int
    var value: UInt32
    switch first {
    case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard offset + length <= bytes.count else { return nil }
    for byte in bytes[(offset + 1)..<(offset + length)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isShortest = length == 2 || length == 3 && value >= 0x800 || length == 4 && value >= 0x10000
    guard isShortest, Unicode.Scalar(value) != nil else { return nil }
    let isControl = (0x80...0x9F).contains(value) && value != 0x85
    return isControl || value == 0xFEFF || value == 0xFFFE || value == 0xFFFF ? nil : length
  }

  /// The line and column of a byte, its predecessors being well-formed.
  static func location(of offset: Int, in bytes: [UInt8], named name: String) -> SourceLocation {
    var line = 1
    var column = 1
    for byte in bytes[..<offset] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourceLocation(file: name, line: line, column: column)
  }
}
