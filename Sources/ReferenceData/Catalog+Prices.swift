public import Economics
internal import Foundation
public import Quantities

extension Catalog {
  /// The owner of a name.
  public func owner(_ name: String) throws(CatalogError) -> OwnerPreset {
    try remembered("owner/\(name)") { () throws(CatalogError) in
      try entry(name, kind: .owners).owner()
    }
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
    do {
      return try owner.terms.replacing(electricity: electricity)
    } catch {
      throw .refused(owner.name, kind: .owners, reason: "\(error)")
    }
  }

  /// What one accelerator of a system costs an owner, on one basis for all chips: the first of
  /// these that a source states,
  ///
  /// 1. where the owner's region is not the vendor's home, so that grey markets set the price:
  ///    capital per accelerator, host and network included, as reported for that region;
  /// 2. the price of the system over its accelerators, raised by the network's share of capital
  ///    unless the price includes the network;
  /// 3. capital per accelerator as reported, for the owner's region or else for any;
  /// 4. the price of the chip times the owner's system factor.
  ///
  /// A system's price includes the host, a chip's does not; never are both applied (Eq. 9.2). A chip
  /// of the user's that is `like` another and states prices of its own is not bought at the price of
  /// the other's system. Capital has four significant digits, more than any price is known to.
  ///
  /// Nameplate power is that of the system over its accelerators, or a stated figure per
  /// accelerator, or the thermal design power times the owner's power factor.
  ///
  /// The rent is an hourly price on demand where one is stated, else under other terms, never spot:
  /// first of those whose terms name the owner's region, then of those that name none, then of
  /// others; of several the latest. The terms say so where they do not name the region.
  public func price(
    of accelerator: String, in system: String?, for owner: OwnerPreset
  ) throws(CatalogError) -> AcceleratorPrice {
    try remembered("price/\(accelerator)/\(system ?? "")/\(owner.name)") {
      () throws(CatalogError) in
      try madePrice(of: accelerator, in: system, for: owner)
    }
  }

  private func madePrice(
    of accelerator: String, in system: String?, for owner: OwnerPreset
  ) throws(CatalogError) -> AcceleratorPrice {
    let chip = try entry(accelerator, kind: .accelerators).record
    var frame: Record?
    if let system, names(of: .systems).contains(system) {
      frame = try entry(system, kind: .systems).record
    }
    let count = Double(frame?.count("accelerators") ?? 1)
    let places = (chip: "accelerators/\(accelerator)", frame: "systems/\(system ?? "")")
    let (capital, basis, stated) = capital(
      of: accelerator, chip, in: frame, for: owner, named: places)
    var sources = stated?.fact.evidence?.sources ?? []
    let nameplate: Watts? =
      frame?.quantity("power", as: Watts.self).map { $0 / count }
      ?? chip.group("site-power")?.quantity("it")
      ?? chip.quantity("power", as: Watts.self).map { $0 * owner.powerFactor }
    let nameplateBasis =
      AcceleratorPrice.Basis(
        places.frame, "power", frame?.fact("power"), among: frame?.count("accelerators") ?? 1)
      ?? AcceleratorPrice.Basis(places.chip, "site-power.it", chip.group("site-power")?.fact("it"))
      ?? AcceleratorPrice.Basis(
        places.chip, "power", chip.fact("power"), factor: owner.powerFactor, from: "power-factor")
    let rental = chip.rental(in: owner.region)
    for source in rental?.fact("rental")?.evidence?.sources ?? [] where !sources.contains(source) {
      sources.append(source)
    }
    var purchase: AcceleratorPurchase?
    if let capital, let nameplate {
      do {
        purchase = try AcceleratorPurchase(
          capital: capital.rounded(toDigits: 4), nameplate: nameplate)
      } catch {
        throw .refused(accelerator, kind: .accelerators, reason: "\(error)")
      }
    }
    return AcceleratorPrice(
      purchase: purchase, rent: rental?.quantity("rental"),
      rentTerms: rental?.rentTerms(in: owner.region), basis: basis, sources: sources,
      capitalBasis: stated, nameplateBasis: nameplateBasis,
      rentBasis: AcceleratorPrice.Basis(places.chip, "prices.rental", rental?.fact("rental")))
  }

