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
  /// The preset's values where the scenario is silent.
  private(set) var presets: [PresetValue] = []
  private var origin = ""

  init(keys: KeyReader, catalog: Catalog, accelerator: Accelerator, system: AcceleratorSystem) {
    self.keys = keys
    self.catalog = catalog
    self.accelerator = accelerator
    self.system = system
  }

  /// The owner, or nil after its problems were reported.
  mutating func owner() -> Owner? {
    let presets = catalog.names(of: .owners)
    guard let regionReader = keys.optional("owner.region"), let region = regionReader.text(),
      let kindReader = keys.optional("owner.kind"), let kind = kindReader.text(),
      let allocation = allocation()
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
    let tenure = preset.isTenant ? rented(preset, price) : owned(terms, price)
    guard let tenure else { return nil }
    assumptions.append(Assumption(subject: "owner", value: preset.title, remark: origin))
    return Owner(title: preset.title, tenure: tenure, allocation: allocation)
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
        guard multiples.updateValue(value, forKey: label) == nil else {
          throw TextProblem("\(label) is given twice", suggestion: .advice("remove one of them"))
        }
      }
      guard let output = multiples["output"], let cached = multiples["cached"] else {
        throw TextProblem("both output and cached are needed, as multiples of uncached input")
      }
      return .priceProportional(output: output, cached: cached)
    }
  }

  // MARK: Owned

  private mutating func owned(_ terms: OwnershipTerms, _ price: AcceleratorPrice) -> Tenure? {
    for key in ["rent", "rental-extras"] {
      keys.stated("owner.\(key)")?.report(
        "an owner pays no rent", expected: "this key only with `kind: rented`",
        suggestion: .advice("remove it, or set `kind: rented`"))
    }
    let capital = amount(
      "capital", price.purchase?.capital, in: .zero...USDollars(1e9),
      orElse: "the catalog has no price of \(accelerator.name) or of \(system.name)",
      from: "\(price.basis): \(price.sources.joined(separator: ", "))")
    let nameplate = amount(
      "nameplate-power", price.purchase?.nameplate, in: .zero...Watts(1e6),
      orElse: "the catalog has no power and price of \(accelerator.name) or of \(system.name)",
      from: "systems/\(system.name), accelerators/\(accelerator.name)")
    let costOfCapital = number("cost-of-capital", terms.costOfCapital)
    let life = amount("life", Seconds.year * terms.life, in: .month...Seconds.year * 50)
    let residual = number("residual", terms.residual)
    let rent = amount(
      "colocation", terms.facility.rate,
      in: .zero...USDollarsPerWattSecond(perKilowattMonth: 1e5))
    let electricity = amount(
      "electricity", terms.electricity, in: .zero...USDollarsPerJoule(perKilowattHour: 100))
    let effectiveness = number(
      "power-usage-effectiveness", terms.powerUsageEffectiveness)
    let prefill = number("power-share.prefill", terms.power.prefill)
    let decode = number("power-share.decode", terms.power.decode)
    let idle = number("power-share.idle", terms.power.idle)
    let salary = amount("salary", terms.salary, in: .zero...USDollars(1e8))
    let perEngineer = number(
      "accelerators-per-engineer", terms.acceleratorsPerEngineer)
    let support = number("support", terms.support)
    let failures = number("failures-per-year", terms.failuresPerYear)
    let repair = amount("time-to-repair", terms.timeToRepair, in: .zero...Seconds.year)
    let spares = number("spares", terms.spares)
    let duty = number("duty", terms.duty)
    guard let capital, let nameplate, let costOfCapital, let life, let residual, let rent,
      let electricity, let effectiveness, let prefill, let decode, let idle, let salary,
      let perEngineer, let support, let failures, let repair, let spares, let duty
    else { return nil }
    if keys.stated("owner.capital") == nil {
      note(
        "capital per accelerator",
        "\(UnitNotation.format(capital)) (\(price.basis))", from: price.sources)
    }
    do {
      let terms = try OwnershipTerms(
        costOfCapital: costOfCapital, life: life / .year, residual: residual,
        facility: .colocation(rent: rent), electricity: electricity,
        powerUsageEffectiveness: effectiveness,
        power: PowerProfile(prefill: prefill, decode: decode, idle: idle), salary: salary,
        acceleratorsPerEngineer: perEngineer, support: support, failuresPerYear: failures,
        timeToRepair: repair, spares: spares, duty: duty)
      return .owned(try AcceleratorPurchase(capital: capital, nameplate: nameplate), terms)
    } catch {
      (keys.stated("owner") ?? keys.optional("owner.kind"))?.report("\(error)")
      return nil
    }
  }

  // MARK: Rented

  private mutating func rented(_ preset: OwnerPreset, _ price: AcceleratorPrice) -> Tenure? {
    for key in ScenarioKeys.names(in: "owner")
    where !["region", "kind", "rent", "rental-extras", "allocation"].contains(key) {
      keys.stated("owner.\(key)")?.report(
        "a tenant does not pay for this: it is inside the rent",
        expected: "region, kind, rent, rental-extras or allocation",
        suggestion: .advice("remove it, or choose a kind that owns"))
    }
    let extras = number("rental-extras", preset.rentalExtras)
    let rent = amount(
      "rent", price.rent, in: .zero...USDollarsPerSecond(perHour: 1e5),
      orElse: "the catalog has no rental price of \(accelerator.name)")
    guard let extras, let rent else { return nil }
    if keys.stated("owner.rent") == nil {
      let terms = price.rentTerms.map { " (\($0))" } ?? ""
      note(
        "rental per accelerator", UnitNotation.format(rent) + terms, from: price.sources)
    }
    return .rented(price: rent, extras: extras)
  }

  // MARK: Single figures

  /// Yuan become dollars at the catalog's rate.
  private var notation: UnitNotation {
    UnitNotation(exchangeRates: try? catalog.exchangeRates())
  }

  /// The scenario's own number, or else the preset's.
  private mutating func number(
    _ key: String, _ preset: Double
  ) -> Double? {
    if let stated = keys.stated("owner.\(key)") {
      return stated.tabulatedNumber()
    }
    supply(key, UnitNotation.format(preset, significantDigits: nil))
    return preset
  }

  /// The scenario's own quantity, or else the catalog's; a problem where neither states it.
  private mutating func amount<D>(
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

  private mutating func supply(_ key: String, _ text: String) {
    presets.append(PresetValue(path: "owner.\(key)", text: text, origin: origin))
  }

  private mutating func note(_ subject: String, _ value: String, from sources: [String]) {
    assumptions.append(Assumption(subject: subject, value: value, citations: sources))
  }
}
