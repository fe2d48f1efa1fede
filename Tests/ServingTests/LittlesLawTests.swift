import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Little's law, part by part")
struct LittlesLawTests {
  /// The seconds that requests spent waiting and running, from what an observer saw of each.
  private func lifetimes(_ lives: [Lives.Life]) throws -> (waiting: Double, running: Double) {
    var waiting = 0.0
    var running = 0.0
    for life in lives {
      let completed = try #require(life.completed)
      waiting += (life.admitted[0] - life.arrived).value
      for (index, admitted) in life.admitted.enumerated() {
        let isLast = index == life.admitted.count - 1
        running += ((isLast ? completed : life.preempted[index]) - admitted).value
        if !isLast { waiting += (life.admitted[index + 1] - life.preempted[index]).value }
      }
    }
    return (waiting, running)
  }

  @Test(
    "Numbers waiting and running, over time, are the times that requests waited and ran",
    arguments: BatchingRule.allCases)
  func parts(batching: BatchingRule) throws {
    for cacheBlocks in [60, 10_000] {
      let (result, lives) = try observed(
        fleet(
          engine(maximumSequences: 24, batching: batching, admission: .promptFits(keepingFree: 0)),
          replicas: 2, cacheBlocks: cacheBlocks, contextLimit: 900),
        .open(.poisson(rate: RequestsPerSecond(40)), lengths(prompt: 150, output: 60)),
        LinearMachine.ordinary, requests(500))
      #expect(result.ending == .drained)
      let (waiting, running) = try lifetimes(lives)
      let whole = result.wholeRun
      let length = whole.length.value
      let meanRunning = try #require(whole.meanRunning)
      let meanInSystem = try #require(whole.meanInSystem)
      #expect(abs(meanRunning * length - running) < 1e-9 * running)
      #expect(abs((meanInSystem - meanRunning) * length - waiting) < 1e-6 * running)
      #expect(waiting > 0)
      #expect((whole.requests.preemptions > 0) == (cacheBlocks == 60))
    }
  }

  @Test("However many replicas share the requests, the same tokens are served")
  func replicasConserveTokens() throws {
    let flows = try [1, 2, 5, 16].map { replicas in
      try ServingSystem.run(
        fleet(engine(), replicas: replicas),
        .open(.poisson(rate: RequestsPerSecond(20)), lengths(prompt: 300, output: 50, cached: 0.4)),
        predictor: LinearMachine.ordinary, control: requests(400)
      ).wholeRun.tokens
    }
    #expect(flows.allSatisfy { $0.prompt == flows[0].prompt && $0.cached == flows[0].cached })
    #expect(flows.allSatisfy { $0.output == flows[0].output && $0.recomputed == 0 })
    #expect(flows[0].output > 400)
  }
}
