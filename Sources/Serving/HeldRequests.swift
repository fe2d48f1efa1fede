import EventKernel

/// Requests that wait at a router, because no replica takes one now; first come first served.
struct HeldRequests: Sendable {
  private var ring = ContiguousArray<Int32>(repeating: -1, count: 16)
  private var head = 0
  private(set) var count = 0
  /// The last instant at which nothing was seen to wait.
  private(set) var lastEmpty = Instant.zero

  var first: Int32? { count == 0 ? nil : ring[head] }

  mutating func noteEmpty(at now: Instant) {
    if count == 0 { lastEmpty = now }
  }

  /// - Complexity: O(1), amortised.
  mutating func append(_ slot: Int32) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = slot
    count += 1
  }

  /// Puts a request before all others.
  ///
  /// - Complexity: O(1), amortised.
  mutating func prepend(_ slot: Int32) {
    if count == ring.count { grow() }
    head = (head - 1) & (ring.count - 1)
    ring[head] = slot
    count += 1
  }

  /// - Precondition: a request waits.
  mutating func removeFirst() {
    precondition(count > 0, "no request waits at the router")
    head = (head + 1) & (ring.count - 1)
    count -= 1
  }

  /// Takes out a request that waits anywhere.
  ///
  /// - Complexity: O(*n*).
  /// - Precondition: it waits here.
  mutating func remove(_ slot: Int32) {
    let mask = ring.count - 1
    let place = (0..<count).first { ring[(head + $0) & mask] == slot }!
    for later in place + 1..<max(count, place + 1) {
      ring[(head + later - 1) & mask] = ring[(head + later) & mask]
    }
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
