import Documents

/// Finds the keys of a scenario that the format does not know, wherever they stand.
enum ScenarioKeyCheck {
  static func report(_ root: DocumentNode, into problems: DiagnosticCollector) {
    check(ValueReader(root, into: problems), section: "")
    guard let root = ValueReader(root, into: DiagnosticCollector()).node.mapping else { return }
    if let alternatives = root["alternatives"] {
      let reader = ValueReader(
        alternatives, path: DocumentPath([.key("alternatives")]), into: problems)
      for (_, _, value) in reader.entries() ?? [] where !value.node.isNull {
        check(value, section: "", isAlternative: true)
      }
    }
  }

  /// Checks one section and those inside it; a key that holds other keys in the table is a section.
  private static func check(_ reader: ValueReader, section: String, isAlternative: Bool = false) {
    var names = ScenarioKeys.names(in: section)
    if isAlternative {
      names.removeAll { ["alternatives", "sweep", "extends", "figures", "equalize"].contains($0) }
    }
    guard let mapping = reader.mapping(keys: names) else { return }
    for name in names {
      let path = section.isEmpty ? name : "\(section).\(name)"
      guard !ScenarioKeys.names(in: path).isEmpty, let value = mapping.optional(name),
        !value.node.isNull
      else { continue }
      check(value, section: path)
    }
  }
}
