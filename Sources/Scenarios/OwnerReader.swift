import Documents
import Economics
import Hardware
import Quantities
import ReferenceData
import Serving

/// Reads who pays: the scenario's own figures over the catalog's preset for the region and kind.
struct OwnerReader {
  let keys: KeyReader
  let catalog: Catalog
  let accelerator: Accelerator
  let system: AcceleratorSystem
  /// The requests that are served, whose hours energy follows.
  let workload: Workload?
  /// What was taken from the catalog, for the report.
  var assumptions: [Assumption] = []
  /// The preset's values where the scenario is silent.
  private(set) var presets: [PresetValue] = []
  var origin = ""

  init(
    keys: KeyReader, catalog: Catalog, accelerator: Accelerator, system: AcceleratorSystem,
    workload: Workload?
  ) {
    self.keys = keys
    self.catalog = catalog
    self.accelerator = accelerator
    self.system = system
    self.workload = workload
  }

  /// The owner, or nil after its problems were reported.
  mutating func owner() -> Owner? {
    let presets = catalog.names(of: .owners)
    guard let regionReader = keys.optional("owner.region"), let region = regionReader.text(),
      let kindReader = keys.optional("owner.kind"), let kind = kindReader.text(),
      let allocation = allocation(), let memory = memory(),
      let exchangeRates = exchangeRates(in: region)
    else { return nil }
    let name = "\(region)-\(kind)"
    guard presets.contains(name) else {
      let regions = Set(presets.compactMap { try? catalog.owner($0).region }).sorted()
      let isRegionKnown = regions.contains(region)
      let kinds = presets.filter { $0.hasPrefix(region + "-") }
        .map { String($0.dropFirst(region.count + 1)) }
      (isRegionKnown ? kindReader : regionReader).report(
        isRegionKnown
          ? "no kind of owner in \(region) is named \"\(kind)\""
          : "no region is named \"\(region)\"",
        expected: isRegionKnown
          ? "one of \(kinds.joined(separator: ", "))"
          : "one of \(regions.joined(separator: ", "))",
        suggestion: NearestName.suggestion(
          for: isRegionKnown ? kind : region, among: isRegionKnown ? kinds : regions
        ).map { .name($0) })
      return nil
    }
    let preset: OwnerPreset
    let price: AcceleratorPrice
    let terms: OwnershipTerms
    do {
      preset = try catalog.owner(name)
      price = try catalog.price(of: accelerator.name, in: system.name, for: preset)
      terms = try catalog.terms(of: preset, for: accelerator.name)
    } catch {
      kindReader.report(error)
      return nil
    }
    origin = "owners/\(name)"
    self.exchangeRates = exchangeRates.rates
    let tenure =
      preset.isTenant
      ? rented(preset, price) : owned(preset, terms, price, local: exchangeRates.local)
    guard let tenure else { return nil }
    assumptions.append(Assumption(subject: "owner", value: preset.title, remark: origin))
    return Owner(
      title: preset.title, tenure: tenure, allocation: allocation.rule,
      allocatesByDefault: allocation.isDefault, memory: memory)
  }

  // MARK: Single figures

  /// What yuan are worth.
  private var exchangeRates: ExchangeRates?
  /// Yuan become dollars.
  var notation: UnitNotation { UnitNotation(exchangeRates: exchangeRates) }

  /// The scenario's own number, or else the preset's.
  mutating func number(
    _ key: String, _ preset: Double
  ) -> Double? {
    if let stated = keys.stated("owner.\(key)") {
      return stated.tabulatedNumber()
    }
    supply(key, UnitNotation.format(preset, significantDigits: nil))
    return preset
  }

  /// The scenario's own quantity, or else the catalog's; a problem where neither states it.
  mutating func amount<D>(
    _ key: String, _ preset: Quantity<D>?, in range: ClosedRange<Quantity<D>>,
    orElse absence: String = "", from source: String? = nil
  ) -> Quantity<D>? {
    if let stated = keys.stated("owner.\(key)") {
      return stated.quantity(
        in: range, notation: notation, words: ScenarioKeys.key("owner.\(key)")?.expected)
    }
    if let preset {
      presets.append(
        PresetValue(
          path: "owner.\(key)", text: UnitNotation.format(preset, significantDigits: nil),
          origin: source ?? origin))
      return preset
    }
    let path = "owner.\(key)"
    keys.problems.add(
      Diagnostic(
        at: (keys.stated("owner") ?? keys.stated("fleet"))?.location ?? keys.root.location,
        path: KeyReader.path(path), absence, expected: ScenarioKeys.key(path)?.expected,
        suggestion: .advice("state it in the scenario")))
    return nil
  }

  /// A number of the scenario, or the default of the table; nil only after a problem.
  func tabulated(_ key: String) -> Double? { keys.optional("owner.\(key)")?.tabulatedNumber() }

  /// A quantity that may be left out; the outer optional is nil after a problem.
  func statedAmount<D>(_ key: String, in range: ClosedRange<Quantity<D>>) -> Quantity<D>?? {
    guard let stated = keys.stated("owner.\(key)") else { return .some(nil) }
    return stated.quantity(
      in: range, notation: notation, words: ScenarioKeys.key("owner.\(key)")?.expected
    ).map { .some($0) }
  }

  /// A number that may be left out; the outer optional is nil after a problem.
  func statedNumber(_ key: String) -> Double?? {
    guard let stated = keys.stated("owner.\(key)") else { return .some(nil) }
    return stated.tabulatedNumber().map { .some($0) }
  }

  mutating func supply(_ key: String, _ text: String) {
    presets.append(PresetValue(path: "owner.\(key)", text: text, origin: origin))
  }

  mutating func note(_ subject: String, _ value: String, from sources: [String] = []) {
    assumptions.append(Assumption(subject: subject, value: value, citations: sources))
  }
}
