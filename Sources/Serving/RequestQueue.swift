/// Requests that wait at one replica, in the order of a ``SchedulingRule``.
///
/// First come first served keeps a ring, every other rule a heap.
struct RequestQueue: Sendable {
  private let order: QueueOrder
  private let isRanked: Bool
  private var ring = ContiguousArray<Int32>(repeating: -1, count: 16)
  private var head = 0
  private var ringCount = 0
  /// Requests at the head of the ring that were preempted, in the order of their numbers.
  private var returned = 0
  private var heap = RequestHeap()

  init(_ order: QueueOrder) {
    self.order = order
    isRanked = order != .arrival
  }

  var count: Int { ringCount + heap.count }

  /// The slots of all requests, in no order that means anything.
  var slots: [Int32] {
    (0..<ringCount).map { ring[(head + $0) & (ring.count - 1)] } + heap.entries.map(\.slot)
  }

  /// The slot of the request at the front.
  var first: Int32? { ringCount == 0 ? heap.first : ring[head] }

  /// Adds a request that comes for the first time.
  ///
  /// - Complexity: O(1), amortised, for first come first served; O(log *n*) otherwise.
  mutating func append(_ slot: Int32, _ requests: inout RequestPool) {
    guard !isRanked else { return rank(slot, &requests) }
    if ringCount == ring.count { grow() }
    ring[(head + ringCount) & (ring.count - 1)] = slot
    ringCount += 1
  }

  /// Returns a preempted request to its place: before all that were never admitted, among the
  /// preempted in the order of arrival, or where its rank puts it.
  ///
  /// - Complexity: O(preempted requests that arrived earlier), amortised, for first come first
  ///   served; O(log *n*) otherwise.
  mutating func restore(_ slot: Int32, _ requests: inout RequestPool) {
    guard !isRanked else { return rank(slot, &requests) }
    if ringCount == ring.count { grow() }
    let mask = ring.count - 1
    head = (head - 1) & mask
    ringCount += 1
    let number = requests[slot].number
    var index = 0
    while index < returned {
      let next = ring[(head + index + 1) & mask]
      guard requests[next].number < number else { break }
      ring[(head + index) & mask] = next
      index += 1
    }
    ring[(head + index) & mask] = slot
    returned += 1
  }

  /// - Complexity: O(1) for first come first served; O(log *n*) otherwise.
  /// - Precondition: the queue is not empty.
  mutating func removeFirst(_ requests: inout RequestPool) {
    guard ringCount > 0 else { return heap.remove(heap.first!, &requests) }
    head = (head + 1) & (ring.count - 1)
    ringCount -= 1
    if returned > 0 { returned -= 1 }
  }

  /// Takes out a request that waits anywhere in the queue.
  ///
  /// - Complexity: O(*n*) for first come first served; O(log *n*) otherwise.
  /// - Precondition: it waits here.
  mutating func remove(_ slot: Int32, _ requests: inout RequestPool) {
    guard !isRanked else { return heap.remove(slot, &requests) }
    let mask = ring.count - 1
    let place = (0..<ringCount).first { ring[(head + $0) & mask] == slot }!
    for later in place + 1..<max(ringCount, place + 1) {
      ring[(head + later - 1) & mask] = ring[(head + later) & mask]
    }
    ringCount -= 1
    if place < returned { returned -= 1 }
  }

  private mutating func rank(_ slot: Int32, _ requests: inout RequestPool) {
    let request = requests[slot]
    heap.insert(
      RequestHeap.Entry(key: order.key(of: request), tie: request.number, slot: slot), &requests)
  }

  /// The length of the ring stays a power of two, so that a mask wraps an index.
  private mutating func grow() {
    var larger = ContiguousArray<Int32>(repeating: -1, count: ring.count * 2)
    for offset in 0..<ringCount { larger[offset] = ring[(head + offset) & (ring.count - 1)] }
    ring = larger
    head = 0
  }
}
