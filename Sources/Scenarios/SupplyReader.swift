import ComputeSupply
public import Documents
import ExportControl
import Foundation
import Quantities
public import ReferenceData

extension ScenarioFile {
  /// Whether the scenario asks how stocks of accelerators grow, rather than what a fleet does.
  public var isOfSupply: Bool { root["supply"].map { !$0.isNull } ?? false }
}

extension SupplyScenario {
  /// Reads one variant of a scenario file against a catalog, which already holds the file's own
  /// entries; see ``ScenarioFile/catalog(extending:)``.
  ///
  /// - Throws: `Diagnostics` with every problem of the variant, never only the first.
  public init(_ variant: ScenarioVariant, of file: ScenarioFile, catalog: Catalog)
    throws(Diagnostics)
  {
    let inputs = try variant.uncertainInputs()
    let problems = DiagnosticCollector()
    let reader = SupplyReader(
      variant: variant.atMedians(of: inputs), inputs: inputs, file: file, catalog: catalog,
      problems: problems)
    let scenario = reader.read()
    guard let scenario, problems.isEmpty else {
      throw Diagnostics(problems.diagnostics.all.map { $0.told(asOf: inputs) })
    }
    self = scenario
  }
}

/// Binds the keys of one variant to the types they stand for.
struct SupplyReader {
  let variant: ScenarioVariant
  let inputs: [UncertainInput]
  let catalog: Catalog
  let problems: DiagnosticCollector
  let keys: KeyReader
  private let name: String

  init(
    variant: ScenarioVariant, inputs: [UncertainInput], file: ScenarioFile, catalog: Catalog,
    problems: DiagnosticCollector
  ) {
    self.variant = variant
    self.inputs = inputs
    self.catalog = catalog
    self.problems = problems
    keys = KeyReader(root: variant.root, problems: problems)
    name = file.name
  }

  /// Months of a programme, at most.
  private static let mostMonths = 360

  func read() -> SupplyScenario? {
    refuseOtherSubjects()
    let title = keys.stated("title").map { $0.text() } ?? name
    let question = keys.stated("question").flatMap { $0.text() }
    let seed = keys.optional("seed")?.tabulatedCount()
    let draws = keys.optional("supply.draws")?.tabulatedCount()
    let counterfactuals = keys.optional("supply.counterfactuals")?
      .tabulatedName(of: "set of counterfactuals")
      .flatMap(SupplyScenario.Counterfactuals.init)
    let months = months()
    guard let months else { return nil }
    let rules = ruleTerms()
    let settings = settings(in: months)
    let demand = demandTerms()
    guard let title, let seed, let draws, let counterfactuals, let rules, let demand,
      problems.isEmpty
    else { return nil }
    let redesign = keys.stated("supply.vendors.redesign")?.node.text
    return SupplyScenario(
      title: title, question: question, label: label, seed: UInt64(seed), draws: draws,
      months: months, counterfactuals: counterfactuals, rules: rules, settings: settings,
      redesigns: redesign != "none", demand: demand,
      hasDemand: keys.stated("demand") != nil)
  }

  private var label: String {
    ([variant.alternative] + variant.coordinates.map { "\($0.path)=\($0.value)" })
      .joined(separator: " ")
  }

  /// A scenario of supply serves nothing and trains nothing itself.
  private func refuseOtherSubjects() {
    let own = ["supply", "demand"] + ScenarioKeys.ofTheFile
    for entry in variant.root.mapping?.entries ?? []
    where !own.contains(entry.key) && !entry.value.isNull {
      problems.add(
        Diagnostic(
          at: entry.keyLocation, path: DocumentPath([.key(entry.key)]),
          "a scenario with `supply` has no `\(entry.key)`", found: entry.key,
          expected: "keys of supply and demand",
          suggestion: .advice(
            "write a scenario of its own for a fleet; what is served here stands under `demand`")))
    }
    for name in ["equalize", "precision", "find", "replications", "sample", "trend"] {
      keys.stated(name)?.report(
        "a scenario with `supply` has no `\(name)`", expected: "keys of supply and demand",
        suggestion: .advice(
          ["replications", "sample"].contains(name)
            ? "write `supply.draws` for the number of draws" : "remove it"))
    }
  }

  // MARK: Time

