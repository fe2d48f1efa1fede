import Quantities

/// What the replicas of one pool did over a part of a run.
public struct PoolMeasurement: Sendable, Hashable {
  public internal(set) var tokens = TokenFlows()
  public internal(set) var occupancy = Occupancy()
  public internal(set) var phases = PhaseTimes()
  /// Steps that ended.
  public internal(set) var steps = 0

  mutating func merge(_ other: PoolMeasurement) {
    tokens.merge(other.tokens)
    occupancy.merge(other.occupancy)
    phases.merge(other.phases)
    steps += other.steps
  }

  /// Lets the levels of the pool have held for a time.
  mutating func add(_ levels: PoolLevels, for time: Seconds) {
    occupancy.waiting += Double(levels.waiting) * time.value
    occupancy.running += Double(levels.running) * time.value
    occupancy.blocks += Double(levels.blocks) * time.value
    phases.idle += Double(levels.idle) * time
    phases.prefill += Double(levels.prefill) * time
    phases.decode += Double(levels.decode) * time
    phases.mixed += Double(levels.mixed) * time
  }
}
