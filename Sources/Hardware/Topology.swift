public import Quantities

/// The interconnect of a cluster as nested domains, innermost first: die to die where a package
/// holds several devices, scale-up (NVLink, Unified Bus), scale-out (InfiniBand, RoCE).
///
/// Ranks are numbered so that neighbours share the innermost domain. A group of ranks uses the
/// highest level at which its members differ (equations 4.12).
public struct Topology: Sendable, Hashable {
  /// A level as one device sees it.
  public struct Level: Sendable, Hashable {
    public let name: String
    /// Devices in one domain of this level.
    public let devices: Int
    /// The bandwidth of one device into this level, one direction, oversubscription included.
    public let bandwidth: BytesPerSecond
    public let latency: Seconds

    public init(name: String, devices: Int, bandwidth: BytesPerSecond, latency: Seconds) {
      precondition(devices >= 1 && bandwidth.value > 0 && latency.value >= 0)
      self.name = name
      self.devices = devices
      self.bandwidth = bandwidth
      self.latency = latency
    }
  }

  /// The levels, innermost first, each with more devices than the one before.
  public let levels: [Level]

  public init(levels: [Level]) {
    precondition(!levels.isEmpty, "a topology has at least one level")
    for (inner, outer) in zip(levels, levels.dropFirst()) {
      precondition(inner.devices < outer.devices, "\(outer.name) is no larger than \(inner.name)")
    }
    self.levels = levels
  }

  /// The innermost level that joins all members of a group of `ranks` spaced `stride` apart, or
  /// nil when the group is larger than the outermost domain.
  public func level(joining ranks: Int, stride: Int = 1) -> Level? {
    levels.first { $0.devices >= ranks * stride }
  }

  /// How many members of a group of `ranks` spaced `stride` apart share one domain of `level`.
  public func members(of ranks: Int, stride: Int = 1, within level: Level) -> Int {
    max(1, min(ranks, level.devices / stride))
  }
}
