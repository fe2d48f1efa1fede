/// Keys and their values in the order in which they were written; no key stands twice.
public struct DocumentMapping: Sendable, Hashable {
  public struct Entry: Sendable {
    public let key: String
    public let keyLocation: SourceLocation
    public var value: DocumentNode

    public init(key: String, keyLocation: SourceLocation, value: DocumentNode) {
      self.key = key
      self.keyLocation = keyLocation
      self.value = value
    }
  }

  public private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]

  public init() {}

  public init(_ entries: some Sequence<Entry>) {
    for entry in entries { set(entry) }
  }

  public var keys: [String] { entries.map(\.key) }
  public var isEmpty: Bool { entries.isEmpty }
  public var count: Int { entries.count }

  public subscript(key: String) -> DocumentNode? { entry(key)?.value }

  /// - Complexity: O(1).
  public func entry(_ key: String) -> Entry? {
    positions[key].map { entries[$0] }
  }

  /// Replaces the entry of the same key where it stands, or appends a new one.
  public mutating func set(_ entry: Entry) {
    if let position = positions[entry.key] {
      entries[position] = entry
    } else {
      positions[entry.key] = entries.count
      entries.append(entry)
    }
  }

  /// - Complexity: O(n) in the number of entries.
  public mutating func remove(_ key: String) {
    guard let position = positions.removeValue(forKey: key) else { return }
    entries.remove(at: position)
    for index in position..<entries.count { positions[entries[index].key] = index }
  }

  public static func == (a: Self, b: Self) -> Bool { a.entries == b.entries }
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}

extension DocumentMapping.Entry: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.key == b.key && a.value == b.value }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(value)
  }
}
