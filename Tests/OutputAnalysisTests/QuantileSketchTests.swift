import OutputAnalysis
import Stochastics
import Testing

@Suite("Quantile sketches")
struct QuantileSketchTests {
  private let shares = [0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

  private func sample(
    _ distribution: Distribution, _ count: Int, entity: Int = 0
  ) -> [Double] {
    var stream = RandomStream(StreamAddress(seed: 5, purpose: "sketch", entity: entity))
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  private func sketch(_ values: some Sequence<Double>, error: Double = 0.005) -> QuantileSketch {
    var sketch = QuantileSketch(relativeError: error)
    for value in values { sketch.record(value) }
    return sketch
  }

  @Test("Every quantile is within the stated error of the order statistic of rank ⌈qn⌉")
  func relativeError() throws {
    let distributions: [Distribution] = [
      try .lognormal(median: 900, p95: 6_000), try .pareto(shape: 0.8, minimum: 1e-6),
      try .normal(mean: 0, standardDeviation: 1e9), try .uniform(from: 0, to: 1),
      try .mixture([(0.4, .constant(0)), (0.6, .exponential(mean: 1e-12))]),
      try .choice([3]),
    ]
    for error in [0.005, 0.001, 0.05] {
      for (entity, distribution) in distributions.enumerated() {
        let values = sample(distribution, 5_000, entity: entity)
        let sketch = sketch(values, error: error)
        let ordered = values.sorted()
        for share in shares {
          let exact = ordered[max(Int((share * 5_000).rounded(.up)), 1) - 1]
          let found = try #require(sketch.quantile(share))
          #expect(
            abs(found - exact) <= error * abs(exact) * (1 + 1e-9), "\(distribution) at \(share)")
        }
        #expect(sketch.minimum == ordered.first && sketch.maximum == ordered.last)
        #expect(sketch.quantile(0) == ordered.first && sketch.quantile(1) == ordered.last)
        #expect(sketch.count == 5_000)
      }
    }
  }

  @Test("Merging equals recording everything, in any order")
  func merging() throws {
    let values = sample(try .normal(mean: 1, standardDeviation: 5), 3_000)
    let whole = sketch(values)
    var merged = sketch(values[2_000...])
    merged.merge(sketch(values[..<700]))
    merged.merge(sketch([]))
    merged.merge(sketch(values[700..<2_000]))
    #expect(merged == whole)
    #expect(sketch(values.reversed()) == whole)
  }

  @Test("Memory grows with the range of values, not with their number")
  func extremes() {
    let least = Double.leastNormalMagnitude
    let values = [least, 1e-300, 1, 1e300, .greatestFiniteMagnitude, -1e300, -least, 0]
    let sketch = sketch(values + values)
    let ordered = (values + values).sorted()
    for rank in 1...16 {
      let exact = ordered[rank - 1]
      #expect(abs(sketch.value(ofRank: rank)! - exact) <= 0.00501 * abs(exact), "rank \(rank)")
    }
    #expect(sketch.value(ofRank: 0) == nil && sketch.value(ofRank: 17) == nil)
  }

  @Test("The share at or below a value matches the sample to within its near neighbours")
  func shareBelow() throws {
    let values = sample(try .normal(mean: 1, standardDeviation: 5), 4_000)
    let sketch = sketch(values)
    for x in [-20, -3.3, -0.01, 0, 0.5, 1, 9, 30] {
      let width = 0.0101 * abs(x)
      let least = values.count { $0 <= x - width }
      let most = values.count { $0 <= x + width }
      let found = try #require(sketch.share(notExceeding: x)) * 4_000
      #expect(found >= Double(least) - 1e-6 && found <= Double(most) + 1e-6, "at \(x)")
    }
    #expect(QuantileSketch().share(notExceeding: 1) == nil)
    #expect(QuantileSketch().quantile(0.5) == nil)
  }

  @Test("An interval of a quantile covers the truth as often as it says")
  func intervalCoverage() throws {
    let distribution = try Distribution.lognormal(median: 900, p95: 6_000)
    let covered = (0..<1_000).count { experiment in
      let values = sample(distribution, 200, entity: experiment)
      return sketch(values, error: 0.001).interval(of: 0.9)!.contains(distribution.quantile(0.9))
    }
    // Binomial intervals cover at least as often as stated.
    #expect(covered >= 930)
    #expect(sketch(sample(distribution, 30)).interval(of: 0.99) == nil)
  }
}
