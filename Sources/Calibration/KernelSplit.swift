/// Which shapes are fitted and which are held out to judge the fit.
enum KernelSplit {
  /// Blocks held out, of a hundred.
  static let heldOutPercent: UInt64 = 30

  /// Whether all rows of a block are held out: by the block's name alone, so that the same shapes
  /// are held out on every chip and in every run, however the rows are ordered.
  ///
  /// FNV-1a (Fowler, Noll & Vo), then mixed by the finalizer of SplitMix64 (Steele et al. 2014,
  /// doi:10.1145/2660193.2660195), since names of blocks differ in few letters.
  static func isHeldOut(_ block: String) -> Bool {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in block.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return (hash ^ (hash >> 31)) % 100 < heldOutPercent
  }
}
