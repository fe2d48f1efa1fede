extension EventQueue {
  /// What is wrong with the heap, or nothing: a hook for tests, which call it after every change.
  ///
  /// 1. No event precedes that of its parent slot; a vacant first slot has no order.
  /// 2. Every sequence number was given out, and to one event only.
  /// 3. The slots fit into the memory.
  ///
  /// - Complexity: O(*n*).
  package var brokenInvariant: String? {
    let used = isFirstVacant ? 1..<heap.count : 0..<heap.count
    for slot in used.dropFirst() where (slot - 1) / 4 >= used.lowerBound {
      let (event, parent) = (heap.first[slot], heap.first[(slot - 1) / 4])
      if event.precedes(parent) {
        return "\(event.instant) in slot \(slot) precedes its parent's \(parent.instant)"
      }
    }
    let sequences = Set(used.map { heap.first[$0].sequence })
    if sequences.count < used.count { return "two events have one sequence number" }
    if let last = sequences.max(), last >= nextSequence {
      return "sequence number \(last) was never given out; the next is \(nextSequence)"
    }
    if heap.count > capacity { return "\(heap.count) slots in memory for \(capacity)" }
    return nil
  }
}
