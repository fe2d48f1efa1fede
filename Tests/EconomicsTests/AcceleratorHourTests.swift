import Economics
import Quantities
import Testing

/// Terms in which only the named parts cost anything.
func terms(
  rate: Double = 0, life: Double = 4, rentPerKilowattMonth: Double = 0, electricity: Double = 0,
  effectiveness: Double = 1, residual: Double = 0, salary: Double = 0, failures: Double = 0,
  repair: Seconds = .zero, spares: Double = 0, duty: Double = 0, load: Double = 1
) throws -> OwnershipTerms {
  try OwnershipTerms(
    costOfCapital: rate, life: life, residual: residual,
    facility: .colocation(
      rent: USDollarsPerWattSecond(rentPerKilowattMonth / 1_000 / Seconds.month.value)),
    electricity: USDollarsPerJoule(perKilowattHour: electricity),
    powerUsageEffectiveness: effectiveness,
    power: PowerProfile(prefill: load, decode: load, idle: load), salary: USDollars(salary),
    acceleratorsPerEngineer: 1_000, support: 0, failuresPerYear: failures, timeToRepair: repair,
    spares: spares, duty: duty)
}

@Suite("The cost of an accelerator-hour")
struct AcceleratorHourTests {
  let busy = try! PhaseShares(prefill: 0.5, decode: 0.5)

  @Test("An H100 owned at 8 % over four years costs 1.418 USD/h, term by term")
  func ownedH100() throws {
    let owned = Tenure.owned(
      try AcceleratorPurchase(capital: USDollars(31_400), nameplate: Watts(1_300)),
      try terms(
        rate: 0.08, rentPerKilowattMonth: 130, electricity: 0.08, effectiveness: 1.25, load: 0.8))
    let hour = owned.acceleratorHour(phases: busy)
    #expect(abs(hour.capital.perHour - 1.082) < 5e-4)
    #expect(abs(hour.facility.perHour - 0.232) < 5e-4)
    #expect(abs(hour.energy.perHour - 0.104) < 5e-4)
    #expect(abs(hour.total.perHour - 1.418) < 5e-4)
  }

  @Test("A 384-chip system owned at 5 % over five years costs 0.799 USD/h per accelerator")
  func ownedSystem() throws {
    let owned = Tenure.owned(
      try AcceleratorPurchase(capital: USDollars(8.2e6 / 384), nameplate: Watts(1_456)),
      try terms(
        rate: 0.05, life: 5, rentPerKilowattMonth: 75, electricity: 0.056, effectiveness: 1.25,
        load: 0.85))
    let hour = owned.acceleratorHour(phases: busy)
    #expect(abs(hour.capital.perHour - 0.563) < 5e-4)
    #expect(abs(hour.facility.perHour - 0.150) < 5e-4)
    #expect(abs(hour.energy.perHour - 0.087) < 5e-4)
    #expect(abs(hour.total.perHour - 0.799) < 1e-3)
  }

  @Test("Owned and rented never add the same term")
  func tenureIsExclusive() throws {
    let owned = Tenure.owned(
      try AcceleratorPurchase(capital: USDollars(20_000), nameplate: Watts(1_000)),
      try terms(rate: 0.1, electricity: 0.1)
    ).acceleratorHour(phases: busy)
    let rented = Tenure.rented(price: USDollarsPerSecond(perHour: 2), extras: 0.1)
      .acceleratorHour(phases: busy)
    #expect(owned.rent == .zero)
    #expect(rented.terms.filter { $0.rate.value > 0 }.map(\.name) == ["rent"])
    #expect(abs(rented.total.perHour - 2.2) < 1e-12)
  }

  @Test("Terms add to the total, and doubling every price doubles it")
  func homogeneity() throws {
    func hour(_ scale: Double) throws -> AcceleratorHour {
      Tenure.owned(
        try AcceleratorPurchase(capital: USDollars(30_000 * scale), nameplate: Watts(1_300)),
        try terms(
          rate: 0.08, rentPerKilowattMonth: 130 * scale, electricity: 0.08 * scale, residual: 0.1,
          salary: 250_000 * scale, failures: 0.2, repair: .day, spares: 0.02, duty: 0.25)
      ).acceleratorHour(phases: busy)
    }
    let one = try hour(1)
    let two = try hour(2)
    #expect(abs(one.terms.reduce(0) { $0 + $1.rate.value } / one.total.value - 1) < 1e-12)
    #expect(abs(two.total / one.total - 2) < 1e-12)
  }

