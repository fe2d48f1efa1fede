public import Documents
public import ReferenceData

extension ScenarioFile {
  /// The catalog with the files that the scenario names under `catalog`, each looked up beside the
  /// file that names it.
  ///
  /// - Throws: `Diagnostics` with every problem of the named files.
  public func catalog(extending bundled: Catalog) throws(Diagnostics) -> Catalog {
    let problems = DiagnosticCollector()
    var catalog = bundled
    if let reader = KeyReader(root: root, problems: problems).stated("catalog") {
      let readers = reader.node.sequence == nil ? [reader] : reader.items() ?? []
      for item in readers {
        guard let name = item.text(expected: "the path of a catalog file") else { continue }
        do { catalog = try catalog.adding(file: item.path(name)) } catch { item.report(error) }
      }
    }
    try problems.throwIfAny()
    return catalog
  }
}

extension ValueReader {
  /// Reports why the catalog cannot answer, at the place that asked.
  func report(_ error: CatalogError) {
    switch error {
    case .unknownName(let name, let kind, let known, let suggestion):
      report(
        "no \(kind.singular) is named \"\(name)\"",
        expected: "one of \(known) names (see `\(kind.listCommand)`)",
        suggestion: suggestion.map { .name($0) })
    case .invalid(let diagnostics):
      problems.add(Diagnostics(diagnostics.all.map { $0.told(by: self) }))
    case .undisclosed(let name, let proxy):
      report(
        "the dimensions of \"\(name)\" are not public", expected: "a model whose dimensions are",
        suggestion: .advice(
          proxy.map { "simulate \"\($0)\" in its place and say so" }
            ?? "describe an architecture of your own in a config.json"))
    case .incomplete(let name, let kind, let missing):
      report(
        "the \(kind.singular) \"\(name)\" cannot be simulated: its sources do not state "
          + missing.joined(separator: ", "),
        expected: "\(kind.singular) with these figures",
        suggestion: .advice(
          "describe it in a catalog file of your own, with `like: \(name)` and what is missing"))
    case .noPrice(let model, let date, let tier, let known):
      report(
        "no \(tier) price of \"\(model)\" is known to have held on \(date)",
        expected: "a day on which one is known to have held",
        suggestion: .advice(
          known.isEmpty
            ? "state figures of your own" : "known are \(known.joined(separator: ", "))"))
    case .refused, .duplicate, .missingData, .unreadableData: report("\(error)")
    }
  }
}
