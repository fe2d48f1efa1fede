public import Quantities

/// Collective operations among ranks as pure functions of size, ranks and link (Eqs. 4.2-4.11).
///
/// Sizes follow the field: the full buffer for an all-reduce, the gathered result for an
/// all-gather, the input of a reduce-scatter, what each rank sends in an all-to-all.
public enum Collective {
  /// How ranks pass parts to each other.
  public enum Route: Sendable, Hashable {
    /// Every rank reaches every other at once: one latency.
    case direct
    /// Neighbour to neighbour: R − 1 latencies.
    case ring
    /// Pairs at doubling distances: ⌈log₂ R⌉ latencies.
    case doubling

    fileprivate func latencies(ranks: Int) -> Double {
      switch self {
      case .direct: 1
      case .ring: Double(ranks - 1)
      case .doubling: Double(ceilLog2(ranks))
      }
    }
  }

  /// `α + (R−1)/R·S/B` on a full fabric, `(R−1)α + …` on a ring, `⌈log₂ R⌉α + …` by doubling (Thakur et al. 2005,
  /// doi:10.1177/1094342005051521).
  public static func allGather(
    _ size: Bytes, ranks: Int, over link: Link, by route: Route = .direct
  ) -> Seconds {
    precondition(ranks >= 1 && size.value >= 0, "\(size) over \(ranks) ranks")
    if ranks == 1 { return .zero }
    let r = Double(ranks)
    return link.latency * route.latencies(ranks: ranks) + (size / link.bandwidth) * ((r - 1) / r)
  }

  /// As long as an all-gather of the same size.
  public static func reduceScatter(
    _ size: Bytes, ranks: Int, over link: Link, by route: Route = .direct
  ) -> Seconds {
    allGather(size, ranks: ranks, over: link, by: route)
  }

  /// `α + (R−1)·o_peer + (R−1)/R·S·φ/B` (Eq. 4.9).
  ///
  /// - Parameters:
  ///   - perPeer: the cost of starting one more message, `o_peer`.
  ///   - imbalance: what the busiest rank receives over the mean, `φ ≥ 1`.
  public static func allToAll(
    _ size: Bytes, ranks: Int, over link: Link, perPeer: Seconds = .zero, imbalance: Double = 1
  ) -> Seconds {
    precondition(ranks >= 1 && size.value >= 0 && imbalance >= 1)
    if ranks == 1 { return .zero }
    let r = Double(ranks)
    return link.latency + perPeer * (r - 1) + (size / link.bandwidth) * (imbalance * (r - 1) / r)
  }

  /// All-reduce over `groups` domains of `width` ranks: reduce-scatter inside, all-reduce of each
  /// part across, all-gather inside (Eq. 4.8; Cho et al. 2019, doi:10.1147/JRD.2019.2947013).
  public static func hierarchicalAllReduce(
    _ size: Bytes, width: Int, groups: Int, inner: Link, outer: Link,
    across algorithm: AllReduceAlgorithm = .ring
  ) -> Seconds {
    reduceScatter(size, ranks: width, over: inner)
      + algorithm.duration(of: size / Double(width), ranks: groups, over: outer)
      + allGather(size, ranks: width, over: inner)
  }

  /// The rate at which a bus would carry an all-reduce of this size in this time (Eq. 4.11):
  /// `2(R−1)/R·S/t`.
  public static func allReduceBusBandwidth(
    _ size: Bytes, ranks: Int, duration: Seconds
  ) -> BytesPerSecond {
    let r = Double(ranks)
    return (size * (2 * (r - 1) / r)) / duration
  }
}
