import Quantities
import Serving
import Stochastics
import Testing

@Suite("The paged cache bounds what runs")
struct CacheTests {
  @Test("A cache for a few requests preempts, and still completes every one")
  func preemption() throws {
    let (result, lives) = try observed(
      fleet(
        engine(admission: .promptFits(keepingFree: 0)), cacheBlocks: 40, contextLimit: 600),
      .closed(clients: 30, lengths(prompt: 80, output: 150)), LinearMachine.ordinary, requests(300))
    #expect(result.ending == .drained)
    #expect(result.wholeRun.requests.completed == 300)
    #expect(result.wholeRun.requests.preemptions > 100)
    #expect(result.wholeRun.tokens.recomputed > 0)
    #expect(lives.allSatisfy { $0.admitted.count == $0.preempted.count + 1 })
    let use = try #require(result.cacheUse)
    #expect(use > 0.7 && use <= 1)
  }

  @Test("Admission of whole outputs never preempts, runs fewer at once, and repeats no work")
  func outputFits() throws {
    func run(_ admission: AdmissionRule) throws -> ServingResult {
      try ServingSystem.run(
        fleet(engine(admission: admission), cacheBlocks: 60, contextLimit: 600),
        .closed(clients: 30, lengths(prompt: 80, output: 150)), predictor: LinearMachine.ordinary,
        control: requests(300))
    }
    let growing = try run(.promptFits(keepingFree: 0))
    let reserved = try run(.outputFits)
    #expect(growing.wholeRun.requests.preemptions > 0)
    #expect(reserved.wholeRun.requests.preemptions == 0)
    #expect(reserved.wholeRun.tokens.recomputed == 0)
    #expect(reserved.measured.meanRunning! < growing.measured.meanRunning!)
  }

  @Test("The latest arrived is preempted, and the earliest running request never")
  func victims() throws {
    let (_, lives) = try observed(
      fleet(engine(admission: .promptFits(keepingFree: 0)), cacheBlocks: 40, contextLimit: 600),
      .closed(clients: 30, lengths(prompt: 80, output: 150)), LinearMachine.ordinary, requests(200))
    for (number, life) in lives.enumerated() {
      for instant in life.preempted {
        // Some earlier request was running at that moment.
        let hasElder = lives[..<number].contains { elder in
          elder.completed! >= instant && elder.admitted.last { $0 < instant } != nil
        }
        #expect(hasElder, "request \(number) at \(instant)")
      }
    }
  }

  @Test("Blocks are held for what is stored: a lone request uses ⌈s/β⌉ of them at each step")
  func blocksOfOne() throws {
    let request = try ListedRequest(arrival: .zero, promptTokens: 30, outputTokens: 5)
    // Each step takes one second: one for the prompt, four to decode.
    let result = try ServingSystem.run(
      fleet(engine(blockTokens: 16)), .listed([request]),
      predictor: LinearMachine(perStep: Seconds(1)), control: requests(1))
    // 30 stored; then 31, 32, 33, 34 while the four tokens are computed.
    #expect(abs(result.wholeRun.meanBlocksInUse! - Double(2 + 2 + 2 + 3 + 3) / 5) < 1e-12)
    #expect(result.wholeRun.length == Seconds(5))
  }

  @Test("More cache never makes a closed system slower", arguments: [1, 2, 3] as [UInt64])
  func monotone(seed: UInt64) throws {
    let durations = try [40, 60, 100, 200, 1_000].map { blocks in
      try ServingSystem.run(
        fleet(engine(), cacheBlocks: blocks, contextLimit: 600),
        .closed(clients: 30, lengths(prompt: 80, output: 150)), predictor: LinearMachine.ordinary,
        control: requests(200, seed: seed)
      ).wholeRun.length
    }
    #expect(durations == durations.sorted(by: >))
  }
}
