import EventKernel
import OutputAnalysis
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Priorities decide who waits")
struct PriorityTests {
  /// A server of one request at a time, whose service is as long as its prompt: one microsecond a
  /// token.
  private static let server = LinearMachine(perPromptToken: Seconds(1e-6))

  private static func oneAtATime(_ policy: SchedulingPolicy) throws -> ServingFleet {
    let engine = try engine(
      blockTokens: 65_536, tokenBudget: 1 << 24, maximumSequences: 1, admission: .outputFits)
    return try fleet(
      engine.limited(scheduling: policy), cacheBlocks: 1_000, contextLimit: 1 << 29)
  }

  /// Mean waits of two classes, in seconds, in independent runs.
  private func waits(
    _ policy: SchedulingPolicy, rate: Double, share: Double,
    _ service: (inout RequestDraw, Bool) -> Double
  ) throws -> (high: [Double], low: [Double]) {
    let terms = (try ServiceTerms(priority: 5), try ServiceTerms(priority: -2))
    var high: [Double] = []
    var low: [Double] = []
    for replication in 0..<16 {
      var isHigh: [Bool] = []
      let trace = try poissonTrace(4_000, rate: rate, seed: 21, replication: replication) { draw in
        let first = draw.stream.nextUniform() < share
        isHigh.append(first)
        let tokens = max(1, Int((service(&draw, first) * 1e6).rounded()))
        return (tokens, 1, first ? terms.0 : terms.1)
      }
      let uncached = try trace.map {
        try ListedRequest(
          arrival: $0.arrival, promptTokens: $0.promptTokens, outputTokens: 1, terms: $0.terms)
      }
      let (_, lives) = try observed(
        Self.oneAtATime(policy), .listed(uncached), Self.server, requests(4_000))
      // The first eighth fills the system.
      high.append(meanWait(lives) { $0 >= 500 && isHigh[$0] })
      low.append(meanWait(lives) { $0 >= 500 && !isHigh[$0] })
    }
    return (high, low)
  }

  @Test(
    "M/G/1 with two classes: waits are R/(1−ρ₁) and R/((1−ρ₁)(1−ρ)) (Cobham 1954)",
    arguments: [0.6, 0.8])
  func cobham(load: Double) throws {
    // Exponential services of 0.5 s and 1.25 s; a third of the requests has priority.
    let share = 1.0 / 3
    let means = (high: 0.5, low: 1.25)
    let rate = load / (share * means.high + (1 - share) * means.low)
    let (high, low) = try waits(SchedulingPolicy(order: .priority), rate: rate, share: share) {
      draw, isHigh in draw.exponential(mean: isHigh ? means.high : means.low)
    }
    let residual =
      rate * (share * means.high * means.high + (1 - share) * means.low * means.low)
    let highLoad = rate * share * means.high
    let theory = (
      high: residual / (1 - highLoad), low: residual / ((1 - highLoad) * (1 - load))
    )
    let highInterval = try #require(ConfidenceInterval(meanOf: high, level: 0.99))
    let lowInterval = try #require(ConfidenceInterval(meanOf: low, level: 0.99))
    #expect(highInterval.contains(theory.high), "\(highInterval) against \(theory.high)")
    #expect(lowInterval.contains(theory.low), "\(lowInterval) against \(theory.low)")
    #expect(highInterval.halfWidth < 0.1 * theory.high)
    #expect(lowInterval.halfWidth < 0.25 * theory.low)
  }

