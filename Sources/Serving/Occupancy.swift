/// How full a system is: integrals over time, in requests or blocks times seconds.
public struct Occupancy: Sendable, Hashable {
  /// Requests from their arrival to their last token.
  public internal(set) var inSystem = 0.0
  /// Requests that wait for admission.
  public internal(set) var waiting = 0.0
  /// Requests that hold cache blocks and are computed.
  public internal(set) var running = 0.0
  /// Cache blocks in use.
  public internal(set) var blocks = 0.0

  mutating func merge(_ other: Occupancy) {
    inSystem += other.inSystem
    waiting += other.waiting
    running += other.running
    blocks += other.blocks
  }
}

/// What a step computes, or that none is under way.
enum ReplicaPhase: Int, Sendable {
  case idle, prefill, decode, mixed
}

/// The present state of all replicas together, which the integrals follow.
struct Levels: Sendable {
  var inSystem = 0
  var waiting = 0
  var running = 0
  var blocks = 0
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
