import Documents

extension ScenarioVariant {
  /// The variant as YAML with every default filled in, each value followed by what set it: file and
  /// line, `--set`, or `default`. Values that a preset of the catalog supplies are not repeated.
  public func resolvedText() -> String { resolvedRoot().yaml(annotation: .origins) }

  /// The same as YAML that runs again, without the origins.
  public func resolvedScenario() -> String { resolvedRoot().yaml() }

  private func resolvedRoot() -> DocumentNode {
    var root = root
    for key in ScenarioKeys.all where ScenarioKeys.names(in: key.path).isEmpty {
      guard let standard = key.standard, applies(key), root[KeyReader.path(key.path)] == nil else {
        continue
      }
      let assignment = DocumentAssignment(
        path: KeyReader.path(key.path), value: DocumentNode(standard, at: KeyReader.defaults),
        at: KeyReader.defaults)
      root = (try? root.setting(assignment)) ?? root
    }
    return root
  }

  /// Defaults of the training section belong only to a scenario that has one; those of the
  /// experiment to the file, not to one of its points.
  private func applies(_ key: ScenarioKey) -> Bool {
    if key.path.hasPrefix("training.") { return root["training"] != nil }
    return !["equalize", "figures"].contains(key.path)
  }
}
