import EventKernel
import OutputAnalysis
import Performance
import Quantities
import Serving
import Stochastics
import Testing

extension ServingPool {
  /// The same pool with replicas that fail or scale.
  func living(
    failures: ReplicaFailures? = nil, scaling: PoolScaling? = nil
  ) throws -> ServingPool {
    try ServingPool(
      name, role: role, engine: engine, replicas: replicas, attentionRanks: attentionRanks,
      cacheBlocks: cacheBlocks, swapSpace: swapSpace, speculation: speculation,
      prefixCaching: prefixCaching, failures: failures, scaling: scaling)
  }
}

extension ServingFleet {
  /// The same fleet with replicas that fail or scale.
  func living(
    failures: ReplicaFailures? = nil, scaling: PoolScaling? = nil
  ) throws -> ServingFleet {
    try ServingFleet(
      pools: pools.map { try $0.living(failures: failures, scaling: scaling) },
      contextLimit: contextLimit, overlength: overlength, routing: routing, fabric: fabric)
  }
}

func failures(
  mean: Double, shape: Double = 0.8, restore: Double, orphans: OrphanRule = .rerouted
) throws -> ReplicaFailures {
  try ReplicaFailures(
    timeToFailure: .weibull(shape: shape, mean: mean),
    timeToRestore: .exponential(mean: restore), orphans: orphans)
}

@Suite("Replicas fail, are restored, are started and stopped")
struct FailureTests {
  typealias System = (fleet: ServingFleet, workload: Workload, control: RunControl)

  /// An arbitrary system whose replicas fail and scale.
  static func arbitrary(_ number: Int) throws -> System {
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 8, purpose: "lives", entity: number)))
    let base: System =
      switch number % 3 {
      case 0: try ConservationTests.arbitrary(number)
      case 1: try PolicyConservationTests.arbitrary(number)
      default: try PrefixCachingConservationTests.arbitrary(number)
      }
    let failing: ReplicaFailures? =
      draw.choose([true, true, false])
      ? try failures(
        mean: draw.choose([3, 10, 40]), shape: draw.choose([0.7, 1, 3]),
        restore: draw.choose([0.02, 0.5]), orphans: draw.choose(OrphanRule.allCases)) : nil
    let replicas = base.fleet.pools.map(\.replicas).min()!
    let rule = draw.choose([
      PoolScaling.Rule.concurrency(perReplica: draw.choose([1, 4])),
      .queue(perReplica: draw.choose([0.2, 2])), .utilization(draw.choose([0.3, 0.8])),
      .schedule([(Seconds(0), 1), (Seconds(1), 4), (Seconds(2), 2)]),
    ])
    let scaling: PoolScaling? =
      failing == nil || draw.choose([true, false])
      ? try PoolScaling(
        rule, least: 1, initial: draw.choose([nil, 1]), interval: Seconds(draw.choose([0.1, 0.5])),
        tolerance: draw.choose([0, 0.1]), stabilization: Seconds(draw.choose([0, 1])),
        startUp: .exponential(mean: 0.1), draining: draw.choose(PoolScaling.Draining.allCases))
      : nil
    return (
      try base.fleet.living(failures: failing, scaling: replicas > 1 ? scaling : nil),
      base.workload, base.control
    )
  }

  @Test("Requests, blocks, tokens and time balance in 90 arbitrary systems")
  func booksBalance() throws {
    var lives = (failures: 0, starts: 0, stops: 0, rerouted: 0)
    var lost = 0
    for number in 0..<90 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, seen) = try observed(fleet, workload, LinearMachine.ordinary, control)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      let whole = result.wholeRun
      let counts = whole.requests
      #expect(counts.arrived == seen.count)
      #expect(counts.completed == seen.count { $0.completed != nil })
      #expect(counts.rejected == seen.count { $0.rejected != nil })
      #expect(counts.arrived == counts.completed + counts.rejected + counts.unfinished)
      #expect(whole.lives.rerouted == seen.reduce(0) { $0 + $1.rerouted.count })
      let all = Double(fleet.replicas) * whole.length.value
      let phases = whole.phases
      #expect(abs((phases.held + phases.off).value - all) <= 1e-9 * max(all, 1))
      #expect(phases.draining <= phases.inService)
      if result.ending == .drained {
        #expect(counts.unfinished == 0)
        let shares = phases.prefillShare + phases.decodeShare
        #expect(abs((shares - phases.busy).value) <= 1e-7 * max(all, 1), "system \(number)")
      }
      lives.failures += whole.lives.failures
      lives.starts += whole.lives.starts
      lives.stops += whole.lives.stops
      lives.rerouted += whole.lives.rerouted
      lost += counts.lostWithReplica
    }
    // The systems are worth checking only if the rare paths are among them.
    #expect(lives.failures > 40)
    #expect(lives.starts > 10)
    #expect(lives.stops > 10)
    #expect(lives.rerouted > 100)
    #expect(lost > 10)
  }

  @Test(
    "Replicas serve for a share MTBF / (MTBF + MTTR) of the time, whatever the shape",
    arguments: [0.7, 1, 3])
  func availability(shape: Double) throws {
    let law = try failures(mean: 30, shape: shape, restore: 6)
    let failing = try fleet(engine(), replicas: 4).living(failures: law)
    let shares = try (0..<12).map { replication in
      let result = try ServingSystem.run(
        failing, .open(.poisson(rate: RequestsPerSecond(0.1)), lengths(prompt: 100, output: 10)),
        predictor: LinearMachine.ordinary,
        control: RunControl(
          end: .duration(Seconds(3_000), then: .stop), warmUp: .fraction(0.1), seed: 3,
          replication: replication))
      return result.measured.phases.inService / (4 * result.measured.length)
    }
    let interval = try #require(ConfidenceInterval(meanOf: shares, level: 0.99))
    #expect(law.availability == 30.0 / 36)
    #expect(interval.contains(law.availability), "\(interval)")
    #expect(interval.halfWidth < 0.02)
  }

  @Test("A pool that scales between n and n replicas is one of n replicas")
  func scalingWithoutRoom() throws {
    for number in 0..<10 {
      let (fleet, workload, control) = try ConservationTests.arbitrary(number)
      let replicas = fleet.pools[0].replicas
      let scaling = try PoolScaling(
        .concurrency(perReplica: 2), least: replicas, interval: Seconds(0.5),
        stabilization: .zero, startUp: .constant(1))
      let fixed = try ServingSystem.run(
        fleet, workload, predictor: LinearMachine.ordinary, control: control)
      let scaled = try ServingSystem.run(
        fleet.living(scaling: scaling), workload, predictor: LinearMachine.ordinary,
        control: control)
      #expect(scaled.wholeRun.latencies == fixed.wholeRun.latencies, "system \(number)")
      #expect(scaled.wholeRun.requests == fixed.wholeRun.requests)
      #expect(scaled.wholeRun.lives.starts == 0 && scaled.wholeRun.lives.stops == 0)
    }
  }
}
