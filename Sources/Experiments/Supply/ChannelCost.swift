public import ComputeSupply
public import Economics
import Hardware
public import Quantities
public import ReferenceData

/// What an hour of one accelerator costs in a channel.
public struct ChannelCost: Sendable {
  public let channel: SupplyChannel
  /// How it is held, with premium, duty, fee and subsidy in its figures.
  public let tenure: Tenure
  /// How the price was formed, for reports.
  public let basis: String

  /// The hour of an available accelerator, by what it does with it.
  public func hour(phases: PhaseShares) -> USDollarsPerSecond {
    tenure.acceleratorHour(phases: phases).total
  }

  /// The cost of a token that is served at a rate.
  ///
  /// - Parameter utilization: mean over greatest use; the rest of the hour is paid and idle.
  public func perToken(_ rate: ServingRate, utilization: Double) -> USDollarsPerToken {
    let prefill = min(1, max(0, rate.prefillTime)) * utilization
    guard
      let phases = try? PhaseShares(prefill: prefill, decode: max(0, utilization - prefill))
    else { preconditionFailure("a use of \(utilization)") }
    // USD/s ÷ tok/s = USD/tok.
    return USDollarsPerToken(hour(phases: phases).value / (rate.tokens.value * utilization))
  }
}

extension ChannelCost {
  /// The cost of a machine's accelerators on the terms of a channel.
  ///
  ///     K = K₀·(1 + premium)/(1 − fee)        duty on K        energy · (1 − subsidy)
  ///
  /// `K₀` is the owner's capital per accelerator for the chip in its system (see
  /// `Catalog.price(of:in:for:)`), or the stated price of the chip times the owner's system factor. All
  /// of the capital bears premium and duty: what is smuggled or imported is whole servers. Where no
  /// rent is stated for a tenant's chip, what it costs an American neocloud stands in, without
  /// profit.
  ///
  /// - Parameter price: of the chip alone; nil takes what the catalog has.
  /// - Returns: nil where no price is known.
  /// - Throws: what the catalog lacks of the owner.
  public init?(
    of machine: ChipMachine, on terms: ChannelTerms, price: USDollars? = nil, catalog: Catalog
  ) throws(CatalogError) {
    let owner = try catalog.owner(terms.owner)
    let chip = machine.accelerator.name
    let known = try catalog.price(of: chip, in: machine.system.name, for: owner)
    channel = terms.channel
    if owner.isTenant {
      if price == nil, let rent = known.rent {
        tenure = .rented(price: rent * (1 + terms.premium), extras: owner.rentalExtras)
        basis = "rent, \(known.rentTerms ?? "terms not stated")"
        return
      }
      var landlord = terms
      landlord.owner = Self.landlord
      landlord.premium = 0
      guard
        let owned = try ChannelCost(of: machine, on: landlord, price: price, catalog: catalog),
        let busy = try? PhaseShares(prefill: 0, decode: 1)
      else { return nil }
      tenure = .rented(
        price: owned.hour(phases: busy) * (1 + terms.premium), extras: owner.rentalExtras)
      basis = "no rent is stated: cost of \(Self.landlord)"
      return
    }
    let own = try catalog.terms(of: owner, for: chip)
    guard
      let capital = price.map({ $0 * owner.systemFactor }) ?? known.purchase?.capital
    else { return nil }
    do {
      let purchase = try AcceleratorPurchase(
        capital: capital * ((1 + terms.premium) / (1 - terms.fee)), nameplate: machine.power)
      tenure = .owned(
        purchase, try own.with(duty: own.duty + terms.duty, subsidy: terms.powerSubsidy))
    } catch {
      throw .refused(owner.name, kind: .owners, reason: "\(error)")
    }
    basis = price == nil ? known.basis : "stated price × \(owner.systemFactor)"
  }

  private static let landlord = "us-neocloud"
}

extension OwnershipTerms {
  /// The same with another duty, and a share of the price of energy paid by others.
  fileprivate func with(duty: Double, subsidy: Double) throws(EconomicsError) -> OwnershipTerms {
    try replacing(tariff: tariff.scaled(by: 1 - subsidy), duty: duty)
  }
}
