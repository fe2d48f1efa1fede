import Stochastics
import Testing

@Suite("Points that fill a cube evenly")
struct DesignPointTests {
  private let address = StreamAddress(seed: 21, purpose: "design")

  @Test("A Latin hypercube has each stratum of each axis exactly once (law 47)")
  func strata() {
    let points = LatinHypercube.points(97, dimensions: 5, from: address)
    for dimension in 0..<5 {
      let strata = points.map { Int($0[dimension] * 97) }.sorted()
      #expect(strata == Array(0..<97))
    }
    let fewer = LatinHypercube.points(97, dimensions: 3, from: address)
    #expect(points.map { Array($0[..<3]) } == fewer)
    let pairs = zip(points, points).reduce(0) {
      $0 + ($1.0[0] - 0.5) * ($1.1[1] - 0.5) * 12 / 97
    }
    #expect(abs(pairs) < 4 / 97.0.squareRoot())
  }

  @Test("Of 2^m Sobol points each axis has one in each of 2^m cells, and each elementary box one")
  func stratification() throws {
    let points = try LowDiscrepancySequence.points(256, dimensions: 40, shift: address)
    for dimension in 0..<40 {
      #expect(points.map { Int($0[dimension] * 256) }.sorted() == Array(0..<256))
    }
    // The first two coordinates form a (0, 2)-sequence: one point per box of any shape.
    for power in 0...8 {
      let (columns, rows) = (Double(1 << power), Double(1 << (8 - power)))
      let boxes = Set(points.map { Int($0[0] * columns) * 256 + Int($0[1] * rows) })
      #expect(boxes.count == 256)
    }
    #expect(points.allSatisfy { $0.allSatisfy { $0 > 0 && $0 < 1 } })
  }

  @Test("Other shifts give other points, and the mean over shifts is unbiased")
  func shifts() throws {
    let means = try (0..<64).map { entity in
      try LowDiscrepancySequence.points(16, dimensions: 2, shift: address.of(entity: entity))
        .reduce(0) { $0 + $1[0] * $1[0] * $1[1] / 16 }
    }
    #expect(Set(means).count == 64)
    let mean = means.reduce(0, +) / 64
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 63
    #expect(abs(mean - 1.0 / 6) < 4 * (variance / 64).squareRoot())
    // Independent points would have a variance of (1/15 - 1/36)/16.
    #expect(variance < (1.0 / 15 - 1.0 / 36) / 16 / 5)
  }

  @Test("Dimensions that do not exist are refused")
  func dimensions() {
    for dimensions in [0, 41] {
      #expect(throws: StochasticsError.self) {
        try LowDiscrepancySequence.points(4, dimensions: dimensions, shift: address)
      }
    }
  }
}