  @Test("Failures make an available hour dearer by the time spent in repair")
  func availability() throws {
    // Ten failures a year of 87.6 hours each are a tenth of a year in repair.
    let terms = try terms(failures: 10, repair: Seconds(87.6 * 3_600))
    #expect(abs(terms.availability - 1 / 1.1) < 1e-12)
  }

  @Test("What is left at the end lowers the capital by its present value")
  func residual() throws {
    let purchase = try AcceleratorPurchase(capital: USDollars(10_000), nameplate: .zero)
    let none = Tenure.owned(purchase, try terms(rate: 0.08)).acceleratorHour(phases: busy)
    let all = Tenure.owned(purchase, try terms(rate: 0.08, residual: 1))
      .acceleratorHour(phases: busy)
    // With nothing lost in value only the interest remains.
    #expect(abs(all.total.perHour - 10_000 * 0.08 / 8_760) < 1e-9)
    #expect(all.total < none.total)
  }

  @Test("A quieter phase costs less energy and nothing else")
  func phases() throws {
    let purchase = try AcceleratorPurchase(capital: USDollars(10_000), nameplate: Watts(1_000))
    let terms = try OwnershipTerms(
      costOfCapital: 0.08, life: 4, residual: 0, facility: .colocation(rent: .zero),
      electricity: USDollarsPerJoule(perKilowattHour: 0.1), powerUsageEffectiveness: 1.2,
      power: PowerProfile(prefill: 0.9, decode: 0.5, idle: 0.1), salary: .zero,
      acceleratorsPerEngineer: 1, support: 0, failuresPerYear: 0, timeToRepair: .zero, spares: 0)
    let owned = Tenure.owned(purchase, terms)
    let prefill = owned.acceleratorHour(phases: try PhaseShares(prefill: 1, decode: 0))
    let idle = owned.acceleratorHour(phases: try PhaseShares(prefill: 0, decode: 0))
    // One kilowatt at 0.1 USD/kWh and PUE 1.2, at nine tenths and at one tenth.
    #expect(abs(prefill.energy.perHour - 0.108) < 1e-12)
    #expect(abs(idle.energy.perHour - 0.012) < 1e-12)
    #expect(prefill.capital == idle.capital)
  }

  @Test("Per token, fixed costs go as one over utilization and the energy of the work does not")
  func utilization() throws {
    let purchase = try AcceleratorPurchase(capital: USDollars(30_000), nameplate: Watts(1_000))
    func perToken(_ utilization: Double, idle: Double) throws -> (fixed: Double, energy: Double) {
      let terms = try OwnershipTerms(
        costOfCapital: 0.08, life: 4, residual: 0.1, facility: .colocation(rent: .zero),
        electricity: USDollarsPerJoule(perKilowattHour: 0.1), powerUsageEffectiveness: 1.2,
        power: PowerProfile(prefill: 0.9, decode: 0.5, idle: idle), salary: USDollars(250_000),
        acceleratorsPerEngineer: 1_000, support: 0.02, failuresPerYear: 0, timeToRepair: .zero,
        spares: 0)
      let hour = Tenure.owned(purchase, terms)
        .acceleratorHour(phases: try PhaseShares(prefill: 0, decode: utilization))
      let tokens = 1_000 * utilization
      return ((hour.total - hour.energy).value / tokens, hour.energy.value / tokens)
    }
    let full = try perToken(1, idle: 0)
    for utilization in [0.5, 0.25, 0.1] {
      let part = try perToken(utilization, idle: 0)
      #expect(abs(part.fixed * utilization / full.fixed - 1) < 1e-12)
      #expect(abs(part.energy / full.energy - 1) < 1e-12)
      // What an idle machine draws is paid by the tokens of the busy one.
      let drawn = try perToken(utilization, idle: 0.1)
      let idle = full.energy * (0.1 / 0.5) * (1 - utilization) / utilization
      #expect(abs(drawn.energy / (full.energy + idle) - 1) < 1e-12)
    }
  }

  @Test(
    "Values that no owner can have are refused by name",
    arguments: [
      { try terms(rate: -0.1) }, { try terms(life: 0) }, { try terms(effectiveness: 0.9) },
      { try terms(electricity: .nan) }, { try terms(residual: 1.5) }, { try terms(failures: -1) },
    ] as [@Sendable () throws -> OwnershipTerms])
  func refusals(make: @Sendable () throws -> OwnershipTerms) {
    #expect(throws: EconomicsError.self) { _ = try make() }
  }
}
