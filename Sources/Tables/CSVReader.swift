/// Splits comma-separated values into records of fields, by RFC 4180.
///
/// Lines may end in LF, CRLF or CR; a byte order mark at the start is skipped. Works on
/// UTF-8, in which none of the marks is part of another character.
struct CSVReader {
  struct Field: Equatable {
    var text: String
    /// An empty field is a missing value, a quoted empty field an empty text.
    var isQuoted: Bool
  }

  struct Record: Equatable {
    /// The line on which the record begins, from 1.
    var line: Int
    var fields: [Field]

    /// A line with nothing on it.
    var isBlank: Bool { fields == [Field(text: "", isQuoted: false)] }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark = Array("\u{feff}".utf8)

  init(_ text: String) {
    bytes = Array(text.utf8)
    if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
  }

  static func records(of text: String) throws(TableError) -> [Record] {
    var reader = CSVReader(text)
    var records = [Record]()
    while let record = try reader.record() { records.append(record) }
    return records
  }

  private mutating func record() throws(TableError) -> Record? {
    guard position < bytes.count else { return nil }
    var record = Record(line: line, fields: [])
    while true {
      record.fields.append(try field(number: record.fields.count + 1))
      guard position < bytes.count else { return record }
      if bytes[position] != Self.comma {
        endLine()
        return record
      }
      position += 1
    }
  }

  private mutating func field(number: Int) throws(TableError) -> Field {
    guard isNext(Self.quote) else {
      return Field(text: try plainText(fieldNumber: number), isQuoted: false)
    }
    return Field(text: try quotedText(fieldNumber: number), isQuoted: true)
  }

  private mutating func plainText(fieldNumber: Int) throws(TableError) -> String {
    let start = position
    while !isAtEndOfField {
      if bytes[position] == Self.quote { throw .strayQuote(line: line, field: fieldNumber) }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedText(fieldNumber: Int) throws(TableError) -> String {
    let firstLine = line
    var content = [UInt8]()
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.quote {
        guard isNext(Self.quote) else {
          guard isAtEndOfField else { throw .strayQuote(line: line, field: fieldNumber) }
          return String(decoding: content, as: UTF8.self)
        }
        position += 1
      } else if byte == Self.lineFeed || (byte == Self.carriageReturn && !isNext(Self.lineFeed)) {
        line += 1
      }
      content.append(byte)
    }
    throw .unterminatedQuote(line: firstLine, field: fieldNumber)
  }

  private func isNext(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

  private var isAtEndOfField: Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func endLine() {
    let isCarriageReturn = bytes[position] == Self.carriageReturn
    position += 1
    if isCarriageReturn, isNext(Self.lineFeed) { position += 1 }
    line += 1
  }
}
