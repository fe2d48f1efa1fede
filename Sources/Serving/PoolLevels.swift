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
    }
  }
}

/// What a step computes, or that none is under way.
enum ReplicaPhase: Int, Sendable {
  case idle, prefill, decode, mixed
}
