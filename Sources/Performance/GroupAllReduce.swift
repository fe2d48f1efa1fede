public import Hardware
public import Quantities

/// The all-reduce of one group of ranks on a topology.
///
/// Over several levels it is hierarchical (Eq. 4.8), by whichever way through them is fastest for
/// the buffer. Inside the scale-up domain the measured times count where there are any; without,
/// and between domains, the fastest algorithm above a floor (Eq. 4.10). Traffic between domains is
/// never free.
public struct GroupAllReduce: Sendable {
  public let ranks: Int
  private let timer: CollectiveTimer?
  private let ways: CollectiveWays

  /// - Parameters:
  ///   - stride: distance between members in device numbers.
  ///   - efficiencies: measured all-reduces inside a scale-up domain.
  ///   - gathers: measured all-gathers and reduce-scatters there, which surround an outer level.
  public init(
    ranks: Int, stride: Int = 1, topology: Topology, efficiencies: [CollectiveEfficiency],
    gathers: [CollectiveEfficiency] = []
  ) {
    self.ranks = ranks
    ways = CollectiveWays(
      operation: .allReduce,
      paths: CollectivePath.all(ranks: ranks, stride: stride, topology: topology),
      allReduce: efficiencies, gathers: gathers)
    timer = CollectiveTimer(ways)
  }

  /// The time to sum a buffer of this size over the group.
  public func duration(of size: Bytes) -> Seconds { Seconds(seconds(bytes: size.value)) }

  /// How a buffer of this size is treated; no stage for a group of one.
  public func choice(of size: Bytes) -> CollectiveChoice { ways.choice(bytes: size.value, timer) }

  @inline(__always)
  func seconds(bytes: Double) -> Double {
    guard bytes > 0, let timer else { return 0 }
    return timer.seconds(bytes: bytes)
  }
}

/// The all-gather, or the reduce-scatter, of one group of ranks on a topology: level by level, on
/// measured times inside the scale-up domain, by doubling between domains.
public struct GroupGather: Sendable {
  public let ranks: Int
  private let timer: CollectiveTimer?
  private let ways: CollectiveWays

  /// - Parameters:
  ///   - stride: distance between members in device numbers.
  ///   - efficiencies: measured all-reduces inside a scale-up domain, of which half stands in where
  ///     no gather was measured.
  ///   - gathers: measured all-gathers and reduce-scatters there.
  public init(
    ranks: Int, stride: Int = 1, topology: Topology, efficiencies: [CollectiveEfficiency],
    gathers: [CollectiveEfficiency] = []
  ) {
    self.ranks = ranks
    ways = CollectiveWays(
      operation: .gather,
      paths: CollectivePath.all(ranks: ranks, stride: stride, topology: topology),
      allReduce: efficiencies, gathers: gathers)
    timer = CollectiveTimer(ways)
  }

  /// The time to gather a result of this size, or to scatter the sum of buffers of this size.
  public func duration(of size: Bytes) -> Seconds { Seconds(seconds(bytes: size.value)) }

  /// How a buffer of this size is treated; no stage for a group of one.
  public func choice(of size: Bytes) -> CollectiveChoice { ways.choice(bytes: size.value, timer) }

  @inline(__always)
  func seconds(bytes: Double) -> Double {
    guard bytes > 0, let timer else { return 0 }
    return timer.seconds(bytes: bytes)
  }
}
