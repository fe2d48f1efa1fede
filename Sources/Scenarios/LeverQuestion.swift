import Stochastics

/// What is asked of the levers of a scenario: changes of its base, one at a time and together.
public struct LeverQuestion: Sendable, Hashable {
  /// A named change of the base.
  public struct Lever: Sendable, Hashable {
    public let name: String
    /// The keys that it sets, each as the path of one value.
    public let paths: [String]
  }

  /// Keys that two levers set to different values: the one that stands later in the file wins where both
  /// are pulled, which is no average of causes.
  public struct Overlap: Sendable, Hashable {
    public let first: String
    public let second: String
    public let paths: [String]
  }

  /// List prices of the base and of the whole, in USD per million tokens.
  public struct Prices: Sendable, Hashable {
    public let from: Double
    public let to: Double
  }

  /// Which cases are run.
  public enum Study: String, Sendable, Hashable, CaseIterable {
    /// Each lever alone, all together, and what lies between.
    case together
    /// Each lever alone: of levers that exclude each other.
    case oneAtATime = "one-at-a-time"
  }

  public let study: Study
  /// What the base, and all levers together, are called.
  public let base: String
  public let whole: String
  /// The metric whose gap is taken apart.
  public let metric: NamedPlace
  public let levers: [Lever]
  public let overlaps: [Overlap]
  public let prices: Prices?
  /// Orders in which levers are pulled one after the other; nil where all orders count.
  public let sampledOrders: [[Int]]?

  /// Levers of which every coalition is run; of more, those on the way of sampled orders.
  public static let mostExact = 7

  /// The coalitions that are run: the base, each lever alone, all but each, all together, and those that
  /// orders lead through.
  public var coalitions: [LeverCoalition] {
    let count = levers.count
    if study == .oneAtATime { return [.none] + (0..<count).map { LeverCoalition([$0]) } }
    guard let sampledOrders else { return LeverCoalition.every(of: count) }
    let whole = LeverCoalition.all(of: count)
    var found: Set<LeverCoalition> = [.none, whole]
    for lever in 0..<count {
      found.insert(LeverCoalition([lever]))
      found.insert(whole.removing(lever))
    }
    for order in sampledOrders {
      var pulled = LeverCoalition.none
      for lever in order {
        pulled = pulled.adding(lever)
        found.insert(pulled)
      }
    }
    return found.sorted()
  }

  /// What the design point of a coalition is called.
  public func label(of coalition: LeverCoalition) -> String {
    if coalition == .none { return base }
    if coalition == .all(of: levers.count), levers.count > 1, study == .together { return whole }
    return coalition.members.map { levers[$0].name }.joined(separator: Self.separator)
  }

  static let separator = " + "

  /// Orders drawn in antithetic pairs: each order is followed by its reverse, in which a lever that came
  /// early comes late (Mitchell, Cooper, Frank & Holmes 2022, "Sampling permutations for Shapley value
  /// estimation", arXiv:2104.12199).
  static func orders(_ count: Int, of levers: Int, seed: UInt64) -> [[Int]] {
    var stream = RandomStream(StreamAddress(seed: seed, purpose: "orders of levers"))
    var orders: [[Int]] = []
    while orders.count < count {
      var order = Array(0..<levers)
      for place in order.indices.dropLast() {
        order.swapAt(place, place + stream.nextIndex(below: levers - place))
      }
      orders.append(order)
      if orders.count < count { orders.append(order.reversed()) }
    }
    return orders
  }
}
