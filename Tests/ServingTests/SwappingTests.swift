import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Swapping trades copies for repeated work")
struct SwappingTests {
  private static func run(
    _ preemption: PreemptionRule, hostBlocks: Int = 1_000_000, timePerBlock: Double = 0,
    batching: BatchingRule = .mixed, speculation: Bool = false, seed: UInt64 = 1
  ) throws -> ServingResult {
    let fleet = try ServingFleet.under(
      .plain, preemption: preemption,
      swapSpace: SwapSpace(blocks: hostBlocks, timePerBlock: Seconds(timePerBlock)),
      batching: batching, speculation: speculation ? SpeculationTests.speculation(0.6) : nil)
    return try ServingSystem.run(
      fleet, .closed(clients: 30, lengths(prompt: 120, output: 150)),
      predictor: LinearMachine.ordinary, control: requests(200, seed: seed))
  }

  @Test(
    "Free copies repeat no work, and never compute more tokens than recomputing does",
    arguments: [1, 2, 3, 4] as [UInt64])
  func freeCopies(seed: UInt64) throws {
    for batching in BatchingRule.allCases {
      for speculation in [false, true] {
        let again = try Self.run(
          .recompute, batching: batching, speculation: speculation, seed: seed
        ).wholeRun
        let swapped = try Self.run(
          .swap, batching: batching, speculation: speculation, seed: seed
        ).wholeRun
        #expect(again.tokens.recomputed > 0 && again.swaps == SwapFlows.none)
        #expect(swapped.requests.preemptions > 0)
        #expect(swapped.swaps.requestsOut == swapped.requests.preemptions)
        #expect(swapped.tokens.recomputed == 0)
        #expect(swapped.tokens.prompt == again.tokens.prompt)
        #expect(swapped.tokens.output == again.tokens.output)
        #expect(swapped.phases.busy < again.phases.busy)
      }
    }
  }

  @Test("Copies take their time, less of it beside the arithmetic than after it")
  func copiesTakeTime() throws {
    let lengths = try [0, 2e-4, 2e-3].map { time in
      let waiting = try Self.run(.swap, timePerBlock: time).wholeRun.length
      let beside = try Self.run(.overlappedSwap, timePerBlock: time).wholeRun.length
      return (waiting, beside)
    }
    #expect(lengths[0].0 == lengths[0].1)
    #expect(lengths[1].0 > lengths[0].0 && lengths[2].0 > lengths[1].0)
    #expect(lengths[1].1 < lengths[1].0 && lengths[2].1 < lengths[2].0)
    #expect(lengths[2].1 > lengths[0].1)
  }

  @Test("A step is as much longer as its copies take: one sequence out and back, by hand")
  func byHand() throws {
    // Two sequences of 16 tokens each in a cache of five blocks of eight: when the second needs its
    // third block and then the first does, the second yields.
    let engine = try engine(
      blockTokens: 8, tokenBudget: 64, maximumSequences: 2,
      admission: .promptFits(keepingFree: 0)
    ).limited(preemption: .swap)
    let trace = try (0..<2).map { _ in
      try ListedRequest(arrival: .zero, promptTokens: 16, outputTokens: 12)
    }
    let fleet = try ServingFleet(
      engine: engine, replicas: 1, cacheBlocks: 5, contextLimit: 900,
      swapSpace: SwapSpace(blocks: 10, timePerBlock: Seconds(0.25)))
    let (result, lives) = try observed(
      fleet, .listed(trace), LinearMachine(perStep: Seconds(1)), requests(2))
    // Both prompts in the first step. In the second both sequences want a third block and one is
    // free: the second leaves with two blocks, half a second. The first makes its eleven further
    // tokens; then the second comes back, with as many copies, and makes its own.
    #expect(lives[1].preempted.map(\.sinceStart) == [Seconds(1)])
    #expect(lives[0].completed?.sinceStart == Seconds(1 + 0.5 + 11))
    #expect(lives[1].admitted.map(\.sinceStart) == [.zero, Seconds(12.5)])
    #expect(lives[1].completed?.sinceStart == Seconds(12.5 + 0.5 + 11))
    let whole = result.wholeRun
    #expect(whole.swaps.blocksOut == 2 && whole.swaps.blocksIn == 2)
    #expect(abs(whole.occupancy.hostBlocks - 2 * 11.5) < 1e-9)
    #expect(whole.tokens.prompt == 32 && whole.tokens.recomputed == 0)
  }

  @Test("A host without room for all of them lets the others be computed anew")
  func fullHost() throws {
    let result = try Self.run(.swap, hostBlocks: 8)
    let whole = result.wholeRun
    #expect(whole.swaps.requestsOut > 0)
    #expect(whole.requests.preemptions > whole.swaps.requestsOut)
    #expect(whole.tokens.recomputed > 0)
    #expect(whole.occupancy.hostBlocks / whole.length.value <= 8)
  }

  @Test("Engines that swap need somewhere to swap to, and something to swap")
  func contradictions() throws {
    let swapping = try engine().limited(preemption: .swap)
    #expect(throws: ServingError.noSwapSpace) {
      try fleet(swapping)
    }
    #expect(throws: ServingError.nothingToSwap) {
      try engine(admission: .outputFits).limited(preemption: .swap)
    }
    #expect(throws: ServingError.self) {
      try SwapSpace(blocks: 0, timePerBlock: .zero)
    }
  }
}
