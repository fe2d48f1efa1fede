/// A piece of a document: text, a list or a mapping, with the place where it was written.
///
/// Nothing is guessed: `NO`, `012`, `1e12` and `1:30` are text until a reader who knows what
/// belongs in the place parses them. Two nodes are equal when they say the same, wherever they
/// stand.
public struct DocumentNode: Sendable {
  public enum Content: Sendable, Hashable {
    case scalar(DocumentScalar)
    case sequence([DocumentNode])
    case mapping(DocumentMapping)
  }

  public var content: Content
  public var location: SourceLocation

  public init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  /// A plain scalar.
  public init(_ text: String, at location: SourceLocation) {
    self.init(.scalar(DocumentScalar(text)), at: location)
  }

  /// The text of a scalar, quoted or plain; `nil` for lists and mappings.
  public var text: String? { scalar?.text }

  public var scalar: DocumentScalar? {
    if case .scalar(let scalar) = content { return scalar }
    return nil
  }

  public var sequence: [DocumentNode]? {
    if case .sequence(let items) = content { return items }
    return nil
  }

  public var mapping: DocumentMapping? {
    if case .mapping(let mapping) = content { return mapping }
    return nil
  }

  /// Whether a plain `~` or `null` stands here.
  public var isNull: Bool { scalar?.isNull ?? false }

  /// Whether nothing stands here: a key without a value.
  public var isEmpty: Bool { scalar?.isEmpty ?? false }

  /// The value of `key`, if this is a mapping that has it.
  public subscript(key: String) -> DocumentNode? { mapping?[key] }

  /// The nodes of the tree, this one included.
  public var nodeCount: Int {
    switch content {
    case .scalar: 1
    case .sequence(let items): items.reduce(1) { $0 + $1.nodeCount }
    case .mapping(let mapping): mapping.entries.reduce(1) { $0 + 1 + $1.value.nodeCount }
    }
  }
}

extension DocumentNode: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.content == b.content }
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}
