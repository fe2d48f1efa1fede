import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Workloads")
struct WorkloadTests {
  @Test("A closed system keeps as many requests inside as it has clients", arguments: [1, 5, 40])
  func closedLoop(clients: Int) throws {
    let (result, lives) = try observed(
      fleet(engine(maximumSequences: 16), replicas: 2),
      .closed(clients: clients, lengths(prompt: 100, output: 20)), LinearMachine.ordinary,
      requests(300))
    #expect(abs(result.measured.meanInSystem! - Double(clients)) < 1e-9 * Double(clients))
    #expect(lives.count == 300)
    // Each client has at most one request at a time: arrivals beyond the first follow completions.
    let completions = lives.compactMap(\.completed).sorted()
    for (number, life) in lives.enumerated().dropFirst(clients) {
      #expect(life.arrived == completions[number - clients])
    }
  }

  @Test("Requests of one number have the same lengths and arrivals whatever serves them")
  func commonRandomNumbers() throws {
    let workload = try Workload.open(
      .poisson(rate: RequestsPerSecond(10)), lengths(prompt: 100, output: 20))
    let slow = LinearMachine(perStep: Seconds(0.02), perPromptToken: Seconds(0.0002))
    let (_, one) = try observed(
      fleet(engine()), workload, LinearMachine.ordinary, requests(200))
    let (_, other) = try observed(
      fleet(engine(batching: .prefillFirst), replicas: 3, routing: .random), workload, slow,
      requests(200))
    #expect(one.map(\.prompt) == other.map(\.prompt))
    #expect(one.map(\.output) == other.map(\.output))
    #expect(one.map(\.arrived) == other.map(\.arrived))
    // A closed system draws the same lengths in the same order.
    let (_, closed) = try observed(
      fleet(engine()), .closed(clients: 9, lengths(prompt: 100, output: 20)),
      LinearMachine.ordinary, requests(200))
    #expect(one.map(\.prompt) == closed.map(\.prompt))
  }

  @Test("Lengths are at least one token and fit the context, and the cut ones are counted")
  func clipping() throws {
    let workload = try Workload.open(
      .poisson(rate: RequestsPerSecond(10)), lengths(prompt: 60, output: 2))
    let (result, lives) = try observed(
      fleet(engine(), contextLimit: 100), workload, LinearMachine.ordinary, requests(500))
    #expect(lives.allSatisfy { $0.prompt >= 1 && $0.output >= 1 && $0.prompt + $0.output <= 100 })
    let (_, uncut) = try observed(fleet(engine()), workload, LinearMachine.ordinary, requests(500))
    let tooLong = uncut.count { $0.prompt + $0.output > 100 }
    #expect(tooLong > 50)
    #expect(result.wholeRun.requests.clipped == tooLong)
    #expect(result.wholeRun.requests.rejected == 0)
  }

  @Test("Requests are turned away for context, cache or queue, and the reason is told")
  func rejections() throws {
    func reasons(_ fleet: ServingFleet, rate: Double = 10) throws -> (RequestCounts, Set<String>) {
      let (result, lives) = try observed(
        fleet, .open(.poisson(rate: RequestsPerSecond(rate)), lengths(prompt: 100, output: 30)),
        LinearMachine.ordinary, requests(300))
      return (result.wholeRun.requests, Set(lives.compactMap(\.rejected?.rawValue)))
    }
    let (context, contextReasons) = try reasons(
      fleet(engine(), contextLimit: 200, overlength: .rejected))
    #expect(contextReasons == ["exceedsContext"])
    #expect(context.rejectedForContext > 10 && context.rejected == context.rejectedForContext)

    // Twelve blocks of sixteen tokens hold requests of 193 tokens in all: the last is never stored.
    let (cache, cacheReasons) = try reasons(fleet(engine(), cacheBlocks: 12))
    #expect(cacheReasons == ["exceedsCache"])
    #expect(cache.rejectedForCache > 10 && cache.rejected == cache.rejectedForCache)

    let (queue, queueReasons) = try reasons(
      fleet(engine(maximumSequences: 1), queueLimit: 2), rate: 100)
    #expect(queueReasons == ["queueFull"])
    #expect(queue.rejectedForQueue > 100)
    #expect(queue.completed == queue.arrived - queue.rejectedForQueue)
  }

  @Test("A request of exactly the cache's size is served, one token more is turned away")
  func edgeOfTheCache() throws {
    func counts(output: Int) throws -> RequestCounts {
      let request = try ListedRequest(arrival: .zero, promptTokens: 100, outputTokens: output)
      return try ServingSystem.run(
        fleet(engine(), cacheBlocks: 12), .listed([request]), predictor: LinearMachine.ordinary,
        control: requests(1)
      ).wholeRun.requests
    }
    #expect(try counts(output: 93).completed == 1)
    #expect(try counts(output: 94).rejectedForCache == 1)
  }

  @Test("A closed system that accepts nothing is given up, not run for ever")
  func nothingFits() throws {
    let result = try ServingSystem.run(
      fleet(engine(), cacheBlocks: 1),
      .closed(clients: 3, RequestLengths(promptTokens: .constant(50), outputTokens: .constant(5))),
      predictor: LinearMachine.ordinary,
      control: RunControl(end: .duration(Seconds(10), then: .drain), seed: 1))
    #expect(result.ending == .everythingRejected)
    #expect(result.wholeRun.requests.completed == 0)
    #expect(result.audit.isKept)
  }

  @Test("What makes no sense is refused when it is described")
  func refusals() throws {
    #expect(throws: ServingError.budgetBelowSequences(budget: 10, sequences: 11)) {
      try engine(tokenBudget: 10, maximumSequences: 11)
    }
    #expect(throws: ServingError.outside(parameter: "replicas", value: 0, allowed: 1...1_048_576)) {
      try fleet(engine(), replicas: 0)
    }
    #expect(throws: ServingError.outside(parameter: "cached tokens", value: 5, allowed: 0...4)) {
      try ListedRequest(arrival: .zero, promptTokens: 5, outputTokens: 1, cachedTokens: 5)
    }
    func run(_ workload: Workload, _ fleet: ServingFleet) throws {
      _ = try ServingSystem.run(
        fleet, workload, predictor: LinearMachine.ordinary, control: requests(1))
    }
    #expect(throws: ServingError.noRequests) { try run(.listed([]), fleet(engine())) }
    #expect(throws: ServingError.outOfOrder(index: 1)) {
      let late = try ListedRequest(arrival: Seconds(1), promptTokens: 1, outputTokens: 1)
      let early = try ListedRequest(arrival: .zero, promptTokens: 1, outputTokens: 1)
      try run(.listed([late, early]), fleet(engine()))
    }
    #expect(throws: ServingError.queueLimitOfClosedSystem) {
      try run(
        .closed(clients: 1, lengths(prompt: 1, output: 1)), fleet(engine(), queueLimit: 1))
    }
  }
}
