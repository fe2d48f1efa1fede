import Stochastics
import Testing

@Suite("Tables of statistics")
struct SpecialFunctionTests {
  @Test("Student, normal, binomial and chi-squared give the values printed in tables")
  func tables() {
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: 9) - 2.262157) < 1e-6)
    #expect(abs(StudentT.quantile(0.025, degreesOfFreedom: 9) + 2.262157) < 1e-6)
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: 1e7) - 1.959964) < 1e-6)
    #expect(abs(StandardNormal.quantile(0.95) - 1.644854) < 1e-6)
    #expect(abs(StandardNormal.cumulative(1.959964) - 0.975) < 1e-7)
    #expect(abs(Binomial.cumulative(5, trials: 10, probability: 0.5) - 0.623047) < 1e-6)
    #expect(Binomial.cumulative(10, trials: 10, probability: 0.5) == 1)
    #expect(Binomial.cumulative(-1, trials: 10, probability: 0.5) == 0)
    #expect(abs(ChiSquared.survival(18.307, degreesOfFreedom: 10) - 0.05) < 1e-5)
  }
}
