import Documents

/// A data file of one kind: entries under unindented keys, read one at a time.
///
/// Finding the entries takes one pass over the bytes; only those asked for are parsed, so that
/// starting up costs milliseconds however large the catalog grows.
struct CatalogFile: Sendable {
  struct Entry: Sendable {
    let name: String
    /// Counted from one.
    let line: Int
    let bytes: Range<Int>
  }

  let kind: CatalogKind
  /// The name shown to people: `accelerators/nvidia.yaml`.
  let name: String
  let bytes: [UInt8]
  let entries: [Entry]

  init(kind: CatalogKind, name: String, bytes: [UInt8]) {
    self.kind = kind
    self.name = name
    self.bytes = bytes
    var entries: [Entry] = []
    var open: (name: String, line: Int, start: Int)?
    var line = 1
    var start = 0
    func close(at end: Int) {
      if let open {
        entries.append(Entry(name: open.name, line: open.line, bytes: open.start..<end))
      }
    }
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if let key = CatalogFile.key(in: bytes[start..<end]) {
        close(at: start)
        open = (key, line, start)
      }
      line += 1
      start = end + 1
    }
    close(at: bytes.count)
    self.entries = entries
  }

  /// The key that begins an unindented line, if one does.
  private static func key(in line: ArraySlice<UInt8>) -> String? {
    guard let first = line.first, first != UInt8(ascii: "#"), first > UInt8(ascii: " "),
      let colon = line.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return String(decoding: line[..<colon], as: UTF8.self)
  }

  /// The mapping of one entry, with the places it has in the whole file.
  func node(of entry: Entry) throws(DocumentError) -> DocumentNode {
    let text =
      String(repeating: "\n", count: entry.line - 1)
      + String(decoding: bytes[entry.bytes], as: UTF8.self)
    let root = try Document(text: text, named: name).root
    return root[entry.name] ?? root
  }
}
