/// The name of one stream of random numbers: who draws, for what, in which replication.
///
/// Two streams of one seed and purpose are disjoint by construction, because replication and
/// entity stand in their own bits of the counter. Seed and purpose share the 64-bit key: one
/// purpose never has the same key under two seeds, and two purposes of one seed collide with
/// probability 2⁻⁶⁴. The order in which streams are created means nothing (Eq. 11.1), so adding a
/// component, a parameter or a thread shifts nobody's draws.
public struct StreamAddress: Sendable, Hashable {
  /// The Philox key: a hash of seed and purpose.
  @usableFromInline let key: UInt64
  @usableFromInline let replication: UInt32
  @usableFromInline let entity: UInt64

  /// One more than the greatest replication number.
  public static let replicationLimit = 1 << 24

  /// - Parameters:
  ///   - seed: names the experiment.
  ///   - replication: names the independent repetition.
  ///   - purpose: says what the numbers are for ("arrivals", "output-tokens").
  ///   - entity: says whose they are (request 17, node 3); use it to synchronise alternatives per
  ///     entity rather than per call (Eq. 11.2).
  /// - Precondition: `replication` lies in `0..<replicationLimit`.
  public init(seed: UInt64, replication: Int = 0, purpose: String, entity: Int = 0) {
    precondition(
      (0..<Self.replicationLimit).contains(replication),
      "replication \(replication) is outside 0..<\(Self.replicationLimit)")
    self.key = Self.mixed(Self.mixed(seed) ^ Self.hash(of: purpose))
    self.replication = UInt32(replication)
    self.entity = UInt64(bitPattern: Int64(entity))
  }

  @usableFromInline
  init(key: UInt64, replication: UInt32, entity: UInt64) {
    self.key = key
    self.replication = replication
    self.entity = entity
  }

  /// The address of the same purpose for another entity, without hashing the purpose again.
  @inlinable
  public func of(entity: Int) -> StreamAddress {
    StreamAddress(
      key: key, replication: replication, entity: UInt64(bitPattern: Int64(entity)))
  }

  /// The SplitMix64 finaliser, a bijection of 64-bit words.
  ///
  /// Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
  static func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The 64-bit FNV-1a hash of the UTF-8 bytes: the same on every machine and in every run.
  static func hash(of text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
