public import Quantities

/// The network between scale-up domains: ports, rails and the width of its core (Eq. 4.12).
public struct ScaleOut: Sendable, Hashable {
  /// What the field calls it: `NDR InfiniBand`, `RoCE`.
  public let name: String
  /// The bandwidth of one port, one direction.
  public internal(set) var bandwidth: BytesPerSecond
  /// The time of an empty message between two domains.
  public let latency: Seconds
  /// Ports of one scale-up domain; nil is one for each accelerator. With fewer, accelerators share
  /// them, and all are taken to send at once.
  public let rails: Int?
  /// Accelerators behind one part of the network that no core narrows; nil where all are behind the
  /// core.
  public let pod: Int?
  /// How much narrower the core is than the sum of the ports, ω; 1 is non-blocking.
  public let oversubscription: Double
  /// Whether its switches sum what passes through them.
  public let reduces: Bool

  public init(
    name: String, bandwidth: BytesPerSecond, latency: Seconds, rails: Int? = nil, pod: Int? = nil,
    oversubscription: Double = 1, reduces: Bool = false
  ) {
    precondition(bandwidth.value > 0 && bandwidth.isFinite, "\(name): bandwidth is \(bandwidth)")
    precondition(latency.value >= 0 && latency.isFinite, "\(name): latency is \(latency)")
    precondition(rails ?? 1 >= 1 && pod ?? 1 >= 1, "\(name): a network without ports")
    precondition(
      oversubscription >= 1 && oversubscription.isFinite,
      "\(name): oversubscription is \(oversubscription)")
    self.name = name
    self.bandwidth = bandwidth
    self.latency = latency
    self.rails = rails
    self.pod = pod
    self.oversubscription = oversubscription
    self.reduces = reduces
  }

  /// What one accelerator has of the ports when all `domain` accelerators of a scale-up domain send.
  public func bandwidthPerAccelerator(domain: Int) -> BytesPerSecond {
    bandwidth * (Double(rails ?? domain) / Double(domain))
  }

  /// The same network with other rails or another core.
  public func with(rails: Int? = nil, oversubscription: Double? = nil) -> ScaleOut {
    ScaleOut(
      name: name, bandwidth: bandwidth, latency: latency, rails: rails ?? self.rails, pod: pod,
      oversubscription: oversubscription ?? self.oversubscription, reduces: reduces)
  }
}
