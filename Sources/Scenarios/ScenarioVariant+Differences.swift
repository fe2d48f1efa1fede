import Documents

/// A key that two design points state otherwise.
public struct KeyDifference: Sendable, Hashable {
  public let path: String
  /// As written, or the default; nil where neither is there.
  public let own: String?
  public let other: String?
}

extension ScenarioVariant {
  /// The keys of some sections that this variant and another state otherwise; equal quantities in other
  /// units are the same.
  public func differences(
    from other: ScenarioVariant, in sections: [String]
  ) -> [KeyDifference] {
    var found: [KeyDifference] = []
    for section in sections {
      let (mine, theirs) = (leaves(of: section), other.leaves(of: section))
      for path in mine.map(\.path)
        + theirs.map(\.path).filter({ path in
          !mine.contains { $0.path == path }
        })
      {
        let standard = ScenarioKeys.key(path)?.standard
        let a = mine.first { $0.path == path }?.text ?? standard
        let b = theirs.first { $0.path == path }?.text ?? standard
        if let a, let b, SweepCondition.Sign.equal.holds(a, b) { continue }
        found.append(KeyDifference(path: path, own: a, other: b))
      }
    }
    return found
  }

  /// Every value at or below a path, lists as one text.
  private func leaves(of section: String) -> [(path: String, text: String)] {
    guard let node = root[KeyReader.path(section)], !node.isNull else { return [] }
    var found: [(path: String, text: String)] = []
    func look(_ node: DocumentNode, _ path: String) {
      if let mapping = node.mapping {
        for entry in mapping.entries { look(entry.value, "\(path).\(entry.key)") }
      } else if !node.isNull {
        let text = node.text ?? node.yaml().split(separator: "\n").joined(separator: ", ")
        found.append((path, text))
      }
    }
    look(node, section)
    return found
  }
}
