/// Where the copies of routed experts lie: so many on each rank, the busiest experts more than once.
///
/// As the public load balancer of DeepSeek-AI (EPLB, 2025) does it: every further copy goes to the
/// expert with the greatest load per copy, whose tokens its copies share; then copies are placed from
/// the busiest on, each on the rank with the least load that has room (Graham 1969, longest
/// processing time first, doi:10.1137/0117039; Eq. 2.32). Loads are means: what a step adds by chance
/// is Eq. 2.31. Ignores groups of experts that are to stay in one node.
public struct ExpertPlacement: Sendable, Hashable {
  /// Copies of every expert, the most popular one first.
  public let copies: [Int]
  /// The token copies that fall on each rank, over those of the mean rank.
  public let loads: [Double]

  /// The load of the fullest rank over the mean, φ of Eq. 2.32; at least one.
  public var imbalance: Double { loads.max() ?? 1 }

  /// - Precondition: there is at least one rank, and no negative number of copies.
  /// - Complexity: O(redundant · experts + copies · ranks).
  public init(_ popularity: ExpertPopularity, redundant: Int, ranks: Int) {
    precondition(ranks >= 1 && redundant >= 0, "\(redundant) more experts on \(ranks) ranks")
    let probabilities = popularity.probabilities
    var copies = [Int](repeating: 1, count: popularity.experts)
    for _ in 0..<redundant {
      let busiest = copies.indices.max {
        probabilities[$0] / Double(copies[$0]) < probabilities[$1] / Double(copies[$1])
      }!
      copies[busiest] += 1
    }
    let parts = copies.indices.flatMap { expert in
      repeatElement(probabilities[expert] / Double(copies[expert]), count: copies[expert])
    }
    self.copies = copies
    loads = Self.loads(of: parts.sorted(by: >), ranks: ranks)
  }

  /// The imbalance where every rank holds as many experts in an order that has nothing to do with
  /// their popularity: the mean over some arbitrary orders, always the same ones.
  public static func unbalanced(_ popularity: ExpertPopularity, ranks: Int) -> Double {
    let slots = (popularity.experts + ranks - 1) / ranks
    let mean = Double(popularity.expertsPerToken) / Double(ranks)
    var order = Array(popularity.probabilities)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var sum = 0.0
    let orders = 32
    for _ in 0..<orders {
      for last in order.indices.dropFirst().reversed() {
        // Knuth's multiplier; only the upper bits are used.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        order.swapAt(last, Int((state >> 33) % UInt64(last + 1)))
      }
      let fullest = (0..<ranks).map { rank in
        order.dropFirst(rank * slots).prefix(slots).reduce(0, +)
      }.max()!
      sum += fullest / mean
    }
    return sum / Double(orders)
  }

  private static func loads(of parts: [Double], ranks: Int) -> [Double] {
    let slots = (parts.count + ranks - 1) / ranks
    var loads = [Double](repeating: 0, count: ranks)
    var held = [Int](repeating: 0, count: ranks)
    for part in parts {
      var least = -1
      for rank in 0..<ranks where held[rank] < slots {
        if least < 0 || loads[rank] < loads[least] { least = rank }
      }
      loads[least] += part
      held[least] += 1
    }
    let mean = parts.reduce(0, +) / Double(ranks)
    return loads.map { $0 / mean }
  }
}

extension ExpertPopularity {
  /// How much of the imbalance of an arbitrary placement is left with redundant copies and balanced
  /// ranks: one without copies, since then nothing is balanced.
  public func remainingImbalance(redundant: Int, ranks: Int) -> Double {
    guard redundant > 0, ranks > 1 else { return 1 }
    let before = ExpertPlacement.unbalanced(self, ranks: ranks) - 1
    let after = ExpertPlacement(self, redundant: redundant, ranks: ranks).imbalance - 1
    return before > 0 ? min(1, max(0, after / before)) : 1
  }
}
