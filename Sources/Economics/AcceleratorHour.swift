public import Quantities

/// The cost of one available accelerator per unit of time, term by term (Eq. 9.6).
public struct AcceleratorHour: Sendable, Hashable {
  /// The purchase before duty and subsidy, with spares, less what is left at the end.
  public let capital: USDollarsPerSecond
  /// Duty or tax on the purchase, recovered like it.
  public let duty: USDollarsPerSecond
  /// What others pay of the purchase: zero or below.
  public let subsidy: USDollarsPerSecond
  public let facility: USDollarsPerSecond
  public let energy: USDollarsPerSecond
  /// The charge on the greatest power drawn.
  public let demand: USDollarsPerSecond
  public let operations: USDollarsPerSecond
  /// Rent paid to another owner, which stands in place of all other terms.
  public let rent: USDollarsPerSecond
  /// The fraction of time an accelerator is available; the terms are per installed accelerator,
  /// the ``total`` per available one.
  public let availability: Double

  public var total: USDollarsPerSecond {
    (capital + duty + subsidy + facility + energy + demand + operations + rent) / availability
  }

  /// The terms by name, each raised to one available accelerator, so that they add to ``total``.
  public var terms: [(name: String, rate: USDollarsPerSecond)] {
    [
      ("capital", capital), ("duty", duty), ("subsidy", subsidy), ("facility", facility),
      ("energy", energy), ("demand", demand), ("operations", operations), ("rent", rent),
    ].map { ($0.0, $0.1 / availability) }
  }
}

/// How an accelerator is held: bought and run, or rented by the hour.
public enum Tenure: Sendable, Hashable {
  case owned(AcceleratorPurchase, OwnershipTerms)
  /// A rental price that includes power, space and repair, plus `extras` for storage, egress and
  /// support as a fraction of it. Of a price that changes, the mean over the stay: see
  /// ``RentalPath``.
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
  /// Capital is recovered by the terms' ``RecoverySchedule``, with spares `s`, duty `d` and subsidy
  /// `σ`, less the worth of what is left at the end (Eq. 9.2); as an annuity
  ///
  ///     c_cap = [K(1 + s)(1 + d − σ) − S/(1 + r)^n] · CRF(r, n) / 8760 h
  ///
  /// Energy follows the phases (Eq. 9.4). Eq. 9.6 divides it by availability like all other terms:
  /// the power of machines in repair is taken as paid. The facility is paid on nameplate (Eq. 9.3), a demand
  /// charge on the power of the hungriest phase that takes any time, cooling included. Ignores
  /// income tax and the interest of construction.
  public func acceleratorHour(phases: PhaseShares) -> AcceleratorHour {
    switch self {
    case .rented(let price, let extras):
      return AcceleratorHour(
        capital: .zero, duty: .zero, subsidy: .zero, facility: .zero, energy: .zero, demand: .zero,
        operations: .zero, rent: price * (1 + extras), availability: 1)
    case .owned(let purchase, let terms):
      let schedule = terms.recovery
      /// USD × 1/year ÷ seconds per year.
      func recovered(_ capital: USDollars) -> USDollarsPerSecond {
        USDollarsPerSecond(capital.value * schedule.factor / Seconds.year.value)
      }
      let paid = purchase.capital * (1 + terms.spares)
      let left = purchase.capital * (terms.residual * schedule.residualWorth)
      let share = terms.power.meanShare(over: phases)
      // W × PUE: facility power per share of nameplate.
      let nameplate = purchase.nameplate * terms.powerUsageEffectiveness
      let price = terms.tariff.meanPrice(idle: terms.power.idle, mean: share)
      return AcceleratorHour(
        capital: recovered(paid - left), duty: recovered(paid * terms.levy.dutyOnCapital),
        subsidy: recovered(paid * -terms.levy.subsidy),
        facility: USDollarsPerSecond(
          purchase.nameplate.value * terms.facilityRate.value),
        // W × USD/J = USD/s.
        energy: USDollarsPerSecond(nameplate.value * share * price.value),
        demand: USDollarsPerSecond(
          nameplate.value * terms.power.peakShare(over: phases)
            * terms.tariff.demandCharge.value),
        operations: operations(purchase, terms), rent: .zero, availability: terms.availability)
    }
  }

  /// What a second of work in a phase adds to the cost of an accelerator that is held anyway: the
  /// energy it draws beyond that of idling, and the operations that grow with work (Eq. 9.14).
  ///
  ///     (share of the phase − share when idle) · nameplate · PUE · price of energy
  ///
  /// Capital, space, peak power and what an accelerator draws when idle are paid without the work
  /// too. Nil of a rented one, whose rent is due or not as the contract says.
  public func marginal(of phase: WorkPhase) -> USDollarsPerSecond? {
    guard case .owned(let purchase, let terms) = self else { return nil }
    let share = (phase == .prefill ? terms.power.prefill : terms.power.decode) - terms.power.idle
    let energy =
      purchase.nameplate.value * terms.powerUsageEffectiveness * share
      * terms.tariff.loadedPrice.value
    let variable = operations(purchase, terms) * terms.variableOperations
    return (USDollarsPerSecond(energy) + variable) / terms.availability
  }

  private func operations(
    _ purchase: AcceleratorPurchase, _ terms: OwnershipTerms
  ) -> USDollarsPerSecond {
    let staff = terms.salary / terms.acceleratorsPerEngineer
    return (staff + purchase.capital * terms.support) / Seconds.year
  }
}

/// What an accelerator can be at work on.
public enum WorkPhase: Sendable, Hashable { case prefill, decode }

extension OwnershipTerms {
  /// Money per second and watt of nameplate power, in the dollars of the recovery.
  public var facilityRate: USDollarsPerWattSecond { facility.rate(inflation: recovery.inflation) }
}
