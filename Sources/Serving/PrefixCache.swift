import EventKernel

/// The full blocks of text whose keys and values one replica keeps, each known by its tokens and all
/// tokens before it (Kwon et al. 2023, doi:10.1145/3600006.3613165, section 4.4; Zheng et al. 2024,
/// arXiv 2312.07104).
///
/// Running requests refer to chains of blocks, which all requests with the same beginning share. A
/// block that no request refers to is idle: it may be found again until its place is wanted. Places
/// are taken from the block not used for longest (LRU); the end of a text goes before its beginning,
/// so that what is held is always a set of whole beginnings. With tiers below the device, a block
/// whose place is wanted moves down by one.
///
/// Blocks are kept and moved in runs (``PrefixTree``): those of a run were used by the same requests
/// and follow each other in the order of last use, the last block of the text as the oldest. So what
/// is found, moved and counted is what it would be block by block; a test compares the two.
struct PrefixCache: Sendable {
  var tree: PrefixTree
  /// The idle runs of each tier.
  var orders: ContiguousArray<UseOrder>

  /// Blocks that are held, and those that requests refer to.
  var count = 0
  private(set) var referenced = 0
  /// Blocks ever taken in, and ever dropped altogether.
  private(set) var stored = 0
  var dropped = 0
  /// References ever made, and ever given up.
  private(set) var referencesMade = 0
  private(set) var referencesEnded = 0
  /// What has been pushed out and loaded since it was last asked for.
  var flows = PrefixFlows()

  /// - Parameter capacities: the most idle blocks of each tier, the device first; those left out
  ///   have none.
  init(capacities: [Int], blockTokens: Int, contents: PromptContents) {
    tree = PrefixTree(blockTokens: blockTokens, contents: contents)
    orders = ContiguousArray(
      CacheTier.allCases.map {
        UseOrder(capacity: $0.rawValue < capacities.count ? capacities[$0.rawValue] : 0)
      })
  }

  var blockTokens: Int { tree.blockTokens }

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

  /// Blocks that requests refer to, counted run by run.
  func countReferenced() -> Int { tree.all.reduce(0) { $0 + ($1.references > 0 ? $1.count : 0) } }

  /// Blocks of all tiers, counted run by run.
  func countHeld() -> Int { tree.all.reduce(0) { $0 + $1.count } }

  // MARK: Lookup

  /// The beginning of a text that the cache holds.
  struct Match: Sendable {
    /// The run of its last block on the device; -1 if there is none.
    var last: Int32 = -1
    /// Blocks on the device.
    var blocks = 0
    /// Of those, blocks that other requests refer to.
    var shared = 0
    /// The run of the last block down to each tier below, and the blocks of that tier; the same as on
    /// the device, and none, where it adds nothing.
    var lastOfHost: Int32 = -1
    var hostBlocks = 0
    var lastOfStorage: Int32 = -1
    var storageBlocks = 0

    static let none = Match()
  }

  /// The longest beginning of a request's text that is held, at most so many tokens.
  ///
  /// - Complexity: O(runs found).
  func match(_ request: Request, tokens: Int) -> Match {
    var match = Match()
    let text = PromptText(request)
    let most = tokens / blockTokens
    var index: Int32 = -1
    var block = 0
    while block < most {
      index = tree.child(of: index, text, at: block)
      guard index >= 0 else { break }
      let end = min(most, tree[index].end, tree.commonBlocks(text, index))
      let blocks = end - block
      guard blocks > 0 else { break }
      // The end of a text is never in a higher tier than its beginning.
      switch tree[index].tier {
      case .device:
        match.last = index
        match.blocks += blocks
        if tree[index].references > 0 { match.shared += blocks }
      case .host:
        match.lastOfHost = index
        match.hostBlocks += blocks
      case .storage:
        match.lastOfStorage = index
        match.storageBlocks += blocks
      }
      guard end == tree[index].end else { break }
      block = end
    }
    if match.hostBlocks == 0 { match.lastOfHost = match.last }
    if match.storageBlocks == 0 { match.lastOfStorage = match.lastOfHost }
    return match
  }

  // MARK: References

  /// Refers to the first blocks of a text, of which the last one lies in a run; those of lower tiers
  /// come to the device.
  ///
  /// - Parameter arrival: when those will be there.
  /// - Returns: The run that ends with them, how many of them were idle, and when the last one that
  ///   is on its way is there.
  mutating func refer(
    to last: Int32, blocks: Int, arrival: Instant = .zero
  ) -> (chain: Int32, taken: Int, arrival: Instant) {
    guard last >= 0 else { return (-1, 0, .zero) }
    let chain = cut(last, before: blocks)
    var taken = 0
    var latest = Instant.zero
    var index = chain
    while index >= 0 {
      if tree[index].references == 0 {
        unlink(index)
        referenced += tree[index].count
        taken += tree[index].count
        if tree[index].tier != .device {
          tree[index].tier = .device
          tree[index].arrival = arrival
        }
      }
      latest = max(latest, tree[index].arrival)
      tree[index].references += 1
      referencesMade += tree[index].count
      index = tree[index].parent
    }
    return (chain, taken, latest)
  }

  /// Gives up the references to a run and all before it. Blocks that nobody refers to any more become
  /// idle, the last one first.
  ///
  /// - Returns: How many became idle.
  mutating func release(_ last: Int32) -> Int {
    var freed = 0
    var index = last
    while index >= 0 {
      let parent = tree[index].parent
      let blocks = tree[index].count
      referencesEnded += blocks
      tree[index].references -= 1
      if tree[index].references == 0 {
        referenced -= blocks
        freed += blocks
        append(index, blocks, to: .device)
      }
      index = parent
    }
    giveUp(orders[0].count - orders[0].capacity, of: .device)
    return freed
  }

  /// What became of blocks that a request computed and the cache takes in.
  struct Extension: Sendable {
    /// The run at the end of the request's chain.
    var last: Int32
    /// Blocks that the device held already, so that the request needs its own no more.
    var duplicates = 0
    /// Of those, idle ones.
    var revived = 0
  }

  /// Takes in full blocks of a request, which follow the chain that it refers to, and refers to them.
  mutating func extend(_ request: Request, to count: Int) -> Extension {
    var result = Extension(last: request.chain)
    let text = PromptText(request)
    var block = Int(request.chained)
    while block < count {
      let next = tree.child(of: result.last, text, at: block)
      guard next >= 0 else {
        takeIn(text, block..<count, after: &result.last)
        break
      }
      let found = cut(next, before: min(count, tree[next].end, tree.commonBlocks(text, next)))
      let blocks = tree[found].count
      if tree[found].tier != .device {
        // What is computed anew needs no copy below.
        unlink(found)
        tree[found].tier = .device
        referenced += blocks
      } else {
        result.duplicates += blocks
        if tree[found].references == 0 {
          unlink(found)
          referenced += blocks
          result.revived += blocks
        }
      }
      tree[found].references += 1
      tree[found].arrival = .zero
      referencesMade += blocks
      result.last = found
      block = tree[found].end
    }
    return result
  }

  /// Adds blocks on the device that one request refers to, to its own run where no other has a part
  /// in it.
  private mutating func takeIn(
    _ text: PromptText, _ blocks: Range<Int>, after last: inout Int32
  ) {
    if last >= 0, tree[last].references == 1, tree[last].children == 0 {
      tree[last].text = text
      tree[last].count += blocks.count
    } else {
      last = tree.insert(text, after: last, blocks: blocks)
      tree[last].references = 1
    }
    count += blocks.count
    stored += blocks.count
    referenced += blocks.count
    referencesMade += blocks.count
  }
}
