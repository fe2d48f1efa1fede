import EventKernel
import Foundation
import Hardware
import OutputAnalysis
import Performance
import Quantities
import Serving
import Stochastics
import Testing

@testable import Experiments

@Suite("Searches for the highest rate")
struct RateSearchTests {
  /// Noisy excesses around a line through zero at `truth`; runs of one number share their noise.
  private func search(
    truth: Double, noise: Double, seed: UInt64, from guess: Double = 1, accuracy: Double = 0.05
  ) -> RateSearch {
    RateSearch(
      from: guess, within: 1e-3...1e3, effort: RateSearch.Effort(accuracy: accuracy)
    ) { rate, runs in
      runs.map { run in
        var stream = RandomStream(StreamAddress(seed: seed, replication: run, purpose: "noise"))
        let shift = StandardNormal.quantile(stream.nextUniform()) * noise
        return 1 - rate / truth + shift
      }
    }
  }

  @Test(
    "Without noise the answer is bracketed as narrowly as asked, wherever the guess lies",
    arguments: [0.01, 1, 7.3, 100.0], [0.01, 0.05])
  func exact(truth: Double, accuracy: Double) throws {
    let found = search(truth: truth, noise: 0, seed: 1, accuracy: accuracy)
    guard case .found(let interval) = found.verdict else {
      Issue.record("\(found.verdict)")
      return
    }
    #expect(interval.contains(truth))
    #expect(interval.upper / interval.lower <= 1 + accuracy)
    #expect(abs(interval.estimate / truth - 1) < accuracy)
    #expect(found.trials.count <= 40)
  }

  @Test("With noise the interval holds the truth in at least nine searches of ten")
  func coverage() {
    var hits = 0
    for seed in 0..<100 {
      let found = search(truth: 5, noise: 0.1, seed: UInt64(seed))
      guard case .found(let interval) = found.verdict else { continue }
      hits += interval.contains(5) ? 1 : 0
      #expect(found.trials.allSatisfy { $0.runs <= 16 })
    }
    #expect(hits >= 90, "\(hits) of 100")
  }

  @Test("The ends certainly keep and certainly miss, and trials between are undecided")
  func ends() {
    let found = search(truth: 3, noise: 0.2, seed: 9)
    guard case .found(let interval) = found.verdict else {
      Issue.record("\(found.verdict)")
      return
    }
    for trial in found.trials {
      if trial.rate == interval.lower { #expect(trial.decision == .kept) }
      if trial.rate == interval.upper { #expect(trial.decision == .missed) }
      if trial.rate > interval.lower, trial.rate < interval.upper {
        #expect(trial.decision == .undecided)
      }
    }
  }

  @Test("What is missed at the lowest rate and what is never missed are said to be so")
  func bounds() {
    #expect(search(truth: 1e-4, noise: 0, seed: 1).verdict == .missedAtLowest)
    #expect(search(truth: 1e4, noise: 0, seed: 1).verdict == .neverMissed(highestKept: 1e3))
  }

  /// The rate at which a single server of mean service 1 s keeps `limit` for `share` of its requests.
  private func capacity(
    service: Distribution, limit: Double, share: Double
  ) throws -> RateSearch {
    let server = try EngineProfile(
      name: "server", versionDate: "2026-01-01", blockTokens: 65_536, tokenBudget: 1 << 24,
      maximumSequences: 1, batching: .mixed, admission: .outputFits, cacheFormat: .bf16,
      memory: MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(1))),
      hostOverhead: .none)
    let fleet = try ServingFleet(
      engine: server, replicas: 1, cacheBlocks: 1_000, contextLimit: 1 << 29)
    let lengths = try RequestLengths(promptTokens: service, outputTokens: .constant(1))
    return try RateSearch(
      from: 0.5, within: 0.01...2,
      effort: RateSearch.Effort(accuracy: 0.05, firstRuns: 6, mostRuns: 12)
    ) { rate, runs in
      try runs.map { run in
        let result = try ServingSystem.run(
          fleet, .open(.poisson(rate: RequestsPerSecond(rate)), lengths),
          predictor: MicrosecondPerToken(),
          control: RunControl(
            end: .requests(2_000), warmUp: .fraction(0.2), seed: 3, replication: run))
        return (result.measured.latencies.timeToFirstToken.sketch.share(notExceeding: limit) ?? 0)
          - share
      }
    }
  }

  @Test("M/M/1 keeps a sojourn of w for a share p up to the rate 1 − ln(1/(1 − p))/w")
  func exponentialServer() throws {
    let (limit, share) = (6.0, 0.9)
    let found = try capacity(
      service: .exponential(mean: 1e6), limit: limit, share: share)
    guard case .found(let interval) = found.verdict else {
      Issue.record("\(found.verdict)")
      return
    }
    let theory = 1 - 2.302_585_092_994 / limit
    #expect(interval.contains(theory), "\(interval) against \(theory)")
    #expect(interval.upper / interval.lower < 1.2)
  }

  @Test(
    "M/D/1 keeps a sojourn of one more than its service up to the rate of Erlang's distribution")
  func constantServer() throws {
    // P(W ≤ w) = (1 − ρ)·Σ_{k ≤ w} (−ρ(w − k))^k/k!·e^{ρ(w − k)} (Erlang 1909), at w = 1.5 services.
    func share(_ rate: Double) -> Double {
      let first = exp(rate * 1.5)
      let second = rate * 0.5 * exp(rate * 0.5)
      return (1 - rate) * (first - second)
    }
    var (low, high) = (0.01, 0.99)
    while high - low > 1e-9 {
      let middle = (low + high) / 2
      if share(middle) >= 0.8 { low = middle } else { high = middle }
    }
    let found = try capacity(service: .constant(1e6), limit: 2.5, share: 0.8)
    guard case .found(let interval) = found.verdict else {
      Issue.record("\(found.verdict)")
      return
    }
    #expect(interval.contains(low), "\(interval) against \(low)")
  }
}

/// A server whose steps take a microsecond for every prompt token.
private struct MicrosecondPerToken: StepTimePredicting {
  func duration(of shape: BatchShape) -> Seconds { Seconds(Double(shape.prefillTokens) * 1e-6) }
}