  @Test("Shortest prefill with two lengths is Cobham's queue with the short ones first")
  func shortestFirst() throws {
    let lengths = (short: 0.4, long: 1.6)
    let rate = 0.8 / (0.5 * lengths.short + 0.5 * lengths.long)
    func mean(_ order: SchedulingRule) throws -> [Double] {
      let (short, long) = try waits(SchedulingPolicy(order: order), rate: rate, share: 0.5) {
        _, isShort in isShort ? lengths.short : lengths.long
      }
      return zip(short, long).map { ($0 + $1) / 2 }
    }
    let residual =
      rate * (lengths.short * lengths.short + lengths.long * lengths.long) / 4
    let shortLoad = rate / 2 * lengths.short
    let theory = residual / (1 - shortLoad) * (1 + 1 / (1 - 0.8)) / 2
    let shortest = try mean(.shortestPrefill(ageing: .zero))
    let interval = try #require(ConfidenceInterval(meanOf: shortest, level: 0.99))
    #expect(interval.contains(theory), "\(interval) against \(theory)")
    // No other order has a lesser mean wait, in any of the runs.
    let firstCome = try mean(.firstComeFirstServed)
    let aged = try mean(.shortestPrefill(ageing: TokensPerSecond(200_000)))
    #expect(zip(shortest, firstCome).allSatisfy { $0 < $1 })
    #expect(zip(shortest, aged).allSatisfy { $0 <= $1 })
    #expect(zip(aged, firstCome).allSatisfy { $0 < $1 })
  }

  @Test("All at once, the mean wait is least with the shortest first (Smith 1956)")
  func allAtOnce() throws {
    let trace = try poissonTrace(60, rate: 1, seed: 4) { draw in
      (draw.tokens(mean: 1e6), 1, .ordinary)
    }
    let together = try trace.map {
      try ListedRequest(arrival: .zero, promptTokens: $0.promptTokens, outputTokens: 1)
    }
    let (_, lives) = try observed(
      Self.oneAtATime(SchedulingPolicy(order: .shortestPrefill(ageing: .zero))), .listed(together),
      Self.server, requests(60))
    var sum = 0.0
    var clock = 0.0
    for tokens in together.map(\.promptTokens).sorted() {
      sum += clock
      clock += Double(tokens) * 1e-6
    }
    #expect(abs(meanWait(lives) - sum / 60) < 1e-6)
  }

  @Test(
    "Priority never hurts the higher class, with and without preemption on its behalf",
    arguments: [1, 2, 3, 4] as [UInt64])
  func neverHurts(seed: UInt64) throws {
    for batching in BatchingRule.allCases {
      let trace = try twoClassTrace(400, rate: 26, share: 0.3, seed: seed)
      func wait(_ policy: SchedulingPolicy) throws -> Double {
        let (_, lives) = try observed(
          .under(policy, batching: batching), .listed(trace), LinearMachine.ordinary, requests(400))
        return meanWait(lives) { trace[$0].terms?.priority == 1 }
      }
      let firstCome = try wait(.plain)
      let priority = try wait(SchedulingPolicy(order: .priority))
      let yielding = try wait(SchedulingPolicy(order: .priority, yielding: .toPriority))
      #expect(firstCome > 0)
      #expect(priority <= firstCome)
      #expect(yielding <= firstCome)
    }
  }

  @Test("With preemption on its behalf and free swapping, the higher class sees nobody but itself")
  func preemptiveResume() throws {
    let step = 0.001
    let trace = try poissonTrace(300, rate: 8, seed: 17) { draw in
      let isHigh = draw.stream.nextUniform() < 0.4
      return (1, draw.tokens(mean: 100), try ServiceTerms(priority: isHigh ? 1 : 0))
    }
    let high = trace.filter { $0.terms?.priority == 1 }
    let fleet = try ServingFleet.under(
      SchedulingPolicy(order: .priority, yielding: .toPriority), preemption: .swap,
      swapSpace: SwapSpace(blocks: 100_000, timePerBlock: .zero), sequences: 1)
    let machine = LinearMachine(perStep: Seconds(step))
    let (result, together) = try observed(fleet, .listed(trace), machine, requests(300))
    let (_, alone) = try observed(fleet, .listed(high), machine, requests(300))
    let completions = trace.indices.filter { trace[$0].terms?.priority == 1 }
      .map { together[$0].completed!.sinceStart.value }
    #expect(result.wholeRun.swaps.requestsOut > 20)
    #expect(result.wholeRun.tokens.recomputed == 0)
    // A step under way when it comes is not interrupted, and nothing else is in its way.
    for (with, without) in zip(completions, alone) {
      let delay = with - without.completed!.sinceStart.value
      #expect(delay > -1e-9 && delay < step + 1e-9)
    }
  }
}
