import Documents
import Economics
import Hardware
import Quantities
import ReferenceData

/// Reads who pays: the scenario's own figures over the catalog's preset for the region and kind.
struct OwnerReader {
  let keys: KeyReader
  let catalog: Catalog
  let accelerator: Accelerator
  let system: AcceleratorSystem
  /// What was taken from the catalog, for the report.
  private(set) var assumptions: [Assumption] = []

  init(keys: KeyReader, catalog: Catalog, accelerator: Accelerator, system: AcceleratorSystem) {
    self.keys = keys
    self.catalog = catalog
    self.accelerator = accelerator
    self.system = system
  }

  /// The owner, or nil after its problems were reported.
  mutating func owner() -> Owner? {
    let regions = ScenarioKeys.key("owner.region")?.choices ?? []
    let kinds = ScenarioKeys.key("owner.kind")?.choices ?? []
    guard let region = keys.optional("owner.region")?.name(among: regions, of: "region"),
      let kindReader = keys.optional("owner.kind"),
      let kind = kindReader.name(among: kinds, of: "kind of owner"),
      let allocation = allocation()
    else { return nil }
    let name = "\(region)-\(kind)"
    let presets = catalog.names(of: .owners)
    guard presets.contains(name), let entry = try? catalog.entry(name, kind: .owners) else {
      kindReader.report(
        "the catalog has no preset of \(kind) owners in \(region)",
        expected: "one of \(presets.joined(separator: ", "))",
        suggestion: .advice("take another kind or region"))
      return nil
    }
    guard let tenure = kind == "rented" ? rented(entry) : owned(entry) else { return nil }
    return Owner(title: entry.title, tenure: tenure, allocation: allocation)
  }

  private func allocation() -> AllocationRule? {
    keys.optional("owner.allocation")?.value(
      expected: ScenarioKeys.key("owner.allocation")?.expected ?? "a rule"
    ) { text in
      if text == "shapley" { return .shapley }
      guard let call = FunctionNotation(text), call.name == "price-proportional" else {
        throw TextProblem(
          "no allocation rule is written so",
          suggestion: text == "price-proportional"
            ? .name("price-proportional(output 4, cached 0.1)") : nil)
      }
      var multiples: [String: Double] = [:]
      for argument in call.arguments {
        guard let label = argument.label, ["output", "cached"].contains(label) else {
          throw TextProblem("an argument is neither output nor cached")
        }
        let value = try UnitNotation().number(argument.value)
        guard value >= 0, value <= 1e6 else {
          throw TextProblem("\(label) lies outside 0 to a million")
        }
        multiples[label] = value
      }
      guard let output = multiples["output"], let cached = multiples["cached"] else {
        throw TextProblem("both output and cached are needed, as multiples of uncached input")
      }
      return .priceProportional(output: output, cached: cached)
    }
  }

  // MARK: Owned