  /// Capital per accelerator, how it is formed, and the fact it rests on.
  private func capital(
    of accelerator: String, _ chip: Record, in frame: Record?, for owner: OwnerPreset,
    named places: (chip: String, frame: String)
  ) -> (USDollars?, basis: String, AcceleratorPrice.Basis?) {
    let homes = ["US": "us", "CN": "china"]
    let isHome = chip.text("country").flatMap { homes[$0] } == owner.region
    let reported = chip.latestPrice("all-in", in: owner.region)
    let holdsRelative = frame?.text("accelerator").map { $0 != accelerator } ?? false
    let hasOwnPrices = holdsRelative && states("prices", accelerator, kind: .accelerators)
    if !isHome, let reported {
      return (
        reported.quantity("all-in"), "capital per accelerator as reported for the region",
        AcceleratorPrice.Basis(places.chip, "prices.all-in", reported.fact("all-in"))
      )
    }
    if !hasOwnPrices, let frame, let price: USDollars = frame.quantity("price") {
      let count = frame.count("accelerators") ?? 1
      let isWhole = frame.flag("price-includes-network") ?? false
      return (
        price / Double(count) / (isWhole ? 1 : 1 - owner.networkShare),
        "system price / \(count)" + (isWhole ? "" : " / \(1 - owner.networkShare)"),
        AcceleratorPrice.Basis(
          places.frame, "price", frame.fact("price"), among: count,
          factor: isWhole ? 1 : 1 / (1 - owner.networkShare),
          from: isWhole ? nil : "network-share")
      )
    }
    if let record = reported ?? chip.latestPrice("all-in") {
      return (
        record.quantity("all-in"),
        "capital per accelerator as reported" + (reported == nil ? " elsewhere" : ""),
        AcceleratorPrice.Basis(places.chip, "prices.all-in", record.fact("all-in"))
      )
    }
    if let record = chip.latestPrice("purchase"), let price: USDollars = record.quantity("purchase")
    {
      return (
        price * owner.systemFactor, "chip price × \(owner.systemFactor)",
        AcceleratorPrice.Basis(
          places.chip, "prices.purchase", record.fact("purchase"), factor: owner.systemFactor,
          from: "system-factor")
      )
    }
    return (nil, "no price is stated", nil)
  }
}

/// The words by which terms of prices name a region.
private let regionWords = ["us": "United States", "china": "China"]

extension Record {
  /// The price of a kind with the latest date; with a region, only prices whose terms name it.
  fileprivate func latestPrice(_ kind: String, in region: String? = nil) -> Record? {
    prices(kind).filter { record in
      guard let region else { return true }
      return record.namesRegion(region)
    }.max { $0.date(of: kind) < $1.date(of: kind) }
  }

  /// The hourly price to take for an owner in a region.
  fileprivate func rental(in region: String) -> Record? {
    func rank(_ record: Record) -> (Int, Int, String) {
      let namesAny = regionWords.keys.contains { record.namesRegion($0) }
      let isOnDemand = record.text("terms")?.contains("on demand") ?? false
      return (
        record.namesRegion(region) ? 2 : namesAny ? 0 : 1, isOnDemand ? 1 : 0,
        record.date(of: "rental")
      )
    }
    return prices("rental").max { rank($0) < rank($1) }
  }

  /// The terms of an hourly price, with a remark where they do not name the region.
  fileprivate func rentTerms(in region: String) -> String {
    let terms = text("terms") ?? "terms not stated"
    guard !namesRegion(region), let place = regionWords[region] else { return terms }
    return "\(terms); no rent is stated for \(place)"
  }

  private func prices(_ kind: String) -> [Record] {
    list("prices").filter { $0.fact(kind) != nil && $0.text("terms") != "spot" }
  }

  private func namesRegion(_ region: String) -> Bool {
    guard let words = regionWords[region] else { return false }
    return text("terms")?.contains(words) ?? false
  }

  private func date(of kind: String) -> String { fact(kind)?.evidence?.asOf ?? "" }
}

extension Quantity {
  /// The value to so many significant decimal digits.
  fileprivate func rounded(toDigits digits: Int) -> Self {
    guard value > 0 else { return self }
    let unit = pow(10, Double(digits - 1) - log10(value).rounded(.down))
    return Self((value * unit).rounded() / unit)
  }
}
