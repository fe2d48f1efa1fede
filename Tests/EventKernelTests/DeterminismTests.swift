import Quantities
import Testing

@testable import EventKernel

@Suite("Determinism")
struct DeterminismTests {
  typealias Trace = [Int64]

  /// What was seen in a crowd, one line of three numbers each.
  private static func trace(seed: UInt64, horizons: [Int64] = []) -> Trace {
    var simulation = Simulation(
      Crowd(seed: seed, limit: 3_000), observer: ObservationLog<Crowd.Sighting>())
    simulation.schedule(Crowd.Event(number: 0), at: .zero)
    for horizon in horizons { simulation.run(until: Instant(nanoseconds: horizon)) }
    simulation.run()
    return simulation.observer.entries.flatMap {
      [$0.instant.nanoseconds, Int64($0.observation.number), Int64($0.observation.step)]
    }
  }

  @Test("The same run twice is the same", arguments: 1...5)
  func repetition(seed: UInt64) {
    #expect(Self.trace(seed: seed).count > 1_000)
    #expect(Self.trace(seed: seed) == Self.trace(seed: seed))
    #expect(Self.trace(seed: seed) != Self.trace(seed: seed + 100))
  }

  @Test("A run in pieces is the run in one piece", arguments: 1...5)
  func pieces(seed: UInt64) {
    let whole = Self.trace(seed: seed)
    #expect(Self.trace(seed: seed, horizons: [1, 2, 3, 10, 10, 20]) == whole)
    #expect(Self.trace(seed: seed, horizons: Array(0...30)) == whole)
  }

  @Test("Runs on many threads are the runs on one")
  func threads() async {
    let alone = (1...8).map { Self.trace(seed: $0) }
    let together = await withTaskGroup(of: (Int, Trace).self) { group in
      for seed in 1...8 { group.addTask { (seed, Self.trace(seed: UInt64(seed))) } }
      var traces = [Trace](repeating: [], count: 8)
      for await (seed, trace) in group { traces[seed - 1] = trace }
      return traces
    }
    #expect(together == alone)
  }

  @Test("A run is what a sorted list and a plain loop make of the model", arguments: 1...5)
  func reference(seed: UInt64) {
    var model = Crowd(seed: seed, limit: 3_000)
    var pending = [(instant: Instant.zero, event: Crowd.Event(number: 0))]
    var trace: Trace = []
    while !pending.isEmpty {
      let next = pending.removeFirst()
      // A context of its own for each event: what was scheduled and seen is read out of it.
      var context = SimulationContext<Crowd.Event, Crowd.Sighting>(startingAt: next.instant)
      model.handle(next.event, in: &context)
      var scheduled: [Scheduled<Crowd.Event>] = []
      while let event = context.queue.next() { scheduled.append(event) }
      for new in scheduled.sorted(by: { $0.sequence < $1.sequence }) {
        let place = pending.firstIndex { $0.instant > new.instant } ?? pending.endIndex
        pending.insert((new.instant, new.event), at: place)
      }
      for seen in context.observations {
        trace += [next.instant.nanoseconds, Int64(seen.number), Int64(seen.step)]
      }
    }
    #expect(trace == Self.trace(seed: seed))
  }
}
