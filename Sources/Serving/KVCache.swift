import EventKernel

/// The paged key-value cache of one replica, as an account of blocks
/// (Kwon et al. 2023, doi:10.1145/3600006.3613165).
///
/// Which block belongs to whom does not matter to time, so only numbers are kept: a sequence of `s`
/// tokens holds `⌈s/β⌉` blocks of `β` tokens. With a prefix cache, full blocks have names: those that
/// several requests refer to are in use once, and those that nobody refers to are free, yet may be
/// found again until they are given out.
struct KVCache: Sendable {
  let blockTokens: Int
  /// All blocks.
  let blocks: Int
  private(set) var free: Int
  /// Blocks ever given out, and ever taken back.
  private(set) var allocated = 0
  private(set) var released = 0
  /// The blocks that are known by what they contain; nil where none are looked for.
  private(set) var prefixes: PrefixCache?

  init(blocks: Int, blockTokens: Int, prefixes: PrefixCache? = nil) {
    precondition(blocks >= 0 && blockTokens > 0, "\(blocks) blocks of \(blockTokens) tokens")
    self.blocks = blocks
    self.blockTokens = blockTokens
    self.prefixes = prefixes
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
    prefixes?.evict(toIdle: free)
  }

  /// - Precondition: so many are in use.
  mutating func release(_ count: Int) {
    precondition(count >= 0 && count <= used, "\(count) blocks of \(used) used ones")
    free += count
    released += count
  }
}

// MARK: Blocks with names

extension KVCache {
  /// Refers to a block that a request found and to all before it: idle ones among them are in use
  /// again, those of lower tiers get places on the device.
  ///
  /// - Parameters:
  ///   - last: the run of blocks in which that block lies.
  ///   - blocks: that block and all before it.
  ///   - arrival: when those of lower tiers will be there.
  /// - Returns: The chain that the request refers to, and when all of its blocks are there.
  mutating func take(
    _ last: Int32, blocks: Int, arrival: Instant
  ) -> (chain: Int32, arrival: Instant) {
    let (chain, taken, latest) = prefixes!.refer(to: last, blocks: blocks, arrival: arrival)
    free -= taken
    allocated += taken
    prefixes!.evict(toIdle: free)
    return (chain, latest)
  }

  /// Gives names to the full blocks that a request has computed, up to so many stored tokens, so that
  /// others may find them. Of blocks that the cache holds already, it gives back its own.
  mutating func name(_ request: inout Request, stored: Int) {
    let full = stored / blockTokens
    guard full > Int(request.chained) else { return }
    let extended = prefixes!.extend(request, to: full)
    request.chain = extended.last
    request.chained = Int32(full)
    allocated += extended.revived
    released += extended.duplicates
    free += extended.duplicates - extended.revived
  }

  /// Takes back all blocks of a request, of which so many have no names.
  mutating func release(_ nameless: Int, chain: Int32) {
    release(nameless)
    guard chain >= 0 else { return }
    let freed = prefixes!.release(chain)
    free += freed
    released += freed
  }

  /// Forgets all that is known of blocks, none of which is in use.
  mutating func lose() { prefixes?.lose() }

  /// What the prefix cache has done since this was last called.
  mutating func takePrefixFlows() -> PrefixFlows { prefixes!.takeFlows() }
}
