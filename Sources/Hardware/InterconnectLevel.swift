public import Quantities

/// One level of an interconnect: a domain of accelerators that reach each other alike.
public struct InterconnectLevel: Sendable, Hashable {
  /// What the field calls it: `NVLink4`, `Unified Bus`, `InfiniBand NDR`.
  public let name: String
  /// How many accelerators (packages) one domain of this level joins.
  public let accelerators: Int
  /// The bandwidth of one accelerator into this level, one direction.
  public internal(set) var bandwidth: BytesPerSecond
  /// The time of an empty message between two members.
  public let latency: Seconds
  /// How much narrower the core is than the sum of the ports, ω; 1 is non-blocking.
  public let oversubscription: Double
  /// Whether its switches sum what passes through them (NVLink SHARP; Graham et al. 2016,
  /// doi:10.1109/COMHPC.2016.006).
  public let reduces: Bool

  public init(
    name: String, accelerators: Int, bandwidth: BytesPerSecond, latency: Seconds,
    oversubscription: Double = 1, reduces: Bool = false
  ) {
    precondition(accelerators >= 1, "a level joins at least one accelerator, not \(accelerators)")
    precondition(bandwidth.value > 0 && bandwidth.isFinite, "\(name): bandwidth is \(bandwidth)")
    precondition(latency.value >= 0 && latency.isFinite, "\(name): latency is \(latency)")
    precondition(
      oversubscription >= 1 && oversubscription.isFinite,
      "\(name): oversubscription is \(oversubscription)")
    self.name = name
    self.accelerators = accelerators
    self.bandwidth = bandwidth
    self.latency = latency
    self.oversubscription = oversubscription
    self.reduces = reduces
  }
}
