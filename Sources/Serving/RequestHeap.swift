/// Requests in the order of a rank, of which any can be removed.
///
/// A binary heap; each request knows its place in it. A request is in one heap at most.
struct RequestHeap: Sendable {
  struct Entry: Sendable {
    /// The lesser comes first.
    let key: Int64
    /// Decides between equal keys; no two are alike.
    let tie: Int
    let slot: Int32

    func precedes(_ other: Entry) -> Bool {
      key < other.key || (key == other.key && tie < other.tie)
    }
  }

  private(set) var entries = ContiguousArray<Entry>()

  var count: Int { entries.count }
  var first: Int32? { entries.first?.slot }

  /// - Complexity: O(log *n*).
  mutating func insert(_ entry: Entry, _ requests: inout RequestPool) {
    entries.append(entry)
    siftUp(entries.count - 1, &requests)
  }

  /// - Complexity: O(log *n*).
  /// - Precondition: the request is in this heap.
  mutating func remove(_ slot: Int32, _ requests: inout RequestPool) {
    let index = Int(requests[slot].place)
    precondition(entries[index].slot == slot, "request \(slot) is not where it thinks")
    let last = entries.removeLast()
    guard index < entries.count else { return }
    entries[index] = last
    siftUp(index, &requests)
    siftDown(Int(requests[last.slot].place), &requests)
  }

  /// Whether each entry comes after its parent and each request knows its place.
  func isOrdered(_ requests: RequestPool) -> Bool {
    entries.indices.allSatisfy { index in
      requests[entries[index].slot].place == Int32(index)
        && (index == 0 || entries[(index - 1) / 2].precedes(entries[index]))
    }
  }

  private mutating func put(_ entry: Entry, at index: Int, _ requests: inout RequestPool) {
    entries[index] = entry
    requests[entry.slot].place = Int32(index)
  }

  private mutating func siftUp(_ start: Int, _ requests: inout RequestPool) {
    var hole = start
    let new = entries[start]
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard new.precedes(entries[parent]) else { break }
      put(entries[parent], at: hole, &requests)
      hole = parent
    }
    put(new, at: hole, &requests)
  }

  private mutating func siftDown(_ start: Int, _ requests: inout RequestPool) {
    var hole = start
    let new = entries[start]
    while true {
      var child = hole * 2 + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(new) else { break }
      put(entries[child], at: hole, &requests)
      hole = child
    }
    put(new, at: hole, &requests)
  }
}
