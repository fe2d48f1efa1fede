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
    base.remove("levers")
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
    } else if hasLevers {
      cases = try leverCases(over: node)
    } else {
      cases = [(name, node)]
    }
    cases = cases.map { (name, node) in (name, assigned(node, into: problems)) }
    let plan = sweep.flatMap {
      SweepPlan(
        ValueReader($0.value, path: DocumentPath([.key("sweep")]), into: problems), seed: seed)
    }
    let groups = plan?.groups ?? []
    for path in groups.flatMap(\.paths) {
      guard let setting = assignments.first(where: { $0.path == path }) else { continue }
      problems.add(
        Diagnostic(
          at: setting.location, path: setting.path, "the sweep takes other values of this key",
          expected: "a key that is not swept",
          suggestion: .advice("set sweep.\"\(path)\" to a list, or remove the setting")))
    }
    let count = (plan?.count ?? 1) * Double(cases.count)
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
      var points = [ScenarioVariant(alternative: name, coordinates: [], root: node)]
      for group in groups {
        points = points.flatMap { point in
          group.steps.map { point.setting(group.paths, to: $0, into: problems) }
        }
      }
      variants += points.filter { plan?.keeps($0) ?? true }
    }
    if variants.isEmpty, let sweep {
      problems.add(
        Diagnostic(
          at: sweep.value["where"]?.location ?? sweep.keyLocation,
          path: DocumentPath([.key("sweep"), .key("where")]),
          "no combination of values keeps the condition", expected: "a condition that some keep",
          suggestion: .advice("loosen `where`, or add values")))
    }
    var labels: Set<[String]> = []
    for variant in variants {
      let label = [variant.alternative] + variant.coordinates.map(\.value)
      guard !labels.insert(label).inserted, let sweep else { continue }
      problems.add(
        Diagnostic(
          at: sweep.keyLocation, path: DocumentPath([.key("sweep")]),
          "two design points are the same", found: label.joined(separator: ", "),
          expected: "each combination of values once",
          suggestion: .advice("remove the value that is listed twice")))
      break
    }
    if !groups.isEmpty {
      for variant in variants { ScenarioKeyCheck.report(variant.root, into: problems) }
    }
    try problems.throwIfAny()
    return variants
  }
}

extension ScenarioVariant {
  /// The variant at one more step of a sweep.
  fileprivate func setting(
    _ paths: [DocumentPath], to values: [DocumentNode], into problems: DiagnosticCollector
  ) -> ScenarioVariant {
    var node = root
    var coordinates = coordinates
    for (path, value) in zip(paths, values) {
      coordinates.append((path.description, value.text ?? value.yaml().trimmedLines))
      do {
        let assignment = DocumentAssignment(path: path, value: value, at: value.location)
        node = ScenarioShorthand.expanded(try node.setting(assignment), into: problems)
      } catch { problems.add(error) }
    }
    return ScenarioVariant(alternative: alternative, coordinates: coordinates, root: node)
  }
}

extension SweepPlan {
  /// Whether the condition holds of a design point.
  fileprivate func keeps(_ variant: ScenarioVariant) -> Bool {
    guard let condition else { return true }
    return condition.holds { name in
      name == SweepCondition.alternative
        ? variant.alternative : variant.coordinates.first { $0.path == name }?.value
    }
  }
}

extension ScenarioFile {
  /// The seed as written, for designs that are drawn; what is wrong with it is told elsewhere.
  private var seed: UInt64 {
    let keys = KeyReader(root: root, problems: DiagnosticCollector())
    return UInt64(keys.optional("seed")?.tabulatedCount() ?? 0)
  }

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
