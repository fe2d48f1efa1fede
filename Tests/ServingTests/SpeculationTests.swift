import EventKernel
import Performance
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Drafted tokens leave in bursts, and nothing is lost by it")
struct SpeculationTests {
  static func speculation(_ rate: Double, depth: Int = 3) -> Speculation {
    Speculation(draft: .textSoFar, acceptance: DraftAcceptance(rate: rate, depth: depth))!
  }

  /// The same fleet with drafts.
  static func with(_ fleet: ServingFleet, _ speculation: Speculation?) throws -> ServingFleet {
    try ServingFleet(
      pools: fleet.pools.map { pool in
        try ServingPool(
          pool.name, role: pool.role, engine: pool.engine, replicas: pool.replicas,
          attentionRanks: pool.attentionRanks, cacheBlocks: pool.cacheBlocks,
          speculation: speculation)
      }, contextLimit: fleet.contextLimit, overlength: fleet.overlength, routing: fleet.routing)
  }

  /// Requests that all have one prompt and one output length.
  static func equal(_ requests: Int, prompt: Int, output: Int) throws -> Workload {
    try .listed(
      (0..<requests).map { _ in
        try ListedRequest(arrival: .zero, promptTokens: prompt, outputTokens: output)
      })
  }

  @Test("Requests, blocks and tokens balance in 150 arbitrary systems, and Little's law is exact")
  func booksBalance() throws {
    var preemptions = 0
    var served = 0
    for number in 0..<150 {
      let (plain, workload, control) = try ConservationTests.arbitrary(number)
      let depth = 1 + number % 4
      guard plain.pools[0].engine.tokenBudget > depth else { continue }
      let fleet = try Self.with(plain, Self.speculation(0.6, depth: depth))
      let (result, lives) = try observed(fleet, workload, LinearMachine.ordinary, control)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      let counts = result.wholeRun.requests
      #expect(counts.arrived == counts.completed + counts.rejected + counts.unfinished)
      #expect(counts.completed == lives.count { $0.completed != nil })
      if result.ending == .drained { #expect(counts.unfinished == 0) }
      if let law = result.littlesLaw {
        let product = law.arrivalRate.value * law.meanSojourn.value
        #expect(abs(law.meanInSystem - product) <= 1e-9 * product)
      }
      preemptions += counts.preemptions
      served += counts.completed
    }
    #expect(preemptions > 50)
    #expect(served > 1_000)
  }

  @Test("Drafts that are never accepted change no latency where steps and cache cost nothing more")
  func neverAccepted() throws {
    let engine = try engine(tokenBudget: 8_192, maximumSequences: 64)
    let machine = LinearMachine(perStep: Seconds(0.01))
    let fleet = try fleet(engine, replicas: 2)
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(4)), try lengths(prompt: 100, output: 50))
    let plain = try ServingSystem.run(
      fleet, workload, predictor: machine, control: requests(500))
    let drafting = try ServingSystem.run(
      Self.with(fleet, Self.speculation(0)), workload, predictor: machine, control: requests(500))
    // Sums differ in the last bits, since gaps are added one by one.
    let latencies = (plain.wholeRun.latencies, drafting.wholeRun.latencies)
    let isEqual = [
      latencies.0.endToEnd == latencies.1.endToEnd,
      latencies.0.timePerOutputToken == latencies.1.timePerOutputToken,
      latencies.0.interTokenLatency.sketch == latencies.1.interTokenLatency.sketch,
    ]
    #expect(isEqual == [true, true, true])
    #expect(plain.wholeRun.tokens == drafting.wholeRun.tokens)
    #expect(
      plain.wholeRun.occupancy.blocks < drafting.wholeRun.occupancy.blocks,
      "slots of drafts are reserved")
  }

  @Test("Drafts that are always right divide the steps by k + 1", arguments: [1, 2, 4])
  func alwaysAccepted(depth: Int) throws {
    let output = 61
    let fleet = try Self.with(fleet(engine()), Self.speculation(1, depth: depth))
    let result = try ServingSystem.run(
      fleet, Self.equal(1, prompt: 100, output: output),
      predictor: LinearMachine(perStep: Seconds(0.01)), control: requests(1))
    #expect(result.wholeRun.steps == 1 + (output - 1 + depth) / (depth + 1))
    #expect(result.wholeRun.tokens.output == output)
  }

  @Test("Tokens per step have the mean of the law, and their sequences differ")
  func meanTokens() throws {
    let acceptance = DraftAcceptance(rate: 0.7, depth: 3)
    // Outputs so long that the cut of the last step does not count.
    let (count, output) = (40, 4_001)
    let engine = try engine(tokenBudget: 8_192, maximumSequences: 1)
    let (result, lives) = try observed(
      Self.with(fleet(engine, cacheBlocks: 100_000), Self.speculation(0.7)),
      Self.equal(count, prompt: 10, output: output), LinearMachine(perStep: Seconds(0.01)),
      requests(count))
    let steps = Double(result.wholeRun.steps - count)
    let mean = Double(count * (output - 1)) / steps
    let variance =
      zip(1..., acceptance.survival).reduce(0) { $0 + Double(2 * $1.0 - 1) * $1.1 }
      - (acceptance.meanTokens - 1) * (acceptance.meanTokens - 1)
    // The cut lowers the mean by less than one step a request.
    #expect(
      abs(mean - acceptance.meanTokens)
        < 4 * (variance / steps).squareRoot() + acceptance.meanTokens * Double(count) / steps)
    let lengths = lives.indices.map { index -> Int64 in
      lives[index].completed!.nanoseconds - lives[index].firstToken!.nanoseconds
    }
    #expect(Set(lengths).count > count / 2)
  }

  @Test("Gaps within a step are nothing, and gaps add up to the time of the output")
  func gaps() throws {
    let count = 50
    let (result, lives) = try observed(
      Self.with(fleet(engine()), Self.speculation(0.8)),
      .open(.poisson(rate: RequestsPerSecond(5)), lengths(prompt: 50, output: 80)),
      LinearMachine.ordinary, requests(count))
    let latencies = result.wholeRun.latencies
    #expect(latencies.interTokenLatency.quantile(0.5) == .zero)
    let outputs = lives.reduce(0) { $0 + $1.output - 1 }
    #expect(latencies.interTokenLatency.count == outputs)
    let decoding = lives.reduce(0.0) {
      $0 + ($1.completed! - $1.firstToken!).value
    }
    #expect(abs(latencies.interTokenLatency.total.value - decoding) <= 1e-9 * decoding)
  }

  @Test("Under common random numbers a better draft never lets a lone request wait longer")
  func better() throws {
    var previous: [Instant]?
    for rate in [0.0, 0.3, 0.6, 0.9, 1] {
      let (_, lives) = try observed(
        Self.with(fleet(engine()), Self.speculation(rate)),
        .closed(clients: 1, lengths(prompt: 50, output: 80)),
        LinearMachine(perStep: Seconds(0.01)), requests(40))
      let ends = lives.map { $0.completed! }
      if let previous {
        for (better, worse) in zip(ends, previous) { #expect(better <= worse) }
      }
      previous = ends
    }
  }

  @Test("Every decoding sequence has room for its drafts in a step")
  func budget() throws {
    let engine = try engine(tokenBudget: 64, maximumSequences: 64)
    let fleet = try Self.with(fleet(engine), Self.speculation(0.5, depth: 3))
    let result = try ServingSystem.run(
      fleet, Self.equal(100, prompt: 10, output: 50), predictor: LinearMachine.ordinary,
      control: requests(100))
    #expect(result.wholeRun.requests.completed == 100)
    #expect((result.wholeRun.meanRunning ?? 0) <= 16)
    #expect(throws: ServingError.draftBeyondBudget(queries: 65, budget: 64)) {
      try Self.with(fleet, Self.speculation(0.5, depth: 64))
    }
  }
}
