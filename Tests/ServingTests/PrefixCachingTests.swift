import EventKernel
import Performance
import Quantities
import Serving
import Stochastics
import Testing

@Suite("What a prefix cache is worth: PrefixCache in a system")
struct PrefixCachingTests {
  /// Conversations behind some shared prompts.
  static func conversations(
    _ arrivals: Workload.Arrivals, turns: Double = 4, prompts: [Int] = [100, 40, 333],
    prompt: Double = 60, output: Double = 40, thinking: Double = 0, thinkTime: Double = 0.5
  ) throws -> Workload {
    let lengths = try RequestLengths(
      promptTokens: .exponential(mean: prompt), outputTokens: .exponential(mean: output),
      reasoning: thinking > 0 ? .init(share: thinking, tokens: .exponential(mean: 30)) : nil)
    let talk = try Conversation(
      turns: .geometric(mean: turns), thinkTime: .exponential(mean: thinkTime), lengths: lengths)
    return try Workload(
      classes: [
        RequestClass(
          name: "talk", .conversation(talk),
          sharedPrompts: SharedPrompts(
            tokens: prompts, shares: prompts.map { _ in 1 }))
      ], streams: [("talk", arrivals, [(0, 1)])])
  }

  @Test("A cache of no capacity finds nothing and changes nothing")
  func noCapacity() throws {
    let workload = try Self.conversations(.open(.poisson(rate: RequestsPerSecond(8))))
    let none = try ServingSystem.run(
      fleet(engine(), prefixCaching: PrefixCaching(deviceBlocks: 0)), workload,
      predictor: LinearMachine.ordinary, control: requests(400))
    let plain = try ServingSystem.run(
      fleet(engine()), workload, predictor: LinearMachine.ordinary, control: requests(400))
    #expect(none == plain)
    #expect(none.wholeRun.tokens.cached == 0 && none.wholeRun.prefixes == .none)
  }

  @Test("Without texts in common nothing changes but the books of the cache")
  func noSharing() throws {
    for batching in BatchingRule.allCases {
      for admission in [AdmissionRule.promptFits(keepingFree: 0.01), .outputFits] {
        let engine = try engine(batching: batching, admission: admission)
        let workload = try Workload.open(
          .poisson(rate: RequestsPerSecond(12)), lengths(prompt: 300, output: 60))
        let (plain, lives) = try observed(
          fleet(engine, replicas: 2, cacheBlocks: 2_000), workload, LinearMachine.ordinary,
          requests(600))
        let (cached, others) = try observed(
          fleet(engine, replicas: 2, cacheBlocks: 2_000, prefixCaching: PrefixCaching()), workload,
          LinearMachine.ordinary, requests(600))
        #expect(plain.wholeRun.requests.preemptions == 0)
        #expect(cached.wholeRun.prefixes.lookups == 600)
        #expect(cached.wholeRun.prefixes.found == 0)
        #expect(cached.wholeRun.prefixes.device.evicted > 1_000)
        #expect(lives.map(\.completed) == others.map(\.completed))
        #expect(lives.map(\.admitted) == others.map(\.admitted))
        #expect(lives.map(\.firstToken) == others.map(\.firstToken))
        #expect(plain.events == cached.events && plain.end == cached.end)
        for (one, other) in [
          (plain.measured, cached.measured), (plain.wholeRun, cached.wholeRun),
        ] {
          #expect(one.latencies == other.latencies)
          #expect(one.requests == other.requests)
          #expect(one.tokens == other.tokens)
          #expect(one.occupancy == other.occupancy)
          #expect(one.phases == other.phases)
          #expect(one.steps == other.steps)
        }
      }
    }
  }

  @Test(
    "One prompt of n tokens, again and again: β·⌊(n-1)/β⌋ tokens are found each time",
    arguments: [1, 15, 16, 17, 160, 161, 999])
  func onePrompt(tokens: Int) throws {
    // As one shared prompt with nothing to add but a token, which differs.
    let shared = try Workload(
      classes: [
        RequestClass(
          .single(RequestLengths(promptTokens: .constant(1), outputTokens: .constant(7))),
          sharedPrompts: SharedPrompts(tokens: [tokens - 1], shares: [1]))
      ], streams: [("", .closed(clients: 1, thinkTime: nil), [(0, 1)])])
    // And as a trace that lists the same blocks every time.
    let hashes = (0..<(tokens + 15) / 16).map { UInt64($0 + 5) }
    var trace = RequestTrace(blockTokens: 16)
    for number in 0..<20 {
      try trace.append(
        ListedRequest(
          arrival: Seconds(Double(number)), promptTokens: tokens, outputTokens: 7,
          blockHashes: hashes))
    }
    for workload in try [shared, .listed(trace)] {
      let result = try ServingSystem.run(
        fleet(engine(), prefixCaching: PrefixCaching()), workload,
        predictor: LinearMachine.ordinary, control: requests(20))
      let hits = 16 * ((tokens - 1) / 16)
      #expect(result.wholeRun.tokens.cached == 19 * hits)
      #expect(result.wholeRun.tokens.prompt == 20 * tokens - 19 * hits)
      #expect(result.wholeRun.prefixes.device.hits == 19 * hits / 16)
      #expect(result.wholeRun.prefixes.lookups == 20)
    }
  }

