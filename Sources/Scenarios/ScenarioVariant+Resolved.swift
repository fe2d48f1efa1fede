import Documents

extension ScenarioVariant {
  /// The variant as YAML with every value filled in, each followed by what set it: file and line,
  /// `--set`, `default`, or the entry of the catalog.
  public func resolvedText(presets: [PresetValue]) -> String {
    resolvedRoot(presets).yaml(annotation: .origins)
  }

  /// The same as YAML that runs again, without the origins.
  public func resolvedScenario(presets: [PresetValue]) -> String { resolvedRoot(presets).yaml() }

  private func resolvedRoot(_ presets: [PresetValue]) -> DocumentNode {
    var root = root
    func fill(_ path: String, _ text: String, _ place: SourceLocation) {
      let path = KeyReader.path(path)
      guard root[path] == nil else { return }
      let value = DocumentNode(text, at: place)
      root =
        (try? root.setting(DocumentAssignment(path: path, value: value, at: place))) ?? root
    }
    for preset in presets { fill(preset.path, preset.text, SourceLocation(file: preset.origin)) }
    for key in ScenarioKeys.all where ScenarioKeys.names(in: key.path).isEmpty && applies(key) {
      if let standard = key.standard { fill(key.path, standard, KeyReader.defaults) }
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
