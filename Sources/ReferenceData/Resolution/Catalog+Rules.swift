import Documents
public import ExportControl
import Hardware
import Quantities

extension Catalog {
  /// All rules of the catalog, those of the user's included.
  ///
  /// - Throws: ``CatalogError/invalid(_:)`` with every problem of the rules and where it is.
  public func ruleBook() throws(CatalogError) -> RuleBook {
    try remembered("rule-book") { () throws(CatalogError) in
      let problems = DiagnosticCollector()
      let reader = RuleReader(
        countries: try countryNames(), groups: names(of: .groups), rules: names(of: .rules),
        products: names(of: .accelerators), problems: problems)
      let groups = try entries(of: .groups).map { reader.group($0) }
      let entries = try entries(of: .rules)
      let rules = entries.map { reader.rule($0) }
      reader.checkSuccession(of: rules, entries)
      do throws(Diagnostics) { try problems.throwIfAny() } catch { throw .invalid(error) }
      do throws(RuleError) { return try RuleBook(rules: rules, groups: groups) } catch {
        guard let entry = entries.first(where: { $0.name == error.rule }) else {
          throw .refused(error.rule ?? "rules", kind: .rules, reason: "\(error)")
        }
        throw .invalid(
          Diagnostics(
            Diagnostic(
              at: entry.record.location, path: DocumentPath([.key(entry.name)]), "\(error)")))
      }
    }
  }

  /// What rules compare of a chip of the catalog; what its sources do not state is unknown.
  public func controlledItem(_ name: String) throws(CatalogError) -> ControlledItem {
    let entry = try entry(name, kind: .accelerators)
    var rates: [NumericFormat: FLOPsPerSecond] = [:]
    for format in NumericFormat.allCases {
      rates[format] = entry.record.group("peak")?.quantity(format.rawValue)
    }
    let memory = entry.record.group("memory")
    let properties = entry.controlledProperties()
    // China's own designers are no approved ones, and their chips no American exports.
    let isChinese = entry.record.text("country") == Country.china.code
    var item = ControlledItem(
      name: name, properties: properties, isUnderUSJurisdiction: !isChinese)
    item.peaks = (rates[.fp64], rates[.fp32])
    item[.highBandwidthMemory] = memory?.text("kind").map { $0.uppercased().hasPrefix("HBM") }
    // Only dies on non-planar nodes have an applicable area.
    item[.nonPlanar] =
      entry.record.group("regulatory")?.fact("applicable-die-area") == nil ? nil : true
    if isChinese { item[.approvedDesigner] = false }
    return item
  }
}

extension RuleError {
  /// The rule it is about; nil where it is about several.
  fileprivate var rule: String? {
    switch self {
    case .duplicate(let id), .unknownGroup(_, let id, _), .datesOutOfOrder(let id, _, _),
      .impossible(let id, _, _), .impossibleThreshold(let id, _),
      .impossibleParameter(let id, _, _), .noThreshold(let id, _, _),
      .severalThresholds(let id, _, _), .noDate(let id), .endsBeforeBeginning(let id, _, _):
      id
    case .unknownRule(_, let id, _): id
    case .circle(let ids): ids.first
    }
  }
}
