internal import Yams

/// Turns the parser's tree into located text, resolving aliases under limits.
///
/// The parser bounds nesting to 1,000 levels by itself, so its own recursion cannot run away.
struct NodeComposer {
  let source: SourceText
  let limits: DocumentLimits
  private var anchors: [String: DocumentNode] = [:]
  private var nodes = 0
  private var aliasedNodes = 0

  init(source: SourceText, limits: DocumentLimits) {
    self.source = source
    self.limits = limits
  }

  mutating func compose() throws(DocumentError) -> DocumentNode {
    let parser: Parser
    let root: Node?
    do {
      // The basic resolver guesses no types, not even for comparing keys.
      parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch let error as YamlError {
      throw source.translate(error, limits: limits)
    } catch {
      throw .syntax(problem: "\(error)", SourceLocation(file: source.name))
    }
    guard let root else { throw .emptyDocument(name: source.name) }
    // Nodes refer to their anchors weakly; the parser owns them.
    defer { withExtendedLifetime(parser) {} }
    let document = try node(root, depth: 1)
    if document.isEmpty { throw .emptyDocument(name: source.name) }
    return document
  }

  private mutating func node(_ node: Node, depth: Int) throws(DocumentError) -> DocumentNode {
    let location = source.location(node.mark)
    try count(1, at: location)
    let result: DocumentNode
    switch node {
    case .scalar(let scalar):
      if let target = try aliased(scalar, at: location) { return target }
      if scalar.style == .plain { try refuseTag(scalar.tag, at: location) }
      result = DocumentNode(.scalar(text(scalar)), at: location)
    case .sequence(let sequence):
      try enter(depth, sequence.tag, at: location)
      var items: [DocumentNode] = []
      items.reserveCapacity(sequence.count)
      for item in sequence { items.append(try self.node(item, depth: depth + 1)) }
      result = DocumentNode(.sequence(items), at: location)
    case .mapping(let mapping):
      try enter(depth, mapping.tag, at: location)
      result = DocumentNode(.mapping(try entries(mapping, depth: depth)), at: location)
    case .alias:
      preconditionFailure("the parser met an alias although the text holds no asterisk")
    }
    if let name = node.anchor?.rawValue { anchors[name] = result }
    return result
  }

  private mutating func entries(
    _ mapping: Node.Mapping, depth: Int
  ) throws(DocumentError) -> DocumentMapping {
    var result = DocumentMapping()
    for (key, value) in mapping {
      let location = source.location(key.mark)
      try count(1, at: location)
      guard case .scalar(let scalar) = key, !isAlias(scalar) else { throw .keyNotText(location) }
      let name = text(scalar)
      if scalar.style == .plain && name.text == "<<" { throw .mergeKey(location) }
      if scalar.style == .plain && name.text.isEmpty { throw .keyNotText(location) }
      if let first = result.entry(name.text) {
        throw .duplicateKey(name.text, location, first: first.keyLocation)
      }
      let node = try node(value, depth: depth + 1)
      result.set(DocumentMapping.Entry(key: name.text, keyLocation: location, value: node))
    }
    return result
  }

  private func text(_ scalar: Node.Scalar) -> DocumentScalar {
    DocumentScalar(
      source.restored(scalar.string), style: scalar.style == .plain ? .plain : .quoted)
  }

  private func isAlias(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && scalar.string.unicodeScalars.first == source.asterisk
  }

  /// What an alias stands for, with the places where that was written.
  private mutating func aliased(
    _ scalar: Node.Scalar, at location: SourceLocation
  ) throws(DocumentError) -> DocumentNode? {
    guard isAlias(scalar) else { return nil }
    let name = String(scalar.string.unicodeScalars.dropFirst())
    let isName = !name.isEmpty && name.utf8.allSatisfy(isNameByte)
    guard isName, scalar.anchor == nil else {
      throw .malformedAlias(source.restored(scalar.string), location)
    }
    guard let target = anchors[name] else { throw .undefinedAlias(name, location) }
    let brought = target.nodeCount
    aliasedNodes += brought
    if aliasedNodes > limits.aliasedNodes {
      throw .tooManyAliasedNodes(location, count: aliasedNodes, limit: limits.aliasedNodes)
    }
    try count(brought, at: location)
    return target
  }

  private mutating func count(_ more: Int, at location: SourceLocation) throws(DocumentError) {
    nodes += more
    if nodes > limits.nodes { throw .tooManyNodes(location, count: nodes, limit: limits.nodes) }
  }

  private func enter(
    _ depth: Int, _ tag: Tag, at location: SourceLocation
  ) throws(DocumentError) {
    if depth > limits.depth { throw .tooDeep(location, levels: depth, limit: limits.depth) }
    try refuseTag(tag, at: location)
  }

  private func refuseTag(_ tag: Tag, at location: SourceLocation) throws(DocumentError) {
    if !tag.rawValue.isEmpty { throw .tag(tag.rawValue, location) }
  }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}
