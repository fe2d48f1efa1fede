/// The paged key-value cache of one replica, as an account of blocks
/// (Kwon et al. 2023, doi:10.1145/3600006.3613165).
///
/// Which block belongs to whom does not matter to time, so only numbers are kept: a sequence of `s`
/// tokens holds `⌈s/β⌉` blocks of `β` tokens.
struct KVCache: Sendable {
  let blockTokens: Int
  /// All blocks.
  let blocks: Int
  private(set) var free: Int
  /// Blocks ever given out, and ever taken back.
  private(set) var allocated = 0
  private(set) var released = 0

  init(blocks: Int, blockTokens: Int) {
    precondition(blocks >= 0 && blockTokens > 0, "\(blocks) blocks of \(blockTokens) tokens")
    self.blocks = blocks
    self.blockTokens = blockTokens
    free = blocks
  }

  var used: Int { blocks - free }

  /// Whether what was given out, less what was taken back, is what is in use.
  var isConserved: Bool { allocated - released == used && (0...blocks).contains(free) }

  /// The blocks that a sequence of `tokens` holds.
  func blocks(forTokens tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// - Precondition: so many are free.
  mutating func allocate(_ count: Int) {
    precondition(count >= 0 && count <= free, "\(count) blocks of \(free) free ones")
    free -= count
    allocated += count
  }

  /// - Precondition: so many are in use.
  mutating func release(_ count: Int) {
    precondition(count >= 0 && count <= used, "\(count) blocks of \(used) used ones")
    free += count
    released += count
  }
}
