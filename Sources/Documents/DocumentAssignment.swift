/// A value set from the command line: `--set fleet.pools.decode.replicas=4`.
///
/// The value is read like the value of a key in a document, so lists and mappings in brackets
/// work; `~` removes the key.
public struct DocumentAssignment: Sendable, Hashable {
  public let path: DocumentPath
  /// The place of the path; the value has its own.
  public let location: SourceLocation
  public let value: DocumentNode

  public init(path: DocumentPath, value: DocumentNode, at location: SourceLocation) {
    self.path = path
    self.value = value
    self.location = location
  }

  /// Reads `path=value`, given as the `ordinal`-th use of an option, counted from one.
  ///
  /// Its places are `--set:ordinal:column`.
  public init(
    _ text: String, ordinal: Int = 1, option: String = "--set"
  ) throws(DocumentError) {
    let start = SourceLocation(file: option, line: ordinal, column: 1)
    guard let equals = text.firstIndex(of: "=") else { throw .missingEqualsSign(text, start) }
    guard let path = DocumentPath(String(text[..<equals]).trimmingSpaces) else {
      throw .malformedPath(String(text[..<equals]), start)
    }
    let valueText = String(text[text.index(after: equals)...])
    let offset = text[...equals].unicodeScalars.count
    self.path = path
    self.location = start
    if valueText.trimmingSpaces.isEmpty {
      let place = SourceLocation(file: option, line: ordinal, column: offset + 1)
      self.value = DocumentNode("", at: place)
    } else {
      // Padding puts the value into the column in which it stands in the option.
      let padded =
        String(repeating: "\n", count: ordinal - 1) + String(repeating: " ", count: offset)
      self.value = try Document(text: padded + valueText, named: option).root
    }
  }
}

extension DocumentNode {
  /// Puts the assignment's value into the tree, making the mappings on the way to it.
  ///
  /// In a list, the place equal to the number of items appends.
  public func setting(_ assignment: DocumentAssignment) throws(DocumentError) -> DocumentNode {
    try setting(assignment, from: 0)
  }

  private func setting(
    _ assignment: DocumentAssignment, from step: Int
  ) throws(DocumentError) -> DocumentNode {
    let components = assignment.path.components
    guard step < components.count else { return assignment.value }
    let here = DocumentPath(Array(components[..<step]))
    let isLast = step == components.count - 1
    let removes = isLast && assignment.value.isNull
    var copy = self
    switch (content, components[step]) {
    case (.mapping(var mapping), .key(let key)):
      if removes {
        mapping.remove(key)
      } else {
        let entry = mapping.entry(key)
        let old = entry?.value ?? DocumentNode(.mapping(.init()), at: assignment.location)
        let new = try old.setting(assignment, from: step + 1)
        let place = isLast ? assignment.location : entry?.keyLocation ?? assignment.location
        mapping.set(DocumentMapping.Entry(key: key, keyLocation: place, value: new))
      }
      copy.content = .mapping(mapping)
    case (.sequence(var items), let component):
      let index = try DocumentNode.index(component, in: items, at: here, assignment.location)
      if removes {
        if index < items.count { items.remove(at: index) }
      } else if index == items.count {
        let new = DocumentNode(.mapping(.init()), at: assignment.location)
        items.append(try new.setting(assignment, from: step + 1))
      } else {
        items[index] = try items[index].setting(assignment, from: step + 1)
      }
      copy.content = .sequence(items)
    case (.scalar(let scalar), .key) where scalar.isEmpty || scalar.isNull:
      return try DocumentNode(.mapping(.init()), at: location).setting(assignment, from: step)
    case (.scalar(let scalar), _):
      throw .notAContainer(here, found: scalar.text, assignment.location)
    case (.mapping, .index(let index)):
      throw .notAContainer(
        here.appending(index: index), found: "a mapping, which has keys and no places",
        assignment.location)
    }
    return copy
  }

  private static func index(
    _ component: DocumentPath.Component, in items: [DocumentNode], at path: DocumentPath,
    _ location: SourceLocation
  ) throws(DocumentError) -> Int {
    let index: Int
    switch component {
    case .index(let place): index = place
    case .key(let key):
      guard let place = Int(key) else { throw .keyInSequence(path, key: key, location) }
      index = place
    }
    guard (0...items.count).contains(index) else {
      throw .indexOutOfRange(path.appending(index: index), count: items.count, location)
    }
    return index
  }
}
