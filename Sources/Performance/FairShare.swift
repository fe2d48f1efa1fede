public import Quantities

/// The rates of flows that share links by max-min fairness: no flow gains unless one that has no
/// more than it loses (Eq. 4.17).
///
/// Found by progressive filling: all rates rise together until a link is full or a flow reaches its
/// own limit; those that can rise no further stop, and the others go on (Bertsekas & Gallager 1992,
/// *Data Networks*, section 6.5). It stands for fair queueing or a congestion control that comes
/// near it; rates change at once when flows start and end, so that it is computed anew there.
///
///     let share = FairShare(capacities: [50e9], flows: [.init([0], limit: 10e9), .init([0]), .init([0])])
///     share.rates  // 10, 20 and 20 GB/s
public struct FairShare: Sendable, Hashable {
  /// A transfer along a path.
  public struct Flow: Sendable, Hashable {
    /// The links it passes, by their place among the capacities.
    public let links: [Int]
    /// What it can send or take at most, whatever the links.
    public let limit: BytesPerSecond

    public init(_ links: [Int], limit: BytesPerSecond = .infinity) {
      precondition(limit.value > 0, "a flow limited to \(limit)")
      self.links = links
      self.limit = limit
    }
  }

  public let capacities: [BytesPerSecond]
  public let flows: [Flow]
  /// The rate of each flow; infinite for one that passes no link and has no limit.
  public let rates: [BytesPerSecond]

  /// - Precondition: capacities are positive and flows pass links that there are.
  /// - Complexity: O(rounds · Σ links of flows); each round stops a link or a flow.
  public init(capacities: [BytesPerSecond], flows: [Flow]) {
    precondition(capacities.allSatisfy { $0.value > 0 }, "links of \(capacities)")
    precondition(flows.allSatisfy { $0.links.allSatisfy(capacities.indices.contains) })
    self.capacities = capacities
    self.flows = flows
    var rates = flows.map { _ in Double.infinity }
    var left = capacities.map(\.value)
    // A flow that passes a link twice takes twice its rate of it.
    var passing = capacities.map { _ in 0 }
    for flow in flows { for link in flow.links { passing[link] += 1 } }
    var rising = Array(flows.indices)
    var level = 0.0
    while !rising.isEmpty {
      let widest =
        passing.indices.lazy.filter { passing[$0] > 0 }
        .map { left[$0] / Double(passing[$0]) }.min() ?? .infinity
      let limit = rising.lazy.map { flows[$0].limit.value }.min() ?? .infinity
      let rise = min(widest, limit - level)
      guard rise.isFinite else { break }
      level += rise
      var full = Set<Int>()
      for link in passing.indices where passing[link] > 0 {
        if left[link] / Double(passing[link]) <= rise { full.insert(link) }
        left[link] -= rise * Double(passing[link])
      }
      rising.removeAll { index in
        let flow = flows[index]
        guard flow.limit.value - level <= 0 || flow.links.contains(where: full.contains) else {
          return false
        }
        rates[index] = level
        for link in flow.links { passing[link] -= 1 }
        return true
      }
    }
    self.rates = rates.map { BytesPerSecond($0) }
  }

  /// What all flows together send through a link.
  public func load(of link: Int) -> BytesPerSecond {
    flows.indices.reduce(.zero) { sum, index in
      sum + rates[index] * Double(flows[index].links.count { $0 == link })
    }
  }
}
