import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("The batch tier fills valleys")
struct BatchTierTests {
  private static func trace(seed: UInt64, rate: Double = 30) throws -> [ListedRequest] {
    let batch = try ServiceTerms(tier: .batch)
    return try poissonTrace(400, rate: rate, seed: seed) { draw in
      let isBatch = draw.stream.nextUniform() < 0.5
      return (
        draw.tokens(mean: isBatch ? 250 : 100), draw.tokens(mean: 50),
        isBatch ? batch : ServiceTerms.ordinary
      )
    }
  }

  private static func serve(
    _ rule: BatchTierRule, _ trace: [ListedRequest], sequences: Int = 24,
    batching: BatchingRule = .mixed
  ) throws -> (result: ServingResult, lives: [Lives.Life]) {
    try observed(
      .under(
        SchedulingPolicy(batchTier: rule), sequences: sequences, tokenBudget: 128,
        batching: batching, cacheBlocks: 400),
      .listed(trace), LinearMachine.ordinary, requests(400))
  }

  /// The mean time to first token of the interactive requests.
  private static func latency(_ trace: [ListedRequest], _ lives: [Lives.Life]) -> Double {
    let own = trace.indices.filter { trace[$0].terms?.tier == .interactive }
    return own.reduce(0) { $0 + (lives[$1].firstToken! - lives[$1].arrived).value }
      / Double(own.count)
  }

  @Test(
    "Interactive requests are served the sooner the more is kept for them, and all batch is done",
    arguments: BatchingRule.allCases)
  func reserve(batching: BatchingRule) throws {
    for seed in [1, 2, 3] as [UInt64] {
      let trace = try Self.trace(seed: seed)
      let rules: [BatchTierRule] = [
        .likeOthers, .fillsValleys(reserve: 0), .fillsValleys(reserve: 0.5),
      ]
      let latencies = try rules.map { rule in
        let (result, lives) = try Self.serve(rule, trace, batching: batching)
        #expect(result.wholeRun.requests.completed == 400)
        return Self.latency(trace, lives)
      }
      #expect(latencies == latencies.sorted(by: >), "\(batching) \(latencies)")
      let (_, alone) = try observed(
        .under(.plain, tokenBudget: 128, batching: batching, cacheBlocks: 400),
        .listed(trace.filter { $0.terms?.tier == .interactive }), LinearMachine.ordinary,
        requests(400))
      let least = Self.latency(
        trace.filter { $0.terms?.tier == .interactive }, alone)
      #expect(latencies[2] >= least)
    }
  }

  @Test("No batch is admitted while somebody waits, nor beyond what is not reserved")
  func admission() throws {
    let trace = try Self.trace(seed: 7, rate: 60)
    let sequences = 10
    let (_, lives) = try Self.serve(.fillsValleys(reserve: 0.4), trace, sequences: sequences)
    var admissions = 0
    for (number, life) in lives.enumerated() where trace[number].terms?.tier == .batch {
      for instant in life.admitted {
        var running = 0
        for (other, life) in lives.enumerated() where other != number {
          let isInteractive = trace[other].terms?.tier == .interactive
          if isInteractive, life.arrived < instant {
            #expect(life.admitted[0] <= instant, "\(other) waits as \(number) is admitted")
          }
          // Those admitted at the same instant came before it, or are of its tier.
          let isBefore =
            life.admitted[0] < instant
            || (life.admitted[0] == instant && (isInteractive || other < number))
          if isBefore, life.completed! > instant { running += 1 }
        }
        #expect(running == 0 || running + 1 <= 6)
        admissions += running > 0 ? 1 : 0
      }
    }
    #expect(admissions > 100)
  }

  @Test("Batch that fills every token of idle time is still served alone, whatever is reserved")
  func alone() throws {
    let batch = try ServiceTerms(tier: .batch)
    let trace = try poissonTrace(100, rate: 5, seed: 2) { draw in
      (draw.tokens(mean: 400), draw.tokens(mean: 40), batch)
    }
    for batching in BatchingRule.allCases {
      let (result, _) = try observed(
        .under(
          SchedulingPolicy(batchTier: .fillsValleys(reserve: 0.95)), sequences: 4, tokenBudget: 4,
          batching: batching, cacheBlocks: 100),
        .listed(trace), LinearMachine.ordinary, requests(100))
      #expect(result.wholeRun.requests.completed == 100)
    }
  }

  @Test(
    "A limit of waiting tokens turns away what would exceed it, but nothing from an empty queue")
  func waitingTokens() throws {
    let trace = try poissonTrace(300, rate: 100, seed: 2) { draw in
      (draw.choose([50, 400]), 20, .ordinary)
    }
    func run(_ limit: Int?) throws -> (ServingResult, [Lives.Life]) {
      try observed(
        .under(
          SchedulingPolicy(waitingTokenLimit: limit), sequences: 2, cacheBlocks: 400),
        .listed(trace), LinearMachine.ordinary, requests(300))
    }
    #expect(try run(nil).0.wholeRun.requests.rejected == 0)
    let (few, lives) = try run(100)
    #expect(few.wholeRun.requests.rejectedForQueue > 100)
    #expect(try run(1_000).0.wholeRun.requests.rejected < few.wholeRun.requests.rejected)
    // Long prompts wait only at the head of an empty queue: at no time two of them.
    let long = lives.indices.filter { trace[$0].promptTokens == 400 && lives[$0].rejected == nil }
    #expect(!long.isEmpty)
    for (earlier, later) in zip(long, long.dropFirst()) {
      #expect(lives[earlier].admitted[0] <= lives[later].arrived)
    }
  }
}