  private mutating func owned(_ entry: CatalogEntry) -> Tenure? {
    for key in ["rent", "rental-extras"] {
      keys.stated("owner.\(key)")?.report(
        "an owner pays no rent", expected: "this key only with `kind: rented`",
        suggestion: .advice("remove it, or set `kind: rented`"))
    }
    let capital = capital(entry)
    let nameplate = nameplate(entry)
    let fraction = 0.0...1.0
    let costOfCapital = number("cost-of-capital", entry, in: 0...1)
    let life = quantity("life", entry, as: Seconds.self, in: .month...Seconds.year * 50)
    let residual = number("residual", entry, in: fraction)
    let rent = quantity(
      "colocation", entry, as: USDollarsPerWattSecond.self,
      in: .zero...USDollarsPerWattSecond(perKilowattMonth: 1e5))
    let electricity = quantity(
      "electricity", entry, as: USDollarsPerJoule.self,
      in: .zero...USDollarsPerJoule(perKilowattHour: 100))
    let effectiveness = number("power-usage-effectiveness", entry, in: 1...10)
    let prefill = number("power-share.prefill", entry, in: fraction)
    let decode = number("power-share.decode", entry, in: fraction)
    let idle = number("power-share.idle", entry, in: fraction)
    let salary = quantity("salary", entry, as: USDollars.self, in: .zero...USDollars(1e8))
    let perEngineer = number("accelerators-per-engineer", entry, in: 0.01...1e9)
    let support = number("support", entry, in: fraction)
    let failures = number("failures-per-year", entry, in: 0...1e4)
    let repair = quantity("time-to-repair", entry, as: Seconds.self, in: .zero...Seconds.year)
    let spares = number("spares", entry, in: 0...10)
    let duty = number("duty", entry, in: -1...100)
    guard let capital, let nameplate, let costOfCapital, let life, let residual, let rent,
      let electricity, let effectiveness, let prefill, let decode, let idle, let salary,
      let perEngineer, let support, let failures, let repair, let spares, let duty
    else { return nil }
    do {
      let terms = try OwnershipTerms(
        costOfCapital: costOfCapital, life: life / .year, residual: residual,
        facility: .colocation(rent: rent), electricity: electricity,
        powerUsageEffectiveness: effectiveness,
        power: PowerProfile(prefill: prefill, decode: decode, idle: idle), salary: salary,
        acceleratorsPerEngineer: perEngineer, support: support, failuresPerYear: failures,
        timeToRepair: repair, spares: spares, duty: duty)
      let purchase = try AcceleratorPurchase(capital: capital, nameplate: nameplate)
      return .owned(purchase, terms)
    } catch {
      (keys.stated("owner") ?? keys.optional("owner.kind"))?.report("\(error)")
      return nil
    }
  }

  /// The price of one accelerator with its share of the system: stated; else an all-in price; else
  /// the system's price over its accelerators; else the chip's price times the system factor.
  private mutating func capital(_ entry: CatalogEntry) -> USDollars? {
    if let stated = keys.stated("owner.capital") {
      return stated.quantity(as: USDollars.self, in: .zero...USDollars(1e9), notation: notation)
    }
    let region = entry.record.text("region")
    let chip = try? catalog.entry(accelerator.name, kind: .accelerators)
    let prices = chip?.record.list("prices") ?? []
    if let price = prices.first(where: { $0.holds("all-in", in: region) }),
      let fact = price.fact("all-in"), let value = price.quantity("all-in", as: USDollars.self)
    {
      note("capital per accelerator, all in", fact)
      return value
    }
    if let record = (try? catalog.entry(system.name, kind: .systems))?.record,
      let fact = record.fact("price"), let price = record.quantity("price", as: USDollars.self)
    {
      note("price of \(system.title), over \(system.accelerators) accelerators", fact)
      return price / Double(system.accelerators)
    }
    if let price = prices.first(where: { $0.fact("purchase") != nil }),
      let fact = price.fact("purchase"),
      let value = price.quantity("purchase", as: USDollars.self),
      let factor = number("system-factor", entry, in: 0.5...10, isScenarioKey: false)
    {
      note("price of the accelerator alone", fact)
      return value * factor
    }
    missing(
      "owner.capital", "the catalog has no price of \(accelerator.name) or of \(system.name)")
    return nil
  }

  private mutating func nameplate(_ entry: CatalogEntry) -> Watts? {
    if let stated = keys.stated("owner.nameplate-power") {
      return stated.quantity(as: Watts.self, in: .zero...Watts(1e6))
    }
    if let power = system.powerPerAccelerator,
      let fact = (try? catalog.entry(system.name, kind: .systems))?.record.fact("power")
    {
      note("power of \(system.title), over \(system.accelerators) accelerators", fact)
      return power
    }
    if let power = accelerator.thermalDesignPower,
      let factor = number("power-factor", entry, in: 1...10, isScenarioKey: false)
    {
      return power * factor
    }
    missing(
      "owner.nameplate-power",
      "the catalog has no power of \(accelerator.name) or of \(system.name)")
    return nil
  }

  // MARK: Rented

