public import Quantities

/// What a prefix cache found and what it had to give up.
public struct PrefixFlows: Sendable, Hashable {
  /// Blocks of one tier.
  public struct TierFlows: Sendable, Hashable {
    /// Blocks that admitted requests found in it and used.
    public internal(set) var hits = 0
    /// Blocks that were found in it, but computed anew because that was quicker.
    public internal(set) var declined = 0
    /// Blocks that came from the tier above.
    public internal(set) var taken = 0
    /// Blocks that it gave up for others: to the tier below, or altogether.
    public internal(set) var evicted = 0

    /// No block moved.
    public static let none = TierFlows()

    mutating func merge(_ other: TierFlows) {
      hits += other.hits
      declined += other.declined
      taken += other.taken
      evicted += other.evicted
    }
  }

  /// Admissions that looked for the beginning of their text; again after each preemption.
  public internal(set) var lookups = 0
  /// Of those, admissions that found a block at least and used it.
  public internal(set) var found = 0
  /// What admitted requests waited for blocks of lower tiers, summed over requests.
  public internal(set) var reading = Seconds.zero
  public internal(set) var device = TierFlows()
  public internal(set) var host = TierFlows()
  public internal(set) var storage = TierFlows()

  /// Nothing was looked for.
  public static let none = PrefixFlows()

  public internal(set) subscript(_ tier: CacheTier) -> TierFlows {
    get {
      switch tier {
      case .device: device
      case .host: host
      case .storage: storage
      }
    }
    set {
      switch tier {
      case .device: device = newValue
      case .host: host = newValue
      case .storage: storage = newValue
      }
    }
  }

  mutating func merge(_ other: PrefixFlows) {
    lookups += other.lookups
    found += other.found
    reading += other.reading
    device.merge(other.device)
    host.merge(other.host)
    storage.merge(other.storage)
  }
}
