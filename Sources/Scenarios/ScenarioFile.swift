import Foundation
public import Documents

/// A scenario as it stands in its files: the chain of parents merged, the command line's settings
/// applied, every leaf with the place that set it. Nothing is looked up in the catalog yet.
public struct ScenarioFile: Sendable {
  /// The name of the file without folder and extension.
  public let name: String
  /// The file as the user named it.
  public let path: String
  /// The merged tree, alternatives and sweep included.
  public let root: DocumentNode

  /// Parents of parents that are followed at most.
  static let deepestInheritance = 16

  /// Reads a scenario and its parents.
  ///
  /// Precedence: defaults < parent < file < assignments. `extends` is looked up beside the file
  /// that names it.
  ///
  /// - Throws: `Diagnostics` with all problems of syntax, inheritance and unknown keys.
  public init(contentsOf path: String, assignments: [DocumentAssignment] = [])
    throws(Diagnostics)
  {
    let tree = try Self.tree(of: path, chain: [])
    try self.init(tree, path: path, assignments: assignments)
  }

  /// Reads a scenario from text, for tests and for callers that hold it already.
  public init(
    text: String, named name: String, assignments: [DocumentAssignment] = []
  ) throws(Diagnostics) {
    let document: Document
    do { document = try Document(text: text, named: name) } catch {
      throw Diagnostics(error.diagnostic)
    }
    try self.init(document.root, path: name, assignments: assignments)
  }

  private init(_ tree: DocumentNode, path: String, assignments: [DocumentAssignment])
    throws(Diagnostics)
  {
    let problems = DiagnosticCollector()
    var tree = tree
    if tree.isEmpty || tree.isNull {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: path), "the scenario is empty",
          expected: "at least a model, a workload and a fleet",
          suggestion: .advice("start from Scenarios/quickstart.yaml")))
    }
    tree = ScenarioShorthand.expanded(tree, into: problems)
    for assignment in assignments {
      do { tree = try tree.setting(assignment) } catch { problems.add(error) }
    }
    tree = ScenarioShorthand.expanded(tree, into: problems)
    ScenarioKeyCheck.report(tree, into: problems)
    try problems.throwIfAny()
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    self.path = path
    root = tree
  }

  /// The document at `path` merged over its parents, without the key `extends`.
  private static func tree(of path: String, chain: [String]) throws(Diagnostics) -> DocumentNode {
    let document: Document
    do { document = try Document(contentsOf: path) } catch { throw Diagnostics(error.diagnostic) }
    guard var mapping = document.root.mapping, let parent = mapping.entry("extends") else {
      return document.root
    }
    let place = Diagnostic.self
    let here = DocumentPath([.key("extends")])
    guard let name = parent.value.text, !name.isEmpty, !parent.value.isNull else {
      throw Diagnostics(
        place.init(
          at: parent.value.location, path: here, "the parent is not named",
          expected: "the path of one scenario file"))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let file = name.hasPrefix("/") ? name : folder.appending(path: name).relativePath
    let identity = URL(fileURLWithPath: file).standardizedFileURL.path
    let own = URL(fileURLWithPath: path).standardizedFileURL.path
    guard identity != own, !chain.contains(identity) else {
      throw Diagnostics(
        place.init(
          at: parent.value.location, path: here, "a scenario is its own ancestor", found: name,
          expected: "a parent that does not lead back here"))
    }
    guard chain.count < deepestInheritance else {
      throw Diagnostics(
        place.init(
          at: parent.value.location, path: here,
          "more than \(deepestInheritance) parents follow each other", found: name))
    }
    mapping.remove("extends")
    let child = DocumentNode(.mapping(mapping), at: document.root.location)
    let problems = DiagnosticCollector()
    let ancestor = ScenarioShorthand.expanded(
      try tree(of: file, chain: chain + [own]), into: problems)
    let expandedChild = ScenarioShorthand.expanded(child, into: problems)
    try problems.throwIfAny()
    return ancestor.merged(with: expandedChild)
  }
}

extension ScenarioFile {
  /// A path that the scenario names, taken from the scenario's folder unless it is absolute.
  func resolving(_ name: String) -> String {
    if name.hasPrefix("/") { return name }
    return URL(fileURLWithPath: path).deletingLastPathComponent().appending(path: name).relativePath
  }
}
