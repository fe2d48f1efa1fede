import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

extension ServingFleet {
  /// The same fleet with a prefix cache in every replica.
  func caching(_ prefixes: PrefixCaching) throws -> ServingFleet {
    try ServingFleet(
      pools: pools.map { pool in
        try ServingPool(
          pool.name, role: pool.role, engine: pool.engine, replicas: pool.replicas,
          attentionRanks: pool.attentionRanks, cacheBlocks: pool.cacheBlocks,
          swapSpace: pool.swapSpace, speculation: pool.speculation, prefixCaching: prefixes)
      }, contextLimit: contextLimit, overlength: overlength, routing: routing, fabric: fabric)
  }
}

@Suite("Nothing is lost in a PrefixCache, whatever the policy")
struct PrefixCachingConservationTests {
  /// A system of arbitrary but reproducible policies, under requests that share beginnings.
  static func arbitrary(
    _ number: Int
  ) throws -> (fleet: ServingFleet, workload: Workload, control: RunControl) {
    let (plain, _, control) = try PolicyConservationTests.arbitrary(number)
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 12, purpose: "prefixes", entity: number)))
    let tier = try PrefixCaching.Tier(
      blocks: draw.choose([5, 40, 1_000]), timePerBlock: Seconds(draw.choose([0, 1e-4, 1e-2])),
      latency: Seconds(draw.choose([0, 0.01])))
    let fleet = try plain.caching(
      PrefixCaching(
        deviceBlocks: draw.choose([nil, nil, 10, 30]), host: draw.choose([nil, tier]),
        storage: draw.choose([nil, nil, tier]), readsByLayer: draw.choose([true, false]),
        computing: draw.choose([
          nil, PrefixCaching.ComputingTimes(perToken: Seconds(5e-5), perPair: Seconds(1e-8)),
        ])))
    if draw.choose([true, false]) {
      return (fleet, try .listed(trace(&draw, number)), control)
    }
    let shared = try SharedPrompts(
      count: draw.choose([1, 3, 10]), tokens: .uniform(from: 0, to: draw.choose([10, 200])))
    var classes: [RequestClass] = []
    for (index, deadline) in [0.05, 1, 100].enumerated() {
      let lengths = try RequestLengths(
        promptTokens: .exponential(mean: draw.choose([10, 60])),
        outputTokens: .exponential(mean: draw.choose([5, 60])),
        reasoning: draw.choose([
          nil, .init(share: 0.5, tokens: .exponential(mean: 40)),
        ]))
      let talk = try Conversation(
        turns: .geometric(mean: 4), thinkTime: .exponential(mean: draw.choose([0.05, 1])),
        lengths: lengths)
      classes.append(
        RequestClass(
          name: "class \(index)", draw.choose([.single(lengths), .conversation(talk)]),
          sharedPrompts: draw.choose([nil, shared]),
          terms: try ServiceTerms(
            priority: Int16(index), deadline: Seconds(deadline),
            tier: draw.choose([.interactive, .batch]))))
    }
    let rate = draw.choose([10.0, 40, 200])
    return (
      fleet,
      try Workload(
        classes: classes,
        streams: [
          (
            "all", .open(.poisson(rate: RequestsPerSecond(rate))),
            classes.indices.map { ($0, 1) }
          )
        ]), control
    )
  }

  /// Requests of few texts, which leave each other after some blocks, and of a few sessions.
  private static func trace(_ draw: inout RequestDraw, _ number: Int) throws -> RequestTrace {
    var trace = RequestTrace(blockTokens: draw.choose([8, 16, 24]))
    var time = 0.0
    for _ in 0..<150 {
      time += draw.exponential(mean: draw.choose([0.01, 0.05]))
      let prompt = draw.tokens(mean: 150)
      let text = UInt64(draw.stream.nextIndex(below: 5))
      let fork = draw.stream.nextIndex(below: 12)
      let listed = draw.choose([true, true, false])
      let hashes = (0..<(prompt + trace.blockTokens - 1) / trace.blockTokens).map {
        UInt64($0) << 8 | ($0 < fork ? text : text + 8 * UInt64(fork + 1))
      }
      try trace.append(
        ListedRequest(
          arrival: Seconds(time), promptTokens: prompt, outputTokens: draw.tokens(mean: 40),
          terms: ServiceTerms(
            priority: Int16(draw.stream.nextIndex(below: 3)) - 1,
            deadline: Seconds(draw.choose([0.05, 1, 100])),
            tier: draw.choose([.interactive, .batch])),
          session: draw.choose([nil, text]), blockHashes: listed ? hashes : []))
    }
    return trace
  }

  @Test("Requests, tokens, blocks and references balance in 150 arbitrary systems")
  func booksBalance() throws {
    var sums = (preemptions: 0, restored: 0, cached: 0, swapped: 0, shed: 0, unfinished: 0)
    var below = (host: 0, storage: 0, declined: 0, reading: Seconds.zero)
    for number in 0..<150 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, lives) = try observed(fleet, workload, LinearMachine.ordinary, control)
      #expect(result.audit.balances.count == 9)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      let whole = result.wholeRun
      let tokens = whole.tokens
      let prefixes = whole.prefixes
      let hits = prefixes.device.hits + prefixes.host.hits + prefixes.storage.hits
      #expect(tokens.cached + tokens.restored == hits * 16)
      #expect(prefixes.found <= prefixes.lookups)
      #expect(
        whole.occupancy.blocks <= Double(fleet.pools[0].cacheBlocks * fleet.replicas)
          * whole.length.value * (1 + 1e-12))
      #expect(whole.requests.arrived == lives.count)
      if result.ending == .drained {
        // Every token of a prompt that was served was found or computed, once; of those turned away
        // none was.
        let served = lives.reduce(0) { $0 + ($1.completed == nil ? 0 : $1.prompt) }
        #expect(tokens.prompt + tokens.cached == served)
        let admissions = lives.reduce(0) { $0 + $1.admitted.count }
        #expect(prefixes.lookups + whole.swaps.requestsIn == admissions)
      }
      sums.preemptions += whole.requests.preemptions
      sums.restored += tokens.restored
      sums.cached += tokens.cached
      sums.swapped += whole.swaps.requestsIn
      sums.shed += whole.requests.rejectedForDeadline
      sums.unfinished += whole.requests.unfinished
      below.host += prefixes.host.hits
      below.storage += prefixes.storage.hits
      below.declined += prefixes.host.declined + prefixes.storage.declined
      below.reading += prefixes.reading
    }
    // The systems are worth checking only if the rare paths are among them.
    #expect(sums.preemptions > 100 && sums.restored > 2_000 && sums.cached > 50_000, "\(sums)")
    #expect(below.host > 100 && below.storage > 30 && below.declined > 30, "\(below)")
    #expect(below.reading > Seconds(1))
    #expect(sums.swapped > 50 && sums.shed > 100 && sums.unfinished > 100, "\(sums)")
  }

  @Test("A pool that computes prompts keeps them for those that begin alike")
  func disaggregated() throws {
    let engine = try engine(tokenBudget: 4_096, maximumSequences: 32)
    func pool(_ role: ServingPool.Role, _ caching: PrefixCaching?) throws -> ServingPool {
      try ServingPool(
        role.rawValue, role: role, engine: engine, replicas: 2, cacheBlocks: 300,
        prefixCaching: caching)
    }
    let fabric = try CacheFabric(
      bytesPerToken: Bytes(1e5), sending: BytesPerSecond(1e9), receiving: BytesPerSecond(1e9))
    let workload = try PrefixCachingTests.conversations(
      .open(.poisson(rate: RequestsPerSecond(10))))
    func run(_ prompts: PrefixCaching?, _ output: PrefixCaching?) throws -> ServingResult {
      try ServingSystem.run(
        ServingFleet(
          pools: [pool(.prefill, prompts), pool(.decode, output)], contextLimit: 4_000,
          fabric: fabric), workload,
        predictors: [LinearMachine.ordinary, LinearMachine.ordinary],
        control: requests(500))
    }
    let plain = try run(nil, nil)
    let caching = try run(PrefixCaching(), nil)
    #expect(plain.audit.isKept && caching.audit.isKept)
    #expect(caching.wholeRun.tokens.cached > 20_000)
    #expect(caching.wholeRun.pools[0].prefixes.device.hits > 0)
    #expect(caching.wholeRun.pools[1].prefixes == .none)
    #expect(caching.wholeRun.requests.completed == 500)
    #expect(
      caching.wholeRun.latencies.timeToFirstToken.mean!
        < plain.wholeRun.latencies.timeToFirstToken.mean!)
    let both = try run(PrefixCaching(), PrefixCaching())
    #expect(both.audit.isKept)
  }
}
