/// The future event list: events in the order of their instants, and of scheduling among equals.
///
/// A four-ary implicit heap of whole events (Johnson 1975, doi:10.1016/0020-0190(75)90001-0). It is
/// a noncopyable structure so that its one owner passes it `inout`, with neither reference counts
/// nor dynamic checks of exclusive access.
///
/// Taking the first event leaves its slot vacant: most events schedule a successor, which then sinks
/// from there, and the removal and the insertion cost one descent instead of two passes.
public struct EventQueue<Event>: ~Copyable {
  @usableFromInline var heap: EventHeap<Event>
  @usableFromInline var capacity: Int

  /// Whether the event in the first slot has been taken and the slot not been filled again.
  @usableFromInline var isFirstVacant = false

  @usableFromInline var nextSequence: UInt64 = 0

  /// An empty queue with room for some events; it grows as needed.
  @inlinable public init(minimumCapacity: Int = 64) {
    capacity = max(1, minimumCapacity)
    heap = EventHeap(capacity: capacity)
  }

  @inlinable deinit {
    heap.destroy(from: isFirstVacant ? 1 : 0)
  }

  /// How many events are pending.
  @inlinable public var count: Int { heap.count &- (isFirstVacant ? 1 : 0) }

  /// Whether no event is pending.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// How many events have ever been scheduled.
  @inlinable public var scheduledCount: Int { Int(nextSequence) }

  /// Adds an event after all events already scheduled for the same instant.
  ///
  /// - Complexity: O(log *n*).
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    let new = Scheduled(instant: instant, sequence: nextSequence, event: event)
    nextSequence &+= 1
    if isFirstVacant {
      isFirstVacant = false
      heap.sink(new)
    } else {
      if heap.count == capacity { grow() }
      heap.rise(new)
    }
  }

  /// Removes and returns the first event if it happens before the horizon.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func next(before horizon: Instant = .distantFuture) -> Scheduled<Event>? {
    if isFirstVacant {
      isFirstVacant = false
      heap.fillFirstWithLast()
    }
    guard heap.count > 0, heap.first.pointee.instant < horizon else { return nil }
    isFirstVacant = true
    return heap.first.move()
  }

  /// When the first event happens, nil if none is pending.
  ///
  /// - Complexity: O(1), or O(log *n*) right after an event was taken.
  @inlinable public mutating func firstInstant() -> Instant? {
    if isFirstVacant {
      isFirstVacant = false
      heap.fillFirstWithLast()
    }
    return heap.count > 0 ? heap.first.pointee.instant : nil
  }

  @inlinable @inline(never) mutating func grow() {
    capacity *= 2
    heap.relocate(toCapacity: capacity)
  }
}

// The buffer has one owner and is seen by nobody else.
extension EventQueue: @unchecked Sendable where Event: Sendable {}
