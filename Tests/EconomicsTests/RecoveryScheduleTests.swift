import Economics
import Foundation
import Quantities
import Testing

@Suite("Recovery of capital")
struct RecoveryScheduleTests {
  @Test("Straight line spreads what is lost over the life, without interest")
  func straightLine() throws {
    let schedule = try RecoverySchedule(.straightLine, rate: 0.08, years: 5)
    #expect(schedule.factor == 0.2 && schedule.residualWorth == 1)
    // (31,400 − 3,140) / (5 · 8760) USD/h.
    let hour = (31_400 - 3_140 * schedule.residualWorth) * schedule.factor / 8_760
    #expect(abs(hour - 0.6452) < 5e-5)
  }

  @Test("Without interest both modes agree", arguments: [nil, 0.0, 0.03] as [Double?])
  func noInterest(inflation: Double?) throws {
    // At a rate equal to inflation money has no real price, and the annuity is the straight line in
    // real dollars.
    let annuity = try RecoverySchedule(rate: inflation ?? 0, years: 4, inflation: inflation)
    #expect(abs(annuity.factor - 0.25) < 1e-12)
    let line = try RecoverySchedule(.straightLine, rate: 0.5, years: 4)
    #expect(line.factor == 0.25)
  }

  @Test(
    "Real payments, raised with prices year by year, are worth the principal at the nominal rate")
  func realPayments() throws {
    let (rate, inflation, years) = (0.08, 0.03, 6)
    let schedule = try RecoverySchedule(rate: rate, years: Double(years), inflation: inflation)
    let worth = (1...years).reduce(0.0) { sum, year in
      let payment = schedule.factor * pow(1 + inflation, Double(year))
      return sum + payment / pow(1 + rate, Double(year))
    }
    #expect(abs(worth - 1) < 1e-12)
    #expect(abs(CapitalRecovery.realRate(nominal: rate, inflation: inflation) - 0.048544) < 1e-6)
    // In dollars of the first year, less is paid per year than in dollars of all years.
    #expect(schedule.factor < CapitalRecovery.factor(rate: rate, years: Double(years)))
  }

  @Test("Depreciation in real dollars is the mean of the deflated years")
  func realDepreciation() throws {
    let schedule = try RecoverySchedule(.straightLine, rate: 0, years: 4, inflation: 0.05)
    let mean = (1...4).reduce(0.0) { $0 + 0.25 / pow(1.05, Double($1)) } / 4
    #expect(abs(schedule.factor / mean - 1) < 1e-12)
  }

  @Test("What is left at the end is worth its present value")
  func residual() throws {
    let schedule = try RecoverySchedule(rate: 0.1, years: 3)
    #expect(abs(schedule.residualWorth - 1 / 1.331) < 1e-12)
    // A machine that keeps its value costs the interest.
    #expect(abs((1 - schedule.residualWorth) * schedule.factor - 0.1) < 1e-12)
  }

  @Test("An own building is an annuity with its operations, and pays for nameplate as rent does")
  func ownBuilding() throws {
    let own = Facility.owned(
      capitalPerWatt: USDollarsPerWatt(11), years: 15, rate: 0.08, operations: 0.04)
    // 11,000 USD/kW · (0.11683 + 0.04) / 12 months = 143.8 USD/kW-month.
    #expect(abs(own.rate.perKilowattMonth - 143.76) < 0.01)
    #expect(own.rate(inflation: 0.03) < own.rate)
    let rent = Facility.colocation(rent: USDollarsPerWattSecond(perKilowattMonth: 130))
    #expect(rent.rate(inflation: 0.03) == rent.rate)
  }

  @Test(
    "Schedules that nothing can be recovered by are refused",
    arguments: [(-0.1, 4, nil), (0.1, 0, nil), (0.1, 4, -0.9), (.nan, 4, nil)]
      as [(Double, Double, Double?)])
  func refusals(rate: Double, years: Double, inflation: Double?) {
    #expect(throws: EconomicsError.self) {
      _ = try RecoverySchedule(rate: rate, years: years, inflation: inflation)
    }
  }
}
