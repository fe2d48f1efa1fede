/// The future event list: events in the order of their instants, and of scheduling among equals.
///
/// A four-ary implicit heap of whole events, ordered by (time, sequence). It is a noncopyable
/// structure so that its one owner passes it `inout`, which needs no reference count and no dynamic
/// exclusivity check.
///
/// An implicit d-ary heap: Johnson (1975), doi:10.1016/0020-0190(75)90001-0.
public struct EventQueue<Event>: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<Scheduled<Event>>
  @usableFromInline var capacity: Int

  /// How many events are pending.
  @usableFromInline var stored: Int

  /// How many events have ever been scheduled; the sequence number of the next one.
  @usableFromInline var nextSequence: UInt64

  /// An empty queue with room for some events; it grows as needed.
  @inlinable
  public init(minimumCapacity: Int = 64) {
    capacity = max(1, minimumCapacity)
    storage = .allocate(capacity: capacity)
    stored = 0
    nextSequence = 0
  }

  deinit {
    storage.deinitialize(count: stored)
    storage.deallocate()
  }

  /// How many events are pending.
  @inlinable public var count: Int { stored }
  @inlinable public var isEmpty: Bool { stored == 0 }

  /// How many events have ever been scheduled.
  @inlinable public var scheduledCount: Int { Int(nextSequence) }

  /// Adds an event.
  ///
  /// - Complexity: O(log *n*); O(1) on average when instants are not descending.
  @inlinable
  public mutating func schedule(_ event: Event, at instant: Instant) {
    if stored == capacity { grow() }
    let new = Scheduled(instant: instant, sequence: nextSequence, event: event)
    nextSequence += 1
    var hole = stored
    stored += 1
    while hole > 0 {
      let parent = (hole - 1) / 4
      guard new.precedes(storage[parent]) else { break }
      (storage + hole).moveInitialize(from: storage + parent, count: 1)
      hole = parent
    }
    (storage + hole).initialize(to: new)
  }

  /// Removes and returns the first event if it is due before `horizon`.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func next(before horizon: Instant = .distantFuture) -> Scheduled<Event>? {
    guard stored > 0, storage[0].instant < horizon else { return nil }
    let first = storage.move()
    stored -= 1
    guard stored > 0 else { return first }
    let last = (storage + stored).move()
    var hole = 0
    while true {
      let child = hole * 4 + 1
      guard child < stored else { break }
      var least = child
      var other = child + 1
      let end = min(child + 4, stored)
      while other < end {
        if storage[other].precedes(storage[least]) { least = other }
        other += 1
      }
      guard storage[least].precedes(last) else { break }
      (storage + hole).moveInitialize(from: storage + least, count: 1)
      hole = least
    }
    (storage + hole).initialize(to: last)
    return first
  }

  @inlinable @inline(never)
  mutating func grow() {
    let larger = UnsafeMutablePointer<Scheduled<Event>>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: stored)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}

// One owner holds the buffer, and nobody else sees it.
extension EventQueue: @unchecked Sendable where Event: Sendable {}
