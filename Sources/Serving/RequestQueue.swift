/// Requests that wait at one replica, in a ring: first come first served, except that a preempted
/// request returns to the front.
struct RequestQueue: Sendable {
  private var ring = ContiguousArray<Int32>(repeating: -1, count: 16)
  private var head = 0
  private(set) var count = 0

  /// The slot of the request at the front.
  var first: Int32? { count == 0 ? nil : ring[head] }

  /// - Complexity: O(1), amortised.
  mutating func append(_ slot: Int32) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = slot
    count += 1
  }

  /// - Complexity: O(1), amortised.
  mutating func prepend(_ slot: Int32) {
    if count == ring.count { grow() }
    head = (head - 1) & (ring.count - 1)
    ring[head] = slot
    count += 1
  }

  /// - Precondition: the queue is not empty.
  mutating func removeFirst() {
    precondition(count > 0, "the queue is empty")
    head = (head + 1) & (ring.count - 1)
    count -= 1
  }

  /// The length of the ring stays a power of two, so that a mask wraps an index.
  private mutating func grow() {
    var larger = ContiguousArray<Int32>(repeating: -1, count: ring.count * 2)
    for offset in 0..<count { larger[offset] = ring[(head + offset) & (ring.count - 1)] }
    ring = larger
    head = 0
  }
}
