import Foundation
import OutputAnalysis
import Stochastics
import Testing

@Suite("Where an answer flips")
struct FlipPointTests {
  private func search(
    limit: Int = 60, tolerance: Double = 0.002, _ margin: (Double) -> Double?
  ) -> FlipPoint {
    FlipPoint(tolerance: tolerance, limit: limit) { $0.map(margin) }
  }

  @Test("Wherever a slope crosses zero, the bracket holds the crossing and is narrow")
  func slope() throws {
    for step in 1..<97 {
      let root = Double(step) / 97
      for sign in [1.0, -1] {
        let found = search { sign * ($0 - root) * (2 + $0) }
        guard case .once(let crossing) = found.finding else {
          Issue.record("\(root): \(found)")
          return
        }
        #expect(crossing.bracket.contains(root))
        #expect(crossing.bracket.upperBound - crossing.bracket.lowerBound <= 0.002)
        #expect(abs(crossing.level - root) < 1e-4)
        #expect(crossing.isRising == (sign > 0))
        #expect(found.evaluations <= 11 + 6)
      }
    }
  }

  @Test("A verdict that jumps is found as closely as a margin that slopes")
  func jump() {
    for root in [0.0123, 0.5, 0.777] {
      guard case .once(let crossing) = search({ $0 < root ? -3 : 1 }).finding else {
        Issue.record("\(root) was not found")
        return
      }
      #expect(crossing.bracket.contains(root))
    }
  }

  @Test("No crossing and several are told apart, and of which sign")
  func numbers() {
    #expect(search { _ in 1 }.finding == .never(isPositive: true))
    #expect(search { $0 - 2 }.finding == .never(isPositive: false))
    let roots = [0.22, 0.48, 0.91]
    let found = search { u in roots.reduce(1.0) { $0 * (u - $1) } }
    guard case .several(let crossings) = found.finding else {
      Issue.record("\(found)")
      return
    }
    #expect(crossings.map(\.isRising) == [true, false, true])
    for (crossing, root) in zip(crossings, roots) {
      #expect(crossing.bracket.contains(root))
    }
  }

  @Test("A rough margin of one stream for all levels still ends in a bracket of opposite signs")
  func rough() {
    func margin(_ u: Double) -> Double { u - 0.6 + 0.02 * sin(2_000 * u) }
    guard case .once(let crossing) = search(margin).finding else {
      Issue.record("the crossing is far from any other")
      return
    }
    #expect(margin(crossing.bracket.lowerBound) < 0 && margin(crossing.bracket.upperBound) > 0)
    #expect(abs(crossing.level - 0.6) < 0.025)
  }

  @Test("Evaluations are bounded, and brackets then stay as wide as they are")
  func bounded() {
    for limit in 11...30 {
      var asked = 0
      let found = FlipPoint(tolerance: 1e-9, limit: limit) { levels in
        asked += levels.count
        return levels.map { sin(9 * $0) }
      }
      #expect(asked <= limit && found.evaluations == asked)
      guard case .several(let crossings) = found.finding else {
        Issue.record("\(found)")
        return
      }
      #expect(crossings[0].bracket.contains(Double.pi / 9))
      #expect(crossings[1].bracket.contains(2 * Double.pi / 9))
    }
  }

  @Test("Levels without a margin are named, and nothing is claimed beside them")
  func unanswered() {
    let found = search { $0 > 0.75 ? nil : $0 - 0.3 }
    guard case .once(let crossing) = found.finding else {
      Issue.record("\(found)")
      return
    }
    #expect(crossing.bracket.contains(0.3))
    #expect(found.unanswered.count == 3)
    #expect(search { _ in nil }.finding == .unknown)
    #expect(search { $0.isLess(than: 0.5) ? -1 : .nan }.finding == .never(isPositive: false))
  }

  @Test("What the margin throws, the search throws")
  func throwing() {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try FlipPoint { (_: [Double]) throws(Refusal) -> [Double?] in throw Refusal() }
    }
  }
}
