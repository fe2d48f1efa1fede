import Documents

extension Record {
  /// The mapping as a file states it, reading which gives equal facts.
  ///
  /// Evidence stands once where all facts below share it, and beside a fact that has its own.
  ///
  /// - Parameter stated: what the mappings around it state.
  func node(within stated: Evidence? = nil) -> DocumentNode {
    var mapping = DocumentMapping()
    func set(_ key: String, _ value: DocumentNode) {
      mapping.set(DocumentMapping.Entry(key: key, keyLocation: location, value: value))
    }
    // Words about the whole come first, its evidence next, the numbers last.
    var stated = stated
    let shared = sharedEvidence
    var isStated = shared == nil || shared == stated
    for (key, member) in members where key != "note" {
      if !isStated, member.hasNumbers, let shared {
        for (key, value) in shared.nodes(besides: stated, at: location) { set(key, value) }
        stated = shared
        isStated = true
      }
      switch member {
      case .fact(let fact): set(key, fact.node(within: stated))
      case .group(let record): set(key, record.node(within: stated))
      case .list(let records):
        set(key, DocumentNode(.sequence(records.map { $0.node(within: stated) }), at: location))
      }
    }
    if let note = text("note") { set("note", DocumentNode(note, at: location)) }
    return DocumentNode(.mapping(mapping), at: location)
  }

  /// The evidence to state for the mapping as a whole: that of most of its numbers.
  private var sharedEvidence: Evidence? {
    let all = facts.filter(\.fact.isNumeric).compactMap(\.fact.evidence)
    var counts: [(evidence: Evidence, count: Int)] = []
    for evidence in all {
      if let index = counts.firstIndex(where: { $0.evidence == evidence }) {
        counts[index].count += 1
      } else {
        counts.append((evidence, 1))
      }
    }
    return counts.max { $0.count < $1.count }?.evidence
  }
}

extension Record.Member {
  fileprivate var hasNumbers: Bool {
    switch self {
    case .fact(let fact): fact.isNumeric
    case .group(let record): record.facts.contains(where: \.fact.isNumeric)
    case .list(let records): records.contains { $0.facts.contains(where: \.fact.isNumeric) }
    }
  }
}

extension Evidence {
  /// The keys that state what differs from the evidence around.
  fileprivate func nodes(
    besides outer: Evidence?, at location: SourceLocation
  ) -> [(key: String, value: DocumentNode)] {
    var nodes: [(String, DocumentNode)] = []
    if sources != outer?.sources {
      let names = sources.map { DocumentNode($0, at: location) }
      nodes.append(
        ("source", names.count == 1 ? names[0] : DocumentNode(.sequence(names), at: location)))
    }
    if grade != outer?.grade {
      nodes.append(("grade", DocumentNode(grade.rawValue, at: location)))
    }
    if asOf != outer?.asOf { nodes.append(("as-of", DocumentNode(asOf, at: location))) }
    return nodes
  }
}

extension Fact {
  fileprivate func node(within stated: Evidence?) -> DocumentNode {
    let plain: DocumentNode =
      if case .names(let names) = value {
        DocumentNode(.sequence(names.map { DocumentNode($0, at: location) }), at: location)
      } else {
        DocumentNode(text, at: location)
      }
    guard isNumeric else { return plain }
    let own = evidence == stated ? [] : evidence?.nodes(besides: stated, at: location) ?? []
    guard !own.isEmpty || intervalText != nil || note != nil else { return plain }
    var mapping = DocumentMapping()
    func set(_ key: String, _ value: DocumentNode) {
      mapping.set(DocumentMapping.Entry(key: key, keyLocation: location, value: value))
    }
    set("value", plain)
    if let intervalText { set("range", DocumentNode(intervalText, at: location)) }
    for (key, value) in own { set(key, value) }
    if let note { set("note", DocumentNode(note, at: location)) }
    return DocumentNode(.mapping(mapping), at: location)
  }
}
