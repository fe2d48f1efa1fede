import Documents

/// Reads the keys of one variant by their paths, with the defaults of the key table beneath.
struct KeyReader {
  let root: DocumentNode
  let problems: DiagnosticCollector
  /// The pool whose keys stand over those of the fleet; problems of its own keys name them.
  var pool: (name: String, node: DocumentNode)?
  /// Values that stand where the scenario is silent, before the defaults of the table: what an entry
  /// of the catalog supplies, by path.
  var supplied: [String: DocumentNode] = [:]

  /// Where defaults say they come from.
  static let defaults = SourceLocation(file: "default")

  /// The value at a path: stated, or the table's default, or nothing.
  func optional(_ path: String) -> ValueReader? {
    if let stated = stated(path) { return stated }
    if let node = supplied[path] {
      return ValueReader(node, path: Self.path(path), into: problems)
    }
    guard let standard = ScenarioKeys.key(path)?.standard else { return nil }
    return ValueReader(
      DocumentNode(standard, at: Self.defaults), path: Self.path(path), into: problems)
  }

  /// The value that the scenario itself gives at a path.
  func stated(_ path: String) -> ValueReader? {
    let path = Self.path(path)
    guard let node = root[path], !node.isNull else { return nil }
    return ValueReader(node, path: written(path), into: problems)
  }

  /// Where a key of the fleet is written, if a pool has it of its own.
  private func written(_ path: DocumentPath) -> DocumentPath {
    guard let pool, path.components.first == .key("fleet"), path.components.count > 1 else {
      return path
    }
    let own = Array(path.components.dropFirst())
    guard pool.node[DocumentPath(own)] != nil else { return path }
    return DocumentPath([.key("fleet"), .key("pools"), .key(pool.name)] + own)
  }

  /// The value at a path that must be there; a problem if it is not.
  func required(_ path: String) -> ValueReader? {
    if let value = optional(path) { return value }
    let key = ScenarioKeys.key(path)
    // The missing key is reported where it belongs: at the nearest section that is there.
    var section = Self.path(path)
    section.components.removeLast()
    while !section.isRoot, root[section] == nil { section.components.removeLast() }
    problems.add(
      Diagnostic(
        at: (root[section] ?? root).location, path: Self.path(path),
        "the key \"\(path)\" is missing", expected: key?.expected,
        suggestion: .advice("add it; it means: \(key?.meaning ?? path)")))
    return nil
  }

  static func path(_ text: String) -> DocumentPath {
    ScenarioKeys.paths[text] ?? DocumentPath(text.split(separator: ".").map { .key(String($0)) })
  }
}
