/// Splits comma-separated values into records of fields, by RFC 4180.
///
/// Lines may end in LF, CRLF or CR; a byte order mark at the start is skipped. Works on Unicode
/// scalars, because `\r\n` is one `Character`.
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

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{feff}" { position = 1 }
  }

  static func records(of text: String) throws(TableError) -> [Record] {
    var reader = CSVReader(text)
    var records = [Record]()
    while let record = try reader.record() { records.append(record) }
    return records
  }

  private mutating func record() throws(TableError) -> Record? {
    guard position < scalars.count else { return nil }
    var record = Record(line: line, fields: [])
    while true {
      record.fields.append(try field(number: record.fields.count + 1))
      guard position < scalars.count else { return record }
      if scalars[position] != "," {
        endLine()
        return record
      }
      position += 1
    }
  }

  private mutating func field(number: Int) throws(TableError) -> Field {
    guard position < scalars.count, scalars[position] == "\"" else {
      return Field(text: try plainText(fieldNumber: number), isQuoted: false)
    }
    return Field(text: try quotedText(fieldNumber: number), isQuoted: true)
  }

  private mutating func plainText(fieldNumber: Int) throws(TableError) -> String {
    let start = position
    while position < scalars.count, !isEndOfField(scalars[position]) {
      if scalars[position] == "\"" { throw .strayQuote(line: line, field: fieldNumber) }
      position += 1
    }
    return text(scalars[start..<position])
  }

  private mutating func quotedText(fieldNumber: Int) throws(TableError) -> String {
    let firstLine = line
    var content = [Unicode.Scalar]()
    position += 1
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if scalar == "\"" {
        guard position < scalars.count, scalars[position] == "\"" else {
          guard position == scalars.count || isEndOfField(scalars[position]) else {
            throw .strayQuote(line: line, field: fieldNumber)
          }
          return text(content[...])
        }
        position += 1
      } else if scalar == "\n" || (scalar == "\r" && !(isNext("\n"))) {
        line += 1
      }
      content.append(scalar)
    }
    throw .unterminatedQuote(line: firstLine, field: fieldNumber)
  }

  private func isNext(_ scalar: Unicode.Scalar) -> Bool {
    position < scalars.count && scalars[position] == scalar
  }

  private func isEndOfField(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "," || scalar == "\n" || scalar == "\r"
  }

  private mutating func endLine() {
    let isCarriageReturn = scalars[position] == "\r"
    position += 1
    if isCarriageReturn, isNext("\n") { position += 1 }
    line += 1
  }

  private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
