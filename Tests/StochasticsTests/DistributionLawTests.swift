import Stochastics
import Testing

@Suite("Laws that every distribution obeys")
struct DistributionLawTests {
  @Test("The quantile never falls and stays in the support")
  func monotone() throws {
    for distribution in try DistributionExamples.all() {
      let quantiles = DistributionExamples.shares.map { distribution.quantile($0) }
      #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 }, "\(distribution)")
      #expect(quantiles.allSatisfy { distribution.support.contains($0) }, "\(distribution)")
    }
  }

  @Test("The cumulative probability of a continuous quantile is the share")
  func roundTrip() throws {
    for distribution in try DistributionExamples.continuous() {
      for share in DistributionExamples.shares {
        let x = distribution.quantile(share)
        // Rounding x moves the probability by about f(x)·x·2⁻⁵², felt where the density is great.
        #expect(
          abs(distribution.cumulative(x) - share) <= 1e-9 * share + 1e-13
            || abs(distribution.survival(x) - (1 - share)) <= 1e-7 * (1 - share),
          "\(distribution) at \(share)")
      }
    }
  }

  @Test("A discrete quantile is the least value whose cumulative probability reaches the share")
  func discreteQuantile() throws {
    for distribution in try DistributionExamples.discrete() {
      for share in DistributionExamples.shares {
        let x = distribution.quantile(share)
        #expect(distribution.cumulative(x) >= share * (1 - 1e-12), "\(distribution) at \(share)")
        #expect(
          distribution.cumulative(x.nextDown) < share * (1 + 1e-12), "\(distribution) at \(share)")
      }
    }
  }

  @Test("Cumulative probability and survival add up to one")
  func complement() throws {
    for distribution in try DistributionExamples.all() {
      for share in DistributionExamples.shares {
        let x = distribution.quantile(share)
        #expect(abs(distribution.cumulative(x) + distribution.survival(x) - 1) < 1e-12)
      }
    }
  }

  @Test("The density is the slope of the cumulative probability")
  func densityIsSlope() throws {
    for distribution in try DistributionExamples.continuous() {
      for share in [0.1, 0.35, 0.8] {
        let x = distribution.quantile(share)
        guard let density = distribution.density(x) else { continue }
        let h = 1e-4 * min(distribution.standardDeviation, x - distribution.support.lowerBound)
        let slope = (distribution.cumulative(x + h) - distribution.cumulative(x - h)) / (2 * h)
        #expect(abs(slope - density) < 1e-5 * density, "\(distribution) at \(share)")
      }
    }
  }

  @Test("Sample mean and variance lie within four standard errors of the stated ones")
  func moments() throws {
    let count = 40_000
    for (entity, distribution) in try DistributionExamples.all().enumerated() {
      let sampler = Sampler(distribution)
      var stream = RandomStream(StreamAddress(seed: 11, purpose: "moments", entity: entity))
      let draws = (0..<count).map { _ in sampler.draw(from: &stream) }
      #expect(stream.position == UInt64(count))
      let mean = draws.reduce(0, +) / Double(count)
      let (stated, statedVariance) = (distribution.mean, distribution.variance)
      let error = (statedVariance / Double(count)).squareRoot()
      #expect(abs(mean - stated) <= 4 * error + 1e-12, "\(distribution)")
      let squares = draws.map { ($0 - stated) * ($0 - stated) }
      let variance = squares.reduce(0, +) / Double(count)
      // The spread of the squares is taken from a law with heavy tails only where it exists.
      let spread = squares.reduce(0) { $0 + ($1 - variance) * ($1 - variance) }
      let varianceError = spread.squareRoot() / Double(count)
      #expect(
        abs(variance - statedVariance) <= 4 * varianceError + 1e-9 * statedVariance,
        "\(distribution): \(variance) against \(statedVariance) ± \(varianceError)")
    }
  }

  @Test("Draws pass the Kolmogorov-Smirnov test at a fixed seed")
  func kolmogorovSmirnov() throws {
    let count = 10_000
    for (entity, distribution) in try DistributionExamples.continuous().enumerated() {
      let sampler = Sampler(distribution)
      var stream = RandomStream(StreamAddress(seed: 3, purpose: "shape", entity: entity))
      let draws = (0..<count).map { _ in sampler.draw(from: &stream) }.sorted()
      let distance = draws.enumerated().reduce(0) { greatest, draw in
        let p = distribution.cumulative(draw.element)
        return max(
          greatest, p - Double(draw.offset) / Double(count),
          Double(draw.offset + 1) / Double(count) - p)
      }
      // Beyond 1.95/√n with probability 0.001 (Kolmogorov's law).
      #expect(distance < 1.95 / Double(count).squareRoot(), "\(distribution): \(distance)")
    }
  }

  @Test("Discrete draws pass the chi-squared test at a fixed seed")
  func chiSquared() throws {
    let count = 20_000
    let distributions: [Distribution] = [
      try .poisson(mean: 4), try .geometric(mean: 4), try .poisson(mean: 30),
      try .choice([1, 2, 3], weights: [0.2, 0.3, 0.5]),
      try Distribution.poisson(mean: 4).truncated(to: 2...7),
    ]
    for (entity, distribution) in distributions.enumerated() {
      let sampler = Sampler(distribution)
      var stream = RandomStream(StreamAddress(seed: 8, purpose: "counts", entity: entity))
      var observed: [Double: Int] = [:]
      for _ in 0..<count { observed[sampler.draw(from: &stream), default: 0] += 1 }
      let (low, high) = (distribution.quantile(0.01), distribution.quantile(0.99))
      var statistic = 0.0
      var cells = 0
      for value in stride(from: low, through: high, by: 1) {
        let p = distribution.cumulative(value) - distribution.cumulative(value - 1)
        let expected = p * Double(count)
        guard expected >= 5, value > low, value < high else { continue }
        let deviation = Double(observed[value] ?? 0) - expected
        statistic += deviation * deviation / expected
        cells += 1
      }
      // Ends are left out, so the cells are free.
      #expect(
        ChiSquared.survival(statistic, degreesOfFreedom: Double(max(cells, 1))) > 1e-3,
        "\(distribution)")
    }
  }

  @Test("Draws are increasing in the uniform number, so common random numbers stay synchronised")
  func synchronised() throws {
    for distribution in try DistributionExamples.all() {
      if distribution.description.hasPrefix("mixture") { continue }
      let sampler = Sampler(distribution)
      let draws = stride(from: 0.0005, to: 1, by: 0.0005).map { sampler.value(at: $0) }
      #expect(
        zip(draws, draws.dropFirst()).allSatisfy { $0 <= $1 + abs($1) * 1e-14 },
        "\(distribution)")
    }
  }

  @Test("A mixture divides one number between the choice and the component")
  func mixture() throws {
    let mixture = try Distribution.mixture([
      (0.25, .constant(-1)), (0.75, .uniform(from: 0, to: 1)),
    ])
    #expect(mixture.value(at: 0.1) == -1)
    #expect(abs(mixture.value(at: 0.625) - 0.5) < 1e-15)
    #expect(mixture.quantile(0.2) == -1)
    #expect(abs(mixture.quantile(0.625) - 0.5) < 1e-15)
    #expect(abs(mixture.mean - (0.75 * 0.5 - 0.25)) < 1e-15)
  }
}
