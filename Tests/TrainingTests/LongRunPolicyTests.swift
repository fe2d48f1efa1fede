import Foundation
import Quantities
import Stochastics
import Testing
import Training

@Suite("What a job does about failures")
struct LongRunPolicyTests {
  static func mean(_ results: [LongRunResult], _ use: LongRunResult.Use) -> Double {
    results.reduce(0) { $0 + $1[use].value } / Double(results.count)
  }

  static let host = LongRuns.tier("host", stall: 0, load: 5, survives: [.job], kept: 2)
  static let storage = LongRuns.tier("storage", stall: 0, load: 50, every: 10, kept: 50)

  @Test("Checkpoints outlive what their tier outlives, and nothing else")
  func tiers() {
    func results(_ failure: FailureClass, _ plan: CheckpointPlan) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          failures: [failure], spares: try! Spares(hot: 64), checkpoints: plan), 8)
    }
    let both = LongRuns.every(200, Self.host, Self.storage)
    let far = LongRuns.every(
      2_000, LongRuns.tier("storage", stall: 0, load: 50, kept: 5))
    let bug = LongRuns.failure("bug", .job, mean: 5_000)
    let node = LongRuns.failure(
      "node", .node, mean: 64 * 5_000, effect: .repair(constant(5_000)))
    // Software leaves the host's checkpoints: a tenth of the work is lost, and loading is quick.
    let (near, all) = (results(bug, both), results(bug, far))
    #expect(
      agree(
        Self.mean(near, .lostWork) / Self.mean(all, .lostWork), 0.1, within: 0.25))
    for result in near {
      // The first may come before any checkpoint.
      #expect(result[.restart].value <= 5 * Double(result.interruptions))
      #expect(result[.restart].value >= 5 * Double(result.interruptions - 1))
    }
    // A lost node takes them along: as if there were only the storage.
    let (lost, only) = (results(node, both), results(node, far))
    #expect(lost.map(\.wallNanoseconds) == only.map(\.wallNanoseconds))
    #expect(lost.map { $0.nanoseconds(.lostWork) } == only.map { $0.nanoseconds(.lostWork) })
    for result in lost {
      #expect(result[.restart].value >= 50 * Double(result.interruptions - 1))
    }
  }

  @Test("A write that has not drained is lost, and the next waits for it")
  func drains() {
    let bug = LongRuns.failure("bug", .job, mean: 8_000)
    func run(drain: Double, every: Double = 1_000) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          failures: [bug],
          checkpoints: LongRuns.every(every, LongRuns.tier("disk", stall: 2, drain: drain))), 12)
    }
    let (quick, slow) = (run(drain: 0), run(drain: 900))
    // What is lost grows by the drain of the checkpoint before: half an interval and 900 s.
    let interruptions = Double(slow.reduce(0) { $0 + $1.interruptions }) / 12
    let more = Self.mean(slow, .lostWork) - Self.mean(quick, .lostWork)
    #expect(more > 0.5 * 900 * interruptions && more < 1.3 * 900 * interruptions)
    // Without failures, drains of twice the interval make each second interval a wait.
    let waiting = LongRunSimulator(
      LongRuns.run(
        steps: 1_000,
        checkpoints: LongRuns.every(100, LongRuns.tier("disk", stall: 2, drain: 200))), seed: 1
    ).result()
    #expect(waiting.checkpoints == 99)
    #expect(waiting[.checkpointing].value == 99 * 2 + 98 * 100)
  }

  @Test("Silent corruption loses what was computed since, and needs checkpoints that old")
  func corruption() {
    func run(kept: Int, latency: Double) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          steps: 20_000,
          failures: [
            LongRuns.failure(
              "silent", .job, mean: 50_000, effect: .corruption(repair: nil),
              detection: constant(latency))
          ], checkpoints: LongRuns.every(1_000, LongRuns.tier(stall: 0, kept: kept))), 12)
    }
    let kept = run(kept: 20, latency: 5_000)
    let found = kept.reduce(0) { $0 + $1.interruptions }
    #expect(found > 20)
    // The latency, and half an interval on the mean.
    let perCase = Self.mean(kept, .lostWork) * 12 / Double(found)
    #expect(perCase > 4_900 && perCase < 6_200, "\(perCase)")
    // Checkpoints of the last 2,000 s are all corrupt: the run starts anew.
    let short = run(kept: 2, latency: 5_000)
    #expect(Self.mean(short, .lostWork) > 3 * Self.mean(kept, .lostWork))
    #expect((kept + short).allSatisfy { $0.audit.isKept })
  }

  @Test("More spares never lower goodput, and none are needed where repair is instant")
  func spares() {
    func goodput(_ hot: Int, _ repair: Double) -> Double {
      let run = LongRuns.run(
        nodes: 64,
        failures: [
          LongRuns.failure(
            mean: 64 * 4_000, effect: .repair(try! .lognormal(mean: repair, cv: 1.5)))
        ], recovery: LongRuns.restarting(in: 100), spares: try! Spares(hot: hot))
      return LongRuns.results(run, 10).reduce(0) { $0 + $1.goodput } / 10
    }
    let goodputs = [0, 1, 2, 4, 8, 16, 32].map { goodput($0, 8_000) }
    for (fewer, more) in zip(goodputs, goodputs.dropFirst()) { #expect(more >= fewer) }
    #expect(goodputs[0] < 0.5 && goodputs[6] > 0.8)
    // Beyond the 99.9 % quantile of Poisson(2) all are in place.
    #expect(goodputs[5] == goodputs[6])
    #expect(agree(goodput(0, 1e-3), goodputs[6], within: 0.01))
  }

  @Test("Warm spares cost their activation, hot ones nothing")
  func warmSpares() throws {
    func results(_ spares: Spares) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          failures: [
            LongRuns.failure(mean: 64 * 5_000, effect: .repair(constant(1_000)))
          ], spares: spares), 6)
    }
    let hot = results(try Spares(hot: 20))
    let warm = results(try Spares(warm: 20, activation: constant(300)))
    #expect(hot.allSatisfy { $0[.waiting] == .zero && $0.nodes.warmTaken == 0 })
    for result in warm {
      #expect(result.nodes.hotTaken == 0 && result.nodes.warmTaken >= result.interruptions)
      #expect(agree(result[.waiting].value, 300 * Double(result.interruptions), within: 0.15))
    }
  }

  @Test("A job that lacks nodes waits, or shrinks by whole units and grows back")
  func shrinking() throws {
    // One failure, a repair of 20,000 s, no spares.
    let failure = LongRuns.failure(mean: 64 * 60_000, effect: .repair(constant(20_000)))
    func results(_ rule: ShortageRule) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          failures: [failure], recovery: LongRuns.restarting(in: 100), shortage: rule,
          checkpoints: LongRuns.every(1_000, LongRuns.tier(stall: 1))), 10)
    }
    let waiting = results(.wait)
    let shrinking = results(.shrink(try Shrinking(unit: 8, minimum: 32)))
    let patient = results(.shrink(try Shrinking(unit: 8, minimum: 32, patience: Seconds(1e9))))
    let late = results(.shrink(try Shrinking(unit: 8, minimum: 32, growth: .atInterruption)))
    let unwilling = results(.shrink(try Shrinking(unit: 8, minimum: 64)))
    #expect(waiting.reduce(0) { $0 + $1.interruptions } > 8)
    #expect(Self.mean(shrinking, .waiting) == 0 && Self.mean(shrinking, .shrunk) > 0)
    #expect(Self.mean(waiting, .shrunk) == 0 && Self.mean(waiting, .waiting) > 0)
    #expect(waiting.map(\.wallNanoseconds) == patient.map(\.wallNanoseconds))
    #expect(waiting.map(\.wallNanoseconds) == unwilling.map(\.wallNanoseconds))
    for (a, b) in zip(waiting, shrinking) {
      #expect(b.wallTime <= a.wallTime && b.audit.isKept)
      if a.interruptions > 0 { #expect(b.nodes.fewest % 8 == 0 && b.nodes.fewest < 64) }
      if b.nodes.fewest == 56 {
        // Eight of 64 nodes less: a step takes an eighth of the rest longer.
        #expect(b.pace > 56.0 / 64 && b.pace < 1)
      }
    }
    // A lone failure: computing at 7/8 for about 20,000 s, then growth with a stop of its own.
    let lone = shrinking.filter { $0.interruptions == 1 && $0.plannedStops == 1 }
    #expect(!lone.isEmpty)
    for result in lone { #expect(abs(result[.shrunk].value - 19_900 / 8) < 20) }
    #expect(Self.mean(late, .shrunk) > Self.mean(shrinking, .shrunk))
  }

  @Test("A slow node sets the pace until it is found, and is there as often as theory says")
  func stragglers() throws {
    func results(_ stragglers: Stragglers, _ count: Int, nodes: Int = 128) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          steps: 1_000, nodes: nodes, stragglers: stragglers, spares: try! Spares(hot: 4),
          checkpoints: LongRuns.every(500, LongRuns.tier(stall: 0))), count)
    }
    let all = results(try Stragglers(share: 1, slowdown: constant(0.25), detection: nil), 1)[0]
    #expect(agree(all.share(.stragglers), 0.2) && agree(all.pace, 0.8))
    #expect(all.effectiveTrainingTimeRatio == 1)
    let some = results(
      try Stragglers(share: 0.005, slowdown: constant(0.25), detection: nil), 400)
    let slow = Estimate(some.map { $0[.stragglers] > .zero ? 1 : 0 })
    #expect(slow.agrees(with: FailureTheory.anySlow(of: 128, share: 0.005)))
    let found = results(
      try Stragglers(share: 0.005, slowdown: constant(0.25), detection: constant(2_000)), 40)
    for (a, b) in zip(some, found) {
      #expect(b[.stragglers] <= a[.stragglers])
      // Four fifths of 2,000 s, and the swap.
      #expect(b[.stragglers] == .zero || agree(b[.stragglers].value, 400, within: 0.02))
      #expect((b.slowNodesSwapped > 0) == (a[.stragglers] > .zero))
    }
    // Onsets on the way: 128 nodes, one in 64,000 s each.
    let onsets = results(
      try Stragglers(
        onset: Seconds(128 * 500), slowdown: constant(0.25), detection: constant(100),
        repair: constant(100)), 20)
    let swaps = Estimate(onsets.map { Double($0.slowNodesSwapped) / $0.wallTime.value })
    #expect(swaps.agrees(with: 1 / 500.0))
  }

  @Test("A shrunk job swaps slow nodes only where that costs no unit, and never stops in vain")
  func slowAndShrunk() throws {
    // Nodes that never come back: of 64, more and more idle beside whole units of eight.
    let run = LongRuns.run(
      failures: [LongRuns.failure(mean: 64 * 8_000, effect: .repair(constant(1e9)))],
      stragglers: try Stragglers(
        share: 0.1, slowdown: constant(0.1), detection: constant(50), repair: constant(1e9)),
      shortage: .shrink(try Shrinking(unit: 8, minimum: 8)),
      checkpoints: LongRuns.every(500, LongRuns.tier(stall: 1)))
    for result in LongRuns.results(run, 10) {
      #expect(result.isFinished && result.audit.isKept)
      #expect(result.plannedStops <= result.slowNodesSwapped)
      #expect(result.slowNodesSwapped > 0 && result.nodes.fewest.isMultiple(of: 8))
    }
  }

  @Test("Maintenance comes when due, saves first and loses no step")
  func maintenance() throws {
    let run = LongRuns.run(
      steps: 9_995, recovery: LongRuns.restarting(in: 40),
      maintenance: try Maintenance(every: Seconds(10_005), duration: constant(600)),
      checkpoints: LongRuns.every(1e6, LongRuns.tier(stall: 20, load: 10)))
    let result = LongRunSimulator(run, seed: 1).result()
    let stops = result.plannedStops
    #expect(stops == 10 && result.checkpoints == 10)
    #expect(result[.maintenance].value == 600 * 10)
    #expect(result[.checkpointing].value == 20 * 10 && result[.restart].value == 50 * 10)
    // Only the step under way.
    #expect(result[.lostWork].value < 10 * 10)
    #expect(result.interruptions == 0 && result.audit.isKept)
  }

  @Test("Under common random numbers, faster detection leaves failures where they are")
  func commonRandomNumbers() {
    func results(_ detection: Double, _ hot: Int) -> [LongRunResult] {
      LongRuns.results(
        LongRuns.run(
          failures: [
            LongRuns.failure(
              "node", mean: 64 * 10_000, effect: .repair(constant(1_000)),
              detection: constant(detection)),
            LongRuns.failure("bug", .job, mean: 20_000),
          ], spares: try! Spares(hot: hot), limit: 9e4), 5)
    }
    let (slow, fast, fewer) = (results(900, 20), results(60, 20), results(60, 10))
    #expect(slow.map { $0.strikes.map(\.count) } == fast.map { $0.strikes.map(\.count) })
    for (a, b) in zip(slow, fast) { #expect(b.progress >= a.progress) }
    #expect(fast.map(\.progress) == fewer.map(\.progress))
  }

  @Test("Energy is of computing, standing still and idling nodes apart")
  func acceleratorTime() {
    let run = LongRuns.run(
      failures: [LongRuns.failure(mean: 64 * 5_000, effect: .repair(constant(2_000)))],
      recovery: LongRuns.restarting(in: 200), spares: try! Spares(hot: 8),
      checkpoints: LongRuns.every(1_000, LongRuns.tier(stall: 10)))
    let result = LongRunSimulator(run, seed: 3).result()
    let time = result.acceleratorTime
    #expect(agree(time.computing.value, 512 * (result[.productive] + result[.lostWork]).value))
    #expect(agree(time.total.value, 72 * 8 * result.wallTime.value))
    #expect(
      agree(time.repaired.value, result.nodes.meanInRepair * 8 * result.wallTime.value))
    #expect(time.spare > .zero && time.maintained == .zero)
  }
}
