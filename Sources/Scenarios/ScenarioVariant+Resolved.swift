import Documents
import Foundation
import Serving

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

  /// What the variant says of everything that decides a run, as text: two variants with the same
  /// content, seed and catalog have the same runs, if the files that they name hold the same.
  public var content: String {
    let root = root.anchored
    guard var mapping = root.mapping else { return "" }
    for key in ScenarioKeys.ofTheFile { mapping.remove(key) }
    return DocumentNode(.mapping(mapping), at: root.location).yaml()
  }

  /// The files whose contents decide a run too: its traces, its model; those of the catalog are part
  /// of the catalog.
  public var namedFiles: [String] { root.anchored.namedFiles }

  private func resolvedRoot(_ presets: [PresetValue]) -> DocumentNode {
    var root = root
    func fill(_ path: String, _ text: String, _ place: SourceLocation) {
      let path = KeyReader.path(path)
      guard root[path]?.isNull ?? true else { return }
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

  /// Defaults of the training, search and transfer sections belong only to a scenario that has one; those of the
  /// experiment to the file, not to one of its points.
  private func applies(_ key: ScenarioKey) -> Bool {
    if key.path.hasPrefix(ScenarioKeys.named) { return false }
    if key.path.hasPrefix("training.") { return root["training"].map { !$0.isNull } ?? false }
    for section in ["precision", "sample"] where key.path.hasPrefix(section + ".") {
      return root[section].map { !$0.isNull } ?? false
    }
    if key.path.hasPrefix("find.") { return root["find"].map { !$0.isNull } ?? false }
    if key.path.hasPrefix("fleet.transfer.") {
      return pools?.contains { $0.role != .whole } ?? false
    }
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
    mapping.rewrite("catalog") { $0.anchoringPaths { _ in true } }
    mapping.rewrite("model") { $0.anchoringPaths { $0.hasSuffix(".json") } }
    mapping.rewrite("workload") { $0.anchoringTraces }
    mapping.rewrite("sweep") { $0.anchored }
    mapping.rewrite("alternatives") { alternatives in
      guard var cases = alternatives.mapping else { return alternatives }
      for entry in cases.entries { cases.rewrite(entry.key) { $0.anchored } }
      return DocumentNode(.mapping(cases), at: alternatives.location)
    }
    return DocumentNode(.mapping(mapping), at: location)
  }

  /// The files that an anchored scenario names: its trace, its model.
  fileprivate var namedFiles: [String] {
    var found: [String] = []
    func look(_ node: DocumentNode, _ key: String) {
      if let mapping = node.mapping {
        for entry in mapping.entries { look(entry.value, entry.key) }
      } else if let text = node.text, text.hasPrefix("/"), ["file", "model"].contains(key) {
        found.append(text)
      }
    }
    look(self, "")
    return found
  }

  /// A workload, or one of its classes, with the path of its trace seen from the root.
  private var anchoringTraces: DocumentNode {
    guard var mapping else { return self }
    mapping.rewrite("arrivals") { arrivals in
      guard var process = arrivals.mapping else { return arrivals }
      process.rewrite("file") { $0.anchoringPaths { _ in true } }
      return DocumentNode(.mapping(process), at: arrivals.location)
    }
    mapping.rewrite("classes") { classes in
      guard var named = classes.mapping else { return classes }
      for entry in named.entries { named.rewrite(entry.key) { $0.anchoringTraces } }
      return DocumentNode(.mapping(named), at: classes.location)
    }
    return DocumentNode(.mapping(mapping), at: location)
  }

  /// The text, or each text of the list, that is a path, seen from the root.
  private func anchoringPaths(_ isPath: (String) -> Bool) -> DocumentNode {
    if let sequence {
      return DocumentNode(.sequence(sequence.map { $0.anchoringPaths(isPath) }), at: location)
    }
    guard let text, !isNull, isPath(text) else { return self }
    let path = ValueReader(self, into: DiagnosticCollector()).path(text)
    return DocumentNode(URL(fileURLWithPath: path).standardizedFileURL.path, at: location)
  }
}

extension DocumentMapping {
  /// Replaces the value of a key, if it is there.
  fileprivate mutating func rewrite(_ key: String, _ change: (DocumentNode) -> DocumentNode) {
    guard var entry = entry(key) else { return }
    entry.value = change(entry.value)
    set(entry)
  }
}
