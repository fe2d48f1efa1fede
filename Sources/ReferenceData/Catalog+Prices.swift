public import Economics
public import Quantities

extension Catalog {
  /// The owner of a name.
  public func owner(_ name: String) throws(CatalogError) -> OwnerPreset {
    try entry(name, kind: .owners).owner()
  }

  /// What a yuan is worth.
  public func exchangeRates() throws(CatalogError) -> ExchangeRates {
    let rate = try entry("yuan-per-dollar", kind: .rates)
    guard let fact = rate.record.fact("ratio"), let yuan = rate.record.number("ratio"), yuan > 0,
      let rates = try? ExchangeRates(
        dollarsPerYuan: 1 / yuan, date: fact.evidence?.asOf ?? "",
        source: fact.evidence?.sources.first ?? "")
    else { throw .incomplete(rate.name, kind: .rates, missing: ["a ratio above zero"]) }
    return rates
  }

  /// The owner's terms for an accelerator: energy at the price for domestic chips where its vendor
  /// is at home in the owner's region and such a price is stated.
  public func terms(
    of owner: OwnerPreset, for accelerator: String
  ) throws(CatalogError) -> OwnershipTerms {
    let country = try entry(accelerator, kind: .accelerators).record.text("country")
    guard let electricity = owner.domesticElectricity, owner.region == "china", country == "CN"
    else { return owner.terms }
    let terms = owner.terms
    do {
      return try OwnershipTerms(
        costOfCapital: terms.costOfCapital, life: terms.life, residual: terms.residual,
        facility: terms.facility, electricity: electricity,
        powerUsageEffectiveness: terms.powerUsageEffectiveness, power: terms.power,
        salary: terms.salary, acceleratorsPerEngineer: terms.acceleratorsPerEngineer,
        support: terms.support, failuresPerYear: terms.failuresPerYear,
        timeToRepair: terms.timeToRepair, spares: terms.spares, duty: terms.duty)
    } catch {
      throw .refused(owner.name, kind: .owners, reason: "\(error)")
    }
  }

  /// What one accelerator of a system costs an owner, from the first of these that a source states:
  ///
  /// 1. capital per accelerator, host and network included, as reported for the owner's region;
  /// 2. the price of the system over its accelerators, raised by the network's share of capital
  ///    unless the price includes the network;
  /// 3. the price of the chip times the owner's system factor.
  ///
  /// A system's price includes the host, a chip's does not; never are both applied (Eq. 9.2).
  /// Nameplate power is that of the system over its accelerators, or a stated figure per
  /// accelerator, or the thermal design power times the owner's power factor. The rent is the
  /// latest stated hourly price that is not a spot price.
  public func price(
    of accelerator: String, in system: String?, for owner: OwnerPreset
  ) throws(CatalogError) -> AcceleratorPrice {
    let chip = try entry(accelerator, kind: .accelerators).record
    var frame: Record?
    if let system, names(of: .systems).contains(system) {
      frame = try entry(system, kind: .systems).record
    }
    let count = Double(frame?.count("accelerators") ?? 1)
    var sources: [String] = []
    func noted(_ fact: Fact?) {
      for source in fact?.evidence?.sources ?? [] where !sources.contains(source) {
        sources.append(source)
      }
    }
    var capital: USDollars?
    var basis = "no price is stated"
    if let record = chip.latestPrice("all-in", in: owner.region) {
      capital = record.quantity("all-in")
      basis = "capital per accelerator as reported"
      noted(record.fact("all-in"))
    } else if let price: USDollars = frame?.quantity("price") {
      let isWhole = frame?.flag("price-includes-network") ?? false
      capital = price / count / (isWhole ? 1 : 1 - owner.networkShare)
      basis = "system price / \(Int(count))" + (isWhole ? "" : " / \(1 - owner.networkShare)")
      noted(frame?.fact("price"))
    } else if let record = chip.latestPrice("purchase"),
      let price: USDollars = record.quantity("purchase")
    {
      capital = price * owner.systemFactor
      basis = "chip price × \(owner.systemFactor)"
      noted(record.fact("purchase"))
    }
    let nameplate: Watts? =
      frame?.quantity("power", as: Watts.self).map { $0 / count }
      ?? chip.group("site-power")?.quantity("it")
      ?? chip.quantity("power", as: Watts.self).map { $0 * owner.powerFactor }
    let rental = chip.latestPrice("rental")
    noted(rental?.fact("rental"))
    var purchase: AcceleratorPurchase?
    if let capital, let nameplate {
      do {
        purchase = try AcceleratorPurchase(capital: capital, nameplate: nameplate)
      } catch {
        throw .refused(accelerator, kind: .accelerators, reason: "\(error)")
      }
    }
    return AcceleratorPrice(
      purchase: purchase, rent: rental?.quantity("rental"),
      rentTerms: rental?.text("terms"), basis: basis, sources: sources)
  }
}

extension Record {
  /// The price of a kind with the latest date; with a region, only prices whose terms name it.
  fileprivate func latestPrice(_ kind: String, in region: String? = nil) -> Record? {
    let places = ["us": "United States", "china": "China"]
    func date(_ record: Record) -> String { record.fact(kind)?.evidence?.asOf ?? "" }
    return list("prices").filter { record in
      guard record.fact(kind) != nil, record.text("terms") != "spot" else { return false }
      guard let region else { return true }
      return places[region].map { record.text("terms")?.contains($0) ?? false } ?? false
    }.max { date($0) < date($1) }
  }
}
