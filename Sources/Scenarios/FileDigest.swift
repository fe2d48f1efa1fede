import Foundation

/// A short name for what a file holds, by which a changed one is told.
public enum FileDigest {
  /// The length and the 64-bit FNV-1a hash of the bytes (Fowler, Noll & Vo 1991); "unreadable" where
  /// they cannot be read, which reading the scenario reports. Not for security.
  public static func text(ofFile path: String) -> String {
    guard let data = FileManager.default.contents(atPath: path) else { return "unreadable" }
    let hash = data.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return "\(data.count) bytes, \(String(hash, radix: 16))"
  }
}
