/// Which shapes are fitted and which are held out to judge the fit.
struct KernelSplit {
  /// The share of blocks held out.
  static let heldOutShare = 0.3
  /// Below so many blocks chance would hold out too few or too many of them.
  static let fewBlocks = 40

  private let isHeldOut: (String) -> Bool

  /// Holds out whole blocks by a hash of their names alone, so that neither the order of rows nor
  /// the run matters; of many blocks those of a low hash, on every chip the same ones, of few the
  /// 30 % of them with the lowest.
  init(blocks: some Sequence<String>) {
    let distinct = Set(blocks)
    guard distinct.count < Self.fewBlocks else {
      let limit = UInt64(Double(UInt64.max) * Self.heldOutShare)
      isHeldOut = { Self.hash($0) < limit }
      return
    }
    let byHash = distinct.sorted { (Self.hash($0), $0) < (Self.hash($1), $1) }
    let count = Int((Double(byHash.count) * Self.heldOutShare).rounded())
    let heldOut = Set(byHash.prefix(count))
    isHeldOut = { heldOut.contains($0) }
  }

  /// Whether all rows of a block are held out.
  func holdsOut(_ block: String) -> Bool { isHeldOut(block) }

  /// FNV-1a (Fowler, Noll & Vo), then mixed by the finalizer of SplitMix64 (Steele et al. 2014,
  /// doi:10.1145/2660193.2660195), since names of blocks differ in few letters.
  private static func hash(_ block: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in block.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return hash ^ (hash >> 31)
  }
}
