public import Documents
import Stochastics

extension ScenarioVariant {
  /// The numbers of the variant that are not certain, in the order of the file.
  ///
  /// - Throws: `Diagnostics` with every distribution that cannot be read.
  public func uncertainInputs() throws(Diagnostics) -> [UncertainInput] {
    let problems = DiagnosticCollector()
    var found: [UncertainInput] = []
    Self.visit(root, DocumentPath()) { node, path in
      guard let text = node.text, DistributionNotation.isDistribution(text),
        let key = ScenarioKeys.key(path.description), !key.isOfFile,
        UncertainInput.mayStand(in: key.form)
      else { return }
      if let input = UncertainInput(ValueReader(node, path: path, into: problems), of: key) {
        found.append(input)
      }
    }
    try problems.throwIfAny()
    return found
  }

  /// The variant with certain values in the place of uncertain ones, each as it would be written.
  public func taking(_ values: [(path: String, text: String)]) -> ScenarioVariant {
    var node = root
    for (path, text) in values {
      guard let path = DocumentPath(path), let place = node[path]?.location else { continue }
      let value = DocumentNode(text, at: place)
      node = (try? node.setting(DocumentAssignment(path: path, value: value, at: place))) ?? node
    }
    return ScenarioVariant(alternative: alternative, coordinates: coordinates, root: node)
  }

  /// The variant with uncertain numbers at their medians.
  func atMedians(of inputs: [UncertainInput]) -> ScenarioVariant {
    inputs.isEmpty ? self : taking(inputs.map { ($0.path, $0.text(at: 0.5)) })
  }

  /// Calls `body` with every scalar below a node and its path.
  private static func visit(
    _ node: DocumentNode, _ path: DocumentPath, _ body: (DocumentNode, DocumentPath) -> Void
  ) {
    switch node.content {
    case .scalar: body(node, path)
    case .sequence: break
    case .mapping(let mapping):
      for entry in mapping.entries {
        visit(entry.value, path.appending(key: entry.key), body)
      }
    }
  }
}

extension Diagnostic {
  /// The problem of a number that was taken at its median, with the distribution that stands there.
  func told(asOf inputs: [UncertainInput]) -> Diagnostic {
    guard let input = inputs.first(where: { $0.path == path.description }) else { return self }
    return Diagnostic(
      at: location, path: path, message, found: input.text, expected: expected,
      suggestion: suggestion)
  }
}
