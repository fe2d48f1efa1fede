import Stochastics
import Testing

@Suite("Samplers")
struct SamplerTests {
  /// Uniform numbers that fall everywhere in the table: dense in the middle, and down both tails.
  private func probes() -> [Double] {
    var stream = RandomStream(StreamAddress(seed: 2, purpose: "probes"))
    let middle = (0..<300).map { _ in stream.nextUniform() }
    let tails = (0..<100).map { _ in stream.nextUniform() * 0x1p-8 }
    let ends = [0x1p-53, 0x1p-40, 0x1p-31, 0x1p-30, 0.25, 0.5, 0.5.nextUp, 0.75]
    return middle + tails + tails.map { 1 - $0 } + ends + ends.map { 1 - $0 }
  }

  @Test("A tabulated quantile errs by at most 1e-7 of itself or of a thousandth of the deviation")
  func tableError() throws {
    let distributions: [Distribution] = [
      try .gamma(mean: 3, cv: 0.5), try .gamma(mean: 3, cv: 2), try .gamma(mean: 1, cv: 1),
      try .gamma(shape: 1_000, scale: 1), try .beta(alpha: 2, beta: 3),
      try .beta(alpha: 0.5, beta: 0.3), try .beta(alpha: 1, beta: 1, over: 3...4),
      try .pert(low: 0, mode: 0.1, high: 10), try .pert(low: -1, mode: 1, high: 1),
      try Distribution.gamma(mean: 3, cv: 1.2).truncated(to: 1...8),
    ]
    for distribution in distributions {
      let sampler = Sampler(distribution)
      for u in probes() where u > 0 && u < 1 {
        let exact = distribution.value(at: u)
        let allowed = 2e-7 * max(abs(exact), distribution.standardDeviation * 1e-3)
        #expect(abs(sampler.value(at: u) - exact) <= allowed, "\(distribution) at \(u)")
      }
    }
  }

  @Test("Tabulated counts are exact")
  func counts() throws {
    for mean in [0.01, 0.5, 4, 200, 98_765] {
      let distribution = try Distribution.poisson(mean: mean)
      let sampler = Sampler(distribution)
      for u in probes() where u > 0 && u < 1 {
        #expect(sampler.value(at: u) == distribution.quantile(u), "\(mean) at \(u)")
      }
    }
  }

  @Test("Other laws draw exactly as their distribution does")
  func exact() throws {
    for distribution in try DistributionExamples.all() {
      let sampler = Sampler(distribution)
      for u in stride(from: 0.001, to: 1, by: 0.0373) {
        let exact = distribution.value(at: u)
        #expect(abs(sampler.value(at: u) - exact) <= 2e-7 * max(abs(exact), 1), "\(distribution)")
      }
    }
  }
}
