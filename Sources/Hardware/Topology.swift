public import Quantities

/// The interconnect of a cluster as nested domains, innermost first: die to die where a package
/// holds several devices, scale-up (NVLink, Unified Bus), scale-out (InfiniBand, RoCE), and the
/// core of the network where it is narrower than its ports.
///
/// Ranks are numbered so that neighbours share the innermost domain. A group of ranks uses the
/// highest level at which its members differ. A path is no wider than the narrowest level inside
/// it, so that no level has more bandwidth than the one within; latencies are of the whole path
/// (equations 4.12).
public struct Topology: Sendable, Hashable {
  /// What joins the devices of a level.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Devices of one package.
    case package
    /// The scale-up domain.
    case scaleUp = "scale-up"
    /// Ports and switches that no core narrows.
    case scaleOut = "scale-out"
    /// The upper tiers of the network.
    case core
  }

  /// A level as one device sees it.
  public struct Level: Sendable, Hashable {
    public let name: String
    public let kind: Kind
    /// Devices in one domain of this level.
    public let devices: Int
    /// The bandwidth of one device into this level, one direction, oversubscription included.
    public let bandwidth: BytesPerSecond
    /// The time of an empty message between two devices that meet here.
    public let latency: Seconds
    /// Whether switches of this level sum what passes through them.
    public let reduces: Bool

    public init(
      name: String, kind: Kind = .scaleUp, devices: Int, bandwidth: BytesPerSecond,
      latency: Seconds, reduces: Bool = false
    ) {
      precondition(devices >= 1 && bandwidth.value > 0 && latency.value >= 0)
      self.name = name
      self.kind = kind
      self.devices = devices
      self.bandwidth = bandwidth
      self.latency = latency
      self.reduces = reduces
    }

    fileprivate func limited(to bandwidth: BytesPerSecond) -> Level {
      bandwidth < self.bandwidth
        ? Level(
          name: name, kind: kind, devices: devices, bandwidth: bandwidth, latency: latency,
          reduces: reduces) : self
    }
  }

  /// The levels, innermost first, each with more devices and no more bandwidth than the one before.
  public let levels: [Level]

  public init(levels: [Level]) {
    precondition(!levels.isEmpty, "a topology has at least one level")
    for (inner, outer) in zip(levels, levels.dropFirst()) {
      precondition(inner.devices < outer.devices, "\(outer.name) is no larger than \(inner.name)")
    }
    var narrowest = levels[0].bandwidth
    self.levels = levels.map { level in
      let level = level.limited(to: narrowest)
      narrowest = level.bandwidth
      return level
    }
  }

  /// The scale-up domain; where none is told apart, the innermost level.
  public var domain: Level { levels.first { $0.kind == .scaleUp } ?? levels[0] }

  /// The level that joins all there is.
  public var outermost: Level { levels[levels.count - 1] }

  /// The innermost level that joins all members of a group of `ranks` spaced `stride` apart, or
  /// nil when the group is larger than the outermost domain.
  public func level(joining ranks: Int, stride: Int = 1) -> Level? {
    levels.first { $0.devices >= ranks * stride }
  }

  /// The innermost level at which two devices meet; the outermost where none joins them.
  public func level(between first: Int, and second: Int) -> Level {
    levels.first { first / $0.devices == second / $0.devices } ?? outermost
  }

  /// How many members of a group of `ranks` spaced `stride` apart share one domain of `level`.
  public func members(of ranks: Int, stride: Int = 1, within level: Level) -> Int {
    max(1, min(ranks, level.devices / stride))
  }
}
