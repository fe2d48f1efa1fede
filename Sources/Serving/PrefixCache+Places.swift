/// The blocks of one tier that no request refers to, as runs in the order of their last use.
struct UseOrder: Sendable {
  var oldest: Int32 = -1
  var newest: Int32 = -1
  /// Blocks.
  var count = 0
  let capacity: Int
}

/// The places of idle blocks: who is where, and who has to go.
extension PrefixCache {
  /// Makes room on the device until no more than so many idle blocks are left there.
  mutating func evict(toIdle most: Int) { giveUp(orders[0].count - most, of: .device) }

  /// Drops all blocks of all tiers, to which no request refers.
  mutating func lose() {
    // Those of lower tiers follow those of higher ones.
    for tier in CacheTier.allCases.reversed() {
      while orders[tier.rawValue].count > 0 {
        let oldest = orders[tier.rawValue].oldest
        drop(tree[oldest].count, of: oldest)
      }
    }
  }

  /// Moves the blocks of a tier that were not used for longest to the next one, or drops them from the
  /// last one.
  mutating func giveUp(_ number: Int, of tier: CacheTier) {
    guard number > 0 else { return }
    let below = tier.below { orders[$0.rawValue].capacity > 0 }
    flows[tier].evicted += number
    var left = number
    while left > 0 {
      let oldest = orders[tier.rawValue].oldest
      let part = min(left, tree[oldest].count)
      left -= part
      if let below {
        moveDown(part, of: oldest, to: below)
      } else {
        drop(part, of: oldest)
      }
    }
    guard let below else { return }
    flows[below].taken += number
    let order = orders[below.rawValue]
    giveUp(order.count - order.capacity, of: below)
  }

  /// Moves the last blocks of an idle run.
  private mutating func moveDown(_ blocks: Int, of index: Int32, to below: CacheTier) {
    let extent = tree[index]
    if blocks == extent.count {
      unlink(index)
      append(index, blocks, to: below)
    } else if isFollowed(index, byNewestOf: below) {
      orders[extent.tier.rawValue].count -= blocks
      orders[below.rawValue].count += blocks
      tree.shift(blocks, from: index, to: orders[below.rawValue].newest)
    } else {
      _ = cut(index, before: extent.end - blocks)
      unlink(index)
      append(index, blocks, to: below)
    }
  }

  /// Drops the last blocks of an idle run.
  private mutating func drop(_ blocks: Int, of index: Int32) {
    count -= blocks
    dropped += blocks
    if blocks < tree[index].count {
      precondition(tree[index].children == 0, "blocks follow those that are dropped")
      orders[tree[index].tier.rawValue].count -= blocks
      tree[index].count -= blocks
    } else {
      unlink(index)
      tree.remove(index)
    }
  }

  // MARK: The order of last use

  /// Cuts a run before a block, unless it ends there.
  ///
  /// - Returns: The run that ends there.
  mutating func cut(_ index: Int32, before block: Int) -> Int32 {
    guard block < tree[index].end else { return index }
    let upper = tree.cut(index, before: block)
    guard tree[upper].references == 0 else { return upper }
    // The beginning was used after the end.
    let newer = tree[index].newer
    tree[upper].older = index
    tree[upper].newer = newer
    tree[index].newer = upper
    if newer >= 0 {
      tree[newer].older = upper
    } else {
      orders[tree[index].tier.rawValue].newest = upper
    }
    return upper
  }

  /// Whether nothing follows a run but the one used last in a tier.
  private func isFollowed(_ index: Int32, byNewestOf tier: CacheTier) -> Bool {
    let newest = orders[tier.rawValue].newest
    return newest >= 0 && tree[newest].parent == index && tree[index].children == 1
  }

  /// Adds an idle run as the one used last; together with the one used last before it, if that is what
  /// follows it in the text.
  mutating func append(_ index: Int32, _ blocks: Int, to tier: CacheTier) {
    let newest = orders[tier.rawValue].newest
    orders[tier.rawValue].count += blocks
    if isFollowed(index, byNewestOf: tier) { return tree.join(index, into: newest) }
    tree[index].tier = tier
    tree[index].older = newest
    tree[index].newer = -1
    if newest >= 0 {
      tree[newest].newer = index
    } else {
      orders[tier.rawValue].oldest = index
    }
    orders[tier.rawValue].newest = index
  }

  mutating func unlink(_ index: Int32) {
    let extent = tree[index]
    let tier = extent.tier.rawValue
    if extent.older >= 0 {
      tree[extent.older].newer = extent.newer
    } else {
      orders[tier].oldest = extent.newer
    }
    if extent.newer >= 0 {
      tree[extent.newer].older = extent.older
    } else {
      orders[tier].newest = extent.older
    }
    orders[tier].count -= extent.count
  }
}