  private mutating func rented(_ entry: CatalogEntry) -> Tenure? {
    for key in ScenarioKeys.names(in: "owner")
    where !["region", "kind", "rent", "rental-extras", "allocation"].contains(key) {
      keys.stated("owner.\(key)")?.report(
        "a tenant does not pay for this: it is inside the rent",
        expected: "region, kind, rent, rental-extras or allocation",
        suggestion: .advice("remove it, or choose a kind that owns"))
    }
    guard let extras = number("rental-extras", entry, in: 0...10) else { return nil }
    if let stated = keys.stated("owner.rent") {
      return stated.quantity(
        as: USDollarsPerSecond.self, in: .zero...USDollarsPerSecond(perHour: 1e5),
        notation: notation
      ).map { .rented(price: $0, extras: extras) }
    }
    let chip = try? catalog.entry(accelerator.name, kind: .accelerators)
    guard let price = chip?.record.list("prices").first(where: { $0.fact("rental") != nil }),
      let fact = price.fact("rental"), let value = price.quantity("rental", as: USDollarsPerSecond.self)
    else {
      missing("owner.rent", "the catalog has no rental price of \(accelerator.name)")
      return nil
    }
    note("rental of one accelerator" + (price.text("terms").map { ", \($0)" } ?? ""), fact)
    return .rented(price: value, extras: extras)
  }

  // MARK: Single figures

  /// Yuan become dollars at the catalog's rate.
  private var notation: UnitNotation {
    guard let entry = try? catalog.entry("china-cny-per-usd", kind: .rates),
      let fact = entry.record.fact("ratio"), let yuan = entry.record.number("ratio"),
      let rates = try? ExchangeRates(
        dollarsPerYuan: 1 / yuan, date: fact.evidence?.asOf ?? "undated",
        source: fact.evidence?.sources.joined(separator: ", ") ?? "catalog")
    else { return UnitNotation() }
    return UnitNotation(exchangeRates: rates)
  }

  private mutating func number(
    _ key: String, _ entry: CatalogEntry, in range: ClosedRange<Double>, isScenarioKey: Bool = true
  ) -> Double? {
    if isScenarioKey, let stated = keys.stated("owner.\(key)") { return stated.number(in: range) }
    let (record, name) = entry.record.holder(of: key)
    if let fact = record?.fact(name), let value = record?.number(name) {
      note(key, fact)
      return value
    }
    missing("owner.\(key)", "the preset \(entry.name) does not state it")
    return nil
  }

  private mutating func quantity<D>(
    _ key: String, _ entry: CatalogEntry, as type: Quantity<D>.Type,
    in range: ClosedRange<Quantity<D>>
  ) -> Quantity<D>? {
    if let stated = keys.stated("owner.\(key)") {
      return stated.quantity(as: type, in: range, notation: notation)
    }
    let (record, name) = entry.record.holder(of: key)
    if let fact = record?.fact(name), let value = record?.quantity(name, as: type) {
      note(key, fact)
      return value
    }
    missing("owner.\(key)", "the preset \(entry.name) does not state it")
    return nil
  }

  private mutating func note(_ subject: String, _ fact: Fact) {
    assumptions.append(
      Assumption(
        subject: subject, value: fact.text,
        source: fact.evidence.map { "\($0)" } ?? fact.location.fileAndLine))
  }

  private func missing(_ path: String, _ message: String) {
    let section = keys.stated("owner")?.location ?? keys.root.location
    keys.problems.add(
      Diagnostic(
        at: section, path: KeyReader.path(path), message,
        expected: ScenarioKeys.key(path)?.expected,
        suggestion: .advice("state it in the scenario")))
  }
}

extension Record {
  /// The record that holds the last key of a dotted path, and that key.
  fileprivate func holder(of path: String) -> (Record?, String) {
    let words = path.split(separator: ".").map(String.init)
    let record = words.dropLast().reduce(self as Record?) { $0?.group($1) }
    return (record, words.last ?? path)
  }

  /// Whether a price of this kind is there and its terms do not name another region.
  fileprivate func holds(_ key: String, in region: String?) -> Bool {
    guard fact(key) != nil else { return false }
    let terms = text("terms")?.lowercased() ?? ""
    return region == "china" ? terms.contains("china") : !terms.contains("china")
  }
}
