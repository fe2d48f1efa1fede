import Documents

/// The fields of one line that mean something, with the columns in which they stand.
struct TraceFields {
  struct Field {
    var text: String
    /// From one.
    var column: Int
  }

  private var fields: [TraceColumn: Field] = [:]
  private(set) var hashes: [UInt64] = []
  /// Whether lengths are named as in the Mooncake traces, whose times are milliseconds.
  private(set) var isMooncake = false

  init() {}

  func text(_ column: TraceColumn) -> String? {
    fields[column].flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  func place(of column: TraceColumn) -> Int { fields[column]?.column ?? 1 }

  /// A whole number of tokens; nil where there is none.
  func count(_ column: TraceColumn, from least: Int) throws(TraceProblem) -> Int? {
    guard let text = text(column) else { return nil }
    // Some tools write whole numbers as 374.0.
    let number = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let number, number >= least, number <= 1 << 30 else {
      throw TraceProblem(
        "the \(column.example) is no number of tokens", at: place(of: column), found: text,
        expected: "a whole number from \(least) to \(1 << 30)",
        suggestion: .advice(
          text == "0" ? "remove the line: the request was not served" : "write a whole number"))
    }
    return number
  }

  /// The conversation: its number, or a hash of its name.
  var session: UInt64? {
    text(.session).map { name in
      UInt64(name)
        ?? name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
  }

  // MARK: Comma-separated values

  init(csv bytes: ArraySlice<UInt8>, columns: [TraceColumn?]) throws(TraceProblem) {
    let split = try Self.split(bytes)
    guard split.count == columns.count else {
      throw TraceProblem(
        "the line has \(split.count) fields", at: 1,
        expected: "\(columns.count), as in the heading",
        suggestion: .advice("remove the line, or complete it"))
    }
    for (field, column) in zip(split, columns) {
      guard let column else { continue }
      if column == .hashes {
        try readHashes(field.text.split { " []".contains($0) }, at: field.column)
      } else {
        fields[column] = field
      }
    }
  }

  /// The fields of a line, by RFC 4180 but for line breaks in quotes.
  static func split(_ bytes: ArraySlice<UInt8>) throws(TraceProblem) -> [Field] {
    let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
    var result: [Field] = []
    var position = bytes.startIndex
    while true {
      let start = position
      var content: ArraySlice<UInt8>
      if position < bytes.endIndex, bytes[position] == quote {
        var quoted: [UInt8] = []
        position += 1
        while true {
          guard let end = bytes[position...].firstIndex(of: quote) else {
            throw TraceProblem(
              "a quote is not closed", at: start - bytes.startIndex + 1,
              suggestion: .advice("close it on the same line"))
          }
          quoted += bytes[position..<end]
          position = end + 1
          guard position < bytes.endIndex, bytes[position] == quote else { break }
          quoted.append(quote)
          position += 1
        }
        content = quoted[...]
      } else {
        position = bytes[position...].firstIndex(of: comma) ?? bytes.endIndex
        content = bytes[start..<position]
      }
      let space = UInt8(ascii: " ")
      content = content.drop { $0 == space }
      while content.last == space { content = content.dropLast() }
      result.append(
        Field(
          text: String(decoding: content, as: UTF8.self), column: start - bytes.startIndex + 1))
      guard position < bytes.endIndex else { return result }
      guard bytes[position] == comma else {
        throw TraceProblem(
          "a comma is missing behind the quote", at: position - bytes.startIndex + 1)
      }
      position += 1
    }
  }

  private mutating func readHashes(
    _ texts: some Collection<Substring>, at column: Int
  ) throws(TraceProblem) {
    hashes.reserveCapacity(texts.count)
    for text in texts {
      guard let hash = UInt64(text) else {
        throw TraceProblem(
          "a block hash cannot be read", at: column, found: String(text),
          expected: "whole numbers from 0")
      }
      hashes.append(hash)
    }
  }

  // MARK: JSON

  init(json bytes: ArraySlice<UInt8>) throws(TraceProblem) {
    var scanner = JSONLineScanner(bytes)
    try scanner.open()
    while let (key, column) = try scanner.nextKey() {
      let place = scanner.column
      let value = try scanner.value()
      guard let meaning = try TraceColumn.meaning(of: key, at: column) else { continue }
      if key == "input_length" { isMooncake = true }
      switch value {
      case .text(let text): fields[meaning] = Field(text: text, column: place)
      case .nothing: break
      case .list(let items):
        guard meaning == .hashes else {
          throw TraceProblem(
            "a list stands under \(key)", at: place, expected: "one value",
            suggestion: .advice("write the value without brackets"))
        }
        try readHashes(items, at: place)
      case .object: break
      }
    }
    try scanner.finish()
  }
}
