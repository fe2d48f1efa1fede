import Economics
import Quantities
import Testing

@Suite("Terms of the hour")
struct HourTermTests {
  private let purchase = try! AcceleratorPurchase(
    capital: USDollars(30_000), nameplate: Watts(1_000))

  private func terms(
    _ mode: RecoveryMode = .annuity, inflation: Double? = nil, spares: Double = 0,
    residual: Double = 0.1, facility: Facility = .colocation(rent: .zero),
    tariff: ElectricityTariff? = nil, variable: Double = 0, levy: PurchaseLevy = .none
  ) throws -> OwnershipTerms {
    try OwnershipTerms(
      recovery: RecoverySchedule(mode, rate: 0.08, years: 4, inflation: inflation),
      residual: residual, facility: facility,
      tariff: tariff ?? ElectricityTariff(USDollarsPerJoule(perKilowattHour: 0.1)),
      powerUsageEffectiveness: 1.25, power: PowerProfile(prefill: 0.9, decode: 0.6, idle: 0.2),
      salary: USDollars(200_000), acceleratorsPerEngineer: 500, support: 0.02,
      variableOperations: variable, failuresPerYear: 0.2, timeToRepair: .day * 3, spares: spares,
      levy: levy)
  }

  private func hour(_ terms: OwnershipTerms, prefill: Double = 0.3, decode: Double = 0.5) throws
    -> AcceleratorHour
  {
    Tenure.owned(purchase, terms)
      .acceleratorHour(phases: try PhaseShares(prefill: prefill, decode: decode))
  }

  @Test("Duty and subsidy are terms of their own, and do not meet in between")
  func levies() throws {
    let plain = try hour(terms(spares: 0.02))
    let levied = try hour(
      terms(spares: 0.02, levy: PurchaseLevy(duty: 0.25, subsidy: 0.25)))
    #expect(levied.capital == plain.capital)
    #expect(plain.duty == .zero && plain.subsidy == .zero)
    // On all of the capital they cancel, and both are still told.
    #expect(levied.duty > .zero)
    #expect(abs((levied.duty + levied.subsidy) / levied.duty) < 1e-12)
    #expect(abs(levied.total / plain.total - 1) < 1e-12)
    // K (1 + s) · 25 % · CRF / 8760 h.
    let factor = CapitalRecovery.factor(rate: 0.08, years: 4)
    #expect(abs(levied.duty.perHour - 30_000 * 1.02 * 0.25 * factor / 8_760) < 1e-12)
  }

  @Test("A duty on the chip alone is the duty on the capital over the system factor")
  func dutyBases() throws {
    let onCapital = try hour(terms(levy: PurchaseLevy(duty: 0.25)))
    let onChip = try hour(terms(levy: PurchaseLevy(duty: 0.25, dutiable: 1 / 1.9)))
    #expect(abs(onCapital.duty / onChip.duty - 1.9) < 1e-12)
  }

