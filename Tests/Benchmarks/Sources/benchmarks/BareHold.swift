import EventKernel

/// An `EventQueue` in its steady state; a class so that the closures of a contest share it.
final class BareHold {
  private var queue = EventQueue<HoldModel.Event>()
  private var cursor = 0

  init(size: Int) {
    for index in 0..<size {
      queue.schedule(
        .held(index), at: Instant(nanoseconds: HoldModel.delays[index % HoldModel.delays.count]))
    }
    cursor = size % HoldModel.delays.count
  }

  func hold(_ operations: Int) -> UInt64 {
    // One exclusive access to the queue for the whole round, as the loop of a simulation has it.
    hold(operations, in: &queue)
  }

  private func hold(
    _ operations: Int, in queue: inout EventQueue<HoldModel.Event>
  ) -> UInt64 {
    var checksum: UInt64 = 0
    var position = cursor
    HoldModel.delays.withUnsafeBufferPointer { delays in
      let mask = delays.count - 1
      for _ in 0..<operations {
        guard let first = queue.next() else { break }
        guard case .held(let index) = first.event else { break }
        let now = first.instant.nanoseconds
        checksum = HoldModel.checksum(checksum, after: index, at: now)
        queue.schedule(.held(index), at: Instant(nanoseconds: now + delays[position]))
        position = (position + 1) & mask
      }
    }
    cursor = position
    return checksum
  }
}
