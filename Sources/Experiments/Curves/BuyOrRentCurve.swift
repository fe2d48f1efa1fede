public import Economics
import Quantities
import Scenarios

/// Owning against renting, from alternatives that hold the same machines in different ways.
public struct BuyOrRentCurve: Sendable, Hashable {
  public let terms: BuyOrRent
  /// The alternatives that stand for the ways; none for `reserved` where there is one rent alone.
  public let names: [BuyOrRent.Way: String]
}

extension ExperimentResult {
  /// What the first alternative that owns pays, and those that rent: by the hour the dearest of them, and
  /// reserved the cheapest, since nobody would commit to the dearer one.
  ///
  /// An hour of work is taken in the phases that were measured; an idle one draws idle power. Of one rent
  /// alone, reserved and by the hour are the same. Nil where nobody owns or nobody rents, or nothing was
  /// busy.
  public func buyOrRent() throws(EconomicsError) -> BuyOrRentCurve? {
    let idle = try PhaseShares(prefill: 0, decode: 0)
    func hour(_ point: DesignPointResult, _ phases: PhaseShares) -> USDollarsPerSecond {
      point.scenario.owner.tenure.acceleratorHour(phases: phases).total
    }
    func isRented(_ point: DesignPointResult) -> Bool {
      if case .rented = point.scenario.owner.tenure { true } else { false }
    }
    let rented = points.filter(isRented)
    guard
      let own = points.first(where: { !isRented($0) && $0.mean(of: .prefillShare) != nil }),
      let reserved = rented.min(by: { hour($0, idle) < hour($1, idle) }),
      let elastic = rented.max(by: { hour($0, idle) < hour($1, idle) }),
      let prefill = own.mean(of: .prefillShare), let decode = own.mean(of: .decodeShare),
      prefill + decode > 0
    else { return nil }
    let share = prefill / (prefill + decode)
    let busy = try PhaseShares(prefill: share, decode: 1 - share)
    let fixed = hour(own, idle)
    let terms = try BuyOrRent(
      fixed: fixed, variable: hour(own, busy) - fixed, reserved: hour(reserved, idle),
      elastic: hour(elastic, idle))
    var names: [BuyOrRent.Way: String] = [
      .own: own.scenario.alternative, .elastic: elastic.scenario.alternative,
    ]
    if terms.reserved < terms.elastic { names[.reserved] = reserved.scenario.alternative }
    return BuyOrRentCurve(terms: terms, names: names)
  }
}
