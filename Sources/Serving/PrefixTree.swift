import EventKernel

/// Blocks of text, as a tree of runs: a radix tree (Morrison 1968, PATRICIA, doi:10.1145/321479.321481).
///
/// An extent is a run of blocks that follow each other in a text and are alike in all that a cache
/// knows of them. Texts with a common beginning share extents; where they part, an extent ends, and
/// where one is wanted in part, it is cut. An extent is found by its place after another and by the
/// content of its first block, through an open-addressing table; how far a text goes along with it
/// follows from the owners of their tokens.
///
/// A 64-bit word stands for a place and a content: two of n different ones agree by chance with
/// probability n²/2⁶⁵, which is ignored.
///
/// Extents stand in one array whose places are used again.
struct PrefixTree: Sendable {
  struct Extent: Sendable {
    /// A text that contains its blocks and all before them.
    var text: PromptText
    /// Its first block, by its place in the text.
    var start: Int
    /// Its blocks.
    var count: Int
    /// The extent before it, which is held as long as this one; -1 for the beginning of a text.
    var parent: Int32
    /// Extents that follow it.
    var children: Int32 = 0
    /// By which it is found.
    fileprivate var key: UInt64
    /// Running requests that refer to its blocks.
    var references: Int32 = 0
    /// Its neighbours in the order of last use within its tier; -1 at the ends and for extents that
    /// are referred to.
    var older: Int32 = -1
    var newer: Int32 = -1
    var tier = CacheTier.device
    /// When its blocks are on the device, if they were loaded from a lower tier.
    var arrival = Instant.zero

    /// The place of the block after it.
    var end: Int { start + count }
  }

  let blockTokens: Int
  private let contents: PromptContents
  private var extents = ContiguousArray<Extent>()
  /// Places of ``extents`` to be used again, linked by `newer`.
  private var vacant: Int32 = -1
  private var count = 0
  /// Indices into ``extents`` by key, with linear probing; -1 where empty.
  private var table = ContiguousArray<Int32>(repeating: -1, count: 256)

  init(blockTokens: Int, contents: PromptContents) {
    self.blockTokens = blockTokens
    self.contents = contents
  }

  subscript(_ index: Int32) -> Extent {
    get { extents[Int(index)] }
    _modify { yield &extents[Int(index)] }
  }

  /// All extents, from the table.
  var all: some Sequence<Extent> { table.lazy.filter { $0 >= 0 }.map { extents[Int($0)] } }

  // MARK: Lookup

  /// The extent that a text goes on with at a block, after another one; -1 if there is none.
  ///
  /// - Complexity: O(1).
  func child(of parent: Int32, _ text: PromptText, at block: Int) -> Int32 {
    let key = key(after: parent, text, at: block)
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: key) & mask
    while true {
      let index = table[place]
      if index < 0 || extents[Int(index)].key == key { return index }
      place = (place + 1) & mask
    }
  }

  /// The blocks that a text and an extent, with all before it, have in common.
  func commonBlocks(_ text: PromptText, _ index: Int32) -> Int {
    contents.commonTokens(text, extents[Int(index)].text) / blockTokens
  }

  private func key(after parent: Int32, _ text: PromptText, at block: Int) -> UInt64 {
    PromptContents.mixed(
      UInt64(truncatingIfNeeded: parent),
      contents.content(
        of: text.identity, promptTokens: text.promptTokens, block: block,
        blockTokens: blockTokens))
  }

  // MARK: Change

  /// Adds the blocks of a text from one place to another.
  mutating func insert(
    _ text: PromptText, after parent: Int32, blocks: Range<Int>
  ) -> Int32 {
    let index = add(
      Extent(
        text: text, start: blocks.lowerBound, count: blocks.count, parent: parent,
        key: key(after: parent, text, at: blocks.lowerBound)))
    enter(index)
    if parent >= 0 { extents[Int(parent)].children += 1 }
    return index
  }

  /// Cuts an extent before a block.
  ///
  /// - Returns: The extent of what is before; what is after keeps its index.
  mutating func cut(_ index: Int32, before block: Int) -> Int32 {
    let whole = extents[Int(index)]
    precondition(whole.start < block && block < whole.end, "no cut of \(whole) before \(block)")
    var upper = whole
    upper.count = block - whole.start
    upper.children = 1
    let before = add(upper)
    table[place(of: index)] = before
    extents[Int(index)].start = block
    extents[Int(index)].count = whole.end - block
    extents[Int(index)].parent = before
    extents[Int(index)].key = key(after: before, whole.text, at: block)
    enter(index)
    return before
  }

  /// Makes one extent of two, of which one follows the other and nothing else does; it keeps the
  /// index of the second.
  mutating func join(_ upper: Int32, into lower: Int32) {
    let before = extents[Int(upper)]
    precondition(before.children == 1 && extents[Int(lower)].parent == upper)
    leave(lower)
    table[place(of: upper)] = lower
    extents[Int(lower)].key = before.key
    extents[Int(lower)].start = before.start
    extents[Int(lower)].count += before.count
    extents[Int(lower)].parent = before.parent
    extents[Int(lower)].arrival = max(extents[Int(lower)].arrival, before.arrival)
    free(upper)
  }

  /// Moves the last blocks of an extent to the only one that follows it.
  mutating func shift(_ blocks: Int, from upper: Int32, to lower: Int32) {
    precondition(extents[Int(upper)].count > blocks && extents[Int(lower)].parent == upper)
    leave(lower)
    extents[Int(upper)].count -= blocks
    extents[Int(lower)].start -= blocks
    extents[Int(lower)].count += blocks
    extents[Int(lower)].key = key(
      after: upper, extents[Int(lower)].text, at: extents[Int(lower)].start)
    enter(lower)
  }

  /// Removes an extent that nothing follows.
  mutating func remove(_ index: Int32) {
    precondition(extents[Int(index)].children == 0, "blocks follow those that are dropped")
    leave(index)
    let parent = extents[Int(index)].parent
    if parent >= 0 { extents[Int(parent)].children -= 1 }
    free(index)
  }

  // MARK: Places

  private mutating func add(_ extent: Extent) -> Int32 {
    count += 1
    if count * 2 > table.count { growTable() }
    guard vacant >= 0 else {
      extents.append(extent)
      return Int32(extents.count - 1)
    }
    let index = vacant
    vacant = extents[Int(index)].newer
    extents[Int(index)] = extent
    return index
  }

  private mutating func free(_ index: Int32) {
    extents[Int(index)].newer = vacant
    vacant = index
    count -= 1
  }

  private mutating func enter(_ index: Int32) {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: extents[Int(index)].key) & mask
    while table[place] >= 0 { place = (place + 1) & mask }
    table[place] = index
  }

  private func place(of index: Int32) -> Int {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: extents[Int(index)].key) & mask
    while table[place] != index { place = (place + 1) & mask }
    return place
  }

  private mutating func leave(_ index: Int32) {
    let mask = table.count - 1
    var hole = place(of: index)
    // What follows without a gap moves up, where that is not before its own place.
    var next = (hole + 1) & mask
    while table[next] >= 0 {
      let home = Int(truncatingIfNeeded: extents[Int(table[next])].key) & mask
      if (next &- home) & mask >= (next &- hole) & mask {
        table[hole] = table[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    table[hole] = -1
  }

  private mutating func growTable() {
    let held = table
    table = ContiguousArray(repeating: -1, count: held.count * 2)
    for index in held where index >= 0 { enter(index) }
  }
}
