import Quantities

/// What the replicas of one pool did over a part of a run.
public struct PoolMeasurement: Sendable, Hashable {
  public internal(set) var tokens = TokenFlows()
  public internal(set) var swaps = SwapFlows()
  public internal(set) var prefixes = PrefixFlows()
  public internal(set) var occupancy = Occupancy()
  public internal(set) var phases = PhaseTimes()
  public internal(set) var lives = ReplicaFlows()
  /// What the steps computed that ended.
  public internal(set) var work = ComputedWork()
  /// Steps that ended.
  public internal(set) var steps = 0

  mutating func merge(_ other: PoolMeasurement) {
    tokens.merge(other.tokens)
    swaps.merge(other.swaps)
    prefixes.merge(other.prefixes)
    occupancy.merge(other.occupancy)
    phases.merge(other.phases)
    lives.merge(other.lives)
    work.merge(other.work)
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
    if levels.changes {
      phases.draining += Double(levels.draining) * time
      phases.starting += Double(levels.starting) * time
      phases.down += Double(levels.down) * time
      phases.off += Double(levels.off) * time
    }
  }
}

/// What happened to replicas.
public struct ReplicaFlows: Sendable, Hashable {
  public internal(set) var failures = 0
  /// Replicas that began to serve after they were started.
  public internal(set) var starts = 0
  /// Replicas that were told to stop.
  public internal(set) var stops = 0
  /// Requests that had to find another replica.
  public internal(set) var rerouted = 0
  /// Tokens that were in caches of replicas that failed or were stopped with them.
  public internal(set) var lostTokens = 0

  mutating func merge(_ other: ReplicaFlows) {
    failures += other.failures
    starts += other.starts
    stops += other.stops
    rerouted += other.rerouted
    lostTokens += other.lostTokens
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
