import EventKernel
import OutputAnalysis
import Performance
import Quantities
import Stochastics
import Testing

@testable import Serving

extension ServingFleet {
  /// The same fleet with prompts in pools of their own, as large as those that decode.
  func split(
    over fabric: CacheFabric, _ living: (ServingPool) throws -> ServingPool = { $0 }
  ) throws -> ServingFleet {
    try ServingFleet(
      pools: pools.flatMap { pool in
        try [ServingPool.Role.prefill, .decode].map { role in
          try living(
            ServingPool(
              role.rawValue, role: role, engine: pool.engine, replicas: pool.replicas,
              attentionRanks: pool.attentionRanks, cacheBlocks: pool.cacheBlocks,
              swapSpace: pool.swapSpace, speculation: role == .prefill ? nil : pool.speculation,
              prefixCaching: pool.prefixCaching))
        }
      }, contextLimit: contextLimit, overlength: overlength, routing: routing, fabric: fabric)
  }
}

@Suite("Replicas of prompts and of output fail, are restored, are started and stopped")
struct SplitLivesTests {
  typealias System = (fleet: ServingFleet, workload: Workload, control: RunControl)

  /// An arbitrary system of prompts and output apart, whose replicas fail and scale.
  static func arbitrary(_ number: Int) throws -> System {
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 8, purpose: "split-lives", entity: number)))
    let base: System =
      switch number % 3 {
      case 0: try ConservationTests.arbitrary(number)
      case 1: try PolicyConservationTests.arbitrary(number)
      default: try PrefixCachingConservationTests.arbitrary(number)
      }
    let rate = BytesPerSecond(draw.choose([1e5, 1e6, 1e7, .infinity]))
    let fabric = try CacheFabric(
      bytesPerToken: Bytes(1_000), sending: rate, network: rate,
      latency: Seconds(draw.choose([0, 0.002, 0.05])),
      push: draw.choose([.atEnd, .layerwise]), layers: 4)
    let fleet = try base.fleet.split(over: fabric) { pool in
      let failing: ReplicaFailures? =
        draw.choose([true, true, false])
        ? try failures(
          mean: draw.choose([1, 3, 10]), shape: draw.choose([0.7, 1, 3]),
          restore: draw.choose([0.02, 0.5]), orphans: draw.choose([.rerouted, .rerouted, .lost]))
        : nil
      let rule = draw.choose([
        PoolScaling.Rule.concurrency(perReplica: draw.choose([1, 4])),
        .queue(perReplica: draw.choose([0.2, 2])), .utilization(draw.choose([0.3, 0.8])),
        .schedule([(Seconds(0), 1), (Seconds(1), 4), (Seconds(2), 2)]),
      ])
      let scaling = try PoolScaling(
        rule, least: 1, initial: draw.choose([nil, 1]),
        interval: Seconds(draw.choose([0.1, 0.5])), tolerance: draw.choose([0, 0.1]),
        stabilization: Seconds(draw.choose([0, 1])), startUp: .exponential(mean: 0.1),
        draining: draw.choose(PoolScaling.Draining.allCases))
      let scales = pool.replicas > 1 && draw.choose([true, true, false])
      return try pool.living(failures: failing, scaling: scales ? scaling : nil)
    }
    return (fleet, base.workload, base.control)
  }

  private static func run(
    _ fleet: ServingFleet, _ workload: Workload, _ control: RunControl,
    _ machine: LinearMachine = .ordinary
  ) throws -> (result: ServingResult, lives: [Lives.Life], log: ObservationLog<ServingObservation>)
  {
    var log = ObservationLog<ServingObservation>()
    let result = try ServingSystem.run(
      fleet, workload, predictors: fleet.pools.map { _ in machine }, control: control,
      observer: &log)
    return (result, Lives(log).lives, log)
  }

  @Test("Requests, blocks, tokens and the time of every pool balance in 150 arbitrary systems")
  func booksBalance() throws {
    var lives = ReplicaFlows()
    var lost = 0
    var moved = 0
    var preempted = 0
    for number in 0..<150 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, seen, _) = try Self.run(fleet, workload, control)
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
      if let law = result.littlesLaw {
        let product = law.arrivalRate.value * law.meanSojourn.value
        #expect(abs(law.meanInSystem - product) <= 1e-9 * product)
      }
      for (pool, measured) in zip(fleet.pools, whole.pools) {
        // What energy and dollars are charged by.
        let all = Double(pool.replicas) * whole.length.value
        let phases = measured.phases
        #expect(abs((phases.held + phases.off).value - all) <= 1e-9 * max(all, 1))
        #expect(phases.draining <= phases.inService)
        guard result.ending == .drained else { continue }
        let shares = phases.prefillShare + phases.decodeShare
        #expect(abs((shares - phases.busy).value) <= 1e-7 * max(all, 1), "system \(number)")
      }
      if result.ending == .drained {
        #expect(counts.unfinished == 0)
        // What was delivered to completed requests was made once, however often its cache was lost.
        let gaps = whole.latencies.interTokenLatency.count
        let firsts = seen.count { $0.firstToken != nil }
        #expect(whole.tokens.output == gaps + firsts, "system \(number)")
      }
      for life in seen where life.completed != nil && life.output > 1 {
        #expect(life.admitted.count >= 2, "system \(number): \(life)")
      }
      lives.merge(whole.lives)
      lost += counts.lostWithReplica
      moved += whole.latencies.cacheTransfer.count
      preempted += counts.preemptions
    }
    // The systems are worth checking only if the rare paths are among them.
    #expect(lives.failures > 100)
    #expect(lives.starts > 50)
    #expect(lives.stops > 50)
    #expect(lives.rerouted > 500)
    #expect(lost > 50)
    #expect(moved > 2_000)
    #expect(preempted > 100)
  }

  // MARK: One request, by hand

  private static let machine = LinearMachine(perStep: Seconds(0.01), perPromptToken: Seconds(1e-4))

  /// A fleet of one replica for prompts and one for output, of which one fails and is restored.
  private static func fleet(
    prompts: ReplicaFailures? = nil, output: ReplicaFailures? = nil
  ) throws -> ServingFleet {
    let fabric = try CacheFabric(
      bytesPerToken: Bytes(1_000), sending: BytesPerSecond(1e7), latency: Seconds(0.003))
    let engine = try engine(tokenBudget: 8_192, maximumSequences: 64)
    return try ServingFleet(engine: engine, replicas: 1, cacheBlocks: 10_000, contextLimit: 10_000)
      .split(over: fabric) {
        try $0.living(failures: $0.role == .prefill ? prompts : output)
      }
  }

  private static func failing(
    after time: Double, for length: Double, _ orphans: OrphanRule = .rerouted
  ) throws -> ReplicaFailures {
    try ReplicaFailures(
      timeToFailure: .constant(time), timeToRestore: .constant(length), orphans: orphans)
  }

  private static func one(at arrival: Double, prompt: Int, output: Int) throws -> Workload {
    try .listed([
      ListedRequest(arrival: Seconds(arrival), promptTokens: prompt, outputTokens: output)
    ])
  }

  @Test("With a replica that decodes, prompt and output so far are lost, and computed as a prompt")
  func decodingFails() throws {
    let fleet = try Self.fleet(output: Self.failing(after: 0.25, for: 0.05))
    let workload = try Self.one(at: 0, prompt: 1_000, output: 11)
    let (result, lives, _) = try Self.run(fleet, workload, requests(1), Self.machine)
    // Prompt and transfer; four tokens, the fifth one's step lost; a prompt of 1,004; its transfer.
    let arrived = 0.11 + 0.103
    let again = 0.25 + 0.01 + 1_004 * 1e-4
    let completed = again + 0.1004 + 0.003 + 6 * 0.01
    #expect(lives[0].rerouted.count == 1)
    #expect(abs((lives[0].firstToken! - .zero).value - 0.11) < 1e-9)
    #expect(abs((lives[0].completed! - .zero).value - completed) < 3e-9)
    let window = result.wholeRun
    let longest = window.latencies.interTokenLatency.quantile(1)!.value
    #expect(abs(longest / (again - (arrived + 3 * 0.01)) - 1) < 0.01)
    #expect(window.latencies.interTokenLatency.count == 10)
    #expect(window.pools[0].tokens.output == 2)
    #expect(window.pools[0].tokens.prompt == 1_000)
    #expect(window.pools[0].tokens.recomputed == 1_004)
    #expect(window.pools[1].tokens.output == 9)
    #expect(window.pools[1].lives.lostTokens == 1_003)
    #expect(window.cacheMoved == Bytes(2_004_000))
    #expect(result.audit.isKept)
  }

  @Test("With a replica that takes a cache, the cache is lost though it was not sent in full")
  func takingFails() throws {
    let fleet = try Self.fleet(output: Self.failing(after: 0.15, for: 0.15))
    let workload = try Self.one(at: 0, prompt: 1_000, output: 5)
    let (result, lives, _) = try Self.run(fleet, workload, requests(1), Self.machine)
    // It is computed anew at once, and then waits until there is a replica that decodes.
    let completed = 0.3 + 0.1001 + 0.003 + 3 * 0.01
    #expect(abs((lives[0].completed! - .zero).value - completed) < 3e-9)
    let window = result.wholeRun
    #expect(window.latencies.cacheTransfer.count == 1)
    #expect(window.cacheMoved == Bytes(1_001_000))
    #expect(window.pools[0].tokens.recomputed == 1_001)
    #expect(abs(window.pools[0].occupancy.blocks - 63 * (0.15 + completed - 0.03 - 0.15)) < 1e-6)
    #expect(result.audit.isKept)
  }

  @Test("With a replica of prompts, what it has not sent in full is lost as well")
  func sendingFails() throws {
    let workload = try Self.one(at: 0.05, prompt: 500, output: 5)
    // It fails with a part sent, or with all sent, before it has been told so.
    for time in [0.15, 0.162] {
      let fleet = try Self.fleet(prompts: Self.failing(after: time, for: 0.02))
      let (result, lives, _) = try Self.run(fleet, workload, requests(1), Self.machine)
      let completed = time + 0.02 + 0.01 + 501 * 1e-4 + 0.0531 + 3 * 0.01
      #expect(abs((lives[0].completed! - .zero).value - completed) < 3e-9)
      #expect(result.wholeRun.pools[0].lives.lostTokens == 500)
      // Its blocks at either end: until the failure, and until its second cache has moved.
      let held = time - 0.11 + 0.0531
      let blocks = result.wholeRun.pools[1].occupancy.blocks - 0.03 * 32
      #expect(abs(blocks - 32 * held) < 1e-6, "\(blocks) against \(32 * held)")
      #expect(result.audit.isKept)
    }
    let careless = try Self.fleet(prompts: Self.failing(after: 0.15, for: 0.02, .lost))
    let (result, lives, _) = try Self.run(careless, workload, requests(1), Self.machine)
    #expect(lives[0].rejected == .replicaFailed)
    #expect(result.audit.isKept)
  }

  @Test("What has arrived does not care for the replica that sent it")
  func sentInFull() throws {
    let fleet = try Self.fleet(prompts: Self.failing(after: 0.22, for: 1))
    let workload = try Self.one(at: 0, prompt: 1_000, output: 11)
    let (result, lives, _) = try Self.run(fleet, workload, requests(1), Self.machine)
    #expect(lives[0].rerouted.isEmpty)
    #expect(abs((lives[0].completed! - .zero).value - (0.11 + 0.103 + 0.1)) < 3e-9)
    #expect(result.wholeRun.lives.failures == 1)
  }

  // MARK: Scaling

  private static func scaled(
    _ role: ServingPool.Role, _ entries: [(from: Seconds, replicas: Int)],
    promptBlocks: Int = 10_000, outputBlocks: Int = 10_000,
    draining: PoolScaling.Draining = .runsOut
  ) throws -> ServingFleet {
    let engine = try engine(tokenBudget: 8_192, maximumSequences: 64)
    let scaling = try PoolScaling(
      .schedule(entries), startUp: .constant(0.5), draining: draining)
    return try ServingFleet(
      pools: [
        ServingPool(
          "prompts", role: .prefill, engine: engine, replicas: 2, cacheBlocks: promptBlocks,
          scaling: role == .prefill ? scaling : nil),
        ServingPool(
          "output", role: .decode, engine: engine, replicas: 2, cacheBlocks: outputBlocks,
          scaling: role == .decode ? scaling : nil),
      ], contextLimit: 10_000, routing: .leastLoaded,
      fabric: CacheFabric(bytesPerToken: Bytes(1_000), sending: BytesPerSecond(2e7)))
  }

  /// Some ten seconds of requests of about twenty blocks each.
  private static func steady(_ count: Int) throws -> Workload {
    try .listed(
      poissonTrace(count, rate: 30, seed: 3) { draw in
        (200 + draw.stream.nextIndex(below: 200), 20 + draw.stream.nextIndex(below: 40), .ordinary)
      })
  }

  @Test("A replica that is to stop is sent no cache any more, and stops when it has none")
  func drains() throws {
    let fleet = try Self.scaled(
      .decode, [(Seconds(0), 2), (Seconds(5), 1)], outputBlocks: 120)
    let (result, lives, log) = try Self.run(fleet, Self.steady(300), requests(300))
    #expect(result.audit.isKept)
    #expect(result.wholeRun.requests.completed == 300)
    #expect(lives.allSatisfy { $0.rerouted.isEmpty })
    let output = result.wholeRun.pools[1]
    #expect(output.lives.stops == 1)
    #expect(output.phases.draining > .zero && output.phases.off > .zero)
    // Preempted requests are admitted again where they were.
    var preempted: Set<Int> = []
    var late: [Int: Int] = [:]
    var early: Set<Int> = []
    for (instant, observation) in log.entries {
      switch observation {
      case .preempted(let request, _): preempted.insert(request)
      case .admitted(let request, let replica) where replica >= 2:
        if instant < Instant(Seconds(5)) {
          early.insert(replica)
        } else if !preempted.contains(request) {
          late[replica, default: 0] += 1
        }
      default: break
      }
    }
    #expect(early == [2, 3])
    #expect(late.count == 1)
  }

  @Test("A replica of prompts does not stop before its caches have moved")
  func drainsPrompts() throws {
    // A small pool of output, before which prompts wait with their caches.
    let fleet = try Self.scaled(
      .prefill, [(Seconds(0), 2), (Seconds(2), 1)], promptBlocks: 400, outputBlocks: 40)
    let (result, lives, _) = try Self.run(fleet, Self.steady(200), requests(200))
    #expect(result.audit.isKept)
    #expect(result.wholeRun.requests.completed == 200)
    #expect(lives.allSatisfy { $0.rerouted.isEmpty })
    let prompts = result.wholeRun.pools[0]
    #expect(prompts.lives.stops == 1)
    // It computes no prompt more, yet waits for room elsewhere.
    #expect(prompts.phases.draining.value > 0.2, "\(prompts.phases)")
    #expect(prompts.phases.off > .zero)
    #expect(result.wholeRun.tokens.recomputed == result.wholeRun.pools[1].tokens.recomputed)
  }

  @Test("Each pool starts replicas of its own, after its own start-up time")
  func starts() throws {
    let fleet = try Self.scaled(.decode, [(Seconds(0), 1), (Seconds(2), 2)])
    let (result, _, log) = try Self.run(fleet, Self.steady(200), requests(200))
    let (prompts, output) = (result.wholeRun.pools[0].phases, result.wholeRun.pools[1].phases)
    #expect(prompts.starting == .zero && prompts.off == .zero)
    #expect(abs(output.starting.value - 0.5) < 1e-9)
    #expect(abs(output.off.value - 2) < 1e-9)
    let first = log.entries.first {
      if case .admitted(_, replica: 3) = $0.observation { true } else { false }
    }
    #expect(try #require(first).instant >= Instant(Seconds(2.5)))
  }

  @Test("Of a replica that stops at once, requests are computed anew by both pools")
  func moves() throws {
    for role in [ServingPool.Role.prefill, .decode] {
      let fleet = try Self.scaled(
        role, [(Seconds(0), 2), (Seconds(3), 1)], outputBlocks: 60, draining: .moves)
      let (result, lives, _) = try Self.run(fleet, Self.steady(200), requests(200))
      #expect(result.audit.isKept)
      #expect(result.wholeRun.requests.completed == 200)
      #expect(lives.contains { !$0.rerouted.isEmpty })
      #expect(result.wholeRun.pools[0].tokens.recomputed > 0)
    }
  }

  @Test("Requests that wait to be decoded ask for more replicas that decode, not for prompts")
  func waitingIsToldApart() throws {
    let engine = try engine(tokenBudget: 8_192, maximumSequences: 4)
    let scaling = try PoolScaling(
      .queue(perReplica: 2), initial: 1, interval: Seconds(0.2), stabilization: Seconds(100),
      startUp: .constant(0.1))
    let pools = try [ServingPool.Role.prefill, .decode].map { role in
      try ServingPool(
        role.rawValue, role: role, engine: engine, replicas: 6, cacheBlocks: 10_000,
        scaling: scaling)
    }
    let fleet = try ServingFleet(
      pools: pools, contextLimit: 10_000, routing: .centralQueue(perReplica: nil),
      fabric: CacheFabric(bytesPerToken: Bytes(1)))
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(20)), try lengths(prompt: 50, output: 150))
    let (result, _, _) = try Self.run(fleet, workload, requests(300))
    #expect(result.audit.isKept)
    #expect(result.wholeRun.pools[0].lives.starts == 0)
    #expect(result.wholeRun.pools[1].lives.starts >= 3)
  }

  @Test("A fabric without limits is the best there is also where replicas fail")
  func infiniteFabricBounds() throws {
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(6)), try lengths(prompt: 400, output: 60))
    var best = 0.0
    for rate in [Double.infinity, 2e8, 2e7, 6e6] {
      let fabric = try CacheFabric(bytesPerToken: Bytes(2_000), sending: BytesPerSecond(rate))
      let fleet = try ServingFleet(
        engine: engine(tokenBudget: 8_192, maximumSequences: 64), replicas: 2, cacheBlocks: 2_000,
        contextLimit: 131_072
      ).split(over: fabric) { try $0.living(failures: failures(mean: 20, restore: 1)) }
      let (result, _, _) = try Self.run(fleet, workload, requests(2_000))
      #expect(result.wholeRun.lives.failures > 20)
      let mean = result.wholeRun.latencies.endToEnd.mean!.value
      #expect(mean >= best, "at \(rate) B/s")
      if rate.isInfinite { best = mean }
    }
  }
}
