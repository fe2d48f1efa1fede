import Foundation
import Scenarios
import Stochastics
import Testing

@testable import Experiments

/// A game with any value for each coalition, drawn from a seed.
private func game(_ levers: Int, seed: UInt64) -> [LeverCoalition: Double] {
  var stream = RandomStream(StreamAddress(seed: seed, purpose: "game"))
  var found: [LeverCoalition: Double] = [:]
  for bits in 0..<(1 << levers) {
    let members = (0..<levers).filter { bits >> $0 & 1 == 1 }
    found[LeverCoalition(members)] = 100 * stream.nextUniform()
  }
  return found
}

/// The same by its definition: the mean over every order.
private func meanOverOrders(
  _ levers: Int, _ value: [LeverCoalition: Double], usable: (LeverCoalition) -> Bool = { _ in true }
) -> (contributions: [Double], share: Double) {
  var orders: [[Int]] = [[]]
  for _ in 0..<levers {
    orders = orders.flatMap { order in
      (0..<levers).filter { !order.contains($0) }.map { order + [$0] }
    }
  }
  let kept = orders.filter { order in
    (0...levers).allSatisfy { usable(LeverCoalition(order.prefix($0))) }
  }
  var sums = [Double](repeating: 0, count: levers)
  for order in kept {
    for place in order.indices {
      let (before, after) = (order.prefix(place), order.prefix(place + 1))
      sums[order[place]] += value[LeverCoalition(after)]! - value[LeverCoalition(before)]!
    }
  }
  return (sums.map { $0 / Double(kept.count) }, Double(kept.count) / Double(orders.count))
}

@Suite("Shapley values over levers")
struct ShapleyWeightsTests {
  private func contributions(_ levers: Int, _ value: [LeverCoalition: Double]) throws -> [Double] {
    let weights = try #require(ShapleyWeights(levers: levers) { _ in true })
    return weights.contributions { value[$0]! }
  }

  private func isClose(_ a: [Double], _ b: [Double], _ width: Double = 1e-9) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < width }
  }

  @Test("Contributions sum to the gap", arguments: 1...7)
  func efficiency(levers: Int) throws {
    let value = game(levers, seed: 5)
    let gap = value[.all(of: levers)]! - value[.none]!
    let sum = try contributions(levers, value).reduce(0, +)
    #expect(abs(sum - gap) < 1e-9)
  }

  @Test("They are the mean over all orders", arguments: 1...5)
  func definition(levers: Int) throws {
    let value = game(levers, seed: 9)
    let weights = try #require(ShapleyWeights(levers: levers) { _ in true })
    #expect(
      isClose(weights.contributions { value[$0]! }, meanOverOrders(levers, value).contributions))
    #expect(weights.shareOfOrders == 1)
  }

  @Test("The worked example: steps of 40, 25 and 52 ms are 33.5 and 18.5 ms (Eq. 9.10)")
  func worked() throws {
    let value: [LeverCoalition: Double] = [
      .none: 0, LeverCoalition([0]): 40, LeverCoalition([1]): 25, LeverCoalition([0, 1]): 52,
    ]
    #expect(isClose(try contributions(2, value), [33.5, 18.5]))
  }

  @Test("A lever that does nothing contributes exactly zero")
  func idle() throws {
    var value = game(4, seed: 3)
    for coalition in value.keys where coalition.contains(2) {
      value[coalition] = value[coalition.removing(2)]
    }
    #expect(try contributions(4, value)[2] == 0)
  }

  @Test("Levers of equal effect contribute alike")
  func symmetry() throws {
    var value = game(4, seed: 4)
    for coalition in value.keys where coalition.contains(3) && !coalition.contains(1) {
      value[coalition] = value[coalition.removing(3).adding(1)]
    }
    let found = try contributions(4, value)
    #expect(abs(found[1] - found[3]) < 1e-12 * 100)
    #expect(abs(found[1] - found[0]) > 1e-3)
  }

  @Test("The order of levers does not matter")
  func relabelling() throws {
    let value = game(4, seed: 8)
    let places = [2, 0, 3, 1]
    var moved: [LeverCoalition: Double] = [:]
    for (coalition, own) in value {
      moved[LeverCoalition(coalition.members.map { places[$0] })] = own
    }
    let (own, other) = (try contributions(4, value), try contributions(4, moved))
    #expect(isClose(own, places.map { other[$0] }, 1e-12 * 100))
  }

  @Test("Contributions are linear in the values")
  func linearity() throws {
    let (one, other) = (game(3, seed: 1), game(3, seed: 2))
    let both = one.merging(other) { 2 * $0 - 3 * $1 }
    let sum = zip(try contributions(3, one), try contributions(3, other)).map { 2 * $0 - 3 * $1 }
    #expect(isClose(try contributions(3, both), sum))
  }

  @Test("Where a case cannot run, only the orders around it count, and still sum to the gap")
  func restricted() throws {
    let value = game(4, seed: 6)
    let closed: Set = [LeverCoalition([0]), LeverCoalition([1, 2]), LeverCoalition([0, 2, 3])]
    let usable = { (coalition: LeverCoalition) in !closed.contains(coalition) }
    let weights = try #require(ShapleyWeights(levers: 4, usable: usable))
    let found = weights.contributions { closed.contains($0) ? .nan : value[$0]! }
    let expected = meanOverOrders(4, value, usable: usable)
    #expect(isClose(found, expected.contributions))
    #expect(abs(weights.shareOfOrders - expected.share) < 1e-12)
    #expect(weights.shareOfOrders < 1)
    #expect(abs(found.reduce(0, +) - (value[.all(of: 4)]! - value[.none]!)) < 1e-9)
  }

  @Test("Where every order is closed, there is no decomposition")
  func closed() {
    #expect(ShapleyWeights(levers: 2) { $0.count != 1 } == nil)
    #expect(ShapleyWeights(levers: 2) { $0 != .none } == nil)
    #expect(ShapleyWeights(levers: 2) { $0.count != 2 } == nil)
    #expect(ShapleyWeights(orders: [[0, 1], [1, 0]], levers: 2) { $0.count != 1 } == nil)
  }

  @Test("Sampled orders sum to the gap, and come near the mean over all within their errors")
  func sampled() throws {
    let value = game(5, seed: 11)
    let exact = try contributions(5, value)
    let orders = LeverQuestionTestAccess.orders(400, of: 5, seed: 2)
    let weights = try #require(ShapleyWeights(orders: orders, levers: 5) { _ in true })
    let found = weights.contributions { value[$0]! }
    #expect(abs(found.reduce(0, +) - exact.reduce(0, +)) < 1e-9)
    let errors = try #require(weights.samplingErrors { value[$0]! })
    for (lever, error) in errors.enumerated() {
      #expect(error > 0 && abs(found[lever] - exact[lever]) < 4 * error)
    }
  }

  @Test("Of an additive game every order tells the same: no sampling error")
  func additive() throws {
    let own = [3.0, -1, 7, 2]
    let value = game(4, seed: 1).keys.reduce(into: [LeverCoalition: Double]()) {
      $0[$1] = $1.members.reduce(10) { $0 + own[$1] }
    }
    #expect(isClose(try contributions(4, value), own))
    let orders = LeverQuestionTestAccess.orders(6, of: 4, seed: 2)
    let weights = try #require(ShapleyWeights(orders: orders, levers: 4) { _ in true })
    #expect(isClose(weights.contributions { value[$0]! }, own))
    let errors = try #require(weights.samplingErrors { value[$0]! })
    #expect(errors.allSatisfy { $0 < 1e-9 })
  }

  /// Antithetic orders from a stream, as a scenario has them.
  private enum LeverQuestionTestAccess {
    static func orders(_ count: Int, of levers: Int, seed: UInt64) -> [[Int]] {
      var stream = RandomStream(StreamAddress(seed: seed, purpose: "test"))
      return (0..<count / 2).flatMap { _ -> [[Int]] in
        var order = Array(0..<levers)
        for place in order.indices.dropLast() {
          order.swapAt(place, place + stream.nextIndex(below: levers - place))
        }
        return [order, order.reversed()]
      }
    }
  }
}

