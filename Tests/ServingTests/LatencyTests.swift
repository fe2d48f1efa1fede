import EventKernel
import OutputAnalysis
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Latencies mean what section 5.5 says")
struct LatencyTests {
  /// Times in whole nanoseconds, so that equalities are exact.
  static let machine = LinearMachine(
    perStep: Seconds(0.006), perPromptToken: Seconds(50e-6), perSequence: Seconds(20e-6),
    perContextToken: Seconds(1e-6))

  static func alone(
    prompt: Int, output: Int, cached: Int = 0, _ engine: EngineProfile
  ) throws -> Latencies {
    let request = try ListedRequest(
      arrival: Seconds(3), promptTokens: prompt, outputTokens: output, cachedTokens: cached)
    let result = try ServingSystem.run(
      fleet(engine), .listed([request]), predictor: machine, control: requests(1))
    #expect(result.ending == .drained)
    return result.wholeRun.latencies
  }

  @Test(
    "A request alone takes its prompt's chunks, then a step per further token over a growing context",
    arguments: [BatchingRule.mixed, .prefillFirst], [(1, 1), (300, 1), (300, 7), (5_000, 3)])
  func batchOfOne(batching: BatchingRule, lengths: (prompt: Int, output: Int)) throws {
    let (prompt, output) = lengths
    let latencies = try Self.alone(
      prompt: prompt, output: output, engine(tokenBudget: 2_048, batching: batching))
    let chunks = Double((prompt + 2_047) / 2_048)
    let firstToken = chunks * 0.006 + Double(prompt) * 50e-6
    // Decode step j attends the prompt and j tokens of output.
    let decodes = (1..<output).map { 0.006 + 20e-6 + Double(prompt + $0) * 1e-6 }
    let endToEnd = firstToken + decodes.reduce(0, +)
    func same(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-9 } ?? false }
    #expect(same(latencies.timeToFirstToken.mean?.value, firstToken))
    #expect(same(latencies.endToEnd.mean?.value, endToEnd))
    #expect(latencies.interTokenLatency.count == output - 1)
    if output == 1 {
      #expect(latencies.timePerOutputToken.count == 0)
    } else {
      let perToken = (endToEnd - firstToken) / Double(output - 1)
      #expect(same(latencies.timePerOutputToken.mean?.value, perToken))
      #expect(same(latencies.interTokenLatency.sketch.maximum, decodes.last!))
    }
    #expect(latencies.queueing.total == .zero)
  }

  @Test("Tokens found in the prefix cache cost no prefill, and the last one is always computed")
  func cachedPrefix() throws {
    let latencies = try Self.alone(prompt: 300, output: 1, cached: 299, engine())
    #expect(abs(latencies.timeToFirstToken.mean!.value - (0.006 + 50e-6)) < 1e-9)
    let result = try ServingSystem.run(
      fleet(engine()),
      .open(.poisson(rate: RequestsPerSecond(5)), lengths(prompt: 100, output: 3, cached: 1)),
      predictor: Self.machine, control: requests(50))
    #expect(result.wholeRun.tokens.prompt == 50)
  }

  @Test("The edges of the system delay without occupying it, and E2E = TTFT + (n−1)·TPOT holds")
  func edges() throws {
    let edges = try RequestEdges(
      perRequest: Seconds(0.010), perPromptToken: Seconds(2e-6), perOutput: Seconds(0.004),
      perOutputToken: Seconds(0.001))
    let bare = try Self.alone(prompt: 300, output: 6, engine())
    let edged = try Self.alone(prompt: 300, output: 6, engine(edges: edges))
    func difference(_ path: KeyPath<Latencies, LatencyDistribution>) -> Double {
      (edged[keyPath: path].mean! - bare[keyPath: path].mean!).value
    }
    #expect(abs(difference(\.timeToFirstToken) - (0.010 + 300 * 2e-6 + 0.004 + 0.001)) < 1e-9)
    #expect(abs(difference(\.timePerOutputToken) - 0.001) < 1e-9)
    #expect(abs(difference(\.interTokenLatency) - 0.001) < 1e-9)
    #expect(abs(difference(\.endToEnd) - (0.010 + 300 * 2e-6 + 0.004 + 6 * 0.001)) < 1e-9)
    let sum = edged.timeToFirstToken.mean! + 5 * edged.timePerOutputToken.mean!
    #expect(abs((sum - edged.endToEnd.mean!).value) < 1e-9)
  }

  @Test(
    "The gaps between tokens add up to the time from the first to the last, preemptions included",
    arguments: BatchingRule.allCases)
  func gapsAddUp(batching: BatchingRule) throws {
    let result = try ServingSystem.run(
      fleet(engine(batching: batching), replicas: 2, cacheBlocks: 80, contextLimit: 1_000),
      .open(.poisson(rate: RequestsPerSecond(30)), lengths(prompt: 150, output: 60)),
      predictor: LinearMachine.ordinary, control: requests(300))
    let latencies = result.wholeRun.latencies
    #expect(result.wholeRun.requests.preemptions > 0)
    #expect(latencies.endToEnd.count == 300)
    #expect(latencies.interTokenLatency.count == result.wholeRun.tokens.output - 300)
    let between = (latencies.endToEnd.total - latencies.timeToFirstToken.total).value
    #expect(abs(between - latencies.interTokenLatency.total.value) < 1e-9 * between)
  }

  @Test(
    "No first token comes before the prompt could be computed alone",
    arguments: BatchingRule.allCases)
  func causality(batching: BatchingRule) throws {
    let machine = LinearMachine.ordinary
    let (result, lives) = try observed(
      fleet(engine(tokenBudget: 512, batching: batching), replicas: 2, cacheBlocks: 400),
      .open(.poisson(rate: RequestsPerSecond(20)), lengths(prompt: 400, output: 40)),
      machine, requests(400))
    #expect(result.wholeRun.requests.completed == 400)
    for life in lives {
      let chunks = Double((life.prompt + 511) / 512)
      let alone = chunks * machine.perStep.value + Double(life.prompt) * 50e-6
      let firstToken = try #require(life.firstToken)
      let completed = try #require(life.completed)
      #expect((firstToken - life.arrived).value > alone - 2e-9)
      let decodes = Double(life.output - 1) * machine.perStep.value
      #expect((completed - firstToken).value >= decodes - 1e-9)
      #expect(life.admitted.count == life.preempted.count + 1)
    }
  }

  @Test("Quantiles are ordered, and each stage of a request contains the one before")
  func ordered() throws {
    let result = try ServingSystem.run(
      fleet(engine()),
      .open(.poisson(rate: RequestsPerSecond(10)), lengths(prompt: 500, output: 80)),
      predictor: LinearMachine.ordinary, control: requests(1_000))
    let latencies = try #require(result.latencies)
    let shares = [0, 0.1, 0.5, 0.9, 0.95, 0.99, 1]
    for path in [
      \Latencies.timeToFirstToken, \.timePerOutputToken, \.interTokenLatency, \.endToEnd,
      \.queueing,
    ] {
      let quantiles = shares.map { latencies[keyPath: path].quantile($0)! }
      #expect(quantiles == quantiles.sorted())
    }
    #expect(latencies.queueing.mean! < latencies.timeToFirstToken.mean!)
    #expect(latencies.timeToFirstToken.mean! < latencies.endToEnd.mean!)
  }

  @Test("Requests that arrive together share their first step")
  func togetherInAStep() throws {
    let together = try (0..<3).map { _ in
      try ListedRequest(arrival: Seconds(1), promptTokens: 100, outputTokens: 1)
    }
    let (result, lives) = try observed(
      fleet(engine()), .listed(together), Self.machine, requests(3))
    #expect(result.wholeRun.steps == 1)
    #expect(Set(lives.map(\.firstToken)).count == 1)
  }
}
