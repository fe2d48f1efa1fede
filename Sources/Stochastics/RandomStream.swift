/// An endless, addressed sequence of uniform numbers.
///
/// A stream is not copyable: a copied stream would repeat itself. It allocates nothing, needs no
/// warm-up and can be read at any position. Each number is an odd multiple of 2⁻⁵³, so it is never
/// 0 or 1, is symmetric about ½, and `1 - u` is exact.
///
/// ```swift
/// var arrivals = RandomStream(StreamAddress(seed: 20_261_121, purpose: "arrivals"))
/// let gap = try Distribution.exponential(mean: 0.2).draw(from: &arrivals)
/// ```
public struct RandomStream: ~Copyable, Sendable {
  public let address: StreamAddress

  @usableFromInline var taken: UInt64 = 0

  /// How many numbers have been taken; the index of the next one.
  @inlinable public var position: UInt64 { taken }

  /// The second number of the block whose first one was just given.
  @usableFromInline var spare = 0.0

  /// One more than the greatest index of a stream: 2⁴¹ numbers.
  public static var length: UInt64 { 1 << 41 }

  @inlinable
  public init(_ address: StreamAddress) { self.address = address }

  /// Takes the next number in (0, 1).
  /// - Precondition: fewer than ``length`` numbers have been taken.
  /// - Complexity: one Philox block for two numbers.
  @inlinable
  public mutating func nextUniform() -> Double {
    let index = taken
    taken = index &+ 1
    if index & 1 == 1 { return spare }
    let (even, odd) = pair(at: index &>> 1)
    spare = odd
    return even
  }

  /// The number at `index`, whatever has been taken before.
  /// - Precondition: `index` is less than ``length``.
  @inlinable
  public func uniform(at index: UInt64) -> Double {
    let (even, odd) = pair(at: index &>> 1)
    return index & 1 == 0 ? even : odd
  }

  /// Moves so that the next number taken is the one at `index`.
  /// - Precondition: `index` is less than ``length``.
  public mutating func seek(to index: UInt64) {
    if index & 1 == 1 { spare = uniform(at: index) }
    taken = index
  }

  /// Takes one number and turns it into an index below `count`, each equally likely.
  ///
  /// The bias is below `count`·2⁻⁵².
  /// - Precondition: `count` is positive.
  @inlinable
  public mutating func nextIndex(below count: Int) -> Int {
    precondition(count > 0, "cannot choose among \(count)")
    return min(Int(nextUniform() * Double(count)), count - 1)
  }

  /// Counter: 40 bits of block index, 24 of replication, 64 of entity.
  @inlinable
  func pair(at block: UInt64) -> (even: Double, odd: Double) {
    precondition(block < Self.length &>> 1, "a stream holds 2^41 numbers")
    let key = address.key
    let entity = address.entity
    let bits = Philox.block(
      key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key &>> 32)),
      counter: (
        UInt32(truncatingIfNeeded: block),
        UInt32(truncatingIfNeeded: block &>> 32) | address.replication &<< 8,
        UInt32(truncatingIfNeeded: entity), UInt32(truncatingIfNeeded: entity &>> 32)
      ))
    return (Self.unit(bits.0, bits.1), Self.unit(bits.2, bits.3))
  }

  /// The odd multiple of 2⁻⁵³ made of 52 random bits.
  @inlinable
  static func unit(_ high: UInt32, _ low: UInt32) -> Double {
    let word = (UInt64(high) &<< 32 | UInt64(low)) &>> 11 | 1
    return Double(Int64(bitPattern: word)) * 0x1p-53
  }
}
