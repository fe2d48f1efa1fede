import Foundation
import Stochastics
import Testing

@Suite("Robust fits")
struct RobustFitTests {
  /// t = floor + size/rate at sizes over four decades.
  private static let sizes = (0..<120).map { pow(10, 3 + Double($0) / 30) }
  private static let truth = [5e-6, 2e9]

  private static func time(_ size: Double, _ values: [Double]) -> Double {
    values[0] + size / values[1]
  }

  private static let parameters = [
    RobustFit.Parameter("floor", start: 1e-4, within: 1e-8...1e-2),
    RobustFit.Parameter("rate", start: 1e8, within: 1e6...1e12),
  ]

  /// Errors of a model of `values` against times that scatter by `noise` in their logarithm.
  private static func fit(
    noise: Double, outliers: Int = 0, parameters: [RobustFit.Parameter] = parameters
  ) throws -> RobustFit {
    var stream = RandomStream(StreamAddress(seed: 7, purpose: "noise"))
    let measured = sizes.enumerated().map { index, size in
      let scatter = noise * StandardNormal.quantile(stream.nextUniform())
      let gross = outliers > 0 && index % outliers == 0 ? 5.0 : 1
      return time(size, truth) * exp(scatter) * gross
    }
    return try RobustFit(parameters, weights: sizes.map { _ in 1 }) { values in
      zip(sizes, measured).map { log(time($0, values) / $1) }
    }
  }

  @Test("Exact data give back their parameters, from a start far away")
  func exact() throws {
    let fit = try Self.fit(noise: 0)
    #expect(fit.isConverged)
    for (value, truth) in zip(fit.values, Self.truth) { #expect(abs(log(value / truth)) < 1e-5) }
    #expect(fit.estimates.allSatisfy { $0.standing == .identified })
  }
}
