public import Quantities

/// The cost of one available accelerator per unit of time, term by term (Eq. 9.6).
public struct AcceleratorHour: Sendable, Hashable {
  public let capital: USDollarsPerSecond
  public let facility: USDollarsPerSecond
  public let energy: USDollarsPerSecond
  public let operations: USDollarsPerSecond
  /// Rent paid to another owner, which stands in place of all other terms.
  public let rent: USDollarsPerSecond
  /// The fraction of time an accelerator is available; the terms are per installed accelerator,
  /// the ``total`` per available one.
  public let availability: Double

  public var total: USDollarsPerSecond {
    (capital + facility + energy + operations + rent) / availability
  }

  /// The terms by name, each raised to one available accelerator, so that they add to ``total``.
  public var terms: [(name: String, rate: USDollarsPerSecond)] {
    [
      ("capital", capital), ("facility", facility), ("energy", energy),
      ("operations", operations), ("rent", rent),
    ].map { ($0.0, $0.1 / availability) }
  }
}

/// How an accelerator is held: bought and run, or rented by the hour.
public enum Tenure: Sendable, Hashable {
  case owned(AcceleratorPurchase, OwnershipTerms)
  /// A rental price that includes power, space and repair, plus `extras` for storage, egress and
  /// support as a fraction of it.
  case rented(price: USDollarsPerSecond, extras: Double)

  /// The same where failures and spares are counted apart; see
  /// ``OwnershipTerms/perInstalledAccelerator``.
  public var perInstalledAccelerator: Tenure {
    switch self {
    case .owned(let purchase, let terms): .owned(purchase, terms.perInstalledAccelerator)
    case .rented: self
    }
  }

  /// The cost of one available accelerator-hour while the fleet spends its time as `phases` says.
  ///
  /// Capital is an annuity on the purchase with spares and duty, less the present value of what is
  /// left at the end (Eq. 9.2):
  ///
  ///     c_cap = [K(1 + s)(1 + d) − S/(1 + r)^n] · CRF(r, n) / 8760 h
  ///
  /// Energy follows the phases (Eq. 9.4); the facility is paid on nameplate (Eq. 9.3). Ignores
  /// income tax, inflation during the life, and the interest of construction.
  public func acceleratorHour(phases: PhaseShares) -> AcceleratorHour {
    switch self {
    case .rented(let price, let extras):
      return AcceleratorHour(
        capital: .zero, facility: .zero, energy: .zero, operations: .zero,
        rent: price * (1 + extras), availability: 1)
    case .owned(let purchase, let terms):
      let paid = purchase.capital * ((1 + terms.spares) * (1 + terms.duty))
      let discount = discountFactor(rate: terms.costOfCapital, years: terms.life)
      let left = purchase.capital * (terms.residual * discount)
      let recovery = CapitalRecovery.factor(rate: terms.costOfCapital, years: terms.life)
      // USD × 1/year ÷ seconds per year.
      let capital = USDollarsPerSecond((paid - left).value * recovery / Seconds.year.value)
      let facility = USDollarsPerSecond(purchase.nameplate.value * terms.facility.rate.value)
      let drawn = purchase.nameplate * terms.power.meanShare(over: phases)
      // W × PUE × USD/J = USD/s.
      let energy = USDollarsPerSecond(
        drawn.value * terms.powerUsageEffectiveness * terms.electricity.value)
      let staff = terms.salary / terms.acceleratorsPerEngineer
      let yearly = staff + purchase.capital * terms.support
      return AcceleratorHour(
        capital: capital, facility: facility, energy: energy, operations: yearly / Seconds.year,
        rent: .zero, availability: terms.availability)
    }
  }
}

private func discountFactor(rate: Double, years: Double) -> Double {
  // The present value of one dollar at the end: from CRF, 1 − r / CRF, which is 1 at r = 0.
  rate == 0 ? 1 : 1 - rate / CapitalRecovery.factor(rate: rate, years: years)
}
