import Economics
import Foundation
import Hardware
import Performance
import Quantities
import ReferenceData

/// What an hour of an accelerator costs an owner of the catalog, with the interval that follows from
/// the intervals of its facts.
///
/// The interval takes each fact to both ends of its own, all others at their central value, and adds
/// the deviations in quadrature on a logarithmic scale: facts are taken as independent, and their
/// effects as small enough to multiply.
struct OwnerHour: Sendable {
  /// USD per available accelerator and hour, busy with prompts, as nameplate power supposes.
  let cost: Double
  let interval: ClosedRange<Double>
  /// Kilowatts per accelerator, host and network included, without and with the building's.
  let power: (value: Double, interval: ClosedRange<Double>)
  let facilityPower: (value: Double, interval: ClosedRange<Double>)
  /// The least trusted of the facts.
  let grade: EvidenceGrade
  /// How the capital was formed.
  let basis: String
  let system: String
  /// What the catalog states of the whole system; nil where it states nothing.
  let systemPower: Watts?

  /// - Parameter count: accelerators of the system, where it must be one of so many; else it is the
  ///   one that `run` takes by default.
  init(
    _ ownerName: String, of accelerator: String, inSystemsOf count: Int?, in catalog: Catalog
  ) throws(RowRefusal) {
    let terms: OwnershipTerms
    let price: AcceleratorPrice
    let facts: [(path: String, fact: Fact)]
    let frame: Record?
    do {
      let owner = try catalog.owner(ownerName)
      let chip = try catalog.accelerator(accelerator)
      var system = try catalog.defaultSystem(for: chip)
      if let count, let other = try catalog.system(of: count, holding: chip.name) {
        system = other
      }
      terms = try catalog.terms(of: owner, for: accelerator)
      price = try catalog.price(of: accelerator, in: system.name, for: owner)
      facts = try catalog.entry(ownerName, kind: .owners).record.facts
      self.system = system.name
      systemPower = system.power
      frame =
        catalog.names(of: .systems).contains(system.name)
        ? try catalog.entry(system.name, kind: .systems).record : nil
    } catch {
      throw .catalog(error)
    }
    guard let purchase = price.purchase else {
      throw .catalog("no price of \(accelerator) is stated")
    }
    func hour(_ terms: OwnershipTerms, _ purchase: AcceleratorPurchase) -> Double? {
      guard let busy = try? PhaseShares(prefill: 1, decode: 0) else { return nil }
      return Tenure.owned(purchase, terms).acceleratorHour(phases: busy).total.perHour
    }
    guard let central = hour(terms, purchase) else { throw .catalog("\(ownerName) has no terms") }
    var spread = LogSpread()
    for (path, fact) in facts {
      guard let ends = fact.interval else { continue }
      let values = [ends.lowerBound, ends.upperBound].map { end in
        terms.with(path, at: end).flatMap { hour($0, purchase) }
      }
      spread.add(values, over: central)
    }
    spread.add(
      (frame?.relativeEnds(of: "price") ?? []).map { ratio in
        (try? AcceleratorPurchase(
          capital: purchase.capital * ratio, nameplate: purchase.nameplate)).flatMap {
            hour(terms, $0)
          }
      }, over: central)
    let powerEnds = frame?.relativeEnds(of: "power") ?? []
    spread.add(
      powerEnds.map { ratio in
        (try? AcceleratorPurchase(
          capital: purchase.capital, nameplate: purchase.nameplate * ratio)).flatMap {
            hour(terms, $0)
          }
      }, over: central)
    cost = central
    interval = spread.interval(about: central)
    let kilowatts = purchase.nameplate.value / 1_000
    let facilityKilowatts = kilowatts * terms.powerUsageEffectiveness
    var powerSpread = LogSpread()
    powerSpread.add(powerEnds, over: 1)
    power = (kilowatts, powerSpread.interval(about: kilowatts))
    let effectiveness = facts.first { $0.path == "power-usage-effectiveness" }?.fact.interval
    powerSpread.add(
      effectiveness.map { [$0.lowerBound, $0.upperBound] } ?? [],
      over: terms.powerUsageEffectiveness)
    facilityPower = (facilityKilowatts, powerSpread.interval(about: facilityKilowatts))
    grade = facts.compactMap(\.fact.evidence?.grade).max() ?? .estimate
    basis = price.basis
  }
}

/// Deviations of independent causes on a logarithmic scale, added in quadrature.
private struct LogSpread {
  private var below = 0.0
  private var above = 0.0

  /// Adds a cause by what its ends make of a central value; ends that make nothing add nothing.
  mutating func add(_ ends: [Double?], over central: Double) {
    let deviations = ends.compactMap(\.self).filter { $0 > 0 }.map { log($0 / central) }
    let least = min(0, deviations.min() ?? 0)
    let greatest = max(0, deviations.max() ?? 0)
    below += least * least
    above += greatest * greatest
  }

  func interval(about central: Double) -> ClosedRange<Double> {
    central * exp(-below.squareRoot())...central * exp(above.squareRoot())
  }
}

extension Record {
  /// The ends of a fact's interval over its value; none where it has none.
  fileprivate func relativeEnds(of key: String) -> [Double] {
    guard let fact = fact(key), case .quantity(let value, _) = fact.value, value > 0,
      let interval = fact.interval
    else { return [] }
    return [interval.lowerBound / value, interval.upperBound / value]
  }
}

extension OwnershipTerms {
  /// These terms with the fact of a catalog path at another value, in its base unit; nil for a path
  /// that is no term, or a value that none can have.
  fileprivate func with(_ path: String, at value: Double) -> OwnershipTerms? {
    let paths: Set = [
      "cost-of-capital", "life", "residual", "colocation", "electricity",
      "power-usage-effectiveness", "power-share.prefill", "salary", "accelerators-per-engineer",
      "support", "failures-per-year", "time-to-repair", "spares", "duty",
    ]
    guard paths.contains(path) else { return nil }
    func at(_ name: String, _ own: Double) -> Double { name == path ? value : own }
    return try? replacing(
      costOfCapital: at("cost-of-capital", costOfCapital),
      life: path == "life" ? value / Seconds.year.value : life,
      residual: at("residual", residual),
      facility: path == "colocation" ? .colocation(rent: USDollarsPerWattSecond(value)) : facility,
      electricity: USDollarsPerJoule(at("electricity", electricity.value)),
      powerUsageEffectiveness: at("power-usage-effectiveness", powerUsageEffectiveness),
      power: PowerProfile(
        prefill: at("power-share.prefill", power.prefill), decode: power.decode, idle: power.idle),
      salary: USDollars(at("salary", salary.value)),
      acceleratorsPerEngineer: at("accelerators-per-engineer", acceleratorsPerEngineer),
      support: at("support", support), failuresPerYear: at("failures-per-year", failuresPerYear),
      timeToRepair: Seconds(at("time-to-repair", timeToRepair.value)),
      spares: at("spares", spares), duty: at("duty", duty))
  }
}

extension Catalog {
  /// The first system of so many accelerators of a kind; nil where there is none.
  fileprivate func system(
    of count: Int, holding accelerator: String
  ) throws(CatalogError) -> AcceleratorSystem? {
    for name in names(of: .systems) {
      let system = try system(name)
      if system.accelerator == accelerator, system.accelerators == count { return system }
    }
    return nil
  }
}
