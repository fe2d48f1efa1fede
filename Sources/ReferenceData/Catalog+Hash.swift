import Documents

extension Catalog {
  /// A short name for everything the catalog says: the 64-bit FNV-1a hash of its files and of the
  /// user's additions, in hexadecimal. Not for security.
  public var contentHash: String {
    var hash = 0xCBF2_9CE4_8422_2325 as UInt64
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    for file in files {
      mix(file.name.utf8)
      mix(file.bytes)
    }
    for addition in additions {
      mix(addition.name.utf8)
      mix(addition.node.yaml().utf8)
    }
    return String(hash, radix: 16)
  }
}
