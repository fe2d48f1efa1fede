/// The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters whose outputs
/// are statistically independent.
///
/// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11,
/// doi:10.1145/2063384.2063405. It has no state: block `n` of a stream is computed from `n` alone.
@usableFromInline
enum Philox {
  @usableFromInline typealias Block = (UInt32, UInt32, UInt32, UInt32)

  /// The 128 random bits that belong to `counter` under `key`.
  @inlinable
  static func block(key: (UInt32, UInt32), counter: Block) -> Block {
    var (k0, k1) = key
    var (c0, c1, c2, c3) = counter
    for _ in 0..<10 {
      let a = UInt64(c0) &* 0xD251_1F53
      let b = UInt64(c2) &* 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: b &>> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: b)
      c2 = UInt32(truncatingIfNeeded: a &>> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: a)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
