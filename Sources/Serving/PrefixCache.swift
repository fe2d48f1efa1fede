import EventKernel

/// The full blocks of text whose keys and values one replica keeps, each known by the hash of its
/// tokens and of all tokens before it (Kwon et al. 2023, doi:10.1145/3600006.3613165, section 4.4;
/// Zheng et al. 2024, arXiv 2312.07104).
///
/// Running requests refer to chains of blocks, which all requests with the same beginning share. A
/// block that no request refers to is idle: it may be found again until its place is wanted. Places
/// are taken from the block not used for longest (LRU); the end of a text goes before its beginning,
/// so that what is held is always a set of whole beginnings. With tiers below the device, a block
/// whose place is wanted moves down by one.
///
/// A 64-bit hash stands for its tokens: two of n different blocks agree by chance with probability
/// n²/2⁶⁵, which is ignored.
///
/// Blocks stand in one array, are found through an open-addressing table, and are linked in the order
/// of their last use: nothing is allocated once the array has grown to the capacity of all tiers.
struct PrefixCache: Sendable {
  struct Block: Sendable {
    /// The hash of all tokens up to its end.
    var hash: UInt64
    /// The block before it, which is held as long as this one; -1 for the first of a text.
    var parent: Int32
    /// Running requests that refer to it.
    var references: Int32
    /// Its neighbours in the order of last use within its tier; -1 at the ends and for blocks
    /// that are referred to.
    var older: Int32
    var newer: Int32
    var tier: CacheTier
    /// When it is on the device, if it was loaded from a lower tier.
    var arrival: Instant
  }

  /// The blocks of one tier that no request refers to, in the order of their last use.
  private struct UseOrder: Sendable {
    var oldest: Int32 = -1
    var newest: Int32 = -1
    var count = 0
    let capacity: Int
  }

  let blockTokens: Int
  private let contents: PromptContents
  private var blocks = ContiguousArray<Block>()
  /// Places of ``blocks`` to be used again, linked by `newer`.
  private var vacant: Int32 = -1
  /// Indices into ``blocks`` by hash, with linear probing; -1 where empty.
  private var table = ContiguousArray<Int32>(repeating: -1, count: 1_024)
  private var orders: ContiguousArray<UseOrder>

  /// Blocks that are held, and those that requests refer to.
  private(set) var count = 0
  private(set) var referenced = 0
  /// Blocks ever taken in, and ever dropped altogether.
  private(set) var stored = 0
  private(set) var dropped = 0
  /// References ever made, and ever given up.
  private(set) var referencesMade = 0
  private(set) var referencesEnded = 0
  /// What has been pushed out and loaded since it was last asked for.
  private var flows = PrefixFlows()

  /// - Parameter capacities: the most idle blocks of each tier, the device first; those left out
  ///   have none.
  init(capacities: [Int], blockTokens: Int, contents: PromptContents) {
    self.blockTokens = blockTokens
    self.contents = contents
    orders = ContiguousArray(
      CacheTier.allCases.map {
        UseOrder(capacity: $0.rawValue < capacities.count ? capacities[$0.rawValue] : 0)
      })
  }

  /// Blocks on the device that no request refers to.
  var idle: Int { orders[0].count }

  /// Blocks that a tier holds.
  func count(in tier: CacheTier) -> Int {
    orders[tier.rawValue].count + (tier == .device ? referenced : 0)
  }

  /// What has happened since this was last called.
  mutating func takeFlows() -> PrefixFlows {
    defer { flows = PrefixFlows() }
    return flows
  }

  /// Blocks that requests refer to, counted one by one.
  func countReferenced() -> Int { blocks.count { $0.references > 0 } }

  /// Blocks of all tiers, counted one by one in the table.
  func countHeld() -> Int { table.count { $0 >= 0 } }

  // MARK: Lookup

  /// The beginning of a text that the cache holds.
  struct Match: Sendable {
    /// Its last block on the device, with all before it; -1 if there is none.
    var last: Int32 = -1
    /// Blocks on the device.
    var blocks = 0
    /// Of those, blocks that other requests refer to.
    var shared = 0
    /// The last block down to each tier below, and the blocks of that tier; as many as on the
    /// device, and none, where it adds nothing.
    var lastOfHost: Int32 = -1
    var hostBlocks = 0
    var lastOfStorage: Int32 = -1
    var storageBlocks = 0

