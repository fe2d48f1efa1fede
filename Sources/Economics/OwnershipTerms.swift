public import Quantities

/// The conditions under which an owner in one place runs accelerators; everything that is not the
/// machine itself.
public struct OwnershipTerms: Sendable, Hashable {
  /// How the price of a machine is spread over its life, with the cost of capital and inflation.
  public let recovery: RecoverySchedule
  /// Value left at the end of life, as a fraction of the capital.
  public let residual: Double
  public let facility: Facility
  /// What is paid for energy by the hour of the day, and for peak power.
  public let tariff: ElectricityTariff
  /// Power usage effectiveness: facility energy over IT energy, at least 1.
  public let powerUsageEffectiveness: Double
  public let power: PowerProfile
  /// Loaded cost of one engineer per year, and how many accelerators one looks after.
  public let salary: USDollars
  public let acceleratorsPerEngineer: Double
  /// Support and maintenance contracts per year, as a fraction of the capital.
  public let support: Double
  /// The share of people and support that grows with the work done, 0...1; the rest is paid at any
  /// load.
  public let variableOperations: Double
  /// Failures that take an accelerator out of service, per accelerator and year.
  public let failuresPerYear: Double
  /// Time until a failed accelerator is back.
  public let timeToRepair: Seconds
  /// Spare accelerators held, as a fraction of the fleet; see ``SparePool``.
  public let spares: Double
  /// What is levied, and what others pay, on the purchase.
  public let levy: PurchaseLevy

  public init(
    costOfCapital: Double, life: Double, residual: Double, facility: Facility,
    electricity: USDollarsPerJoule, powerUsageEffectiveness: Double, power: PowerProfile,
    salary: USDollars, acceleratorsPerEngineer: Double, support: Double, failuresPerYear: Double,
    timeToRepair: Seconds, spares: Double, duty: Double = 0
  ) throws(EconomicsError) {
    try self.init(
      recovery: RecoverySchedule(rate: costOfCapital, years: life), residual: residual,
      facility: facility, tariff: ElectricityTariff(electricity),
      powerUsageEffectiveness: powerUsageEffectiveness, power: power, salary: salary,
      acceleratorsPerEngineer: acceleratorsPerEngineer, support: support,
      failuresPerYear: failuresPerYear, timeToRepair: timeToRepair, spares: spares,
      levy: PurchaseLevy(duty: duty))
  }

  public init(
    recovery: RecoverySchedule, residual: Double, facility: Facility, tariff: ElectricityTariff,
    powerUsageEffectiveness: Double, power: PowerProfile, salary: USDollars,
    acceleratorsPerEngineer: Double, support: Double, variableOperations: Double = 0,
    failuresPerYear: Double, timeToRepair: Seconds, spares: Double, levy: PurchaseLevy = .none
  ) throws(EconomicsError) {
    try check(residual, "residual value", in: 0...1)
    try facility.checkFigures()
    try check(powerUsageEffectiveness, "power usage effectiveness", in: 1...10)
    try check(salary.value, "salary", in: 0...1e8)
    try check(acceleratorsPerEngineer, "accelerators per engineer", in: 0.01...1e9)
    try check(support, "support per year", in: 0...10)
    try check(variableOperations, "share of operations that grows with work", in: 0...1)
    try check(failuresPerYear, "failures per accelerator and year", in: 0...1e4)
    try check(timeToRepair.value, "time to repair in seconds", in: 0...Seconds.year.value)
    try check(spares, "spares", in: 0...10)
    // A subsidy that leaves less to pay than is got back at the end would make capital an income.
    guard 1 + levy.dutyOnCapital - levy.subsidy >= residual else {
      throw .outOfRange(
        name: "subsidy", value: levy.subsidy,
        expected: "0 to \(1 + levy.dutyOnCapital - residual), what is not got back at the end")
    }
    self.recovery = recovery
    self.residual = residual
    self.facility = facility
    self.tariff = tariff
    self.powerUsageEffectiveness = powerUsageEffectiveness
    self.power = power
    self.salary = salary
    self.acceleratorsPerEngineer = acceleratorsPerEngineer
    self.support = support
    self.variableOperations = variableOperations
    self.failuresPerYear = failuresPerYear
    self.timeToRepair = timeToRepair
    self.spares = spares
    self.levy = levy
  }

