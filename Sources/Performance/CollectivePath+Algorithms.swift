import Hardware
public import Quantities

extension CollectivePath.Stage {
  /// Measurements that stand for this stage.
  struct Fits {
    let efficiencies: [CollectiveEfficiency]
    /// Buffers over (R − 1)/R that the measured operation passes.
    let passes: Double
    /// How many times, or what part of, the measured operation this stage is.
    let times: Double
    /// What its bus bandwidth cannot exceed, over one device's link: an all-reduce in the switch
    /// passes the buffer once instead of `2(R−1)/R` times (Graham et al. 2016,
    /// doi:10.1109/COMHPC.2016.006), all else no more than the link carries.
    let mostLink: Double
  }

  /// The measurements that stand for this stage, nil where there are none.
  ///
  /// Those of all-reduces stand for themselves, and where no all-gather was measured, for two
  /// gathers; those of gathers for each of the two phases around an outer level.
  func fits(
    for operation: GroupOperation, allReduce: [CollectiveEfficiency],
    gathers: [CollectiveEfficiency]
  ) -> Fits? {
    guard level.kind == .scaleUp else { return nil }
    let isWhole = operation == .allReduce && isOutermost
    if !isWhole, !gathers.isEmpty {
      return Fits(efficiencies: gathers, passes: 1, times: operation.passes, mostLink: 1)
    }
    guard !allReduce.isEmpty else { return nil }
    let inSwitch = isWhole && level.reduces ? 2 * Double(ranks - 1) / Double(ranks) : 1
    return Fits(
      efficiencies: allReduce, passes: 2, times: operation.passes / 2, mostLink: max(1, inSwitch))
  }

  /// Algorithms where nothing was measured, on the part of the buffer that gets here.
  ///
  /// In a full fabric all ranks reach each other at once; on a network libraries offer rings and
  /// trees. What is never faster than another is left out.
  func algorithms(
    for operation: GroupOperation
  ) -> [(algorithm: AllReduceAlgorithm, time: AffineTime)] {
    let link = link
    func time(_ algorithm: AllReduceAlgorithm) -> AffineTime {
      AffineTime(share: share) { algorithm.duration(of: $0, ranks: ranks, over: link) }
    }
    guard operation == .allReduce else { return [(.doubleTree, phase(times: 1))] }
    var choices: [AllReduceAlgorithm]
    switch level.kind {
    case .package, .scaleUp: choices = [.oneShot, .twoShot, .ring, .doubleTree]
    case .scaleOut, .core: choices = [.ring, .doubleTree]
    }
    if level.reduces { choices.append(.inSwitch) }
    let times = choices.map { ($0, time($0)) }
    return times.enumerated().filter { index, choice in
      !times.enumerated().contains { other, rival in
        other != index && rival.1.isNeverSlower(than: choice.1)
          && (other < index || !choice.1.isNeverSlower(than: rival.1))
      }
    }.map(\.element)
  }

  /// Reduce-scatter or all-gather of the part of the buffer that gets here, so many times.
  func phase(times: Double) -> AffineTime {
    let route: Collective.Route = level.kind == .package ? .direct : .doubling
    let link = link
    let once = AffineTime(share: share) {
      Collective.allGather($0, ranks: ranks, over: link, by: route)
    }
    return AffineTime(latency: once.latency * times, perByte: once.perByte * times)
  }

  private var link: Link { Link(level, efficiency: CollectiveEfficiency.unmeasuredLink(level)) }
}

extension CollectiveEfficiency {
  /// The time of the smallest collective where none was measured: 10 µs, the default of a vendor's
  /// simulator (Ascend/msmodeling, commit 84fec853, 2026).
  public static let unmeasuredFloor = Seconds(10e-6)

  /// The fraction of a link that collectives reach where none was measured: 0.7 inside a domain,
  /// the default of the same simulator; ``scaleOutLink`` on a network.
  static func unmeasuredLink(_ level: Topology.Level) -> Double {
    switch level.kind {
    case .package, .scaleUp: 0.7
    case .scaleOut, .core: scaleOutLink
    }
  }
}