  private func months() -> SupplyMonths? {
    guard let from = month("supply.from"), let until = month("supply.until") else { return nil }
    let place = keys.stated("supply.until") ?? keys.stated("supply.from")
    guard from <= until else {
      place?.report(
        "the last month comes before the first, \(from)", expected: "a month from \(from) on")
      return nil
    }
    guard until - from < Self.mostMonths else {
      place?.report(
        "these are \(until - from + 1) months", expected: "at most \(Self.mostMonths)",
        suggestion: .advice("state a later start or an earlier end"))
      return nil
    }
    do { return try SupplyMonths(from, through: until) } catch {
      place?.report("\(error)")
      return nil
    }
  }

  /// The month under a key, stated or standard; nil where there is none or after its problem was
  /// reported.
  private func month(_ path: String) -> CalendarMonth? {
    keys.optional(path).flatMap { date(of: $0) }?.month
  }

  func date(of reader: ValueReader) -> CalendarDate? {
    reader.value(expected: ScenarioKeys.key(reader.path.description)?.expected ?? "a date") {
      text throws(TextProblem) in
      do throws(CalendarDateError) { return try CalendarDate(text) } catch {
        throw TextProblem(error.problem, expected: error.expected)
      }
    }
  }

  // MARK: Numbers

  private func settings(in months: SupplyMonths) -> [SupplyScenario.StatedSetting] {
    reportIdleDates()
    return (SupplySetting.all + productSettings()).compactMap { setting in
      guard let reader = keys.stated(setting.path) else { return nil }
      if reader.node.text == "none", setting.path == "supply.vendors.redesign" { return nil }
      guard let value = value(of: setting, reader) else { return nil }
      let since = setting.since.flatMap { keys.stated($0) }.map { date(of: $0)?.month }
      guard let since else {
        return SupplyScenario.StatedSetting(setting: setting, value: value, month: 0)
      }
      guard let since else { return nil }
      let month = months.index(of: since)
      guard month < months.count else {
        setting.since.flatMap { keys.stated($0) }?.report(
          "this is after the last month, \(months[months.count - 1])",
          expected: "a month up to \(months[months.count - 1])")
        return nil
      }
      return SupplyScenario.StatedSetting(setting: setting, value: value, month: max(0, month))
    }
  }

  /// What the scenario says of single products; a name that the catalog does not have is reported.
  private func productSettings() -> [SupplySetting] {
    let known = catalog.names(of: .products)
    return (keys.stated("supply.buyers.products")?.entries() ?? []).compactMap {
      name, place, value in
      guard known.contains(name) else {
        problems.add(
          Diagnostic(
            at: place, path: value.path, "no product is named \"\(name)\"", found: name,
            expected: "a product of `bessemer catalog list products`",
            suggestion: NearestName.suggestion(for: name, among: known).map { .name($0) }))
        return nil
      }
      return .acceptance(of: name)
    }
  }

  private func value(
    of setting: SupplySetting, _ reader: ValueReader
  ) -> SupplyScenario.StatedSetting.Value? {
    number(at: setting.path, reader).map { stated($0, at: setting.path) }
  }

  /// A number that was read under a key, with its distribution if it has one.
  func stated(_ number: Double, at path: String) -> SupplyScenario.StatedSetting.Value {
    guard let input = inputs.first(where: { $0.path == path }) else { return .certain(number) }
    // How much of the key's unit one of the unit in which the distribution is written is.
    let median = input.value(at: 0.5)
    return .uncertain(input, scale: median == 0 ? 1 : number / median)
  }

  /// The number under a key in the unit that its setting takes.
  private func number(at path: String, _ reader: ValueReader) -> Double? {
    switch ScenarioKeys.key(path)?.form {
    case .quantityOr:
      // Months of a mean year.
      let month = Seconds.day * (365.25 / 12)
      return reader.quantity(
        as: Seconds.self, in: .zero...month * 120, words: ScenarioKeys.key(path)?.expected
      ).map { $0 / month }
    case .quantity:
      return reader.quantity(
        as: Watts.self, in: .zero...Watts(1e15), words: ScenarioKeys.key(path)?.expected
      ).map(\.value)
    default: return reader.tabulatedNumber()
    }
  }

  /// A month from which nothing begins to hold says nothing.
  private func reportIdleDates() {
    for path in Set(SupplySetting.all.compactMap(\.since)).sorted() {
      guard let reader = keys.stated(path) else { continue }
      let dated = SupplySetting.all.filter { $0.since == path }.map(\.path)
      if !dated.contains(where: { keys.stated($0) != nil }) {
        let names = dated.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
        reader.report(
          "nothing is stated that begins to hold here",
          expected: "\(names.joined(separator: ", ")) beside it",
          suggestion: .advice("state one of them, or remove the date"))
      }
    }
  }
}
