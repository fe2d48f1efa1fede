import Dispatch
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Routing and reproduction")
struct ReplicationTests {
  private func workload(rate: Double) throws -> Workload {
    try .open(.poisson(rate: RequestsPerSecond(rate)), lengths(prompt: 300, output: 40))
  }

  private func run(
    replicas: Int, routing: RoutingRule, rate: Double, seed: UInt64, requests count: Int = 600
  ) throws -> ServingResult {
    try ServingSystem.run(
      fleet(engine(maximumSequences: 16), replicas: replicas, routing: routing),
      workload(rate: rate), predictor: LinearMachine.ordinary,
      control: requests(count, seed: seed))
  }

  @Test(
    "Another replica never raises the mean wait under common random numbers",
    arguments: [RoutingRule.leastLoaded, .roundRobin])
  func anotherReplica(routing: RoutingRule) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let waits = try (1...5).map {
        try run(replicas: $0, routing: routing, rate: 60, seed: seed)
          .wholeRun.latencies.queueing.mean!
      }
      #expect(waits == waits.sorted(by: >), "seed \(seed): \(waits)")
    }
  }

  @Test("Knowing the load, of all or of two, beats not knowing it")
  func routersCompared() throws {
    func wait(_ routing: RoutingRule) throws -> Double {
      try (1...3).reduce(0) {
        try $0
          + run(replicas: 8, routing: routing, rate: 230, seed: UInt64($1), requests: 2_000)
          .measured.latencies.queueing.mean!.value
      }
    }
    let blind = try wait(.random)
    #expect(try wait(.leastLoaded) < 0.6 * blind)
    #expect(try wait(.powerOfTwoChoices) < 0.6 * blind)
  }

  @Test(
    "The same seed gives the same result, on one thread or many", arguments: RoutingRule.allCases)
  func determinism(routing: RoutingRule) throws {
    let once = try run(replicas: 4, routing: routing, rate: 100, seed: 9)
    let results = Results(count: 3)
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      results.set(index, Result { try run(replicas: 4, routing: routing, rate: 100, seed: 9) })
    }
    for result in results.all { #expect(try result?.get() == once) }
    let other = try run(replicas: 4, routing: routing, rate: 100, seed: 10)
    #expect(other != once)
  }

  /// Results written by several threads, each to its own place.
  private final class Results: @unchecked Sendable {
    private let lock = DispatchSemaphore(value: 1)
    private(set) var all: [Result<ServingResult, any Error>?]

    init(count: Int) { all = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ result: Result<ServingResult, any Error>) {
      lock.wait()
      all[index] = result
      lock.signal()
    }
  }

  @Test("A rule that never applies changes nothing")
  func noOps() throws {
    func run(
      queueLimit: Int? = nil, objective: ServiceLevelObjective = .unlimited,
      warmUp: WarmUpRule = .automatic, admission: AdmissionRule = .promptFits(keepingFree: 0)
    ) throws -> WindowMeasurement {
      try ServingSystem.run(
        fleet(engine(admission: admission), replicas: 2, queueLimit: queueLimit),
        workload(rate: 30), objective: objective, predictor: LinearMachine.ordinary,
        control: requests(500, warmUp: warmUp)
      ).wholeRun
    }
    let plain = try run()
    #expect(try run(queueLimit: 1_000_000) == plain)
    #expect(try run(objective: ServiceLevelObjective(timeToFirstToken: Seconds(1e6))) == plain)
    let whole = try run(warmUp: .fraction(0))
    #expect(whole.requests == plain.requests)
    #expect(whole.latencies.endToEnd.sketch == plain.latencies.endToEnd.sketch)
    // With room for all, blocks given in advance change how many are held, and nothing else.
    #expect(try run(admission: .outputFits).latencies == plain.latencies)
  }

  @Test("One replica is the same under every rule")
  func oneReplica() throws {
    // Under a central queue requests wait elsewhere.
    let rules = RoutingRule.allCases.filter { $0 != .centralQueue(perReplica: nil) }
    let results = try rules.map {
      try run(replicas: 1, routing: $0, rate: 20, seed: 4)
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("All times multiplied by a power of two divide all rates by it")
  func scaling() throws {
    func run(_ scale: Double) throws -> ServingResult {
      let machine = LinearMachine(
        perStep: Seconds(0.006 * scale), perPromptToken: Seconds(0.000_05 * scale),
        perSequence: Seconds(0.000_02 * scale), perContextToken: .zero)
      return try ServingSystem.run(
        fleet(engine()), workload(rate: 20 / scale), predictor: machine, control: requests(400))
    }
    let one = try run(1).wholeRun
    let four = try run(4).wholeRun
    #expect(abs(one.outputThroughput!.value / four.outputThroughput!.value - 4) < 1e-5)
    #expect(one.tokens == four.tokens)
  }
}
