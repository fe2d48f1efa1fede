import EventKernel
import Performance
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Prompts in one pool, output in another")
struct DisaggregationTests {
  private static func pools(
    prompts: Int, output: Int, engine: EngineProfile, promptBlocks: Int = 10_000,
    outputBlocks: Int = 10_000
  ) throws -> [ServingPool] {
    [
      try ServingPool(
        "prompts", role: .prefill, engine: engine, replicas: prompts, cacheBlocks: promptBlocks),
      try ServingPool(
        "output", role: .decode, engine: engine, replicas: output, cacheBlocks: outputBlocks),
    ]
  }

  private static func fleet(
    _ fabric: CacheFabric, prompts: Int = 1, output: Int = 1, routing: RoutingRule = .roundRobin,
    promptBlocks: Int = 10_000, outputBlocks: Int = 10_000, engine: EngineProfile? = nil
  ) throws -> ServingFleet {
    try ServingFleet(
      pools: pools(
        prompts: prompts, output: output, engine: engine ?? Self.engine(),
        promptBlocks: promptBlocks, outputBlocks: outputBlocks),
      contextLimit: 131_072, routing: routing, fabric: fabric)
  }

  private static func engine() throws -> EngineProfile {
    try ServingTests.engine(tokenBudget: 8_192, maximumSequences: 64)
  }

  private static func run(
    _ fleet: ServingFleet, _ workload: Workload, _ machine: LinearMachine = .ordinary,
    _ control: RunControl
  ) throws -> (result: ServingResult, lives: [Lives.Life]) {
    var log = ObservationLog<ServingObservation>()
    let result = try ServingSystem.run(
      fleet, workload, predictors: fleet.pools.map { _ in machine }, control: control,
      observer: &log)
    return (result, Lives(log).lives)
  }

  @Test("One request takes its prompt, its transfer and its output, one after the other")
  func oneRequest() throws {
    let fabric = try CacheFabric(
      bytesPerToken: Bytes(1_000), bytesPerSequence: Bytes(500_000),
      sending: BytesPerSecond(1e7), receiving: BytesPerSecond(4e7), latency: Seconds(0.003))
    let machine = LinearMachine(perStep: Seconds(0.01), perPromptToken: Seconds(0.0001))
    let workload = try Workload.listed([
      try ListedRequest(arrival: .zero, promptTokens: 1_000, outputTokens: 11)
    ])
    let (result, lives) = try Self.run(Self.fleet(fabric), workload, machine, requests(1))
    let first = 0.01 + 1_000 * 0.0001
    let moved = (1_000 * 1_000 + 500_000) / 1e7 + 0.003
    #expect(abs((lives[0].firstToken! - .zero).value - first) < 1e-9)
    #expect(abs((lives[0].completed! - .zero).value - (first + moved + 10 * 0.01)) < 2e-9)
    let window = result.wholeRun
    #expect(window.latencies.cacheTransfer.count == 1)
    #expect(abs(window.latencies.cacheTransfer.total.value - moved) < 2e-9)
    #expect(window.cacheMoved == Bytes(1_500_000))
    #expect(window.pools[0].tokens.prompt == 1_000)
    #expect(window.pools[0].tokens.output == 1)
    #expect(window.pools[1].tokens.prompt == 0)
    #expect(window.pools[1].tokens.output == 10)
  }

  @Test(
    "Layers that leave while the prompt is computed hide all of the transfer but the last one's")
  func layerwise() throws {
    let size = 1e6
    let machine = LinearMachine(perStep: Seconds(1))
    let workload = try Workload.listed([
      try ListedRequest(arrival: .zero, promptTokens: 1_000, outputTokens: 2)
    ])
    for (rate, exposed) in [(1e7, 0.1 / 10), (5e5, 2 - 0.9)] {
      let fabric = try CacheFabric(
        bytesPerToken: Bytes(1_000), sending: BytesPerSecond(rate), push: .layerwise, layers: 10)
      let (_, lives) = try Self.run(try Self.fleet(fabric), workload, machine, requests(1))
      let transfer = CacheTransfer(
        size: Bytes(size), link: Link(bandwidth: BytesPerSecond(rate), latency: .zero))
      let stated = transfer.exposed(prefill: Seconds(1), layers: 10, push: .layerwise)
      #expect(abs(stated.value - exposed) < 1e-12)
      #expect(abs((lives[0].completed! - lives[0].firstToken!).value - (exposed + 1)) < 2e-9)
    }
  }

  /// A disaggregated system of arbitrary but reproducible make.
  static func arbitrary(
    _ number: Int, pace: RunControl.Pace
  ) throws -> (ServingFleet, Workload, RunControl) {
    let (plain, workload, control) = try ConservationTests.arbitrary(number)
    let pool = plain.pools[0]
    var stream = RandomStream(StreamAddress(seed: 9, purpose: "split", entity: number))
    let rate = BytesPerSecond([1e5, 1e7, .infinity][stream.nextIndex(below: 3)])
    let fabric = try CacheFabric(
      bytesPerToken: Bytes(1_000), sending: rate, network: rate,
      latency: Seconds([0, 0.002][stream.nextIndex(below: 2)]),
      push: [.atEnd, .layerwise][stream.nextIndex(below: 2)], layers: 4)
    let pools = try [ServingPool.Role.prefill, .decode].map { role in
      try ServingPool(
        role.rawValue, role: role, engine: pool.engine, replicas: pool.replicas,
        cacheBlocks: pool.cacheBlocks)
    }
    let fleet = try ServingFleet(
      pools: pools, contextLimit: plain.contextLimit, overlength: plain.overlength,
      routing: plain.routing, fabric: fabric)
    let paced = try RunControl(
      end: control.end, warmUp: control.warmUp, seed: control.seed,
      replication: control.replication, eventLimit: control.eventLimit, pace: pace)
    return (fleet, workload, paced)
  }

