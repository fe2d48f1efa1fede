import EventKernel
import Foundation
import Performance
import Quantities
import Serving
import Stochastics

/// What an arbitrary request asks for.
struct RequestDraw: ~Copyable {
  var stream: RandomStream

  mutating func choose<Choice>(_ choices: [Choice]) -> Choice {
    choices[stream.nextIndex(below: choices.count)]
  }

  mutating func exponential(mean: Double) -> Double { -mean * log(stream.nextUniform()) }

  /// A whole number of tokens, one at least.
  mutating func tokens(mean: Double) -> Int { max(1, Int(exponential(mean: mean).rounded())) }
}

/// Requests of a Poisson process, whose lengths and terms are drawn from one stream.
func poissonTrace(
  _ count: Int, rate: Double, seed: UInt64, replication: Int = 0,
  _ make: (inout RequestDraw) throws -> (prompt: Int, output: Int, terms: ServiceTerms)
) throws -> [ListedRequest] {
  var draw = RequestDraw(
    stream: RandomStream(StreamAddress(seed: seed, replication: replication, purpose: "trace")))
  var time = 0.0
  return try (0..<count).map { _ in
    time += draw.exponential(mean: 1 / rate)
    let (prompt, output, terms) = try make(&draw)
    return try ListedRequest(
      arrival: Seconds(time), promptTokens: prompt, outputTokens: output,
      cachedTokens: draw.choose([0, 0, prompt / 3]), terms: terms)
  }
}

/// Requests with a share of a high class, ordinary otherwise.
func twoClassTrace(
  _ count: Int, rate: Double, share: Double, prompt: Double = 150, output: Double = 60,
  seed: UInt64
) throws -> [ListedRequest] {
  let high = try ServiceTerms(priority: 1)
  return try poissonTrace(count, rate: rate, seed: seed) { draw in
    let isHigh = draw.stream.nextUniform() < share
    return (
      draw.tokens(mean: prompt), draw.tokens(mean: output), isHigh ? high : ServiceTerms.ordinary
    )
  }
}

extension ServingFleet {
  /// One pool of ordinary replicas under a policy.
  static func under(
    _ scheduling: SchedulingPolicy, preemption: PreemptionRule = .recompute,
    swapSpace: SwapSpace? = nil, sequences: Int = 24, tokenBudget: Int = 2_048,
    batching: BatchingRule = .mixed, admission: AdmissionRule = .promptFits(keepingFree: 0),
    replicas: Int = 1, cacheBlocks: Int = 60,
    speculation: Speculation? = nil
  ) throws -> ServingFleet {
    let plain = try engine(
      tokenBudget: tokenBudget, maximumSequences: sequences, batching: batching,
      admission: admission)
    return try ServingFleet(
      engine: plain.limited(preemption: preemption, scheduling: scheduling), replicas: replicas,
      cacheBlocks: cacheBlocks, contextLimit: 900, swapSpace: swapSpace,
      speculation: speculation)
  }
}

/// The mean time until they are first admitted of the requests that a condition names.
func meanWait(
  _ lives: [Lives.Life], where isCounted: (Int) -> Bool = { _ in true }
) -> Double {
  let waits = lives.indices.filter { isCounted($0) && !lives[$0].admitted.isEmpty }
    .map { (lives[$0].admitted[0] - lives[$0].arrived).value }
  return waits.reduce(0, +) / Double(waits.count)
}
