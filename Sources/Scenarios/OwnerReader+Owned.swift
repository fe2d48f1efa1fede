import Documents
import Economics
import Hardware
import Quantities
import ReferenceData

extension OwnerReader {
  /// What an owner pays for; nil after its problems were reported.
  ///
  /// - Parameter local: what the catalog's dollars for power, space and people are multiplied by, at
  ///   another exchange rate than its own.
  mutating func owned(
    _ preset: OwnerPreset, _ terms: OwnershipTerms, _ price: AcceleratorPrice, local: Double
  ) -> Tenure? {
    for key in Self.rentalKeys {
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
    let mode = keys.optional("owner.recovery")?.tabulatedName(of: "way to recover capital")
      .flatMap(RecoveryMode.init(rawValue:))
    let inflation = statedNumber("inflation")
    let life = amount("life", Seconds.year * terms.life, in: Seconds.day * 30...Seconds.year * 50)
    let residual = number("residual", terms.residual)
    let facility = self.facility(preset, terms, local: local, rate: costOfCapital ?? 0)
    let tariff = self.tariff(terms, local: local)
    let effectiveness = number(
      "power-usage-effectiveness", terms.powerUsageEffectiveness)
    let prefill = number("power-share.prefill", terms.power.prefill)
    let decode = number("power-share.decode", terms.power.decode)
    let idle = number("power-share.idle", terms.power.idle)
    let salary = amount("salary", terms.salary * local, in: .zero...USDollars(1e8))
    let perEngineer = number(
      "accelerators-per-engineer", terms.acceleratorsPerEngineer)
    let support = number("support", terms.support)
    let variable = tabulated("variable-operations")
    let failures = number("failures-per-year", terms.failuresPerYear)
    let repair = amount("time-to-repair", terms.timeToRepair, in: .zero...Seconds.year)
    let spares = spares(preset, terms)
    if let stated = keys.stated("owner.duty"), stated.node.text?.hasPrefix("-") == true {
      stated.report(
        "a duty is not below 0", expected: "a fraction from 0 on",
        suggestion: .advice("state what others pay of the capital as `owner.subsidy`"))
      return nil
    }
    let duty = number("duty", terms.duty)
    let dutiable = tabulated("dutiable")
    let subsidy = tabulated("subsidy")
    guard let capital, let nameplate, let costOfCapital, let mode, let inflation, let life,
      let residual, let facility, let tariff, let effectiveness, let prefill, let decode, let idle,
      let salary, let perEngineer, let support, let variable, let failures, let repair, let spares,
      let duty, let dutiable, let subsidy
    else { return nil }
    if keys.stated("owner.capital") == nil {
      note(
        "capital per accelerator",
        "\(UnitNotation.format(capital)) (\(price.basis))", from: price.sources)
    }
    do {
      let terms = try OwnershipTerms(
        recovery: RecoverySchedule(
          mode, rate: costOfCapital, years: life / .year, inflation: inflation),
        residual: residual, facility: facility, tariff: tariff,
        powerUsageEffectiveness: effectiveness,
        power: PowerProfile(prefill: prefill, decode: decode, idle: idle), salary: salary,
        acceleratorsPerEngineer: perEngineer, support: support, variableOperations: variable,
        failuresPerYear: failures, timeToRepair: repair, spares: spares,
        levy: PurchaseLevy(duty: duty, dutiable: dutiable, subsidy: subsidy))
      return .owned(try AcceleratorPurchase(capital: capital, nameplate: nameplate), terms)
    } catch {
      let place = subsidy > 0 ? keys.stated("owner.subsidy") : nil
      (place ?? keys.stated("owner") ?? keys.optional("owner.kind"))?.report("\(error)")
      return nil
    }
  }

  /// Rented or own space; of what the other would take, only the problems are told.
  private mutating func facility(
    _ preset: OwnerPreset, _ terms: OwnershipTerms, local: Double, rate: Double
  ) -> Facility? {
    let choice = keys.optional("owner.facility")?.tabulatedName(of: "facility")
    let isOwn = choice == "own"
    let rents = USDollarsPerWattSecond.zero...USDollarsPerWattSecond(perKilowattMonth: 1e5)
    let prices = USDollarsPerWatt.zero...USDollarsPerWatt(1e6)
    let lives = Seconds.year * 0.1...Seconds.year * 200
    let ownRate = statedNumber("building-rate")
    guard isOwn else {
      let rent = amount("colocation", terms.facility.rate * local, in: rents)
      guard choice != nil, let rent, statedAmount("building", in: prices) != nil,
        statedAmount("building-life", in: lives) != nil, ownRate != nil,
        statedNumber("building-operations") != nil
      else { return nil }
      return .colocation(rent: rent)
    }
    guard let building = preset.building else {
      keys.stated("owner.facility")?.report(
        "the catalog says nothing of a building of \(origin)",
        expected: "colocation, or an owner whose building is known")
      return nil
    }
    let price = amount("building", building.price * local, in: prices)
    let life = amount("building-life", building.life, in: lives)
    let operations = number("building-operations", building.operations)
    guard let price, let life, let ownRate, let operations,
      statedAmount("colocation", in: rents) != nil
    else { return nil }
    if ownRate == nil {
      note(
        "rate of the own building", UnitNotation.format(rate) + ", the owner's cost of capital",
        from: [])
    }
    return .owned(
      capitalPerWatt: price, years: life / .year, rate: ownRate ?? rate, operations: operations)
  }

  /// Spares as a fraction of the fleet, stated or by the quantile of those that wait (Eq. 9.5).
  private mutating func spares(_ preset: OwnerPreset, _ terms: OwnershipTerms) -> Double? {
    let rule = keys.optional("owner.sparing")?.tabulatedName(of: "rule for spares")
    let pool = keys.stated("owner.spare-pool")
    let count = pool?.tabulatedCount()
    let time = statedAmount("replacement-time", in: Seconds.zero...Seconds.year * 10)
    let coverage = tabulated("spare-coverage")
    guard rule == "poisson" else {
      let spares = number("spares", terms.spares)
      guard rule != nil, (pool == nil) == (count == nil), time != nil, coverage != nil,
        statedNumber("replacements-per-year") != nil
      else { return nil }
      return spares
    }
    let failures: Double?
    if let usual = preset.replacementsPerYear {
      failures = number("replacements-per-year", usual)
    } else {
      failures = statedNumber("replacements-per-year").flatMap(\.self)
    }
    guard let failures else {
      if keys.stated("owner.replacements-per-year") == nil {
        keys.stated("owner.sparing")?.report(
          "nobody says how often an accelerator needs a replacement",
          expected: "`owner.replacements-per-year` beside it")
      }
      return nil
    }
    guard let time, let coverage, statedNumber("spares") != nil else { return nil }
    guard let count, let lead = time else {
      if pool == nil || time == .some(nil) {
        let missing = pool == nil ? "spare-pool" : "replacement-time"
        keys.stated("owner.sparing")?.report(
          "nobody says how \(pool == nil ? "many accelerators share the spares" : "long a replacement takes")",
          expected: "`owner.\(missing)` beside it",
          suggestion: .advice("state it, or remove `sparing`"))
      }
      return nil
    }
    do {
      let share = try SparePool.fraction(
        fleet: count, failuresPerYear: failures, leadTime: lead, coverage: coverage)
      note(
        "spares",
        "\(UnitNotation.format(share * Double(count))) for \(count) accelerators, enough with "
          + "probability \(UnitNotation.format(coverage))")
      return share
    } catch {
      pool?.report("\(error)")
      return nil
    }
  }
}
