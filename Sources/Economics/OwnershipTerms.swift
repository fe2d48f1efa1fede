public import Quantities

/// The conditions under which an owner in one place runs accelerators; everything that is not the
/// machine itself.
public struct OwnershipTerms: Sendable, Hashable {
  /// Nominal cost of capital per year, as a fraction.
  public let costOfCapital: Double
  /// Economic life, in years.
  public let life: Double
  /// Value left at the end of life, as a fraction of the capital.
  public let residual: Double
  public let facility: Facility
  public let electricity: USDollarsPerJoule
  /// Power usage effectiveness: facility energy over IT energy, at least 1.
  public let powerUsageEffectiveness: Double
  public let power: PowerProfile
  /// Loaded cost of one engineer per year, and how many accelerators one looks after.
  public let salary: USDollars
  public let acceleratorsPerEngineer: Double
  /// Support and maintenance contracts per year, as a fraction of the capital.
  public let support: Double
  /// Failures that take an accelerator out of service, per accelerator and year.
  public let failuresPerYear: Double
  /// Time until a failed accelerator is back.
  public let timeToRepair: Seconds
  /// Spare accelerators held, as a fraction of the fleet; see ``SparePool``.
  public let spares: Double
  /// Duty, tax or subsidy on the capital, as a fraction of it; negative for a subsidy.
  public let duty: Double

  public init(
    costOfCapital: Double, life: Double, residual: Double, facility: Facility,
    electricity: USDollarsPerJoule, powerUsageEffectiveness: Double, power: PowerProfile,
    salary: USDollars, acceleratorsPerEngineer: Double, support: Double, failuresPerYear: Double,
    timeToRepair: Seconds, spares: Double, duty: Double = 0
  ) throws(EconomicsError) {
    try check(costOfCapital, "cost of capital", in: 0...10)
    try check(life, "economic life in years", in: 0.01...100)
    try check(residual, "residual value", in: 0...1)
    try facility.checkFigures()
    try check(electricity.perKilowattHour, "electricity in USD/kWh", in: 0...100)
    try check(powerUsageEffectiveness, "power usage effectiveness", in: 1...10)
    try check(salary.value, "salary", in: 0...1e8)
    try check(acceleratorsPerEngineer, "accelerators per engineer", in: 0.01...1e9)
    try check(support, "support per year", in: 0...10)
    try check(failuresPerYear, "failures per accelerator and year", in: 0...1e4)
    try check(timeToRepair.value, "time to repair in seconds", in: 0...Seconds.year.value)
    try check(spares, "spares", in: 0...10)
    try check(duty, "duty", in: -1...100)
    // A subsidy that leaves less to pay than is got back at the end would make capital an income.
    guard 1 + duty >= residual else {
      throw .outOfRange(
        name: "duty", value: duty, expected: "at least the residual value less one, \(residual - 1)"
      )
    }
    self.costOfCapital = costOfCapital
    self.life = life
    self.residual = residual
    self.facility = facility
    self.electricity = electricity
    self.powerUsageEffectiveness = powerUsageEffectiveness
    self.power = power
    self.salary = salary
    self.acceleratorsPerEngineer = acceleratorsPerEngineer
    self.support = support
    self.failuresPerYear = failuresPerYear
    self.timeToRepair = timeToRepair
    self.spares = spares
    self.duty = duty
  }

  /// The fraction of time an accelerator is in service: 1 / (1 + λ·MTTR/8760 h)   (Eq. 9.5).
  public var availability: Double {
    // failures per year × years of repair per failure
    1 / (1 + failuresPerYear * (timeToRepair / .year))
  }

  /// The same of a fleet whose failures and spares are counted apart: every accelerator is paid for,
  /// whether it works or not.
  public var perInstalledAccelerator: OwnershipTerms {
    guard
      let terms = try? OwnershipTerms(
        costOfCapital: costOfCapital, life: life, residual: residual, facility: facility,
        electricity: electricity, powerUsageEffectiveness: powerUsageEffectiveness, power: power,
        salary: salary, acceleratorsPerEngineer: acceleratorsPerEngineer, support: support,
        failuresPerYear: 0, timeToRepair: timeToRepair, spares: 0, duty: duty)
    else { preconditionFailure("fewer failures make sound terms unsound") }
    return terms
  }
}
