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
  /// The settings of the command line, which win over alternatives too.
  let assignments: [DocumentAssignment]

  /// Parents of parents that are followed at most.
  static let deepestInheritance = 16

  /// Reads a scenario and its parents.
  ///
  /// Precedence: defaults < parent < file < alternative < assignments. `extends` is looked up beside the file
  /// that names it.
  ///
  /// - Throws: `Diagnostics` with all problems of syntax, inheritance and unknown keys.
  ///
  /// - Parameter name: what it is called; nil calls it after its file.
  public init(
    contentsOf path: String, named name: String? = nil, assignments: [DocumentAssignment] = []
  ) throws(Diagnostics) {
    let tree = try Self.tree(of: path, chain: [])
    try self.init(tree, path: path, name: name, assignments: assignments)
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

  private init(
    _ tree: DocumentNode, path: String, name: String? = nil, assignments: [DocumentAssignment]
  ) throws(Diagnostics) {
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
      if assignment.path.components.first == .key("extends") {
        problems.add(
          Diagnostic(
            at: assignment.location, path: assignment.path,
            "a parent is named by the file itself", expected: "another key",
            suggestion: .advice("write `extends` into the scenario")))
      }
    }
    tree = tree.setting(assignments, into: problems)
    ScenarioKeyCheck.report(tree, into: problems)
    try problems.throwIfAny()
    self.name = name ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    self.path = path
    self.assignments = assignments
    root = tree
  }

  /// The document at `path` merged over its parents, without the key `extends`.
  ///
  /// `child` reads the name of the file where another file names it.
  private static func tree(
    of path: String, chain: [String], namedBy child: ValueReader? = nil
  ) throws(Diagnostics) -> DocumentNode {
    let document: Document
    do { document = try Document(contentsOf: path) } catch {
      throw Diagnostics(child.map { error.diagnostic.told(by: $0) } ?? error.diagnostic)
    }
    guard var mapping = document.root.mapping, let parent = mapping.entry("extends") else {
      return document.root
    }
    let here = DocumentPath([.key("extends")])
    guard let name = parent.value.text, !name.isEmpty, !parent.value.isNull else {
      throw Diagnostics(
        Diagnostic(
          at: parent.value.location, path: here, "the parent is not named",
          expected: "the path of one scenario file",
          suggestion: .advice("name one file, or remove the key")))
    }
    let file = self.path(of: name, beside: path)
    let identity = URL(fileURLWithPath: file).standardizedFileURL.path
    let own = URL(fileURLWithPath: path).standardizedFileURL.path
    guard identity != own, !chain.contains(identity) else {
      throw Diagnostics(
        Diagnostic(
          at: parent.value.location, path: here, "a scenario is its own ancestor", found: name,
          expected: "a parent that does not lead back here",
          suggestion: .advice("name another parent, or remove the key")))
    }
    guard chain.count < deepestInheritance else {
      throw Diagnostics(
        Diagnostic(
          at: parent.value.location, path: here,
          "more than \(deepestInheritance) parents follow each other", found: name,
          expected: "a shorter chain",
          suggestion: .advice("put what the parents say into fewer files")))
    }
    mapping.remove("extends")
    let child = DocumentNode(.mapping(mapping), at: document.root.location)
    let problems = DiagnosticCollector()
    let reader = ValueReader(parent.value, path: here, into: problems)
    let ancestor = ScenarioShorthand.expanded(
      try tree(of: file, chain: chain + [own], namedBy: reader), into: problems)
    let expandedChild = ScenarioShorthand.expanded(child, into: problems)
    try problems.throwIfAny()
    return ScenarioShorthand.yielding(ancestor, to: expandedChild).merged(with: expandedChild)
  }

  /// A path as seen from the folder of the file that names it.
  fileprivate static func path(of name: String, beside file: String) -> String {
    guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
    return file[...slash] + name
  }
}

extension Diagnostic {
  /// A problem of a file as a whole, such as its absence, told at the place that names the file;
  /// a problem inside the file keeps its own place.
  func told(by reader: ValueReader) -> Diagnostic {
    guard location.position == nil else { return self }
    var suggestion = suggestion
    if case .name(let nearest) = suggestion, let folder = location.file.lastIndex(of: "/"),
      nearest.hasPrefix(location.file[...folder]), reader.node.text?.hasPrefix("/") == false
    {
      // The nearest file is in the same folder; it is named as the missing one is.
      let own = reader.node.text ?? ""
      let start = own.lastIndex(of: "/").map { String(own[...$0]) } ?? ""
      suggestion = .name(start + String(nearest.dropFirst(location.file[...folder].count)))
    }
    return Diagnostic(
      at: reader.location, path: reader.path, message, found: reader.found,
      expected: expected ?? ScenarioKeys.key(reader.path.description)?.expected,
      suggestion: suggestion)
  }
}

extension ValueReader {
  /// A path as the file that names it sees it: from its own folder, or from the current one where
  /// an option of the command line names it.
  func path(_ name: String) -> String {
    let file = node.location.file
    return file.hasPrefix("--") ? name : ScenarioFile.path(of: name, beside: file)
  }
}