  /// Nominal cost of capital per year, as a fraction.
  public var costOfCapital: Double { recovery.rate }
  /// Economic life, in years.
  public var life: Double { recovery.years }
  /// The price of energy in all hours that no band of the tariff names.
  public var electricity: USDollarsPerJoule { tariff.price }
  /// Duty or tax as a fraction of the capital that bears it.
  public var duty: Double { levy.duty }

  /// These terms with some figures at other values.
  public func replacing(
    costOfCapital: Double? = nil, life: Double? = nil, residual: Double? = nil,
    facility: Facility? = nil, electricity: USDollarsPerJoule? = nil,
    tariff: ElectricityTariff? = nil, powerUsageEffectiveness: Double? = nil,
    power: PowerProfile? = nil, salary: USDollars? = nil, acceleratorsPerEngineer: Double? = nil,
    support: Double? = nil, failuresPerYear: Double? = nil, timeToRepair: Seconds? = nil,
    spares: Double? = nil, duty: Double? = nil, levy: PurchaseLevy? = nil
  ) throws(EconomicsError) -> OwnershipTerms {
    let own = tariff ?? self.tariff
    let levy = levy ?? self.levy
    return try OwnershipTerms(
      recovery: RecoverySchedule(
        recovery.mode, rate: costOfCapital ?? recovery.rate, years: life ?? recovery.years,
        inflation: recovery.inflation),
      residual: residual ?? self.residual, facility: facility ?? self.facility,
      tariff: ElectricityTariff(
        electricity ?? own.price, timeOfUse: own.timeOfUse, demandCharge: own.demandCharge),
      powerUsageEffectiveness: powerUsageEffectiveness ?? self.powerUsageEffectiveness,
      power: power ?? self.power, salary: salary ?? self.salary,
      acceleratorsPerEngineer: acceleratorsPerEngineer ?? self.acceleratorsPerEngineer,
      support: support ?? self.support, variableOperations: variableOperations,
      failuresPerYear: failuresPerYear ?? self.failuresPerYear,
      timeToRepair: timeToRepair ?? self.timeToRepair, spares: spares ?? self.spares,
      levy: PurchaseLevy(
        duty: duty ?? levy.duty, dutiable: levy.dutiable, subsidy: levy.subsidy))
  }

  /// The fraction of time an accelerator is in service: 1 / (1 + λ·MTTR/8760 h)   (Eq. 9.5).
  public var availability: Double {
    // failures per year × years of repair per failure
    1 / (1 + failuresPerYear * (timeToRepair / .year))
  }

  /// The same of a fleet whose failures and spares are counted apart: every accelerator is paid for,
  /// whether it works or not.
  public var perInstalledAccelerator: OwnershipTerms {
    guard let terms = try? replacing(failuresPerYear: 0, spares: 0) else {
      preconditionFailure("fewer failures make sound terms unsound")
    }
    return terms
  }
}

/// What the state adds to the price of a machine and what it takes off, kept apart.
///
///     paid = K (1 + s) (1 + dutiable · duty − subsidy)
///
/// The subsidy is a share of the price before duty.
public struct PurchaseLevy: Sendable, Hashable {
  /// Duty or tax as a fraction of the part of the capital that bears it.
  public let duty: Double
  /// That part, 0...1: all where whole servers are imported, and the chip's where only chips are.
  public let dutiable: Double
  /// The share of the capital that others pay, 0...1.
  public let subsidy: Double

  public static let none = PurchaseLevy()

  private init() { (duty, dutiable, subsidy) = (0, 1, 0) }

  public init(duty: Double, dutiable: Double = 1, subsidy: Double = 0) throws(EconomicsError) {
    try check(duty, "duty", in: 0...100)
    try check(dutiable, "share of the capital that bears duty", in: 0...1)
    try check(subsidy, "subsidy", in: 0...1)
    self.duty = duty
    self.dutiable = dutiable
    self.subsidy = subsidy
  }

  /// Duty as a fraction of all capital.
  public var dutyOnCapital: Double { duty * dutiable }
}
