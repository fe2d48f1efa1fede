import Testing

@testable import EventKernel

@Suite("The future event list")
struct EventQueueTests {
  /// The spread of instants: one for all, a few, and hardly a tie.
  static let spreads: [Int64] = [1, 4, 50, 1_000_000_000]

  @Test("Events leave in the order of a stable sort by instant", arguments: spreads)
  func order(spread: Int64) {
    var generator = Generator(seed: 11)
    // Numbers that leave the last family of siblings empty, complete or in between.
    for count in Array(0...70) + [340, 341, 342, 5_000] {
      let instants = (0..<count).map { _ in Int64.random(in: 0..<spread, using: &generator) }
      var queue = EventQueue<Int>(minimumCapacity: 1)
      for (index, instant) in instants.enumerated() {
        queue.schedule(index, at: Instant(nanoseconds: instant))
      }
      var left: [Int] = []
      while let next = queue.next() {
        #expect(next.instant.nanoseconds == instants[next.event])
        left.append(next.event)
      }
      // Swift's sort is not promised to be stable, so the order of scheduling is part of the key.
      #expect(left == instants.indices.sorted { (instants[$0], $0) < (instants[$1], $1) })
    }
  }

  @Test(
    "Scheduling between departures agrees with a sorted list and keeps the heap", arguments: spreads
  )
  func interleaving(spread: Int64) {
    var generator = Generator(seed: 12)
    var queue = EventQueue<Int>(minimumCapacity: 1)
    var reference: [(instant: Int64, number: Int)] = []
    var now: Int64 = 0
    for number in 0..<1_500 {
      // Phases of growing and of shrinking, with zero to three events between departures.
      let growth = number / 300 % 2 == 0 ? 3 : 1
      for _ in 0..<Int.random(in: 0...growth, using: &generator) {
        let instant = now + Int64.random(in: 0..<spread, using: &generator)
        let next = queue.scheduledCount
        queue.schedule(next, at: Instant(nanoseconds: instant))
        let place = reference.firstIndex { $0.instant > instant } ?? reference.endIndex
        reference.insert((instant, next), at: place)
        #expect(queue.brokenInvariant == nil)
      }
      let first = queue.next()
      #expect(first?.event == reference.first?.number)
      #expect(first?.instant.nanoseconds == reference.first?.instant)
      if let first {
        now = first.instant.nanoseconds
        reference.removeFirst()
      }
      #expect(queue.count == reference.count)
      #expect(queue.brokenInvariant == nil)
    }
  }

  @Test("Beyond the number of events from which memory is fetched ahead the order is the same")
  func large() {
    var generator = Generator(seed: 13)
    var queue = EventQueue<Int>()
    for number in 0..<20_000 {
      queue.schedule(number, at: Instant(nanoseconds: .random(in: 0..<1_000, using: &generator)))
    }
    #expect(queue.brokenInvariant == nil)
    var last = (instant: Instant.zero, sequence: UInt64(0))
    for _ in 0..<20_000 {
      guard let next = queue.next() else {
        Issue.record("an event was lost")
        return
      }
      #expect((last.instant, last.sequence) <= (next.instant, next.sequence))
      last = (next.instant, next.sequence)
      queue.schedule(
        0, at: Instant(nanoseconds: next.instant.nanoseconds + next.instant.nanoseconds % 7))
    }
    #expect(queue.count == 20_000)
    #expect(queue.brokenInvariant == nil)
  }

  @Test("An event at the horizon stays, and is found again")
  func horizon() {
    var queue = EventQueue<String>()
    queue.schedule("at", at: Instant(nanoseconds: 10))
    queue.schedule("before", at: Instant(nanoseconds: 9))
    #expect(queue.next(before: Instant(nanoseconds: 10))?.event == "before")
    #expect(queue.next(before: Instant(nanoseconds: 10)) == nil)
    #expect(queue.next(before: Instant(nanoseconds: 10)) == nil)
    #expect(queue.count == 1)
    #expect(queue.next(before: Instant(nanoseconds: 11))?.event == "at")
    #expect(queue.isEmpty == true)
  }

  @Test("What is scheduled is taken or pending")
  func conservation() {
    var generator = Generator(seed: 14)
    var queue = EventQueue<Void>()
    var taken = 0
    for _ in 0..<2_000 {
      if Bool.random(using: &generator) {
        queue.schedule((), at: Instant(nanoseconds: .random(in: 0..<100, using: &generator)))
      } else if queue.next() != nil {
        taken += 1
      }
      #expect(queue.scheduledCount == taken + queue.count)
    }
  }

  @Test("Every event is released once, whether taken, moved to larger memory or left behind")
  func lifetimes() {
    final class Payload {}
    // Weak references tell whether anybody still holds an event.
    struct Witness { weak var payload: Payload? }
    for taken in [0, 1, 5, 100] {
      var witnesses: [Witness] = []
      do {
        var queue = EventQueue<Payload>(minimumCapacity: 2)
        for number in 0..<100 {
          let payload = Payload()
          witnesses.append(Witness(payload: payload))
          queue.schedule(payload, at: Instant(nanoseconds: Int64(number * 37 % 100)))
        }
        for _ in 0..<taken { _ = queue.next() }
        #expect(witnesses.count { $0.payload != nil } == 100 - taken)
      }
      #expect(witnesses.allSatisfy { $0.payload == nil })
    }
  }

  @Test("The invariant check notices an event out of order")
  func brokenInvariant() {
    var queue = EventQueue<Int>()
    for number in 0..<30 { queue.schedule(number, at: Instant(nanoseconds: Int64(number))) }
    #expect(queue.brokenInvariant == nil)
    let last = queue.heap.first[29]
    queue.heap.first[29] = queue.heap.first[3]
    #expect(queue.brokenInvariant != nil)
    queue.heap.first[3] = last
    #expect(queue.brokenInvariant != nil)
  }
}
