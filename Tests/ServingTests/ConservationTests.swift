import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Nothing is lost")
struct ConservationTests {
  /// A system of arbitrary but reproducible make.
  static func arbitrary(_ number: Int) throws -> (ServingFleet, Workload, RunControl) {
    var stream = RandomStream(StreamAddress(seed: 7, purpose: "arbitrary", entity: number))
    func choose<Choice>(_ choices: [Choice]) -> Choice {
      choices[stream.nextIndex(below: choices.count)]
    }
    let sequences = choose([1, 3, 16, 64])
    let edges = choose([
      RequestEdges.none,
      try RequestEdges(
        perRequest: Seconds(0.01), perPromptToken: Seconds(1e-6), perOutput: Seconds(0.002),
        perOutputToken: Seconds(1e-5)),
    ])
    let engine = try engine(
      blockTokens: choose([1, 16, 128]), tokenBudget: sequences + choose([0, 1, 50, 2_000]),
      maximumSequences: sequences, batching: choose(BatchingRule.allCases),
      admission: choose([.promptFits(keepingFree: 0), .promptFits(keepingFree: 0.1), .outputFits]),
      edges: edges)
    let isClosed = choose([false, false, true])
    let fleet = try fleet(
      engine, replicas: choose([1, 2, 5]),
      cacheBlocks: choose([200, 400, 5_000]) / engine.blockTokens + 2,
      contextLimit: choose([100, 300, 5_000]), overlength: choose(OverlengthRule.allCases),
      routing: choose(RoutingRule.allCases),
      queueLimit: isClosed ? nil : choose([nil, nil, 1, 10]))
    let lengths = try lengths(
      prompt: choose([20, 100]), output: choose([1, 30, 100]), cached: choose([0, 0.5, 1]))
    let workload: Workload =
      isClosed
      ? .closed(clients: choose([1, 7, 40]), lengths)
      : .open(try .poisson(rate: RequestsPerSecond(choose([1, 10, 40]))), lengths)
    let end = choose([
      RunEnd.requests(choose([1, 7, 150])), .duration(Seconds(4), then: .drain),
      .duration(Seconds(4), then: .stop),
    ])
    let control = try RunControl(
      end: end, warmUp: choose([.automatic, .fraction(0), .fraction(0.3)]), seed: 1,
      replication: number, eventLimit: choose([100_000_000, 100_000_000, 500]))
    return (fleet, workload, control)
  }

  @Test("Requests, blocks and tokens balance in 200 arbitrary systems, and Little's law is exact")
  func booksBalance() throws {
    var preemptions = 0
    var rejections = 0
    var unfinished = 0
    for number in 0..<200 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, lives) = try observed(fleet, workload, LinearMachine.ordinary, control)
      #expect(result.audit.balances.count == 7)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      let counts = result.wholeRun.requests
      #expect(counts.arrived == lives.count)
      #expect(counts.completed == lives.count { $0.completed != nil })
      #expect(counts.completed == counts.departed)
      #expect(counts.rejected == lives.count { $0.rejected != nil })
      #expect(counts.preemptions == lives.reduce(0) { $0 + $1.preempted.count })
      #expect(counts.arrived == counts.completed + counts.rejected + counts.unfinished)
      if result.ending == .drained { #expect(counts.unfinished == 0) }
      if let law = result.littlesLaw {
        let product = law.arrivalRate.value * law.meanSojourn.value
        #expect(abs(law.meanInSystem - product) <= 1e-9 * product)
      }
      preemptions += counts.preemptions
      rejections += counts.rejected
      unfinished += counts.unfinished
    }
    // The systems are worth checking only if the rare paths are among them.
    #expect(preemptions > 100)
    #expect(rejections > 100)
    #expect(unfinished > 100)
  }

  @Test("Phases fill the time of all replicas, and the shares of prompts and output the busy time")
  func timeIsAccountedFor() throws {
    for number in 0..<60 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let result = try ServingSystem.run(
        fleet, workload, predictor: LinearMachine.ordinary, control: control)
      let whole = result.wholeRun
      let all = Double(fleet.replicas) * whole.length.value
      #expect(abs((whole.phases.busy + whole.phases.idle).value - all) <= 1e-9 * max(all, 1))
      #expect(whole.phases.prefillShare >= .zero && whole.phases.decodeShare >= .zero)
      guard result.ending == .drained else { continue }
      let shares = whole.phases.prefillShare + whole.phases.decodeShare
      #expect(abs((shares - whole.phases.busy).value) <= 1e-9 * max(all, 1))
    }
  }

  @Test("A drained run computes each prompt token once, beside what preemption repeats")
  func tokensOfPrompts() throws {
    let engine = try engine(maximumSequences: 64)
    for cacheBlocks in [60, 10_000] {
      let (result, lives) = try observed(
        fleet(engine, cacheBlocks: cacheBlocks, contextLimit: 900),
        .open(.poisson(rate: RequestsPerSecond(30)), lengths(prompt: 150, output: 60, cached: 0.3)),
        LinearMachine.ordinary, requests(400))
      let tokens = result.wholeRun.tokens
      #expect(tokens.prompt + tokens.cached == lives.reduce(0) { $0 + $1.prompt })
      #expect(tokens.output == lives.reduce(0) { $0 + $1.output })
      #expect((tokens.recomputed > 0) == (result.wholeRun.requests.preemptions > 0))
      #expect((result.wholeRun.requests.preemptions > 0) == (cacheBlocks == 60))
    }
  }
}
