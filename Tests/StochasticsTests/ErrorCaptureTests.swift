import CGSL
import Stochastics
import Testing

@Suite("GSL's complaints")
struct ErrorCaptureTests {
  @Test("A complaint is noted with code, reason and place, once, and does not end the program")
  func captured() {
    _ = cgsl_take_error()
    #expect(gsl_cdf_beta_Pinv(1.5, 2, 3).isNaN)
    let error = cgsl_take_error()
    #expect(error.code == Int32(GSL_EDOM))
    #expect(String(cString: error.reason).contains("P must be in range"))
    #expect(String(cString: error.file).hasSuffix("betainv.c"))
    #expect(error.line > 0)
    #expect(cgsl_take_error().code == 0)
  }

  @Test("Drawing from the hardest laws leaves no complaint behind")
  func noneLeft() throws {
    _ = cgsl_take_error()
    let laws: [Distribution] = [
      try .gamma(shape: 0.001, scale: 1), try .gamma(shape: 1e5, scale: 1),
      try .gamma(shape: 170, scale: 1), try .beta(alpha: 0.001, beta: 0.001),
      try .beta(alpha: 1e5, beta: 0.01), try .beta(alpha: 1e5, beta: 1e5),
      try .beta(alpha: 1e5, beta: 2), try .poisson(mean: 1e5), try .poisson(mean: 1e-6),
    ]
    let shares = [0x1p-53, 1e-12] + DistributionExamples.shares + [1 - 0x1p-53]
    for law in laws {
      let quantiles = shares.map(law.quantile)
      #expect(quantiles.allSatisfy { law.support.contains($0) }, "\(law)")
      #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 }, "\(law): \(quantiles)")
      for x in quantiles { #expect(abs(law.cumulative(x) + law.survival(x) - 1) < 1e-10) }
      let error = cgsl_take_error()
      #expect(error.code == 0, "\(law): \(error.code)")
    }
  }
}
