import EventKernel
import OutputAnalysis
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Classes are measured apart")
struct ClassMeasurementTests {
  private static let names = ["interactive", "agents", "batch"]

  /// Requests of three classes, listed with their classes or all as one.
  private static func trace(_ number: Int, count: Int, isApart: Bool) throws -> RequestTrace {
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 5, replication: number, purpose: "classes")))
    let terms = [
      try ServiceTerms(priority: 1), try ServiceTerms(deadline: Seconds(0.4)),
      try ServiceTerms(tier: .batch),
    ]
    var time = 0.0
    return try RequestTrace(
      (0..<count).map { _ in
        time += draw.exponential(mean: 1.0 / 60)
        let index = draw.choose([0, 0, 1, 2])
        let prompt = draw.tokens(mean: 150)
        return try ListedRequest(
          arrival: Seconds(time), promptTokens: prompt, outputTokens: draw.tokens(mean: 40),
          cachedTokens: draw.choose([0, prompt / 3]), terms: terms[index],
          className: isApart ? names[index] : "")
      })
  }

  private static func fleet(_ number: Int) throws -> ServingFleet {
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 6, replication: number, purpose: "fleets")))
    let policy = try SchedulingPolicy(
      order: draw.choose([.firstComeFirstServed, .priority]),
      shedding: draw.choose([.none, .pastDeadline(margin: Seconds(0.01))]),
      batchTier: draw.choose([.likeOthers, .fillsValleys(reserve: 0.2)]),
      queueLimit: draw.choose([nil, 30]))
    return try .under(
      policy, preemption: draw.choose([.recompute, .swap]),
      swapSpace: SwapSpace(blocks: 20, timePerBlock: Seconds(1e-4)),
      batching: draw.choose(BatchingRule.allCases), replicas: draw.choose([1, 3]),
      cacheBlocks: draw.choose([60, 400]),
      speculation: draw.choose([nil, SpeculationTests.speculation(0.6)]))
  }

  @Test("Classes add up to what is measured of all together, in counts, sketches and tokens")
  func sums() throws {
    for number in 0..<10 {
      let fleet = try Self.fleet(number)
      func run(_ isApart: Bool) throws -> ServingResult {
        try ServingSystem.run(
          fleet, .listed(Self.trace(number, count: 120, isApart: isApart)),
          objective: ServiceLevelObjective(timeToFirstToken: Seconds(0.2)),
          predictor: LinearMachine.ordinary, control: requests(120))
      }
      let (apart, together) = (try run(true), try run(false))
      #expect(apart.classNames.sorted() == Self.names.sorted() && together.classNames == [])
      #expect(apart.events == together.events && apart.audit == together.audit)
      for (parts, whole) in [
        (apart.measured, together.measured), (apart.wholeRun, together.wholeRun),
      ] {
        #expect(parts.classes.count == 3 && whole.classes.count == 1)
        #expect(parts.requests == whole.requests, "\(number)")
        #expect(parts.pools == whole.pools)
        for kind in [
          \Latencies.timeToFirstToken, \.timePerOutputToken, \.interTokenLatency, \.endToEnd,
          \.queueing,
        ] {
          #expect(
            parts.latencies[keyPath: kind].sketch == whole.latencies[keyPath: kind].sketch,
            "\(number) \(kind)")
        }
        let tokens = parts.classes.reduce(TokenSums(values: [0, 0, 0, 0, 0])) { $0 + $1.tokens }
        #expect(tokens == whole.tokens.summed && whole.classes[0].tokens.summed == tokens)
      }
    }
  }

  @Test("Two classes alike have the same latencies, within what chance allows")
  func alike() throws {
    let classes = ["a", "b"].map {
      RequestClass(
        name: $0,
        .single(
          try! RequestLengths(
            promptTokens: .exponential(mean: 300), outputTokens: .exponential(mean: 40))))
    }
    let workload = try Workload(
      classes: classes,
      streams: [
        (
          name: "", arrivals: .open(.poisson(rate: RequestsPerSecond(25))),
          shares: [(0, 0.5), (1, 0.5)]
        )
      ])
    var means: [(a: [Double], b: [Double])] = Array(repeating: ([], []), count: 3)
    for replication in 0..<16 {
      let result = try ServingSystem.run(
        ServingFleet.under(.plain, cacheBlocks: 4_000), workload,
        predictor: LinearMachine.ordinary,
        control: RunControl(end: .requests(800), seed: 3, replication: replication))
      for (index, kind) in [
        \Latencies.timeToFirstToken, \.interTokenLatency, \.endToEnd,
      ].enumerated() {
        let parts = result.measured.classes.map { $0.latencies[keyPath: kind].mean!.value }
        means[index].a.append(parts[0])
        means[index].b.append(parts[1])
      }
    }
    for (a, b) in means {
      let difference = try #require(
        ConfidenceInterval(meanOf: zip(a, b).map { $0 - $1 }, level: 0.99))
      #expect(difference.contains(0), "\(difference)")
    }
  }

  @Test("The class that goes first waits less, and each is held to its own promise")
  func priorities() throws {
    func requestClass(_ name: String, priority: Int16, within limit: Double?) throws
      -> RequestClass
    {
      RequestClass(
        name: name,
        .single(
          try RequestLengths(
            promptTokens: .exponential(mean: 300), outputTokens: .exponential(mean: 40))),
        terms: try ServiceTerms(priority: priority),
        objective: try limit.map { try ServiceLevelObjective(timeToFirstToken: Seconds($0)) })
    }
    let workload = try Workload(
      classes: [
        requestClass("first", priority: 1, within: nil),
        requestClass("last", priority: 0, within: 1e6),
      ],
      streams: [
        (
          name: "", arrivals: .open(.poisson(rate: RequestsPerSecond(60))),
          shares: [(0, 0.5), (1, 0.5)]
        )
      ])
    let result = try ServingSystem.run(
      ServingFleet.under(SchedulingPolicy(order: .priority), sequences: 8, cacheBlocks: 4_000),
      workload, objective: ServiceLevelObjective(timeToFirstToken: Seconds(0.15)),
      predictor: LinearMachine.ordinary, control: requests(1_500, seed: 8))
    let (first, last) = (result.wholeRun.classes[0], result.wholeRun.classes[1])
    for q in [0.5, 0.9, 0.99] {
      #expect(first.latencies.queueing.quantile(q)! <= last.latencies.queueing.quantile(q)!)
    }
    #expect(first.latencies.queueing.mean! < last.latencies.queueing.mean! / 2)
    #expect(last.attainment == 1)
    let within = try #require(first.latencies.timeToFirstToken.sketch.share(notExceeding: 0.15))
    let attained = try #require(first.attainment)
    #expect(attained < 1 && abs(attained - within) < 0.02)
  }

  @Test("More classes than are measured apart are measured together")
  func many() throws {
    func result(_ classes: Int) throws -> ServingResult {
      let trace = try (0..<120).map {
        try ListedRequest(
          arrival: Seconds(Double($0) / 20), promptTokens: 100, outputTokens: 10,
          className: "c\($0 % classes)")
      }
      return try ServingSystem.run(
        ServingFleet.under(.plain), .listed(trace), predictor: LinearMachine.ordinary,
        control: requests(120))
    }
    let most = Workload.mostMeasuredClasses
    #expect(try result(most).wholeRun.classes.count == most)
    let beyond = try result(most + 1)
    #expect(beyond.wholeRun.classes.count == 1 && beyond.classNames == [])
    #expect(beyond.wholeRun.latencies == (try result(1)).wholeRun.latencies)
  }
}

/// The sums of the tokens of classes, which have no merge of their own outside the module.
private struct TokenSums: Equatable {
  var values: [Int]

  static func + (a: TokenSums, b: TokenFlows) -> TokenSums {
    TokenSums(values: zip(a.values, b.summed.values).map { $0 + $1 })
  }
}

extension TokenFlows {
  fileprivate var summed: TokenSums {
    TokenSums(values: [prompt, cached, restored, recomputed, output])
  }
}
