import Experiments
import Stochastics
import Testing

@Suite("Pareto fronts")
struct ParetoFrontTests {
  @Test("The front is what brute force finds: undominated and complete", arguments: 0..<20)
  func bruteForce(seed: Int) {
    var stream = RandomStream(StreamAddress(seed: UInt64(seed), purpose: "points"))
    // Few different values, so that ties are common.
    let points = (0..<200).map { _ in
      (
        first: (stream.nextUniform() * 20).rounded(),
        second: (stream.nextUniform() * 20).rounded()
      )
    }
    func dominates(_ a: Int, _ b: Int) -> Bool {
      let (x, y) = (points[a], points[b])
      if x.first == y.first, x.second == y.second { return a < b }
      return x.first >= y.first && x.second >= y.second
    }
    let expected = points.indices.filter { point in
      !points.indices.contains { $0 != point && dominates($0, point) }
    }
    #expect(ParetoFront.indices(of: points).sorted() == expected)
  }

  @Test("The front falls in the second quantity as it rises in the first")
  func order() {
    let points: [(first: Double, second: Double)] = [(1, 5), (2, 4), (3, 1), (2, 2), (1, 5)]
    #expect(ParetoFront.indices(of: points) == [2, 1, 0])
    #expect(ParetoFront.indices(of: []) == [])
  }
}