    static let none = Match()
  }

  /// The longest beginning of a request's text that is held, at most so many tokens.
  ///
  /// - Complexity: O(blocks found).
  func match(_ request: Request, tokens: Int) -> Match {
    var match = Match()
    var hash = Self.root
    for block in 0..<tokens / blockTokens {
      hash = self.hash(after: hash, request, block)
      let index = find(hash)
      guard index >= 0 else { break }
      // The end of a text is never in a higher tier than its beginning.
      switch blocks[Int(index)].tier {
      case .device:
        match.last = index
        match.blocks += 1
        if blocks[Int(index)].references > 0 { match.shared += 1 }
      case .host:
        match.lastOfHost = index
        match.hostBlocks += 1
      case .storage:
        match.lastOfStorage = index
        match.storageBlocks += 1
      }
    }
    if match.hostBlocks == 0 { match.lastOfHost = match.last }
    if match.storageBlocks == 0 { match.lastOfStorage = match.lastOfHost }
    return match
  }

  /// The hash of no text.
  private static let root: UInt64 = 0x6A09_E667_F3BC_C908

  private func hash(after before: UInt64, _ request: Request, _ block: Int) -> UInt64 {
    PromptContents.mixed(
      before,
      contents.content(
        of: request.identity, promptTokens: Int(request.counts.prompt), block: block,
        blockTokens: blockTokens))
  }

  // MARK: References

  /// Refers to a block and all before it; those of lower tiers come to the device.
  ///
  /// - Parameter arrival: when those will be there.
  /// - Returns: How many of them were idle, and when the last one that is on its way is there.
  mutating func refer(to last: Int32, arrival: Instant = .zero) -> (taken: Int, arrival: Instant) {
    var taken = 0
    var latest = Instant.zero
    var index = last
    while index >= 0 {
      if blocks[Int(index)].references == 0 {
        unlink(index)
        referenced += 1
        taken += 1
        if blocks[Int(index)].tier != .device {
          blocks[Int(index)].tier = .device
          blocks[Int(index)].arrival = arrival
        }
      }
      latest = max(latest, blocks[Int(index)].arrival)
      blocks[Int(index)].references += 1
      referencesMade += 1
      index = blocks[Int(index)].parent
    }
    return (taken, latest)
  }

  /// Gives up the references to a block and all before it. Blocks that nobody refers to any more
  /// become idle, the last one first.
  ///
  /// - Returns: How many became idle.
  mutating func release(_ last: Int32) -> Int {
    var freed = 0
    var index = last
    while index >= 0 {
      let parent = blocks[Int(index)].parent
      referencesEnded += 1
      blocks[Int(index)].references -= 1
      if blocks[Int(index)].references == 0 {
        referenced -= 1
        freed += 1
        append(index, to: .device)
      }
      index = parent
    }
    keepWithinCapacity()
    return freed
  }

  /// What became of blocks that a request computed and the cache takes in.
  struct Extension: Sendable {
    /// The last block of the request's chain.
    var last: Int32
    /// Blocks that the device held already, so that the request needs its own no more.
    var duplicates = 0
    /// Of those, idle ones.
    var revived = 0
  }

  /// Takes in full blocks of a request, which follow the chain that it refers to, and refers to them.
  mutating func extend(_ request: Request, to count: Int) -> Extension {
    var result = Extension(last: request.chain)
    var hash = request.chain < 0 ? Self.root : blocks[Int(request.chain)].hash
    for block in Int(request.chained)..<max(count, Int(request.chained)) {
      hash = self.hash(after: hash, request, block)
      var index = find(hash)
      if index < 0 {
        index = insert(hash)
      } else if blocks[Int(index)].tier != .device {
        // What is computed anew needs no copy below.
        unlink(index)
        blocks[Int(index)].tier = .device
        referenced += 1
      } else {
        result.duplicates += 1
        if blocks[Int(index)].references == 0 {
          unlink(index)
          referenced += 1
          result.revived += 1
        }
      }
      blocks[Int(index)].parent = result.last
      blocks[Int(index)].references += 1
      blocks[Int(index)].arrival = .zero
      referencesMade += 1
      result.last = index
    }
    return result
  }

