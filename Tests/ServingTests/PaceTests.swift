import EventKernel
import OutputAnalysis
import Performance
import Quantities
import Serving
import Testing

/// A machine whose decode steps bend with the tokens they attend, as soft maxima do.
private struct BendingMachine: StepTimePredicting {
  func duration(of shape: BatchShape) -> Seconds {
    let weights = 0.004 + 0.000_03 * Double(shape.tokens)
    let cache = 0.000_000_7 * Double(shape.decodeContext) + 0.000_000_1 * shape.prefillPairs
    let longest = max(weights, cache)
    let shortest = min(weights, cache)
    return Seconds(longest * (1 + shortest / longest * shortest / longest).squareRoot())
  }
}

@Suite("A run that jumps from decision to decision ends as one that goes step by step")
struct PaceTests {
  private typealias System = (fleet: ServingFleet, workload: Workload, control: RunControl)

  private func run(
    _ system: System, _ number: Int, pace: RunControl.Pace
  ) throws -> (result: ServingResult, lives: ObservationLog<ServingObservation>) {
    let (fleet, workload, control) = system
    let paced = try RunControl(
      end: control.end, warmUp: control.warmUp, seed: control.seed,
      replication: control.replication, pace: pace)
    var log = ObservationLog<ServingObservation>()
    let result: ServingResult
    if number.isMultiple(of: 2) {
      result = try ServingSystem.run(
        fleet, workload, predictors: fleet.pools.map { _ in LinearMachine.ordinary },
        control: paced, observer: &log)
    } else {
      result = try ServingSystem.run(
        fleet, workload, predictors: fleet.pools.map { _ in BendingMachine() }, control: paced,
        observer: &log)
    }
    return (result, log)
  }

  @Test("In 150 arbitrary systems, every instant, count and integral", arguments: [0, 1, 2])
  func everythingIsEqual(part: Int) throws {
    try compare(part * 50..<part * 50 + 50) { try ConservationTests.arbitrary($0) }
  }

  @Test("In 150 systems of arbitrary policies as well", arguments: [0, 1, 2])
  func policies(part: Int) throws {
    try compare(part * 50..<part * 50 + 50) { try PolicyConservationTests.arbitrary($0) }
  }

  @Test("In 100 systems with prefix caches", arguments: [0, 1])
  func prefixCaches(part: Int) throws {
    try compare(part * 50..<part * 50 + 50) { try PrefixCachingConservationTests.arbitrary($0) }
  }

  @Test("In 60 systems whose replicas fail and scale", arguments: [0, 1])
  func lives(part: Int) throws {
    try compare(part * 30..<part * 30 + 30) { try FailureTests.arbitrary($0) }
  }

  @Test(
    "In 120 systems of prompts and output apart whose replicas fail and scale",
    arguments: [0, 1, 2])
  func splitLives(part: Int) throws {
    try compare(part * 40..<part * 40 + 40) { try SplitLivesTests.arbitrary($0) }
  }

  private func compare(_ numbers: Range<Int>, _ make: (Int) throws -> System) throws {
    var saved = 0
    for number in numbers {
      let system = try make(number)
      let (jumped, seen) = try run(system, number, pace: .decisions)
      let (stepped, stepwise) = try run(system, number, pace: .steps)
      saved += stepped.events - jumped.events
      try #require(seen.entries.count == stepwise.entries.count, "system \(number)")
      for (one, other) in zip(seen.inOrder, stepwise.inOrder) {
        try #require(one.instant == other.instant && one.observation == other.observation)
      }
      #expect(jumped.arrivalsEnd == stepped.arrivalsEnd)
      #expect(jumped.end == stepped.end)
      #expect(jumped.ending == stepped.ending)
      #expect(jumped.verdict == stepped.verdict)
      #expect(jumped.warmUp == stepped.warmUp, "system \(number)")
      for balance in jumped.audit.balances { #expect(balance.isKept, "\(number): \(balance)") }
      for (one, other) in [
        (jumped.measured, stepped.measured), (jumped.wholeRun, stepped.wholeRun),
      ] {
        #expect(one.requests == other.requests)
        #expect(one.start == other.start)
        #expect(one.end == other.end)
        #expect(one.steps == other.steps)
        #expect(one.tokens == other.tokens, "system \(number)")
        expectClose(one.inSystem, other.inSystem)
        expectClose(one.occupancy.waiting, other.occupancy.waiting)
        expectClose(one.occupancy.running, other.occupancy.running)
        expectClose(one.occupancy.blocks, other.occupancy.blocks)
        expectClose(one.occupancy.hostBlocks, other.occupancy.hostBlocks)
        #expect(one.swaps == other.swaps)
        #expect(one.prefixes == other.prefixes, "system \(number)")
        for phase in [
          \PhaseTimes.prefill, \.decode, \.mixed, \.idle, \.prefillShare, \.decodeShare,
          \.starting, \.down, \.off, \.draining,
        ] {
          expectClose(
            one.phases[keyPath: phase].value, other.phases[keyPath: phase].value,
            "\(phase) of system \(number)")
        }
        #expect(one.latencies.endToEnd == other.latencies.endToEnd)
        #expect(one.latencies.timeToFirstToken == other.latencies.timeToFirstToken)
        #expect(one.latencies.timePerOutputToken == other.latencies.timePerOutputToken)
        #expect(one.latencies.queueing == other.latencies.queueing)
        #expect(one.latencies.cacheTransfer == other.latencies.cacheTransfer)
        #expect(one.cacheMoved == other.cacheMoved)
        #expect(one.lives == other.lives, "system \(number)")
        #expect(one.latencies.interTokenLatency.count == other.latencies.interTokenLatency.count)
        for quantile in [0, 0.5, 0.9, 0.99, 1] {
          expectClose(
            one.latencies.interTokenLatency.quantile(quantile)?.value ?? 0,
            other.latencies.interTokenLatency.quantile(quantile)?.value ?? 0)
        }
        expectClose(
          one.latencies.interTokenLatency.total.value,
          other.latencies.interTokenLatency.total.value)
      }
    }
    #expect(saved > 5_000, "jumping saved no events")
  }

  private func expectClose(_ one: Double, _ other: Double, _ what: String = "") {
    #expect(abs(one - other) <= 1e-12 * max(1, abs(other)), "\(one) and \(other) \(what)")
  }
}

extension ObservationLog<ServingObservation> {
  /// What was seen, in an order that does not depend on which replica was first where several ended
  /// a step at one instant.
  fileprivate var inOrder: [(instant: Instant, observation: ServingObservation)] {
    var sorted: [(instant: Instant, observation: ServingObservation)] = []
    var index = 0
    while index < entries.count {
      var same = [entries[index]]
      while index + same.count < entries.count,
        entries[index + same.count].instant == entries[index].instant
      {
        same.append(entries[index + same.count])
      }
      index += same.count
      sorted += same.count == 1 ? same : same.sorted { "\($0)" < "\($1)" }
    }
    return sorted
  }
}
