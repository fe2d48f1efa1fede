import Stochastics

/// Which replica takes a request.
public enum RoutingRule: String, Sendable, Hashable, CaseIterable {
  /// Each in turn.
  case roundRobin
  /// The one with the fewest outstanding tokens: prompts waiting or running, and output so far.
  /// The lengths of outputs to come are not known to a router. The lowest number wins a tie.
  case leastLoaded
  /// Each equally likely.
  case random
  /// The less loaded of two drawn at random (Mitzenmacher 2001, doi:10.1109/71.963420).
  case powerOfTwoChoices
}

/// A routing rule at work.
struct Router: Sendable {
  let rule: RoutingRule
  private let address: StreamAddress
  private var turn = 0

  init(_ rule: RoutingRule, purpose: String = "routing", seed: UInt64, replication: Int) {
    self.rule = rule
    address = StreamAddress(seed: seed, replication: replication, purpose: purpose)
  }

  /// The replica for a request of a number, given each one's outstanding tokens.
  ///
  /// - Complexity: O(replicas) for the least loaded, O(1) otherwise.
  mutating func choose(forRequest index: Int, loads: ContiguousArray<Int>) -> Int {
    guard loads.count > 1 else { return 0 }
    switch rule {
    case .roundRobin:
      defer { turn = turn + 1 == loads.count ? 0 : turn + 1 }
      return turn
    case .leastLoaded:
      var least = 0
      for replica in 1..<loads.count where loads[replica] < loads[least] { least = replica }
      return least
    case .random:
      var stream = RandomStream(address.of(entity: index))
      return stream.nextIndex(below: loads.count)
    case .powerOfTwoChoices:
      var stream = RandomStream(address.of(entity: index))
      let first = stream.nextIndex(below: loads.count)
      // The second is drawn from the others, so that the two differ.
      let other = stream.nextIndex(below: loads.count - 1)
      let second = other < first ? other : other + 1
      return loads[second] < loads[first] ? second : first
    }
  }
}
