import Economics
import Foundation
import Testing

@Suite("Capital recovery")
struct CapitalRecoveryTests {
  @Test(
    "Worked factors of textbook annuities",
    arguments: [(0.08, 4.0, 0.3019), (0.08, 5, 0.2505), (0.10, 4, 0.3155), (0.05, 5, 0.2310)])
  func workedFactors(rate: Double, years: Double, expected: Double) {
    #expect(abs(CapitalRecovery.factor(rate: rate, years: years) - expected) < 5e-5)
  }

  @Test("At no interest the factor is one over the life, and it is approached smoothly")
  func zeroRate() {
    #expect(CapitalRecovery.factor(rate: 0, years: 5) == 0.2)
    #expect(abs(CapitalRecovery.factor(rate: 1e-12, years: 5) - 0.2) < 1e-11)
  }

  @Test("The present value of the payments is the principal", arguments: [0.01, 0.08, 0.3])
  func presentValue(rate: Double) {
    let years = 7
    let payment = CapitalRecovery.factor(rate: rate, years: Double(years))
    let value = (1...years).reduce(0) { $0 + payment / pow(1 + rate, Double($1)) }
    #expect(abs(value - 1) < 1e-12)
  }
}
