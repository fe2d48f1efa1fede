import EventKernel
import Quantities

/// What replicas that fail, start and stop leave in the books.
extension RunMeter {
  mutating func noteLife(in pool: Int, _ note: (inout ReplicaFlows) -> Void) {
    note(&segments[current].pools[pool].lives)
  }

  /// Takes note of tokens that were in the cache of a replica when it ended.
  mutating func lose(in pool: Int, tokens: Int) {
    segments[current].pools[pool].lives.lostTokens += tokens
    ledger.discarded += tokens
  }

  /// Takes note of a swapped request whose blocks on the host are lost.
  mutating func loseSwapped(in pool: Int, blocks: Int) {
    levels[pool].hostBlocks -= blocks
    ledger.hostBlocksReturned += blocks
  }

  /// Takes note of output that a lost request had made.
  mutating func loseOutput(_ tokens: Int) { ledger.lostOutput += tokens }

  /// Takes note of the time spent on a step that will not end.
  mutating func breakOffStep(in pool: Int, after spent: Seconds, prefill: Seconds) {
    segments[current].pools[pool].phases.prefillShare += prefill
    segments[current].pools[pool].phases.decodeShare += spent - prefill
  }

  /// What a pool did since the run began.
  func totals(of pool: Int) -> PoolMeasurement {
    var all = segments[0].pools[pool]
    for segment in segments.dropFirst() { all.merge(segment.pools[pool]) }
    return all
  }

  /// Requests at the router of a pool since the run began, in requests times seconds.
  func totalAtRouter(of role: ServingPool.Role) -> Double {
    segments.reduce(0) {
      $0 + (role == .decode ? $1.atRouterOfDecoding : $1.atRouter - $1.atRouterOfDecoding)
    }
  }
}
