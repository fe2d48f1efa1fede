public import Hardware
public import Quantities

/// One rank's way into a network, one direction: a message takes `latency + size/bandwidth`.
///
/// Hockney (1994), doi:10.1016/S0167-8191(06)80021-9.
public struct Link: Sendable, Hashable {
  public let bandwidth: BytesPerSecond
  public let latency: Seconds

  /// - Precondition: the bandwidth is positive and the latency not negative.
  public init(bandwidth: BytesPerSecond, latency: Seconds) {
    precondition(bandwidth.value > 0 && latency.value >= 0, "a link of \(bandwidth), \(latency)")
    self.bandwidth = bandwidth
    self.latency = latency
  }

  /// The link of one device into a level, of which kernels reach a fraction.
  public init(_ level: Topology.Level, efficiency: Double = 1) {
    precondition(efficiency > 0, "a link at \(efficiency) of its bandwidth")
    self.init(bandwidth: level.bandwidth * efficiency, latency: level.latency)
  }

  /// Point to point (Eq. 4.1).
  public func duration(of size: Bytes) -> Seconds { latency + size / bandwidth }
}