@Suite("Gaps as products of causes")
struct GapDecompositionTests {
  private let causes = [
    GapDecomposition.Cause("model", factor: 1 / 6.0), .init("chip", factor: 1.5),
    .init("power", factor: 0.7),
  ]

  @Test("Shares of the logarithm add up to one; what works against the gap is negative")
  func shares() throws {
    let gap = GapDecomposition(causes: causes)
    #expect(abs(gap.ratio - 1.5 * 0.7 / 6) < 1e-12)
    #expect(abs(gap.fold - 6 / (1.5 * 0.7)) < 1e-9)
    let shares = try causes.map { try #require(gap.share(of: $0.factor)) }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(shares[0] > 0 && shares[1] < 0 && shares[2] > 0)
  }

  @Test("The gap between prices is that between costs times that between markups")
  func prices() throws {
    let costs = (from: 2.0, to: 2.0 * 1.5 * 0.7 / 6)
    let gap = GapDecomposition(causes: causes).withPriceMargin(prices: (10, 0.5), costs: costs)
    #expect(abs(gap.ratio - 0.05) < 1e-12)
    #expect(gap.causes.last?.name == GapDecomposition.priceMargin)
    let markups = (0.5 / costs.to) / (10 / costs.from)
    #expect(abs(gap.causes.last!.factor - markups) < 1e-12)
  }

  @Test("Sellers of one markup leave the gap as it is")
  func equalMarkups() throws {
    let plain = GapDecomposition(causes: causes)
    let sold = plain.withPriceMargin(
      prices: (3, 3 * plain.ratio), costs: (2, 2 * plain.ratio))
    #expect(abs(sold.causes.last!.factor - 1) < 1e-12)
    #expect(abs(sold.ratio - plain.ratio) < 1e-12)
  }

  @Test("Where there is no gap there are no shares")
  func equal() {
    let gap = GapDecomposition(causes: [.init("a", factor: 2), .init("b", factor: 0.5)])
    #expect(gap.share(of: 2) == nil && abs(gap.fold - 1) < 1e-12)
  }
}
