internal import Economics
internal import Quantities

extension CatalogEntry {
  /// The owner that the entry describes.
  func owner() throws(CatalogError) -> OwnerPreset {
    let shares = record.group("power-share")
    guard let capital = record.number("cost-of-capital"),
      let life: Seconds = record.quantity("life"), let residual = record.number("residual"),
      let rent: USDollarsPerWattSecond = record.quantity("colocation"),
      let electricity: USDollarsPerJoule = record.quantity("electricity"),
      let effectiveness = record.number("power-usage-effectiveness"),
      let prefill = shares?.number("prefill"), let decode = shares?.number("decode"),
      let idle = shares?.number("idle"), let salary: USDollars = record.quantity("salary"),
      let perEngineer = record.number("accelerators-per-engineer"),
      let support = record.number("support"), let failures = record.number("failures-per-year"),
      let repair: Seconds = record.quantity("time-to-repair"), let spares = record.number("spares"),
      let duty = record.number("duty"), let systemFactor = record.number("system-factor"),
      let networkShare = record.number("network-share"), let region = record.text("region"),
      let powerFactor = record.number("power-factor"),
      let utilization = record.number("utilization")
    else { throw .incomplete(name, kind: kind, missing: ["terms of ownership"]) }
    do {
      let terms = try OwnershipTerms(
        costOfCapital: capital, life: life / .year, residual: residual,
        facility: .colocation(rent: rent), electricity: electricity,
        powerUsageEffectiveness: effectiveness,
        power: PowerProfile(prefill: prefill, decode: decode, idle: idle), salary: salary,
        acceleratorsPerEngineer: perEngineer, support: support, failuresPerYear: failures,
        timeToRepair: repair, spares: spares, duty: duty)
      return OwnerPreset(
        name: name, title: title, region: region, terms: terms,
        domesticElectricity: record.quantity("electricity-domestic"), systemFactor: systemFactor,
        networkShare: networkShare,
        powerFactor: powerFactor,
        building: record.building,
        replacementsPerYear: record.number("replacements-per-year"),
        isTenant: record.text("type") == "rented",
        rentalExtras: record.number("rental-extras") ?? 0, utilization: utilization)
    } catch {
      throw .refused(name, kind: kind, reason: "\(error)")
    }
  }
}

extension Record {
  /// An own building; nil where its price is not stated.
  fileprivate var building: OwnerPreset.Building? {
    guard let price: USDollarsPerWatt = quantity("building"),
      let life: Seconds = quantity("building-life"), let operations = number("building-operations")
    else { return nil }
    return OwnerPreset.Building(price: price, life: life, operations: operations)
  }
}
