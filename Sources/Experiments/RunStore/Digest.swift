/// A short number by which contents can be found and damage be noticed: FNV-1a over bytes, 64 bits
/// (Fowler, Noll & Vo 1991). Not for security.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The text with its length, so that `ab`, `c` and `a`, `bc` differ.
  mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      combine(UInt64(bytes.count))
      for byte in bytes { add(byte) }
    }
  }

  mutating func combine(_ number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }
}