  @Test("A negative duty is refused, and so is a subsidy that makes capital an income")
  func refusedLevies() throws {
    #expect(throws: EconomicsError.self) { _ = try PurchaseLevy(duty: -0.1) }
    #expect(throws: EconomicsError.self) {
      _ = try self.terms(residual: 0.3, levy: PurchaseLevy(duty: 0, subsidy: 0.8))
    }
    #expect(throws: Never.self) {
      _ = try self.terms(residual: 0.3, levy: PurchaseLevy(duty: 0.2, subsidy: 0.8))
    }
  }

  @Test("Straight line leaves out the interest; real dollars leave out the inflation")
  func modes() throws {
    let annuity = try hour(terms())
    let line = try hour(terms(.straightLine))
    #expect(line.capital < annuity.capital)
    #expect(abs(line.capital.perHour - (30_000 - 3_000) / (4 * 8_760)) < 1e-12)
    let real = try hour(terms(inflation: 0.03))
    #expect(real.capital < annuity.capital && real.energy == annuity.energy)
    // With no inflation, real and nominal dollars are the same.
    #expect(try hour(terms(inflation: 0)) == annuity)
  }

  @Test("An own building stands in place of the colocation and of nothing else")
  func facilities() throws {
    let own = Facility.owned(
      capitalPerWatt: USDollarsPerWatt(11), years: 15, rate: 0.08, operations: 0.04)
    let hours = try (hour(terms()), hour(terms(facility: own)))
    // 11,000 USD of building for one kilowatt.
    let yearly = 11_000 * (CapitalRecovery.factor(rate: 0.08, years: 15) + 0.04)
    #expect(abs(hours.1.facility.perHour - yearly / 8_760) < 1e-12)
    #expect(hours.1.capital == hours.0.capital && hours.1.energy == hours.0.energy)
  }

  @Test("The demand charge is paid on the hungriest phase that takes any time, cooling included")
  func demand() throws {
    let tariff = try ElectricityTariff(
      USDollarsPerJoule(perKilowattHour: 0.1),
      demandCharge: USDollarsPerWattSecond(perKilowattMonth: 15))
    let mixed = try hour(terms(tariff: tariff))
    // 1 kW · 0.9 · 1.25 · 15 USD/kW-month / 730 h.
    #expect(abs(mixed.demand.perHour - 0.9 * 1.25 * 15 / 730) < 1e-12)
    let decoding = try hour(terms(tariff: tariff), prefill: 0, decode: 0.7)
    #expect(abs(decoding.demand / mixed.demand - 0.6 / 0.9) < 1e-12)
    // Peak power costs the same at any load, energy does not.
    let busier = try hour(terms(tariff: tariff), prefill: 0.5, decode: 0.5)
    #expect(busier.demand == mixed.demand && busier.energy > mixed.energy)
    #expect(try hour(terms()).demand == .zero)
  }

  @Test("A night tariff changes energy alone, by its mean over the day")
  func timeOfUse() throws {
    let night = try TimeOfUse([
      TimeOfUse.Band(from: 22, to: 6, price: USDollarsPerJoule(perKilowattHour: 0.04))
    ])
    let tariff = try ElectricityTariff(
      USDollarsPerJoule(perKilowattHour: 0.1), timeOfUse: night)
    let hours = try (hour(terms()), hour(terms(tariff: tariff)))
    #expect(abs(hours.1.energy / hours.0.energy - 0.8) < 1e-12)
    #expect(
      abs((hours.0.total - hours.1.total) / (hours.0.energy * 0.2 / hours.0.availability) - 1)
        < 1e-9)
  }

  @Test("Nameplate is paid for as space, and what is drawn as energy")
  func nameplateAndMeasured() throws {
    let facility = Facility.colocation(rent: USDollarsPerWattSecond(perKilowattMonth: 130))
    let idle = try hour(terms(facility: facility), prefill: 0, decode: 0)
    let busy = try hour(terms(facility: facility), prefill: 1, decode: 0)
    #expect(idle.facility == busy.facility)
    #expect(abs(busy.energy / idle.energy - 0.9 / 0.2) < 1e-12)
    #expect(abs(busy.facility.perHour - 130 / 730) < 1e-12)
  }

  @Test("Terms add to the total, whatever is levied and charged")
  func sums() throws {
    let tariff = try ElectricityTariff(
      USDollarsPerJoule(perKilowattHour: 0.1),
      demandCharge: USDollarsPerWattSecond(perKilowattMonth: 15))
    let all = try hour(
      terms(
        spares: 0.02,
        facility: .colocation(rent: USDollarsPerWattSecond(perKilowattMonth: 130)),
        tariff: tariff, levy: PurchaseLevy(duty: 0.25, dutiable: 0.6, subsidy: 0.1)))
    let sum = all.terms.reduce(0) { $0 + $1.rate.value }
    #expect(abs(sum / all.total.value - 1) < 1e-12)
    #expect(all.terms.filter { $0.rate != .zero }.count == 7)
  }

  @Test("Terms with one figure replaced differ in that figure only")
  func replacing() throws {
    let own = try terms(
      .straightLine, inflation: 0.02, spares: 0.03, variable: 0.5,
      levy: PurchaseLevy(duty: 0.1, dutiable: 0.5, subsidy: 0.2))
    #expect(try own.replacing() == own)
    let other = try own.replacing(life: 6)
    #expect(other.recovery.years == 6 && other != own)
    #expect(try other.replacing(life: 4) == own)
    #expect(own.perInstalledAccelerator.levy == own.levy)
    #expect(own.perInstalledAccelerator.availability == 1)
  }
}
