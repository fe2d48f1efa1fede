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
  /// content, seed and catalog have the same runs. Files that it names stand there by what they hold.
  ///
  /// - Parameter digests: what each of ``namedFiles`` holds, by its path.
  public func content(digests: [String: String]) -> String {
    let root = root.rewritingPaths { digests[$0] ?? $0 }
    guard var mapping = root.mapping else { return "" }
    for key in ScenarioKeys.ofTheFile { mapping.remove(key) }
    return DocumentNode(.mapping(mapping), at: root.location).yaml()
  }

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

  /// Defaults of the sections on training, search and transfer belong only to a scenario that has one,
  /// those of serving to one that serves; those of the experiment to the file, not to one of its
  /// points.
  private func applies(_ key: ScenarioKey) -> Bool {
    if isOfSupply != ScenarioKeys.isOfSupply(key.path) { return isOfSupply && key.path == "seed" }
    if isOfRouting != ScenarioKeys.isOfRouting(key.path) {
      return isOfRouting && (key.path == "seed" || key.path.hasPrefix("sample.") && isSampled)
    }
    if isOfRouting { return appliesToRouting(key) }
    if key.path.hasPrefix(ScenarioKeys.namedRules) || key.path.hasPrefix(ScenarioKeys.namedProducts)
    {
      return false
    }
    if key.path.hasPrefix("demand.") { return root["demand"].map { !$0.isNull } ?? false }
    if ScenarioKeys.isOfServing(key.path), !isServed,
      !(isPostTrained && ScenarioKeys.isOfRollout(key.path))
    {
      return false
    }
    if key.path.hasPrefix(ScenarioKeys.named) || key.path.hasPrefix(ScenarioKeys.namedPhases) {
      return false
    }
    if key.path == "warm-up", root["analysis"]?.text == RunAnalysis.terminating.rawValue {
      return false
    }
    if key.path.hasPrefix("training.") { return appliesToTraining(key) }
    if key.path.hasPrefix("post-training.") {
      return root[DocumentPath([.key("post-training")])].map { !$0.isNull } ?? false
    }
    for section in ["precision", "sample", "levers", "trend", "task", "quality", "price"]
    where key.path.hasPrefix(section + ".") {
      return root[section].map { !$0.isNull } ?? false
    }
    if key.path.hasPrefix("find.") { return root["find"].map { !$0.isNull } ?? false }
    if key.path.hasPrefix("fleet.embedding-tables.") {
      return root[KeyReader.path("fleet.embedding-tables")].map { !$0.isNull } ?? false
    }
    if key.path.hasPrefix("fleet.transfer.") {
      return pools?.contains { $0.role != .whole } ?? false
    }
    // What the search for a fleet finds is not stated beforehand.
    if key.path == "fleet.replicas", root["equalize"]?.text == "objective" { return false }
    return !["equalize", "figures"].contains(key.path)
  }

  private var isSampled: Bool { root["sample"].map { !$0.isNull } ?? false }

  /// Whether it asks how requests are divided.
  private var isOfRouting: Bool { root["routing"].map { !$0.isNull } ?? false }

  /// Defaults of tiers, of verification and of residency belong to a scenario that states them.
  private func appliesToRouting(_ key: ScenarioKey) -> Bool {
    let parts = key.path.split(separator: ".").map(String.init)
    guard parts.count > 2, parts[1] != "task" else {
      return key.path != "routing.escalation"
        || root["routing"]?["verification"].map { !$0.isNull } ?? false
    }
    let own = parts[1] == "tiers" ? parts.prefix(3) : parts.prefix(2)
    guard let section = root[DocumentPath(own.map { .key($0) })], !section.isNull else {
      return false
    }
    return parts.last != "utilization" || section["hourly-cost"].map { !$0.isNull } ?? false
  }

  /// Whether it asks how stocks grow.
  private var isOfSupply: Bool { root["supply"].map { !$0.isNull } ?? false }

  /// What a search chooses is not stated beforehand, nor what a stated goodput stands in for.
  private func appliesToTraining(_ key: ScenarioKey) -> Bool {
    guard let training = root["training"], !training.isNull else { return false }
    func states(_ name: String) -> Bool { training[name].map { !$0.isNull } ?? false }
    if ScenarioKeys.searched.contains(key.path),
      training["plan"]?["search"]?.text ?? "none" != "none"
    {
      return false
    }
    if key.path == "training.checkpoint.optimum",
      training["checkpoint"]?["interval"]?.text ?? "optimal" != "optimal"
    {
      return false
    }
    let isOfCourse = ["training.shortage", "training.checkpoint."].contains {
      key.path.hasPrefix($0)
    }
    return !(isOfCourse && states("goodput"))
  }
}

