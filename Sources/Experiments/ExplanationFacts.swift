import Documents
import Hardware
import ReferenceData
import Scenarios

/// Finds who says an input of a scenario: its own line, an entry of the catalog, or a default.
struct ExplanationFacts {
  let catalog: Catalog
  let scenario: Scenario
  /// The tree of the design point; nil where it was made by hand.
  let root: DocumentNode?
  /// Paths of inputs that are drawn.
  let uncertain: [String]

  init(_ point: DesignPoint, catalog: Catalog) {
    self.catalog = catalog
    scenario = point.scenario
    root = point.origin?.variant.root
    uncertain = point.inputs.map(\.path)
  }

  /// The source of a value of the scenario, in a pool where there are several.
  func source(of path: String, in pool: FleetModel.Pool? = nil) -> Explanation.Source {
    if let stated = stated(path, in: pool) { return stated }
    let scenario = pool?.scenario ?? scenario
    if let preset = scenario.presets.first(where: { $0.path == path }) {
      let field = path.split(separator: ".").dropFirst().joined(separator: ".")
      return fact(preset.origin, field, of: scenario)
        ?? Explanation.Source(kind: .standard, place: preset.origin, text: preset.text)
    }
    let standard = ScenarioKeys.key(path)?.standard
    return Explanation.Source(
      kind: standard == nil ? .scenario : .standard,
      place: standard == nil ? path : "default of \(path)", text: standard)
  }

  /// The scenario's own line; nil where it is silent.
  func stated(_ path: String, in pool: FleetModel.Pool? = nil) -> Explanation.Source? {
    var paths = [path]
    if let pool, path.hasPrefix("fleet.") {
      paths.insert("fleet.pools.\(pool.name)." + path.dropFirst("fleet.".count), at: 0)
    }
    for path in paths {
      let keys = DocumentPath(path.split(separator: ".").map { .key(String($0)) })
      guard let node = root?[keys], !node.isNull else { continue }
      var source = Explanation.Source(
        kind: .scenario, place: node.location.fileAndLine, text: node.text)
      if uncertain.contains(path) { source.note = "uncertain: drawn from this distribution" }
      return source
    }
    return nil
  }

  /// A fact by its entry, written `owners/us-hyperscaler`, and its field.
  func fact(_ entry: String, _ field: String, of scenario: Scenario? = nil) -> Explanation.Source? {
    let parts = entry.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let kind = CatalogKind(rawValue: parts[0]),
      let record = try? catalog.entry(parts[1], kind: kind).record
    else { return nil }
    var field = field
    if field == "electricity", let scenario, isDomestic(scenario, record) {
      field = "electricity-domestic"
    }
    guard let found = record.facts.first(where: { $0.path == field })?.fact else { return nil }
    return source(of: found, at: "\(entry) \(field)")
  }

  /// A fact with its evidence.
  func source(of fact: Fact, at place: String) -> Explanation.Source {
    Explanation.Source(
      kind: .fact, place: place, text: fact.text, range: fact.intervalText,
      date: fact.evidence?.asOf, grade: fact.evidence?.grade.rawValue,
      citations: fact.evidence?.sources ?? [], note: fact.note)
  }

  /// Whether energy is paid at the price for chips made in the owner's region.
  private func isDomestic(_ scenario: Scenario, _ owner: Record) -> Bool {
    guard owner.fact("electricity-domestic") != nil, owner.text("region") == "china" else {
      return false
    }
    let chip = try? catalog.entry(scenario.accelerator.name, kind: .accelerators).record
    return chip?.text("country") == "CN"
  }

  /// The entry that supplies the owner's terms.
  func owner(of scenario: Scenario) -> String? {
    scenario.assumptions.first { $0.subject == "owner" }?.remark
  }

  /// How the price of an accelerator is formed from facts.
  func price(of scenario: Scenario) -> AcceleratorPrice? {
    guard let entry = owner(of: scenario)?.split(separator: "/").last,
      let owner = try? catalog.owner(String(entry))
    else { return nil }
    return try? catalog.price(
      of: scenario.accelerator.name, in: scenario.system.name, for: owner)
  }

  /// The publications that some terms name, in their order.
  func citations(of terms: [Explanation.Term]) -> [Explanation.Citation] {
    var names: [String] = []
    for name in terms.flatMap(\.all).flatMap(\.sources).flatMap(\.citations)
    where !names.contains(name) { names.append(name) }
    return names.map { name in
      guard let citation = try? catalog.citation(name) else {
        return Explanation.Citation(name: name, description: name, locator: nil)
      }
      return Explanation.Citation(
        name: name,
        description: [citation.author, citation.title, citation.date].filter { !$0.isEmpty }
          .joined(separator: ", "), locator: citation.locator)
    }
  }
}