  @Test("Requests, blocks and tokens balance in 120 arbitrary systems, jumping and step by step")
  func booksBalance() throws {
    var moved = 0
    var preempted = 0
    for number in 0..<120 {
      let (fleet, workload, control) = try Self.arbitrary(number, pace: .decisions)
      let (result, _) = try Self.run(fleet, workload, .ordinary, control)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      moved += result.wholeRun.latencies.cacheTransfer.count
      preempted += result.wholeRun.requests.preemptions
      guard control.eventLimit > 500 else { continue }
      let stepwise = try Self.arbitrary(number, pace: .steps)
      let (stepped, _) = try Self.run(stepwise.0, stepwise.1, .ordinary, stepwise.2)
      #expect(stepped.end == result.end, "system \(number)")
      #expect(stepped.wholeRun.requests == result.wholeRun.requests)
      #expect(stepped.wholeRun.tokens == result.wholeRun.tokens)
      #expect(stepped.wholeRun.latencies.endToEnd == result.wholeRun.latencies.endToEnd)
      #expect(stepped.wholeRun.latencies.cacheTransfer == result.wholeRun.latencies.cacheTransfer)
      let blocks = (stepped.wholeRun.occupancy.blocks, result.wholeRun.occupancy.blocks)
      #expect(abs(blocks.0 - blocks.1) <= 1e-9 * max(1, blocks.0))
    }
    #expect(moved > 1_000)
    #expect(preempted > 100)
  }

  @Test("A fabric without limits is the best there is, and a slower one is never better on average")
  func infiniteFabricBounds() throws {
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(6)), try lengths(prompt: 400, output: 60))
    var before: (firstToken: Double, endToEnd: Double)?
    for rate in [Double.infinity, 2e8, 2e7, 6e6] {
      let fabric = try CacheFabric(bytesPerToken: Bytes(2_000), sending: BytesPerSecond(rate))
      let fleet = try Self.fleet(fabric, prompts: 2, output: 2, outputBlocks: 2_000)
      let (result, _) = try Self.run(fleet, workload, .ordinary, requests(2_000))
      let latencies = result.wholeRun.latencies
      let now = (latencies.timeToFirstToken.mean!.value, latencies.endToEnd.mean!.value)
      if let before {
        #expect(now.1 >= before.endToEnd, "at \(rate) B/s")
        #expect(now.0 >= before.firstToken * 0.999, "at \(rate) B/s")
      }
      before = now
    }
  }

  @Test("A pool of output that is full stops the pool of prompts, and first tokens wait")
  func backPressure() throws {
    let workload = try Workload.listed(
      try (0..<200).map { _ in
        try ListedRequest(arrival: .zero, promptTokens: 160, outputTokens: 200)
      })
    let fabric = try CacheFabric(bytesPerToken: Bytes(1))
    func lastFirstToken(outputBlocks: Int) throws -> Double {
      // Room for some ten prompts.
      let fleet = try Self.fleet(fabric, promptBlocks: 110, outputBlocks: outputBlocks)
      let (result, lives) = try Self.run(fleet, workload, .ordinary, requests(200))
      #expect(result.audit.isKept)
      #expect(result.wholeRun.requests.completed == 200)
      return lives.map { ($0.firstToken! - .zero).value }.max()!
    }
    // Ten sequences at once, against as many as come.
    let few = try lastFirstToken(outputBlocks: 240)
    let many = try lastFirstToken(outputBlocks: 10_000)
    #expect(few > 4 * many)
  }

  @Test("Little's law holds in the queues of either pool")
  func littlesLaw() throws {
    let fabric = try CacheFabric(bytesPerToken: Bytes(1_000), sending: BytesPerSecond(5e6))
    let fleet = try Self.fleet(fabric, prompts: 2, output: 1, outputBlocks: 800)
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(8)), try lengths(prompt: 300, output: 40))
    let (result, lives) = try Self.run(fleet, workload, .ordinary, requests(1_000))
    #expect(result.audit.isKept)
    let window = result.wholeRun
    let waits = lives.reduce(0.0) { sum, life in
      // From the front door to the first admission, and from the first token to the second one.
      sum + (life.admitted[0] - life.arrived).value
    }
    #expect(
      abs(window.pools[0].occupancy.waiting - waits) < 1e-6,
      "\(window.pools[0].occupancy.waiting) against \(waits)")
    let second = lives.filter { $0.output > 1 && $0.preempted.isEmpty }
      .reduce(0.0) { $0 + ($1.admitted[1] - $1.firstToken!).value }
    #expect(window.pools[1].occupancy.waiting >= second - 1e-6)
    #expect(second > 0)
  }

  @Test("Pools that do not belong together are refused")
  func badFleets() throws {
    let engine = try Self.engine()
    let pools = try Self.pools(prompts: 1, output: 1, engine: engine)
    #expect(throws: ServingError.noFabric) {
      try ServingFleet(pools: pools, contextLimit: 1_000)
    }
    let fabric = try CacheFabric(bytesPerToken: Bytes(1))
    #expect(throws: ServingError.unpairedPool(.prefill)) {
      try ServingFleet(pools: [pools[0]], contextLimit: 1_000, fabric: fabric)
    }
    #expect(throws: ServingError.unpairedPool(.decode)) {
      try ServingFleet(pools: [pools[1]], contextLimit: 1_000, fabric: fabric)
    }
    #expect(throws: ServingError.self) {
      try CacheFabric(bytesPerToken: Bytes(-1))
    }
  }
}
