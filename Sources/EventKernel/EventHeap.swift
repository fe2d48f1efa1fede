public import CPrefetch

/// The memory of an ``EventQueue`` and the two ways in which an event moves through it.
///
/// The children of slot *i* are the slots 4*i* + 1 … 4*i* + 4, and none precedes its parent. An
/// unsafe handle: it frees nothing by itself and checks no bounds.
///
/// Four siblings share as few cache lines as possible (LaMarca & Ladner 1996, "The influence of
/// caches on the performance of heaps", doi:10.1145/235141.235145). The least of them is found
/// without a branch, which would be mispredicted half of the time.
@frozen @usableFromInline struct EventHeap<Event> {
  @usableFromInline typealias Slot = Scheduled<Event>

  /// The first slot; all are initialized but the one that a caller has moved out.
  @usableFromInline var first: UnsafeMutablePointer<Slot>

  /// How many slots are in use.
  @usableFromInline var count = 0

  @inlinable init(capacity: Int) { first = Self.allocate(capacity: capacity) }

  /// Slot 1, the first of a family of four, begins a pair of cache lines.
  @inlinable static func allocate(capacity: Int) -> UnsafeMutablePointer<Slot> {
    UnsafeMutableRawPointer.allocate(
      byteCount: (padding + capacity) * MemoryLayout<Slot>.stride, alignment: 128
    ).assumingMemoryBound(to: Slot.self) + padding
  }

  /// Unused slots before the first.
  @inlinable static var padding: Int { 3 }

  /// Destroys the events in the slots from `slot` on, and frees the memory.
  @inlinable func destroy(from slot: Int) {
    (first + slot).deinitialize(count: count - slot)
    UnsafeMutableRawPointer(first - Self.padding).deallocate()
  }

  @inlinable mutating func relocate(toCapacity capacity: Int) {
    let new = Self.allocate(capacity: capacity)
    new.moveInitialize(from: first, count: count)
    destroy(from: count)
    first = new
  }

  /// Adds a slot for an event and lets it rise above those that it precedes.
  @inlinable mutating func rise(_ new: Slot) {
    var vacancy = count
    count &+= 1
    while vacancy > 0 {
      let parent = (vacancy &- 1) >> 2
      guard new.precedes(first[parent]) else { break }
      move(parent, to: vacancy)
      vacancy = parent
    }
    (first + vacancy).initialize(to: new)
  }

  /// Takes the last slot away and lets its event sink from the vacant first slot.
  @inlinable mutating func fillFirstWithLast() {
    count &-= 1
    if count > 0 { sink((first + count).move()) }
  }

  /// Lets an event sink from the vacant first slot below those that precede it.
  @inlinable func sink(_ new: Slot) {
    var vacancy = 0
    var child = 1
    while child &+ 3 < count {
      let grandchild = child &* 4 &+ 1
      if count > Self.residentCount, grandchild &+ 15 < count { prefetchFamily(at: grandchild) }
      let left = child &+ precedence(of: child &+ 1, over: child)
      let right = child &+ 2 &+ precedence(of: child &+ 3, over: child &+ 2)
      let least = left &+ (right &- left) &* precedence(of: right, over: left)
      guard first[least].precedes(new) else {
        (first + vacancy).initialize(to: new)
        return
      }
      move(least, to: vacancy)
      vacancy = least
      child = vacancy &* 4 &+ 1
    }
    // The last family may be incomplete.
    if child < count {
      var least = child
      for sibling in child &+ 1..<count where first[sibling].precedes(first[least]) {
        least = sibling
      }
      if first[least].precedes(new) {
        move(least, to: vacancy)
        vacancy = least
      }
    }
    (first + vacancy).initialize(to: new)
  }

  /// One if the event in slot *a* precedes that in slot *b*, else zero.
  @inlinable func precedence(of a: Int, over b: Int) -> Int { first[a].precedes(first[b]) ? 1 : 0 }

  @inlinable func move(_ source: Int, to destination: Int) {
    (first + destination).initialize(to: (first + source).move())
  }

  /// A heap of more events than this outgrows the nearest cache.
  @inlinable static var residentCount: Int { 2_048 }

  /// Fetches the sixteen slots from `slot` on, the children of four siblings that are yet to be
  /// compared; without a branch to predict, the processor would only then begin to load them.
  @inlinable func prefetchFamily(at slot: Int) {
    let family = UnsafeRawPointer(first + slot)
    let size = 16 * MemoryLayout<Slot>.stride
    var offset = 0
    while offset < size {
      prefetch_for_reading(family + offset)
      offset &+= max(64, MemoryLayout<Slot>.stride)
    }
  }
}