extension ScenarioFile {
  /// The file with its parents and settings merged, as YAML that runs again from any folder.
  public var mergedText: String { settled.anchored.yaml() }

  /// The same with every file that it names by what it holds, so that it says the same wherever it
  /// stands.
  ///
  /// - Parameter digests: what each of ``namedFiles`` holds, by its path.
  public func content(digests: [String: String]) -> String {
    settled.rewritingPaths { digests[$0] ?? $0 }.yaml()
  }

  /// What the file says of its design points, and nothing of how often they are run, drawn, judged and
  /// drawn in figures: two files of one such content share their runs.
  public func contentOfRuns(digests: [String: String]) -> String {
    let root = settled.rewritingPaths { digests[$0] ?? $0 }
    guard var mapping = root.mapping else { return "" }
    for key in [
      "title", "question", "replications", "precision", "sample", "thresholds", "figures", "find",
      "claim",
    ] {
      mapping.remove(key)
    }
    return DocumentNode(.mapping(mapping), at: root.location).yaml()
  }

  /// The files that the scenario names, seen from the root of the file system.
  public var namedFiles: [String] {
    var found: [String] = []
    _ = root.rewritingPaths { path in
      if !found.contains(path) { found.append(path) }
      return path
    }
    return found
  }

  /// The tree with the settings of the command line in every alternative too, over which they go.
  private var settled: DocumentNode {
    root.rewritingChanges { node in
      ownSettings.reduce(node) { tree, setting in
        tree.mapping == nil ? tree : (try? tree.setting(setting)) ?? tree
      }
    }
  }
}

extension DocumentNode {
  /// This scenario with the paths of files written from the root of the file system.
  fileprivate var anchored: DocumentNode { rewritingPaths { $0 } }

  /// This scenario with what `rewrite` makes of the paths of files, seen from the root.
  fileprivate func rewritingPaths(_ rewrite: (String) -> String) -> DocumentNode {
    guard var mapping else { return self }
    mapping.rewrite("catalog") { $0.rewritingPaths(where: { _ in true }, rewrite) }
    mapping.rewrite("model") { $0.rewritingPaths(where: { $0.hasSuffix(".json") }, rewrite) }
    mapping.rewrite("workload") { $0.rewritingTraces(rewrite) }
    mapping.rewrite("sweep") { $0.rewritingPaths(rewrite) }
    return DocumentNode(.mapping(mapping), at: location).rewritingChanges {
      $0.rewritingPaths(rewrite)
    }
  }

  /// This scenario with each of its changes, those of alternatives and of levers, rewritten.
  fileprivate func rewritingChanges(
    _ rewrite: (DocumentNode) -> DocumentNode
  ) -> DocumentNode {
    guard var top = mapping else { return self }
    top.rewrite("alternatives") { $0.rewritingEntries(rewrite) }
    top.rewrite("levers") { levers in
      guard var section = levers.mapping else { return levers }
      section.rewrite("changes") { $0.rewritingEntries(rewrite) }
      return DocumentNode(.mapping(section), at: levers.location)
    }
    return DocumentNode(.mapping(top), at: location)
  }

  private func rewritingEntries(_ rewrite: (DocumentNode) -> DocumentNode) -> DocumentNode {
    guard var cases = mapping else { return self }
    for entry in cases.entries { cases.rewrite(entry.key, rewrite) }
    return DocumentNode(.mapping(cases), at: location)
  }

  /// A workload, or one of its classes, with what `rewrite` makes of the path of its trace.
  private func rewritingTraces(_ rewrite: (String) -> String) -> DocumentNode {
    guard var mapping else { return self }
    mapping.rewrite("arrivals") { arrivals in
      guard var process = arrivals.mapping else { return arrivals }
      process.rewrite("file") { $0.rewritingPaths(where: { _ in true }, rewrite) }
      return DocumentNode(.mapping(process), at: arrivals.location)
    }
    mapping.rewrite("classes") { classes in
      guard var named = classes.mapping else { return classes }
      for entry in named.entries { named.rewrite(entry.key) { $0.rewritingTraces(rewrite) } }
      return DocumentNode(.mapping(named), at: classes.location)
    }
    return DocumentNode(.mapping(mapping), at: location)
  }

  /// The text, or each text of the list, that is a path, rewritten as seen from the root.
  private func rewritingPaths(
    where isPath: (String) -> Bool, _ rewrite: (String) -> String
  ) -> DocumentNode {
    if let sequence {
      return DocumentNode(
        .sequence(sequence.map { $0.rewritingPaths(where: isPath, rewrite) }), at: location)
    }
    guard let text, !isNull, isPath(text) else { return self }
    let path = ValueReader(self, into: DiagnosticCollector()).path(text)
    return DocumentNode(rewrite(URL(fileURLWithPath: path).standardizedFileURL.path), at: location)
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
