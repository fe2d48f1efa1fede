import OutputAnalysis
import Performance
import Quantities
import Serving
import Stochastics
import Testing

/// A server of one request at a time, whose service is as long as its prompt: one microsecond a token.
private let singleServer = LinearMachine(perPromptToken: Seconds(1e-6))

@Suite("An engine without batching is a single server")
struct QueueingTheoryTests {
  /// Mean queueing times, in seconds, of independent runs with a mean service of one second.
  private func waits(
    load: Double, service: Distribution, replications: Int, requests: Int
  ) throws -> [Double] {
    let server = try engine(
      blockTokens: 65_536, tokenBudget: 1 << 24, maximumSequences: 1, admission: .outputFits)
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(load)),
      try RequestLengths(promptTokens: service, outputTokens: .constant(1)))
    return try (0..<replications).map { replication in
      let control = try RunControl(
        end: .requests(requests), warmUp: .fraction(0.2), seed: 11, replication: replication)
      let result = try ServingSystem.run(
        fleet(server, cacheBlocks: 1_000, contextLimit: 1 << 29), workload,
        predictor: singleServer, control: control)
      #expect(result.measured.requests.clipped == 0)
      return try #require(result.measured.latencies.queueing.mean).value
    }
  }

  @Test("M/D/1: the mean wait is ρ/(2(1−ρ)) services", arguments: [0.5, 0.8])
  func deterministicService(load: Double) throws {
    let waits = try waits(
      load: load, service: .constant(1e6), replications: 20, requests: 2_500)
    let interval = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    let theory = load / (2 * (1 - load))
    #expect(interval.contains(theory), "\(interval) against \(theory)")
    #expect(interval.halfWidth < 0.15 * theory)
  }

  @Test("M/M/1: the mean wait is ρ/(1−ρ) services", arguments: [0.5, 0.8])
  func exponentialService(load: Double) throws {
    let waits = try waits(
      load: load, service: .exponential(mean: 1e6), replications: 20, requests: 4_000)
    let interval = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    let theory = load / (1 - load)
    #expect(interval.contains(theory), "\(interval) against \(theory)")
    #expect(interval.halfWidth < 0.25 * theory)
  }

  @Test("M/G/1: a variance of four squared means raises the wait by Pollaczek and Khinchine")
  func variableService() throws {
    let service = try Distribution.gamma(mean: 1e6, cv: 2)
    let waits = try waits(load: 0.5, service: service, replications: 20, requests: 4_000)
    let interval = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    #expect(interval.contains(2.5), "\(interval)")
  }

  @Test("The server is busy for the sum of its services, whatever the order")
  func workIsConserved() throws {
    let server = try engine(tokenBudget: 1 << 24, maximumSequences: 1, admission: .outputFits)
    let (result, lives) = try observed(
      fleet(server, cacheBlocks: 1 << 24, contextLimit: 1 << 29),
      .open(
        .poisson(rate: RequestsPerSecond(0.7)),
        RequestLengths(promptTokens: .exponential(mean: 1e6), outputTokens: .constant(1))),
      singleServer, requests(500))
    let work = lives.reduce(0.0) { $0 + Double($1.prompt) * 1e-6 }
    #expect(abs(result.wholeRun.phases.busy.value - work) < 1e-6)
    #expect(result.wholeRun.phases.busy == result.wholeRun.phases.prefill)
  }
}
