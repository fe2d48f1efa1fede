import EventKernel
import StandardPriorityQueue

/// The bare future event list against the C++ standard library's.
enum EventQueueBenchmark: Benchmark {
  static let name = "queue"
  static let summary =
    "EventQueue against std::priority_queue (-O3), both of 32-byte events, hold model"

  static func run() throws -> [TextTable] {
    precondition(MemoryLayout<Scheduled<HoldModel.Event>>.stride == 32)
    var table = TextTable(contests: summary, unit: "events")
    for size in HoldModel.sizes {
      let operations = HoldModel.operations(forSize: size)
      let standard = StandardHold(size: size)
      let own = BareHold(size: size)
      let contest = Contest(
        title: "\(size) pending", workPerRound: Double(operations),
        contenders: [
          .init(name: "std::priority_queue") { standard.hold(operations) },
          .init(name: "EventQueue") { own.hold(operations) },
        ])
      table.append(contest, try contest.run())
    }
    return [table]
  }
}

/// A C++ queue in its steady state; a class because it owns memory of the C++ heap.
private final class StandardHold {
  private let queue: OpaquePointer
  private let delays: UnsafeMutableBufferPointer<Int64>

  init(size: Int) {
    delays = .allocate(capacity: HoldModel.delays.count)
    _ = delays.initialize(from: HoldModel.delays)
    queue = standard_queue_create(size, delays.baseAddress, delays.count)
  }

  deinit {
    standard_queue_destroy(queue)
    delays.deallocate()
  }

  func hold(_ operations: Int) -> UInt64 { standard_queue_hold(queue, operations) }
}
