/// The way from the root of a document to one of its nodes: `workload.classes[1].share`.
///
/// Keys that hold a dot, a bracket or a quote are written in quotes: `engines."sglang-0.4"`.
public struct DocumentPath: Sendable, Hashable {
  public enum Component: Sendable, Hashable {
    case key(String)
    /// A place in a list, counted from zero.
    case index(Int)
  }

  public var components: [Component]

  /// The root.
  public init() { components = [] }

  public init(_ components: [Component]) { self.components = components }

  /// Reads the dotted notation; a number between dots is a place in a list where a list stands.
  ///
  /// - Returns: `nil` where a component is empty, a quote or a bracket is not closed, or an
  ///   index is not a whole number.
  public init?(_ text: String) {
    var components: [Component] = []
    var rest = Substring(text)
    var needsComponent = true
    while let character = rest.first {
      switch character {
      case ".":
        if needsComponent { return nil }
        rest.removeFirst()
        needsComponent = true
      case "[":
        if needsComponent && !components.isEmpty { return nil }
        guard let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end].dropFirst()),
          index >= 0
        else { return nil }
        components.append(.index(index))
        rest = rest[rest.index(after: end)...]
        needsComponent = false
      case "\"":
        guard needsComponent, let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
        components.append(.key(String(rest[..<end].dropFirst())))
        rest = rest[rest.index(after: end)...]
        needsComponent = false
      default:
        guard needsComponent else { return nil }
        let end = rest.firstIndex { ".[]\"".contains($0) } ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        components.append(.key(String(rest[..<end])))
        rest = rest[end...]
        needsComponent = false
      }
    }
    if needsComponent { return nil }
    self.components = components
  }

  public var isRoot: Bool { components.isEmpty }

  public func appending(key: String) -> DocumentPath { DocumentPath(components + [.key(key)]) }
  public func appending(index: Int) -> DocumentPath { DocumentPath(components + [.index(index)]) }
}

extension DocumentPath: CustomStringConvertible {
  public var description: String {
    var text = ""
    for component in components {
      switch component {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        if !text.isEmpty { text += "." }
        text += key.isEmpty || key.contains { ".[]\"".contains($0) } ? "\"\(key)\"" : key
      }
    }
    return text
  }
}

extension DocumentNode {
  /// The node at `path`, if there is one.
  public subscript(path: DocumentPath) -> DocumentNode? {
    var node = self
    for component in path.components {
      guard let next = node.child(component) else { return nil }
      node = next
    }
    return node
  }

  private func child(_ component: DocumentPath.Component) -> DocumentNode? {
    switch (component, content) {
    case (.key(let key), .mapping(let mapping)): mapping[key]
    case (.key(let key), .sequence(let items)):
      Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
    case (.index(let index), .sequence(let items)):
      items.indices.contains(index) ? items[index] : nil
    case (.index, .mapping), (_, .scalar): nil
    }
  }
}
