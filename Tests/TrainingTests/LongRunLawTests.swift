import Foundation
import Quantities
import Stochastics
import Testing
import Training

@Suite("Laws of long runs")
struct LongRunLawTests {
  @Test("Without failures and checkpoints, wall time is steps times step")
  func undisturbed() throws {
    let run = try LongRun(
      work: [
        LongRun.Phase(steps: 1_000, step: Seconds(3.7)),
        LongRun.Phase(steps: 50, step: Seconds(41)),
      ], nodes: 4, acceleratorsPerNode: 8, checkpoints: nil)
    let result = LongRunSimulator(run, seed: 1).result()
    #expect(result.ending == .finished)
    #expect(result.wallNanoseconds == 1_000 * 3_700_000_000 + 50 * 41_000_000_000)
    #expect(result.steps == 1_050 && result.goodput == 1 && result.progress == 1)
    #expect(result.checkpoints == 0)
  }

  @Test(
    "Without failures, goodput is one minus the overhead of checkpoints, to the nanosecond",
    arguments: [(100, 10.0, 7), (1_000, 2.5, 1), (999, 0.1, 10)])
  func overhead(steps: Int, stall: Double, cadence: Int) throws {
    // No checkpoint follows the last step.
    let run = LongRuns.run(
      steps: steps, step: 4,
      checkpoints: LongRuns.every(4 * Double(cadence), LongRuns.tier(stall: stall)))
    let result = LongRunSimulator(run, seed: 1).result()
    let writes = (steps - 1) / cadence
    #expect(result.checkpoints == writes)
    #expect(
      result.wallNanoseconds
        == Int64(steps) * 4_000_000_000 + Int64(writes) * Int64(stall * 1e9))
    #expect(result.goodput == 1 - result.share(.checkpointing))
    #expect(result.audit.isKept)
  }

  /// Runs in which everything happens at once.
  static let mixed: [LongRun] = [0, 1, 2, 3].map { variant in
    let repair = try! Distribution.lognormal(median: 8_000, p95: 80_000)
    let hang = try! Distribution.lognormal(median: 60, p95: 900)
    return LongRuns.run(
      steps: 20_000, step: 7, nodes: 48, domain: 4,
      failures: [
        LongRuns.failure("gpu", .accelerator, mean: 3e6, effect: .repair(repair), detection: hang),
        LongRuns.failure(
          "wear", .node, mean: 1e6, shape: 0.7, age: .inUse, effect: .repair(repair)),
        LongRuns.failure("switch", .domain, mean: 2e6, effect: .repair(repair)),
        LongRuns.failure("bug", .job, mean: 2e4, shape: 0.8, detection: hang),
        LongRuns.failure(
          "corruption", .accelerator, mean: 2e7, effect: .corruption(repair: repair),
          detection: constant(4_000)),
      ],
      variation: variant == 1 ? try! NodeVariation(shape: 1, excluded: 0.1) : nil,
      recovery: try! Recovery(
        diagnosis: constant(30), reschedule: constant(60), initialization: hang,
        initializationPerAccelerator: Seconds(0.01)),
      stragglers: try! Stragglers(
        share: 0.01, onset: Seconds(2e6), slowdown: constant(0.3),
        detection: .lognormal(median: 3_000, p95: 20_000), repair: repair),
      spares: try! Spares(hot: 1, warm: variant == 0 ? 20 : 2, activation: constant(300)),
      shortage: variant < 2
        ? .wait
        : .shrink(
          try! Shrinking(
            unit: 4, minimum: 24, patience: Seconds(500),
            growth: variant == 2 ? .atOnce : .atInterruption)),
      maintenance: try! Maintenance(every: Seconds(40_000), duration: constant(1_800)),
      checkpoints: LongRuns.every(
        300, LongRuns.tier("host", stall: 1, drain: 5, load: 5, survives: [.job], kept: 2),
        LongRuns.tier("storage", stall: 4, drain: 350, load: 60, every: 4, kept: 30)))
  }

  @Test("The books balance whatever happens", arguments: 0..<4)
  func conservation(variant: Int) {
    for result in LongRuns.results(Self.mixed[variant], 6) {
      #expect(result.audit.isKept, "\(result.audit.balances.filter { !$0.isKept })")
      let sum = LongRunResult.Use.allCases.reduce(Int64(0)) { $0 + result.nanoseconds($1) }
      #expect(sum == result.wallNanoseconds)
      #expect(LongRunResult.Use.allCases.allSatisfy { result.nanoseconds($0) >= 0 })
      #expect(Seconds(Double(result.wallNanoseconds) / 1e9) == result.wallTime)
      #expect(agree(result.goodput, result.effectiveTrainingTimeRatio * result.pace))
      let nodes = variant == 0 ? 69.0 : 51
      #expect(agree(result.acceleratorTime.total.value, nodes * 8 * result.wallTime.value))
      // Everything that can happen did.
      #expect(result.ending == .finished && result.steps == 20_000)
      #expect(result.plannedStops > 0 && result.checkpoints > 0 && result.nodes.removed > 0)
      #expect(result.strikes.reduce(0) { $0 + $1.count } >= result.interruptions)
      for use in LongRunResult.Use.allCases where use != .shrunk {
        #expect(result.nanoseconds(use) > 0 || use == .waiting || use == .stragglers, "\(use)")
      }
      #expect((result.nanoseconds(.shrunk) > 0) == (result.nodes.fewest < 48))
      #expect(variant >= 2 || result.nodes.fewest == 48)
    }
  }

  @Test("Progress ends where the ideal work does, and is kept where a run is cut")
  func cut() {
    let whole = LongRuns.results(Self.mixed[2], 1)[0]
    #expect(agree(whole[.productive].value, 20_000 * 7))
    for limit in [1_000.0, 20_000, 60_000] {
      let run = LongRuns.run(
        failures: [LongRuns.failure(mean: 3e5)], recovery: LongRuns.restarting(in: 100),
        limit: limit)
      let result = LongRuns.results(run, 1)[0]
      #expect(result.ending == .timeLimitReached && result.wallTime.value == limit)
      #expect(result.audit.isKept)
      #expect(result.steps == Int(result[.productive].value / 10))
      #expect(agree(result.progress, result[.productive].value / 1e5))
    }
  }

  @Test("A run is the same each time and on every thread, and differs between replications")
  func determinism() async {
    let simulator = LongRunSimulator(Self.mixed[3], seed: 7)
    let serial = (0..<6).map { simulator.result(replication: $0, timelineCorners: 50) }
    let parallel = await withTaskGroup(of: (Int, LongRunResult).self) { group in
      for index in 0..<6 {
        group.addTask { (index, simulator.result(replication: index, timelineCorners: 50)) }
      }
      var results: [Int: LongRunResult] = [:]
      for await (index, result) in group { results[index] = result }
      return (0..<6).map { results[$0]! }
    }
    #expect(serial == parallel)
    #expect(Set(serial.map(\.wallNanoseconds)).count == 6)
    #expect(LongRunSimulator(Self.mixed[3], seed: 8).result() != serial[0])
  }

  @Test("A run that cannot get anywhere ends, and says so")
  func hopeless() {
    // A restart takes twenty times as long as the machine holds.
    let run = LongRuns.run(
      failures: [LongRuns.failure(mean: 64 * 100, effect: .restart)],
      recovery: LongRuns.restarting(in: 2_000))
    let result = LongRuns.results(run, 1)[0]
    #expect(result.ending == .timeLimitReached && !result.isFinished)
    #expect(result.wallTime == 20 * run.idealTime)
    #expect(result.goodput < 0.01 && result.audit.isKept)
    #expect(result.share(.restart) > 0.9)
    let given = LongRunSimulator(run, seed: 1).result(eventLimit: 1_000)
    #expect(given.ending == .eventLimitReached && given.events == 1_000 && given.audit.isKept)
    // Without checkpoints, each failure costs all: e^{T/M} trials of a run of ten times the MTTF.
    let bare = LongRuns.run(failures: [LongRuns.failure(mean: 64 * 1e4)], checkpoints: nil)
    let lost = LongRuns.results(bare, 1)[0]
    #expect(lost.ending == .timeLimitReached && lost.share(.lostWork) > 0.9)
    #expect(lost.audit.isKept)
  }

  @Test("The curve of progress is thinned, runs from start to end and falls only at failures")
  func timeline() {
    let simulator = LongRunSimulator(Self.mixed[2], seed: 7)
    let full = simulator.result(timelineCorners: 100_000).timeline
    let thin = simulator.result(timelineCorners: 40).timeline
    #expect(simulator.result().timeline.isEmpty)
    #expect(thin.count <= 44 && thin.count > 10 && full.count > thin.count)
    for points in [full, thin] {
      #expect(points.first?.kind == .started && points.last?.kind == .ended)
      #expect(points.last?.steps == 20_000)
      for (a, b) in zip(points, points.dropFirst()) {
        #expect(a.wallTime <= b.wallTime)
      }
    }
    for (a, b) in zip(full, full.dropFirst()) where b.steps < a.steps {
      // Down from where it stopped to the checkpoint that a restart found.
      if case .resumed = a.kind { Issue.record("\(a) falls to \(b)") }
    }
  }

  @Test("What is wrong is refused with the value and what is allowed")
  func errors() {
    func refused(_ make: () throws -> LongRun) -> String {
      do { _ = try make() } catch { return "\(error)" }
      return ""
    }
    let phase = try! LongRun.Phase(steps: 10, step: Seconds(1))
    #expect(
      refused { try LongRun(work: [], nodes: 1, acceleratorsPerNode: 8, checkpoints: nil) }
        == "the run has no steps")
    #expect(
      refused { try LongRun(work: [phase], nodes: 0, acceleratorsPerNode: 8, checkpoints: nil) }
        == "nodes: 0 is outside 1 to 1000000")
    let optimal = try! CheckpointPlan(interval: .daly, tiers: [LongRuns.tier(stall: 1)])
    #expect(
      refused {
        try LongRun(work: [phase], nodes: 1, acceleratorsPerNode: 8, checkpoints: optimal)
      }.hasPrefix("nothing fails"))
    let maintenance = try! Maintenance(every: .day, duration: constant(60))
    #expect(
      refused {
        try LongRun(
          work: [phase], nodes: 1, acceleratorsPerNode: 8, maintenance: maintenance,
          checkpoints: nil)
      }.hasPrefix("planned stops would lose all work"))
    #expect(
      refused {
        try LongRun(
          work: [phase], nodes: 6, acceleratorsPerNode: 8,
          shortage: .shrink(Shrinking(unit: 4)), checkpoints: optimal)
      } == "a job of 6 nodes cannot shrink by units of 4 to no fewer than 1")
    #expect(throws: LongRunError.repeatedName("a")) {
      try Reliability(failures: [
        LongRuns.failure("a", mean: 1), LongRuns.failure("a", mean: 2),
      ])
    }
    #expect(throws: LongRunError.repairOfJob(failure: "a")) {
      try FailureClass(
        name: "a", scope: .job, law: .exponential(mean: .hour), effect: .repair(constant(1)))
    }
    #expect(throws: LongRunError.noTierOfEveryCheckpoint) {
      try CheckpointPlan(interval: .daly, tiers: [LongRuns.tier(stall: 1, every: 2)])
    }
    #expect(throws: LongRunError.self) {
      try Maintenance(every: .day, duration: .normal(mean: 0, standardDeviation: 1))
    }
    #expect(throws: LongRunError.self) { try FailureLaw(mean: .hour, shape: 0) }
  }
}
