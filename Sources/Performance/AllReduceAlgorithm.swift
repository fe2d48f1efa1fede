public import Quantities

/// Ways to sum a buffer over ranks, in latency α and one-direction bandwidth B (Eqs. 4.3-4.7).
///
/// Deliberately plain: protocol thresholds and kernel launches are in ``CollectiveEfficiency``,
/// which is fitted where measurements exist.
public enum AllReduceAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// `2(R−1)α + 2(R−1)/R·S/B`; bandwidth optimal (Patarasuk & Yuan 2009,
  /// doi:10.1016/j.jpdc.2008.09.002).
  case ring
  /// `2⌈log₂ R⌉α + 2S/B`, pipelined (Sanders et al. 2009, doi:10.1016/j.parco.2009.09.001).
  case doubleTree = "double-tree"
  /// `2α + 2(R−1)/R·S/B`: every rank reduces one part, then all exchange the parts.
  case twoShot = "two-shot"
  /// `α + (R−1)·S/B`: every rank sends everything to every other.
  case oneShot = "one-shot"
  /// `2α + S/B`: the switch adds (Graham et al. 2016, doi:10.1109/COMHPC.2016.006).
  case inSwitch = "in-switch"

  /// The time to sum `size` bytes held by each of `ranks` ranks; zero for one rank.
  public func duration(of size: Bytes, ranks: Int, over link: Link) -> Seconds {
    precondition(ranks >= 1 && size.value >= 0, "\(size) over \(ranks) ranks")
    if ranks == 1 { return .zero }
    let r = Double(ranks)
    let once = size / link.bandwidth
    switch self {
    case .ring: return link.latency * (2 * (r - 1)) + once * (2 * (r - 1) / r)
    case .doubleTree: return link.latency * (2 * Double(ceilLog2(ranks))) + once * 2
    case .twoShot: return link.latency * 2 + once * (2 * (r - 1) / r)
    case .oneShot: return link.latency + once * (r - 1)
    case .inSwitch: return link.latency * 2 + once
    }
  }

  /// The size at which sending everything at once equals reducing in parts (Eq. 4.6):
  /// `S* = α·B·R / ((R−1)(R−2))`; infinite for two ranks.
  public static func oneShotLimit(ranks: Int, over link: Link) -> Bytes {
    precondition(ranks >= 2, "one-shot over \(ranks) ranks")
    let r = Double(ranks)
    return ranks == 2 ? .infinity : (link.bandwidth * link.latency) * (r / ((r - 1) * (r - 2)))
  }
}

/// ⌈log₂ n⌉ of a positive integer.
func ceilLog2(_ n: Int) -> Int { n <= 1 ? 0 : Int.bitWidth - (n - 1).leadingZeroBitCount }
