import EventKernel
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Queues and heaps of requests")
struct RequestQueueTests {
  /// Requests of arbitrary length, priority, deadline and tier, each a second after the one before.
  private static func arbitrary(_ count: Int) throws -> RequestPool {
    var stream = RandomStream(StreamAddress(seed: 4, purpose: "requests"))
    var pool = RequestPool()
    for number in 0..<count {
      let prompt = Int32(1 + stream.nextIndex(below: 40))
      let terms = try ServiceTerms(
        priority: Int16(stream.nextIndex(below: 3)) - 1,
        deadline: stream.nextIndex(below: 4) == 0
          ? nil : Seconds(Double(1 + stream.nextIndex(below: 100))),
        tier: stream.nextIndex(below: 3) == 0 ? .batch : .interactive)
      _ = pool.insert(
        Request(
          IncomingRequest(
            number: number, counts: TokenCounts(prompt: prompt, output: 1, cached: prompt / 3),
            terms: terms),
          arrival: Instant(nanoseconds: Int64(number) * 1_000_000_000), segment: 0))
    }
    return pool
  }

  @Test("First come first served, but those who return come first, in the order of their arrival")
  func arrivalOrder() throws {
    var pool = try Self.arbitrary(5_000)
    var stream = RandomStream(StreamAddress(seed: 3, purpose: "queue"))
    var queue = RequestQueue(.arrival)
    var model: (returned: [Int32], new: [Int32]) = ([], [])
    var out: [Int32] = []
    for slot in 0..<5_000 as Range<Int32> {
      queue.append(slot, &pool)
      model.new.append(slot)
      for _ in 0..<stream.nextIndex(below: 3) {
        guard let first = queue.first else { break }
        #expect(first == (model.returned.first ?? model.new.first))
        queue.removeFirst(&pool)
        if model.returned.isEmpty { model.new.removeFirst() } else { model.returned.removeFirst() }
        out.append(first)
      }
      if stream.nextIndex(below: 3) == 0, !out.isEmpty {
        let back = out.remove(at: stream.nextIndex(below: out.count))
        queue.restore(back, &pool)
        model.returned.append(back)
        model.returned.sort()
      }
      #expect(queue.count == model.returned.count + model.new.count)
    }
    #expect(queue.count > 100)
  }

  @Test(
    "Every other rule serves the request of least rank, whenever it came or returned",
    arguments: [
      SchedulingRule.priority, .earliestDeadline, .shortestPrefill(ageing: .zero),
      .shortestPrefill(ageing: TokensPerSecond(0.5)),
    ])
  func rankedOrder(rule: SchedulingRule) throws {
    var pool = try Self.arbitrary(3_000)
    /// What the rule says, in the words of its definition.
    func rank(_ slot: Int32) -> [Double] {
      let request = pool[slot]
      let rank: [Double] =
        switch rule {
        case .firstComeFirstServed: []
        case .priority: [request.tier == .batch ? 1 : 0, -Double(request.precedence)]
        case .earliestDeadline:
          [request.deadline == .distantFuture ? .infinity : request.deadline.sinceStart.value]
        case .shortestPrefill(let ageing):
          [Double(request.counts.newPrompt) + ageing.value * request.arrival.sinceStart.value]
        }
      return rank + [Double(request.number)]
    }
    let ranks = (0..<3_000).map { rank(Int32($0)) }
    var stream = RandomStream(StreamAddress(seed: 5, purpose: "queue"))
    var queue = RequestQueue(QueueOrder(rule))
    var model: [Int32] = []
    for slot in 0..<3_000 as Range<Int32> {
      if slot % 2 == 0 { queue.append(slot, &pool) } else { queue.restore(slot, &pool) }
      model.append(slot)
      while stream.nextIndex(below: 2) == 0, let first = queue.first {
        let least = try #require(
          model.min { ranks[Int($0)].lexicographicallyPrecedes(ranks[Int($1)]) })
        #expect(first == least)
        queue.removeFirst(&pool)
        model.removeAll { $0 == first }
      }
      #expect(queue.count == model.count)
    }
  }

  @Test("Any request can be taken out of a heap, and the rest keep their order")
  func removal() throws {
    var pool = try Self.arbitrary(2_000)
    var stream = RandomStream(StreamAddress(seed: 6, purpose: "heap"))
    var heap = RequestHeap()
    var inside: [Int32] = []
    for slot in 0..<2_000 as Range<Int32> {
      heap.insert(
        RequestHeap.Entry(
          key: Int64(stream.nextIndex(below: 9)), tie: -Int(slot), slot: slot), &pool)
      inside.append(slot)
      if stream.nextIndex(below: 3) > 0 {
        heap.remove(inside.remove(at: stream.nextIndex(below: inside.count)), &pool)
      }
      #expect(heap.isOrdered(pool))
    }
    #expect(heap.count == inside.count && heap.count > 100)
  }

  @Test("No prompt waits behind one that came longer after it than ageing allows")
  func ageing() throws {
    let pool = try Self.arbitrary(500)
    let ageing = 2.0
    let order = QueueOrder(.shortestPrefill(ageing: TokensPerSecond(ageing)))
    for earlier in 0..<500 as Range<Int32> {
      let request = pool[earlier]
      let patience = Double(request.counts.newPrompt) / ageing
      for later in earlier..<500
      where (pool[later].arrival - request.arrival).value > patience {
        #expect(order.key(of: request) < order.key(of: pool[later]))
      }
    }
  }

  @Test("The batch tier yields to every interactive request, and the lower priority within a tier")
  func precedence() throws {
    let ladder = try [
      ServiceTerms(priority: .min, tier: .batch), ServiceTerms(priority: .max, tier: .batch),
      ServiceTerms(priority: .min), ServiceTerms.ordinary, ServiceTerms(priority: .max),
    ].map(\.precedence)
    #expect(ladder == ladder.sorted() && Set(ladder).count == 5)
  }
}
