public import Hardware
public import Quantities

/// The all-reduce of one group of ranks on a topology: fitted inside the scale-up domain, ring or
/// double tree between domains (Eq. 4.8), which are never free.
public struct GroupAllReduce: Sendable {
  public let ranks: Int
  /// Members inside one scale-up domain.
  public let width: Int
  private let inner: FittedCollective?
  private let transferPerByte: Double
  /// Affine times across domains, per byte of the whole buffer.
  private let ringLatency: Double
  private let ringPerByte: Double
  private let treeLatency: Double
  private let treePerByte: Double

  /// - Parameters:
  ///   - stride: distance between members in device numbers.
  ///   - efficiencies: measured collectives inside a domain; at least one.
  public init(ranks: Int, stride: Int = 1, topology: Topology, efficiencies: [CollectiveEfficiency])
  {
    self.ranks = ranks
    let domain = topology.domain
    let width = min(ranks, topology.members(of: ranks, stride: stride, within: domain))
    self.width = width
    if width > 1 {
      let fit = efficiencies.fit(ranks: width)
      inner = FittedCollective(latency: fit.latency.value, exponent: fit.exponent)
      let share = 2 * Double(width - 1) / Double(width)
      transferPerByte = share / (fit.link * domain.bandwidth.value)
    } else {
      inner = nil
      transferPerByte = 0
    }
    var ring = (latency: 0.0, perByte: 0.0)
    var tree = (latency: 0.0, perByte: 0.0)
    var joined = width
    for level in topology.levels.dropFirst() where joined < ranks {
      let reach = min(ranks, topology.members(of: ranks, stride: stride, within: level))
      let groups = (reach + joined - 1) / joined
      guard groups > 1 else { continue }
      let link = Link(level, efficiency: CollectiveEfficiency.scaleOutLink)
      for (algorithm, isRing) in [(AllReduceAlgorithm.ring, true), (.doubleTree, false)] {
        let latency = algorithm.duration(of: .zero, ranks: groups, over: link).value
        // Each member carries its own part across: 1/joined of the buffer.
        let part = Bytes(1 / Double(joined))
        let perByte = algorithm.duration(of: part, ranks: groups, over: link).value - latency
        if isRing {
          ring = (ring.latency + latency, ring.perByte + perByte)
        } else {
          tree = (tree.latency + latency, tree.perByte + perByte)
        }
      }
      joined = reach
    }
    (ringLatency, ringPerByte) = ring
    (treeLatency, treePerByte) = tree
  }

  /// The time to sum a buffer of this size over the group; half of it is the time of a
  /// reduce-scatter or an all-gather of the same buffer.
  public func duration(of size: Bytes) -> Seconds { Seconds(seconds(bytes: size.value)) }

  @inline(__always)
  func seconds(bytes: Double) -> Double {
    guard ranks > 1, bytes > 0 else { return 0 }
    let inside = inner.map { $0.seconds(transfer: transferPerByte * bytes) } ?? 0
    return inside
      + min(ringLatency + ringPerByte * bytes, treeLatency + treePerByte * bytes)
  }
}
