import Quantities

/// What the replicas of one pool did over a part of a run.
public struct PoolMeasurement: Sendable, Hashable {
  public internal(set) var tokens = TokenFlows()
  public internal(set) var swaps = SwapFlows()
  public internal(set) var prefixes = PrefixFlows()
  public internal(set) var occupancy = Occupancy()
  public internal(set) var phases = PhaseTimes()
  /// Steps that ended.
  public internal(set) var steps = 0

  mutating func merge(_ other: PoolMeasurement) {
    tokens.merge(other.tokens)
    swaps.merge(other.swaps)
    prefixes.merge(other.prefixes)
    occupancy.merge(other.occupancy)
    phases.merge(other.phases)
    steps += other.steps
  }

  /// Lets the levels of the pool have held for a time.
  mutating func add(_ levels: PoolLevels, for time: Seconds) {
    occupancy.waiting += Double(levels.waiting) * time.value
    occupancy.running += Double(levels.running) * time.value
    occupancy.blocks += Double(levels.blocks) * time.value
    if levels.hostBlocks > 0 {
      occupancy.hostBlocks += Double(levels.hostBlocks) * time.value
    }
    phases.idle += Double(levels.idle) * time
    phases.prefill += Double(levels.prefill) * time
    phases.decode += Double(levels.decode) * time
    phases.mixed += Double(levels.mixed) * time
  }
}

/// What was copied between devices and hosts for preempted requests.
public struct SwapFlows: Sendable, Hashable {
  /// Requests whose caches were copied to the host.
  public internal(set) var requestsOut = 0
  /// Requests whose caches were copied back.
  public internal(set) var requestsIn = 0
  public internal(set) var blocksOut = 0
  public internal(set) var blocksIn = 0

  /// Nothing was copied.
  public static let none = SwapFlows()

  mutating func merge(_ other: SwapFlows) {
    requestsOut += other.requestsOut
    requestsIn += other.requestsIn
    blocksOut += other.blocksOut
    blocksIn += other.blocksIn
  }
}
