import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("A sequence lives on one attention rank")
struct AttentionRankTests {
  /// Times to the first token of prompts that are there from the start, in steps.
  private func stepsToFirstToken(
    prompts: [Int], ranks: Int, batching: BatchingRule = .mixed
  ) throws -> [Double] {
    let trace = try prompts.map {
      try ListedRequest(arrival: .zero, promptTokens: $0, outputTokens: 1)
    }
    let (_, lives) = try observed(
      fleet(engine(tokenBudget: 1_000, batching: batching), attentionRanks: ranks),
      .listed(trace), LinearMachine(perStep: Seconds(1)), requests(prompts.count))
    return lives.map { ($0.firstToken! - $0.arrived).value }
  }

  @Test("A lone prompt takes one rank's budget per step", arguments: BatchingRule.allCases)
  func lonePrompt(batching: BatchingRule) throws {
    for ranks in [1, 2, 8] {
      #expect(
        try stepsToFirstToken(prompts: [4_500], ranks: ranks, batching: batching) == [5])
    }
  }

  @Test("As many prompts as ranks are computed side by side", arguments: BatchingRule.allCases)
  func sideBySide(batching: BatchingRule) throws {
    let prompts = [3_000, 2_000, 1_000, 1_000]
    #expect(
      try stepsToFirstToken(prompts: prompts, ranks: 1, batching: batching) == [3, 5, 6, 7])
    #expect(
      try stepsToFirstToken(prompts: prompts, ranks: 2, batching: batching) == [3, 2, 3, 4])
    #expect(
      try stepsToFirstToken(prompts: prompts, ranks: 4, batching: batching) == [3, 2, 1, 1])
  }

  @Test("A request beyond one rank's cache is rejected, whatever the others have free")
  func oneCache() throws {
    func rejected(total: Int, ranks: Int) throws -> Int {
      let request = try ListedRequest(
        arrival: .zero, promptTokens: total - 10, outputTokens: 10)
      return try ServingSystem.run(
        fleet(engine(), attentionRanks: ranks, cacheBlocks: 400), .listed([request]),
        predictor: LinearMachine.ordinary, control: requests(1)
      ).wholeRun.requests.rejectedForCache
    }
    // The last token is never stored: 1 600 of them fill the hundred blocks of a rank.
    #expect(try rejected(total: 1_601, ranks: 4) == 0)
    #expect(try rejected(total: 1_602, ranks: 4) == 1)
    #expect(try rejected(total: 1_602, ranks: 3) == 0)
    #expect(try rejected(total: 6_401, ranks: 1) == 0)
    #expect(try rejected(total: 6_402, ranks: 1) == 1)
  }

  @Test("Several prompts in part are preempted and computed again, and the books balance")
  func preemption() throws {
    let (result, lives) = try observed(
      fleet(
        engine(tokenBudget: 64, maximumSequences: 16, admission: .promptFits(keepingFree: 0)),
        attentionRanks: 3, cacheBlocks: 120, contextLimit: 600),
      .closed(clients: 60, lengths(prompt: 150, output: 100)), LinearMachine.ordinary,
      requests(400))
    #expect(result.audit.isKept)
    #expect(result.wholeRun.requests.completed == 400)
    #expect(result.wholeRun.requests.preemptions > 50)
    #expect(lives.allSatisfy { $0.admitted.count == $0.preempted.count + 1 })
  }
}
