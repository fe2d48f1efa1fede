/// How full a system is: integrals over time, in requests or blocks times seconds.
public struct Occupancy: Sendable, Hashable {
  /// Requests that wait for admission.
  public internal(set) var waiting = 0.0
  /// Requests that hold cache blocks and are computed.
  public internal(set) var running = 0.0
  /// Cache blocks in use.
  public internal(set) var blocks = 0.0
  /// Blocks of host memory that hold the caches of swapped requests.
  public internal(set) var hostBlocks = 0.0

  mutating func merge(_ other: Occupancy) {
    waiting += other.waiting
    running += other.running
    blocks += other.blocks
    hostBlocks += other.hostBlocks
  }
}
