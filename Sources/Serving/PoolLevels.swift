import Quantities

/// The present state of the replicas of one pool together, which the integrals follow.
struct PoolLevels: Sendable {
  var waiting = 0
  var running = 0
  var blocks = 0
  var hostBlocks = 0
  /// Replicas in each phase.
  var idle = 0
  var prefill = 0
  var decode = 0
  var mixed = 0
  var starting = 0
  var down = 0
  var off = 0
  /// Of those that are idle or busy: those that take no more requests.
  var draining = 0

  /// Replicas that serve, busy or not.
  var inService: Int { idle + prefill + decode + mixed }

  /// Whether some replica does not serve, or not for long.
  var changes: Bool { starting > 0 || down > 0 || off > 0 || draining > 0 }

  mutating func move(from old: ReplicaPhase, to new: ReplicaPhase) {
    change(old, by: -1)
    change(new, by: 1)
  }

  private mutating func change(_ phase: ReplicaPhase, by step: Int) {
    switch phase {
    case .idle: idle += step
    case .prefill: prefill += step
    case .decode: decode += step
    case .mixed: mixed += step
    case .starting: starting += step
    case .down: down += step
    case .off: off += step
    }
  }
}

/// What a step computes, or that none is under way, or that the replica does not serve.
enum ReplicaPhase: Int, Sendable {
  case idle, prefill, decode, mixed, starting, down, off
}