  @Test("A later turn finds all full blocks of the turn before, its answer included")
  func secondTurn() throws {
    let lengths = try RequestLengths(
      promptTokens: .uniform(from: 10, to: 90), outputTokens: .uniform(from: 10, to: 90))
    let talk = try Conversation(turns: .constant(2), thinkTime: .constant(1), lengths: lengths)
    let pairs = try Workload(
      classes: [RequestClass(.conversation(talk))],
      streams: [("", .closed(clients: 1, thinkTime: nil), [(0, 1)])])
    let (again, turns) = try observed(
      fleet(engine(), prefixCaching: PrefixCaching()), pairs, LinearMachine.ordinary,
      requests(100))
    let full = stride(from: 0, to: 100, by: 2).map {
      (turns[$0].prompt + turns[$0].output - 1) / 16 * 16
    }
    #expect(again.wholeRun.tokens.cached == full.reduce(0, +))
    #expect(again.wholeRun.prefixes.found == full.count { $0 > 0 })
  }

  @Test("Requests that run at once hold the blocks of a common prompt once")
  func sharedInUse() throws {
    // Ten requests of 1,600 common tokens come while the first still decodes.
    var trace = RequestTrace(blockTokens: 16)
    for number in 0..<10 {
      try trace.append(
        ListedRequest(
          arrival: Seconds(Double(number)), promptTokens: 1_601, outputTokens: 400,
          blockHashes: (0..<100).map { UInt64($0) }))
    }
    func run(_ caching: PrefixCaching?) throws -> ServingResult {
      try ServingSystem.run(
        fleet(engine(), cacheBlocks: 400, prefixCaching: caching), .listed(trace),
        predictor: LinearMachine(perStep: Seconds(0.1)), control: requests(10))
    }
    let plain = try run(nil)
    let sharing = try run(PrefixCaching())
    // A cache of 400 blocks holds three of 101 to 126 blocks at once, or all ten on one beginning.
    #expect(plain.wholeRun.requests.preemptions > 0 || plain.wholeRun.meanWaiting! > 1)
    #expect(sharing.wholeRun.requests.preemptions == 0)
    #expect(sharing.wholeRun.meanWaiting! < 0.2)
    #expect(sharing.wholeRun.tokens.prompt == 1_601 + 9)
    #expect(sharing.wholeRun.meanBlocksInUse! <= 400)
  }

  @Test("More cache finds more and ends sooner", arguments: [1, 2, 3] as [UInt64])
  func monotone(seed: UInt64) throws {
    let workload = try Self.conversations(.closed(clients: 8, thinkTime: nil), turns: 6)
    let runs = try [0, 20, 80, 300, 3_000].map { blocks in
      try ServingSystem.run(
        fleet(engine(), prefixCaching: PrefixCaching(deviceBlocks: blocks)), workload,
        predictor: LinearMachine.ordinary, control: requests(400, seed: seed)
      ).wholeRun
    }
    // The same requests in each run: what is not found is computed.
    let found = runs.map(\.tokens.cached)
    #expect(found == found.sorted() && found[0] == 0 && found[4] > 30_000, "\(found)")
    #expect(runs.map(\.length) == runs.map(\.length).sorted(by: >))
  }

  @Test("Hits are stated or found, not both")
  func contradiction() throws {
    let cached = try fleet(engine(), prefixCaching: PrefixCaching())
    let stated = try Workload.open(
      .poisson(rate: RequestsPerSecond(1)), lengths(prompt: 10, output: 10, cached: 0.3))
    #expect(throws: ServingError.statedAndSimulatedHits) {
      try ServingSystem.run(
        cached, stated, predictor: LinearMachine.ordinary, control: requests(3))
    }
    let listed = try Workload.listed([
      ListedRequest(arrival: .zero, promptTokens: 20, outputTokens: 1, cachedTokens: 4)
    ])
    #expect(throws: ServingError.statedAndSimulatedHits) {
      try ServingSystem.run(
        cached, listed, predictor: LinearMachine.ordinary, control: requests(1))
    }
    #expect(throws: ServingError.self) { try PrefixCaching(deviceBlocks: -1) }
  }
}
