import Hardware
import Quantities

/// A collective that every rank of a group takes part in with one buffer.
enum GroupOperation: Sendable, Hashable {
  case allReduce
  /// An all-gather or a reduce-scatter.
  case gather

  /// Buffers that a ring passes, over (R − 1)/R.
  var passes: Double { self == .allReduce ? 2 : 1 }
}

/// One way of a group through the levels of a network: reduce-scatter inwards to outwards, the
/// operation at the outermost level, all-gather back (Eq. 4.8; Cho et al. 2019,
/// doi:10.1147/JRD.2019.2947013).
struct CollectivePath: Sendable {
  /// What happens at one level.
  struct Stage: Sendable {
    let level: Topology.Level
    /// Ranks, or domains of the level within, that take part.
    let ranks: Int
    /// Domains of the level within are joined by now: each carries its part of the buffer.
    let share: Double
    /// Whether members differ at no level beyond.
    let isOutermost: Bool
  }

  let stages: [Stage]

  /// Every sensible way: through all levels at which members differ, and past those of them that
  /// no measurement covers.
  ///
  /// A package's own link and the inner part of a network may be used or not; the scale-up domain
  /// is always used where it joins several members.
  static func all(ranks: Int, stride: Int, topology: Topology) -> [CollectivePath] {
    guard ranks > 1 else { return [] }
    let joining = topology.level(joining: ranks, stride: stride) ?? topology.outermost
    var inside = topology.levels.filter {
      $0.devices < joining.devices && topology.members(of: ranks, stride: stride, within: $0) > 1
    }
    var outermost = [joining]
    // Devices of one package may also meet on the scale-up link.
    if joining.kind == .package, let next = topology.levels.first(where: { $0.kind == .scaleUp }) {
      outermost.append(next)
    }
    var paths: [CollectivePath] = []
    let optional = inside.filter { $0.kind == .package || $0.kind == .scaleOut }
    inside.removeAll { optional.contains($0) }
    for top in outermost {
      for choice in 0..<(1 << optional.count) {
        let chosen = optional.indices.filter { choice >> $0 & 1 == 1 }.map { optional[$0] }
        let levels = topology.levels.filter {
          $0 == top || inside.contains($0) || chosen.contains($0)
        }
        paths.append(
          CollectivePath(levels: levels, ranks: ranks, stride: stride, topology: topology))
      }
    }
    return paths
  }

  private init(levels: [Topology.Level], ranks: Int, stride: Int, topology: Topology) {
    var joined = 1
    var stages: [Stage] = []
    for (index, level) in levels.enumerated() {
      let isOutermost = index == levels.count - 1
      let reach =
        isOutermost ? ranks : topology.members(of: ranks, stride: stride, within: level)
      let groups = reach.dividedRoundingUp(by: joined)
      guard groups > 1 else { continue }
      stages.append(
        Stage(
          level: level, ranks: groups, share: 1 / Double(joined), isOutermost: isOutermost))
      joined = reach
    }
    self.stages = stages
  }
}

/// Latency, and seconds per byte of the whole buffer.
struct AffineTime: Sendable {
  var latency = 0.0
  var perByte = 0.0

  /// The time of an algorithm on part of a buffer.
  init(latency: Double = 0, perByte: Double = 0) {
    self.latency = latency
    self.perByte = perByte
  }

  init(share: Double, _ duration: (Bytes) -> Seconds) {
    latency = duration(.zero).value
    perByte = duration(Bytes(share)).value - latency
  }

  @inline(__always)
  func seconds(bytes: Double) -> Double { latency + perByte * bytes }

  func isNeverSlower(than other: Self) -> Bool {
    latency <= other.latency && perByte <= other.perByte
  }

  static func + (a: Self, b: Self) -> Self {
    AffineTime(latency: a.latency + b.latency, perByte: a.perByte + b.perByte)
  }
}
