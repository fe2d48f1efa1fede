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

  private static let floor = RobustFit.Parameter("floor", start: 1e-4, within: 1e-8...1e-2)
  private static let rate = RobustFit.Parameter("rate", start: 1e8, within: 1e6...1e12)

  /// A fit to times that scatter by `noise` in their logarithm, every so many of them fivefold.
  private static func fit(
    noise: Double, grossEvery: Int? = nil, parameters: [RobustFit.Parameter] = [floor, rate],
    scale: Double = 0.1, seed: UInt64 = 7, weights: [Double]? = nil,
    model: (Double, [Double]) -> Double = time
  ) throws -> RobustFit {
    var stream = RandomStream(StreamAddress(seed: seed, purpose: "noise"))
    let measured = sizes.enumerated().map { index, size in
      let scatter = noise * StandardNormal.quantile(stream.nextUniform())
      let gross = grossEvery.map { index % $0 == 0 } ?? false
      return time(size, truth) * exp(scatter) * (gross ? 5 : 1)
    }
    return try RobustFit(parameters, weights: weights ?? sizes.map { _ in 1 }, scale: scale) {
      values in zip(sizes, measured).map { log(model($0, values) / $1) }
    }
  }

  @Test("Exact data give back their parameters, from a start far away")
  func exact() throws {
    let fit = try Self.fit(noise: 0)
    #expect(fit.isConverged)
    for (value, truth) in zip(fit.values, Self.truth) { #expect(abs(log(value / truth)) < 1e-5) }
    #expect(fit.estimates.allSatisfy { $0.standing == .identified })
  }

  @Test("Under noise the truth lies within three standard errors, of many seeds")
  func noisy() throws {
    var within = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let fit = try Self.fit(noise: 0.05, scale: 10, seed: seed)
      for (estimate, truth) in zip(fit.estimates, Self.truth) {
        let error = try #require(estimate.standardError)
        #expect(error > 0.002 && error < 0.05)
        if abs(log(estimate.value / truth)) < 3 * error { within += 1 }
      }
    }
    #expect(within >= 38)
  }

  @Test("One gross outlier in ten moves the parameters by a few per cent, and squares by far more")
  func outliers() throws {
    let robust = try Self.fit(noise: 0.03, grossEvery: 10)
    for (value, truth) in zip(robust.values, Self.truth) {
      #expect(abs(log(value / truth)) < 0.05)
    }
    // A scale far above the errors makes the loss a plain square.
    let squares = try Self.fit(noise: 0.03, grossEvery: 10, scale: 1e3)
    #expect(log(squares.values[0] / Self.truth[0]) > 0.1)
  }

  @Test("A parameter whose optimum lies beyond a bound is reported at the bound and not identified")
  func bounds() throws {
    let low = RobustFit.Parameter("rate", start: 1e8, within: 1e6...1e9)
    let fit = try Self.fit(noise: 0.03, parameters: [Self.floor, low])
    #expect(fit.estimates[1].standing == .atBound)
    #expect(fit.estimates[1].standardError == nil)
    #expect(fit.estimates[1].value <= 1e9)
    #expect(fit.estimates[1].value > 0.9e9)
    #expect(fit.estimates[0].standing == .identified)
  }

  @Test("A parameter that changes nothing, or only with another, is undetermined")
  func undetermined() throws {
    let idle = RobustFit.Parameter("idle", start: 2, within: 1...10)
    let fit = try Self.fit(noise: 0.03, parameters: [Self.floor, Self.rate, idle])
    #expect(fit.estimates[2].standing == .undetermined)
    #expect(fit.estimates[1].standing == .identified)
    let factor = RobustFit.Parameter("factor", start: 2, within: 0.01...100)
    let product = try Self.fit(noise: 0.03, parameters: [Self.floor, Self.rate, factor]) {
      $1[0] + $0 / ($1[1] * $1[2])
    }
    #expect(product.estimates[1...].contains { $0.standing == .undetermined })
    #expect(abs(log(product.values[1] * product.values[2] / Self.truth[1])) < 0.05)
  }

  @Test("Twice the weight is two rows, and the size of all weights changes nothing but the loss")
  func weights() throws {
    let plain = try Self.fit(noise: 0.1)
    let scaled = try Self.fit(noise: 0.1, weights: Self.sizes.map { _ in 5 })
    for (a, b) in zip(plain.values, scaled.values) { #expect(abs(log(a / b)) < 1e-6) }
    // All weight on small sizes, where only the floor shows.
    let small = try Self.fit(
      noise: 0.1, weights: Self.sizes.map { $0 < 2e3 ? 1e6 : 1e-6 })
    #expect((small.estimates[1].standardError ?? 9) > plain.estimates[1].standardError!)
  }

  @Test("An error that is no number is refused with its place, and so are too few of them")
  func refusals() {
    #expect {
      try Self.fit(noise: 0) { size, values in size > 5e3 ? .nan : Self.time(size, values) }
    } throws: { "\($0)".contains("measurement 22 has no finite error at floor") }
    #expect {
      try RobustFit([Self.floor, Self.rate], weights: [1]) { _ in [0] }
    } throws: { "\($0)" == "1 measurements cannot determine 2 parameters" }
  }

  @Test("The same data give the same digits")
  func determinism() throws {
    #expect(try Self.fit(noise: 0.05).values == Self.fit(noise: 0.05).values)
  }
}