  // MARK: Places

  /// Makes room on the device until no more than so many idle blocks are left there.
  mutating func evict(toIdle most: Int) {
    while orders[0].count > most { pushDown(orders[0].oldest) }
  }

  /// Drops all blocks of all tiers, to which no request refers.
  mutating func lose() {
    for tier in orders.indices {
      while orders[tier].count > 0 {
        let index = orders[tier].oldest
        unlink(index)
        drop(index)
      }
    }
  }

  private mutating func keepWithinCapacity() {
    while orders[0].count > orders[0].capacity { pushDown(orders[0].oldest) }
  }

  /// Moves an idle block to the next tier, or drops it from the last one.
  private mutating func pushDown(_ index: Int32) {
    let tier = blocks[Int(index)].tier
    flows[tier].evicted += 1
    unlink(index)
    guard let below = tier.below(where: { orders[$0.rawValue].capacity > 0 }) else {
      return drop(index)
    }
    append(index, to: below)
    flows[below].taken += 1
    let order = orders[below.rawValue]
    if order.count > order.capacity { pushDown(order.oldest) }
  }

  /// Adds an idle block as the one used last.
  private mutating func append(_ index: Int32, to tier: CacheTier) {
    let newest = orders[tier.rawValue].newest
    blocks[Int(index)].tier = tier
    blocks[Int(index)].older = newest
    blocks[Int(index)].newer = -1
    if newest >= 0 {
      blocks[Int(newest)].newer = index
    } else {
      orders[tier.rawValue].oldest = index
    }
    orders[tier.rawValue].newest = index
    orders[tier.rawValue].count += 1
  }

  private mutating func unlink(_ index: Int32) {
    let block = blocks[Int(index)]
    let tier = block.tier.rawValue
    if block.older >= 0 {
      blocks[Int(block.older)].newer = block.newer
    } else {
      orders[tier].oldest = block.newer
    }
    if block.newer >= 0 {
      blocks[Int(block.newer)].older = block.older
    } else {
      orders[tier].newest = block.older
    }
    orders[tier].count -= 1
  }

  // MARK: Table

  /// The block of a hash; -1 if it is not held.
  private func find(_ hash: UInt64) -> Int32 {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let index = table[place]
      if index < 0 || blocks[Int(index)].hash == hash { return index }
      place = (place + 1) & mask
    }
  }

  /// Adds a block on the device that one request is about to refer to.
  private mutating func insert(_ hash: UInt64) -> Int32 {
    if (count + 1) * 2 > table.count { growTable() }
    let block = Block(
      hash: hash, parent: -1, references: 0, older: -1, newer: -1, tier: .device, arrival: .zero)
    let index: Int32
    if vacant >= 0 {
      index = vacant
      vacant = blocks[Int(index)].newer
      blocks[Int(index)] = block
    } else {
      index = Int32(blocks.count)
      blocks.append(block)
    }
    enter(index)
    count += 1
    stored += 1
    referenced += 1
    return index
  }

  private mutating func enter(_ index: Int32) {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: blocks[Int(index)].hash) & mask
    while table[place] >= 0 { place = (place + 1) & mask }
    table[place] = index
  }

  private mutating func drop(_ index: Int32) {
    let mask = table.count - 1
    var hole = Int(truncatingIfNeeded: blocks[Int(index)].hash) & mask
    while table[hole] != index { hole = (hole + 1) & mask }
    // What follows without a gap moves up, where that is not before its own place.
    var next = (hole + 1) & mask
    while table[next] >= 0 {
      let home = Int(truncatingIfNeeded: blocks[Int(table[next])].hash) & mask
      if (next &- home) & mask >= (next &- hole) & mask {
        table[hole] = table[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    table[hole] = -1
    blocks[Int(index)].newer = vacant
    vacant = index
    count -= 1
    dropped += 1
  }

  private mutating func growTable() {
    table = ContiguousArray(repeating: -1, count: table.count * 2)
    for tier in orders.indices {
      var index = orders[tier].oldest
      while index >= 0 {
        enter(index)
        index = blocks[Int(index)].newer
      }
    }
    for index in blocks.indices where blocks[index].references > 0 { enter(Int32(index)) }
  }
}
