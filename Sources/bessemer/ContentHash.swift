/// A short name for a content, by which two can be told to be the same.
enum ContentHash {
  /// The 64-bit FNV-1a hash in hexadecimal (Fowler, Noll & Vo 1991). Not for security.
  static func text(of content: String) -> String {
    let hash = content.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
