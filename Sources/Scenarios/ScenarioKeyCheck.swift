import Documents
import Quantities
import Stochastics

/// Finds the keys of a scenario that the format does not know, wherever they stand.
enum ScenarioKeyCheck {
  static func report(_ root: DocumentNode, into problems: DiagnosticCollector) {
    check(ValueReader(root, into: problems), section: "")
    for place in ScenarioKeys.placesOfChanges {
      let path = KeyReader.path(place)
      guard let changes = root[path], !changes.isNull else { continue }
      let reader = ValueReader(changes, path: path, into: problems)
      for (_, _, value) in reader.entries() ?? [] where !value.node.isNull {
        check(value, section: "", isAlternative: true)
      }
    }
  }

  /// Checks one section and those inside it; a key that holds other keys in the table is a section.
  private static func check(_ reader: ValueReader, section: String, isAlternative: Bool = false) {
    var names = ScenarioKeys.names(in: section)
    if isAlternative {
      names.removeAll { ScenarioKeys.ofTheFile.contains($0) }
    }
    if reportCutValue(in: reader) { return }
    guard let mapping = reader.mapping(keys: names) else { return }
    for name in names {
      let path = section.isEmpty ? name : "\(section).\(name)"
      guard let value = mapping.optional(name), !value.node.isNull else { continue }
      if ScenarioKeys.names(in: path).isEmpty {
        checkCertainty(of: value, at: path)
      } else if ScenarioKeys.placesOfNames.contains(path + ".") {
        for (name, place, value) in value.entries() ?? [] where !value.node.isNull {
          if path + "." == ScenarioKeys.namedPools, reportMisspelt(name, at: place, value) {
            continue
          }
          // A name of the user's choice may hold dots.
          let isRole =
            path + "." == ScenarioKeys.namedPools && ScenarioKeys.rolesOfPools.contains(name)
          check(value, section: isRole ? "\(path).\(name)" : "\(path).*")
        }
      } else if ScenarioKeys.tabulated(path).hasSuffix("arrivals"), value.node.scalar != nil {
        reportArrivals(value)
      } else if path == "owner", value.node.scalar != nil {
        value.report(
          "this is not an owner", expected: "a region and a kind, such as us-hyperscaler",
          suggestion: .advice("see `bessemer catalog list owners`, or write a mapping of keys"))
      } else {
        check(value, section: path)
      }
    }
  }

  /// Reports the name of a pool that is nearly that of a part in the life of a request.
  private static func reportMisspelt(
    _ name: String, at place: SourceLocation, _ value: ValueReader
  ) -> Bool {
    let roles = ScenarioKeys.rolesOfPools
    guard !roles.contains(name), let meant = NearestName.suggestion(for: name, among: roles) else {
      return false
    }
    value.problems.add(
      Diagnostic(
        at: place, path: value.path, "no pool may be named \"\(name)\"", found: name,
        expected: "prefill, decode, or a name that is neither nearly", suggestion: .name(meant)))
    return true
  }

  /// Reports a value whose commas were taken as the ends of entries: in `{tokens: gamma(mean 3, cv
  /// 2)}` YAML sees the keys `tokens` and `cv 2)`.
  private static func reportCutValue(in reader: ValueReader) -> Bool {
    let entries = reader.node.mapping?.entries ?? []
    for (index, entry) in entries.enumerated() {
      guard let text = entry.value.text, text.openBrackets > 0 else { continue }
      var pieces = [text]
      for next in entries[(index + 1)...] {
        guard next.value.isEmpty || next.value.isNull else { break }
        pieces.append(next.key)
        let whole = pieces.joined(separator: ", ")
        guard whole.openBrackets == 0 else { continue }
        ValueReader(
          entry.value, path: reader.path.appending(key: entry.key), into: reader.problems
        ).report(
          "the commas cut this value in pieces",
          expected: "quotes around a value with commas inside { }",
          suggestion: .advice("write \(entry.key): \"\(whole)\""))
        return true
      }
    }
    return false
  }

  /// Reports arrivals that are neither a process with arguments nor a mapping.
  private static func reportArrivals(_ reader: ValueReader) {
    let isOpen = (reader.node.text ?? "").openBrackets > 0
    reader.report(
      isOpen ? "a bracket is not closed" : "this is not an arrival process",
      expected: ScenarioKeys.key("workload.arrivals")?.expected,
      suggestion: .advice(
        isOpen
          ? "close it: poisson(2 /s)"
          : "write a process with its rate in brackets: poisson(2 /s)"))
  }

  /// Reports a distribution in a place that takes no number, or that holds for the file as a whole.
  private static func checkCertainty(of reader: ValueReader, at path: String) {
    guard let key = ScenarioKeys.key(path), let text = reader.node.text else { return }
    let isCall = DistributionNotation.functions.contains { text.hasPrefix($0 + "(") }
    if isCall, UncertainInput.mayStand(in: key.form), !DistributionNotation.isDistribution(text) {
      reader.report(
        "something stands behind the bracket", expected: key.expected,
        suggestion: .advice("write the unit inside: pert(0.06, 0.08, 0.10 USD/kWh)"))
      return
    }
    guard
      !UncertainInput.mayStand(in: key.form) || key.isOfFile,
      key.form != .distribution, !["title", "question"].contains(path), !path.hasPrefix("claim.")
    else { return }
    let words = text.split(separator: " ")
    let isRange = words.dropFirst().dropLast().contains("to") && text.first?.isNumber == true
    guard isRange || isCall else { return }
    reader.report(
      "what stands here is certain: no distribution of it is drawn", expected: key.expected,
      suggestion: .advice("state one value, and its other values under `sweep` or `alternatives`"))
  }
}
