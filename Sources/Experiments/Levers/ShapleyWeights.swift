public import Scenarios

/// What each lever contributes to the gap between no lever and all of them: the mean, over orders in
/// which levers are pulled one after the other, of what its own step changes.
///
///     φ_i = Σ over steps S → S ∪ i   w(S, i) · (v(S ∪ i) − v(S))
///
/// where w(S, i) is the share of the orders that lead through the step. Over all orders this is the
/// Shapley value (Shapley 1953, doi:10.1515/9781400881970-018), the only rule whose contributions sum
/// to the gap, that treats levers of equal effect alike, gives nothing to one that changes nothing, and
/// is linear in the values. Where a coalition has no value, because it cannot run, the orders that lead
/// through it drop out: the rest still sum to the gap, and a lever that changes nothing still gets
/// nothing, but which orders are possible then decides too.
public struct ShapleyWeights: Sendable, Hashable {
  struct Step: Sendable, Hashable {
    let from: LeverCoalition
    let lever: Int
    let weight: Double
  }

  public let levers: Int
  let steps: [Step]
  /// The share of the orders, of all or of those sampled, that every coalition on their way allows.
  public let shareOfOrders: Double
  /// The orders that count, where they were sampled.
  let sampled: [[Int]]?

  /// Over all orders through usable coalitions; nil where there is none.
  ///
  /// Orders are counted, not listed: those to a coalition from below times those from it to the top.
  ///
  /// - Complexity: O(n · 2^n) for n levers.
  /// - Precondition: at most 20 levers.
  public init?(levers: Int, usable: (LeverCoalition) -> Bool) {
    precondition((1...20).contains(levers), "all orders of \(levers) levers")
    let whole = LeverCoalition.all(of: levers)
    let all = Self.every(of: levers)
    var below: [LeverCoalition: Double] = [:]
    for coalition in all where usable(coalition) {
      below[coalition] =
        coalition == .none
        ? 1
        : coalition.members.reduce(0) { $0 + (below[coalition.removing($1)] ?? 0) }
    }
    var above: [LeverCoalition: Double] = [:]
    for coalition in all.reversed() where usable(coalition) {
      above[coalition] =
        coalition == whole
        ? 1
        : (0..<levers).filter { !coalition.contains($0) }
          .reduce(0) { $0 + (above[coalition.adding($1)] ?? 0) }
    }
    guard let orders = below[whole], orders > 0, below[.none] != nil else { return nil }
    var steps: [Step] = []
    for coalition in all {
      guard let lower = below[coalition], lower > 0 else { continue }
      for lever in 0..<levers where !coalition.contains(lever) {
        guard let upper = above[coalition.adding(lever)], upper > 0 else { continue }
        steps.append(Step(from: coalition, lever: lever, weight: lower * upper / orders))
      }
    }
    self.levers = levers
    self.steps = steps
    shareOfOrders = orders / (1...levers).reduce(1) { $0 * Double($1) }
    sampled = nil
  }

  /// Over some orders, as far as they lead through usable coalitions only; nil where none does.
  ///
  /// - Precondition: each order names every lever once.
  public init?(orders: [[Int]], levers: Int, usable: (LeverCoalition) -> Bool) {
    precondition(orders.allSatisfy { $0.sorted() == Array(0..<levers) }, "\(orders)")
    let possible = orders.filter { order in
      var pulled = LeverCoalition.none
      return usable(pulled)
        && order.allSatisfy {
          pulled = pulled.adding($0)
          return usable(pulled)
        }
    }
    guard !possible.isEmpty else { return nil }
    self.levers = levers
    steps = possible.flatMap { order in
      Self.steps(of: order).map {
        Step(from: $0.from, lever: $0.lever, weight: 1 / Double(possible.count))
      }
    }
    shareOfOrders = Double(possible.count) / Double(orders.count)
    sampled = possible
  }

  /// What each lever contributes to the gap.
  ///
  /// - Parameter value: of a usable coalition.
  public func contributions(_ value: (LeverCoalition) -> Double) -> [Double] {
    var found = [Double](repeating: 0, count: levers)
    for step in steps {
      found[step.lever] += step.weight * (value(step.from.adding(step.lever)) - value(step.from))
    }
    return found
  }

  /// The standard error of each contribution that comes from the sample of orders; nil where all orders
  /// count, or fewer than two pairs do.
  ///
  /// An order and its reverse are one observation, because they are not independent.
  public func samplingErrors(_ value: (LeverCoalition) -> Double) -> [Double]? {
    guard let sampled else { return nil }
    var pairs: [[Double]] = []
    var rest = sampled[...]
    while let order = rest.popFirst() {
      var own = changes(along: order, value)
      if let next = rest.first, next == order.reversed() {
        rest = rest.dropFirst()
        own = zip(own, changes(along: next, value)).map { ($0 + $1) / 2 }
      }
      pairs.append(own)
    }
    guard pairs.count >= 2 else { return nil }
    return (0..<levers).map { lever in
      let values = pairs.map { $0[lever] }
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / (count - 1) / count).squareRoot()
    }
  }

  private func changes(along order: [Int], _ value: (LeverCoalition) -> Double) -> [Double] {
    var found = [Double](repeating: 0, count: levers)
    for (from, lever) in Self.steps(of: order) {
      found[lever] = value(from.adding(lever)) - value(from)
    }
    return found
  }

  private static func steps(of order: [Int]) -> [(from: LeverCoalition, lever: Int)] {
    var pulled = LeverCoalition.none
    return order.map { lever in
      defer { pulled = pulled.adding(lever) }
      return (pulled, lever)
    }
  }

  /// Every coalition of a number of levers, fewer levers first.
  private static func every(of count: Int) -> [LeverCoalition] {
    var found: [LeverCoalition] = [.none]
    for lever in 0..<count { found += found.map { $0.adding(lever) } }
    return found.sorted()
  }
}
