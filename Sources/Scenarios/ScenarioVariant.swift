public import Documents

/// One parameter set of a scenario: an alternative at one combination of swept values.
public struct ScenarioVariant: Sendable {
  /// The alternative's name, or the scenario's where it has none.
  public let alternative: String
  /// The swept values, in the order of the sweep: path and value as written.
  public let coordinates: [(path: String, value: String)]
  /// The complete tree, with nothing left to merge but the catalog's presets.
  public let root: DocumentNode
}

extension ScenarioFile {
  /// Design points that one scenario may have.
  public static let mostVariants = 10_000

  /// The design points: alternatives in the order of the file, each over the grid of the sweep with
  /// the last axis running fastest.
  ///
  /// - Throws: `Diagnostics` for a sweep that cannot be read or is too large.
  public func variants() throws(Diagnostics) -> [ScenarioVariant] {
    let problems = DiagnosticCollector()
    var base = root.mapping ?? DocumentMapping()
    let sweep = base.entry("sweep")
    let alternatives = base.entry("alternatives")
    base.remove("sweep")
    base.remove("alternatives")
    let node = DocumentNode(.mapping(base), at: root.location)
    var cases: [(name: String, node: DocumentNode)] = []
    if let alternatives {
      let reader = ValueReader(
        alternatives.value, path: DocumentPath([.key("alternatives")]), into: problems)
      for (name, place, value) in reader.entries() ?? [] {
        if name.isEmpty || name.contains(where: \.isNewline) {
          problems.add(
            Diagnostic(
              at: place, path: reader.path, "an alternative has no name of one line", found: name,
              expected: "a name, as tables and figures show it",
              suggestion: .advice("name it after what it changes")))
        }
        cases.append(
          (
            name,
            value.node.isEmpty || value.node.isNull
              ? node : ScenarioShorthand.yielding(node, to: value.node).merged(with: value.node)
          ))
      }
      if cases.isEmpty, problems.isEmpty {
        reader.report(
          "no alternative is given", expected: "at least one name with its changes",
          suggestion: .advice("write a name and what it changes, or remove `alternatives`"))
      }
    } else {
      cases = [(name, node)]
    }
    cases = cases.map { (name, node) in (name, assigned(node, into: problems)) }
    var axes: [SweepAxis] = []
    if let sweep {
      let reader = ValueReader(sweep.value, path: DocumentPath([.key("sweep")]), into: problems)
      for (path, place, value) in reader.entries() ?? [] {
        if let axis = SweepAxis.read(path, at: place, value) { axes.append(axis) }
      }
      if axes.isEmpty, problems.isEmpty {
        reader.report(
          "nothing is swept", expected: "at least one path with its values",
          suggestion: .advice("write fleet.replicas: [1, 2, 4], or remove `sweep`"))
      }
    }
    for axis in axes {
      guard let setting = assignments.first(where: { $0.path == axis.path }) else { continue }
      problems.add(
        Diagnostic(
          at: setting.location, path: setting.path, "the sweep takes other values of this key",
          expected: "a key that is not swept",
          suggestion: .advice("set sweep.\"\(axis.path)\" to a list, or remove the setting")))
    }
    let count = axes.reduce(Double(cases.count)) { $0 * Double($1.values.count) }
    if count > Double(Self.mostVariants) {
      problems.add(
        Diagnostic(
          at: sweep?.keyLocation ?? root.location, path: DocumentPath([.key("sweep")]),
          "the sweep asks for \(Int(min(count, 1e15))) design points",
          expected: "at most \(Self.mostVariants)",
          suggestion: .advice("take fewer values, or split the sweep over several files")))
    }
    try problems.throwIfAny()
    var variants: [ScenarioVariant] = []
    for (name, node) in cases {
      var points: [(coordinates: [(path: String, value: String)], node: DocumentNode)] = [
        ([], node)
      ]
      for axis in axes {
        var next: [(coordinates: [(path: String, value: String)], node: DocumentNode)] = []
        for point in points {
          for value in axis.values {
            let assignment = DocumentAssignment(path: axis.path, value: value, at: value.location)
            do {
              let text = value.text ?? value.yaml().trimmedLines
              next.append(
                (
                  point.coordinates + [(axis.path.description, text)],
                  ScenarioShorthand.expanded(try point.node.setting(assignment), into: problems)
                ))
            } catch { problems.add(error) }
          }
        }
        points = next
      }
      variants += points.map {
        ScenarioVariant(alternative: name, coordinates: $0.coordinates, root: $0.node)
      }
    }
    if !axes.isEmpty {
      for variant in variants { ScenarioKeyCheck.report(variant.root, into: problems) }
    }
    try problems.throwIfAny()
    return variants
  }
}

extension ScenarioFile {
  /// A case with the settings of the command line, which alternatives do not override.
  private func assigned(_ node: DocumentNode, into problems: DiagnosticCollector) -> DocumentNode {
    ScenarioShorthand.expanded(node, into: problems).setting(ownSettings, into: problems)
  }

  /// The settings of the command line that are of design points rather than of the file.
  var ownSettings: [DocumentAssignment] {
    assignments.filter { assignment in
      guard case .key(let top)? = assignment.path.components.first else { return false }
      return ScenarioKeys.key(top)?.isOfFile == false
    }
  }
}

extension String {
  fileprivate var trimmedLines: String {
    split(separator: "\n").joined(separator: " ")
  }
}
