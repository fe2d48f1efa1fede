import Documents

/// Finds the keys of a scenario that the format does not know, wherever they stand.
enum ScenarioKeyCheck {
  static func report(_ root: DocumentNode, into problems: DiagnosticCollector) {
    check(ValueReader(root, into: problems), section: "")
    guard let root = ValueReader(root, into: DiagnosticCollector()).node.mapping else { return }
    if let alternatives = root["alternatives"] {
      let reader = ValueReader(
        alternatives, path: DocumentPath([.key("alternatives")]), into: problems)
      for (_, _, value) in reader.entries() ?? [] where !value.node.isNull {
        check(value, section: "", isAlternative: true)
      }
    }
  }

  /// Checks one section and those inside it; a key that holds other keys in the table is a section.
  private static func check(_ reader: ValueReader, section: String, isAlternative: Bool = false) {
    var names = ScenarioKeys.names(in: section)
    if isAlternative {
      names.removeAll { ["alternatives", "sweep", "extends", "figures", "equalize"].contains($0) }
    }
    guard let mapping = reader.mapping(keys: names) else { return }
    for name in names {
      let path = section.isEmpty ? name : "\(section).\(name)"
      guard let value = mapping.optional(name), !value.node.isNull else { continue }
      if ScenarioKeys.names(in: path).isEmpty {
        checkCertainty(of: value, at: path)
      } else {
        check(value, section: path)
      }
    }
  }

  /// Reports a range or a distribution in a place that holds one certain value.
  private static func checkCertainty(of reader: ValueReader, at path: String) {
    let drawnPerRequest = ["workload.prompt-tokens", "workload.output-tokens"]
    guard !drawnPerRequest.contains(path), !["title", "question"].contains(path),
      let text = reader.node.text
    else { return }
    let words = text.split(separator: " ")
    let isRange = words.dropFirst().dropLast().contains("to") && text.first?.isNumber == true
    let functions = [
      "pert(", "normal(", "lognormal(", "uniform(", "triangular(", "beta(", "choice(",
    ]
    guard isRange || functions.contains(where: text.hasPrefix) else { return }
    reader.report(
      "uncertain inputs cannot be stated here yet", expected: ScenarioKeys.key(path)?.expected,
      suggestion: .advice("state one value, and its other values under `sweep` or `alternatives`"))
  }
}
