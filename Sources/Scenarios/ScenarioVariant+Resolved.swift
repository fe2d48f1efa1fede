import Documents
import Foundation

extension ScenarioVariant {
  /// The variant as YAML with every value filled in, each followed by what set it: file and line,
  /// `--set`, `default`, or the entry of the catalog.
  public func resolvedText(presets: [PresetValue]) -> String {
    resolvedRoot(presets).yaml(annotation: .origins)
  }

  /// The same as YAML that runs again from any folder, without the origins.
  public func resolvedScenario(presets: [PresetValue]) -> String {
    resolvedRoot(presets).anchored.yaml()
  }

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
    // What the search for a fleet finds is not stated beforehand.
    if key.path == "fleet.replicas", root["equalize"]?.text == "objective" { return false }
    return !["equalize", "figures"].contains(key.path)
  }
}

extension ScenarioFile {
  /// The file with its parents and settings merged, as YAML that runs again from any folder.
  public var mergedText: String { root.anchored.yaml() }
}

extension DocumentNode {
  /// This scenario with the paths of files written from the root of the file system.
  fileprivate var anchored: DocumentNode {
    guard var mapping else { return self }
    for (key, isPath) in [("catalog", true), ("model", false)] {
      guard var entry = mapping.entry(key) else { continue }
      let items = entry.value.sequence ?? [entry.value]
      let anchoredItems = items.map { item -> DocumentNode in
        guard let name = item.text, isPath || name.hasSuffix(".json") else { return item }
        let path = ValueReader(item, into: DiagnosticCollector()).path(name)
        return DocumentNode(URL(fileURLWithPath: path).standardizedFileURL.path, at: item.location)
      }
      entry.value =
        entry.value.sequence == nil
        ? anchoredItems[0] : DocumentNode(.sequence(anchoredItems), at: entry.value.location)
      mapping.set(entry)
    }
    if var alternatives = mapping.entry("alternatives"), let cases = alternatives.value.mapping {
      alternatives.value = DocumentNode(
        .mapping(
          DocumentMapping(
            cases.entries.map { entry in
              var entry = entry
              entry.value = entry.value.anchored
              return entry
            })), at: alternatives.value.location)
      mapping.set(alternatives)
    }
    return DocumentNode(.mapping(mapping), at: location)
  }
}
