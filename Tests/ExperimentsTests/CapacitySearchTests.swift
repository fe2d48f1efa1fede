import Hardware
import Performance
import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

/// A small model on one accelerator whose limits are soon met, and a search that is soon done.
let sought = """
  model: llama-3.1-8b
  workload:
    arrivals: poisson(20 /s)
    prompt-tokens: lognormal(median 300, p95 900)
    output-tokens: lognormal(median 20, p95 60)
  fleet: {accelerator: h100-sxm, engine: {name: vllm-0.12, sequences: 32, step-tokens: 2048}}
  objectives: {time-to-first-token: 200 ms at p90, time-per-output-token: 14 ms at p90}
  find: {accuracy: 15 %, runs: 4}
  """

/// Runs of a few hundred requests, which suffice for promises at the 90th percentile.
let brief = RateSearch.Effort(
  accuracy: 0.15, mostRuns: 4, leastRequests: 300, exceptions: 40)

@Suite("Capacity within objectives")
struct CapacitySearchTests {
  private func capacity(_ settings: String...) throws -> CapacitySearch {
    try CapacitySearch(point(sought, settings: settings), effort: brief, jobs: 2)
  }

  /// The answer without any change, which many tests compare with.
  private static let base = Result {
    try CapacitySearch(point(sought), effort: brief, jobs: 2)
  }

  @Test(
    "Under random numbers it has not seen, the lower end keeps and a rate beyond the upper misses")
  func ends() throws {
    let range = try #require(try Self.base.get().range)
    #expect(range.lower <= range.estimate && range.estimate <= range.upper)
    let scenario = try point(sought, settings: ["seed=99"])
    let study = try ServingStudy(scenario)
    func meanExcess(_ rate: RequestsPerSecond) throws -> Double {
      let workload = try #require(try scenario.workload.at(rate))
      let excesses = try (0..<4).map { run in
        let result = try study.run(workload, requests: 1_000, replicas: 1, replication: run)
        return try #require(scenario.objectives.margins(of: result).map(\.excess).min())
      }
      return excesses.reduce(0, +) / 4
    }
    #expect(try meanExcess(range.lower * 0.97) >= 0)
    #expect(try meanExcess(range.upper * 1.03) < 0)
  }

  @Test("Tighter objectives never raise the rate, looser ones never lower it")
  func objectives() throws {
    let base = try #require(try Self.base.get().range)
    let tighter = try #require(
      try capacity("objectives.time-per-output-token=11 ms at p90").range)
    let looser = try #require(
      try capacity("objectives.time-per-output-token=20 ms at p90").range)
    #expect(tighter.lower <= base.upper && base.lower <= looser.upper)
    #expect(tighter.estimate < looser.estimate)
  }

  @Test("Every objective is judged: gaps, whole answers and attainment bind when they are tight")
  func everyObjective() throws {
    let base = try #require(try Self.base.get().range)
    for setting in [
      "objectives.inter-token-latency=13 ms at p90", "objectives.end-to-end=500 ms at p90",
      "objectives.attainment=97 %",
    ] {
      let found = try #require(try capacity(setting).range, "\(setting)")
      #expect(found.upper < base.upper, "\(setting)")
    }
  }

  @Test("A faster machine and a second replica never serve less")
  func machines() throws {
    let base = try #require(try Self.base.get().range)
    let two = try #require(try capacity("fleet.replicas=2").range)
    #expect(two.upper >= base.lower * 1.8)
    let faster = try #require(try capacity("fleet.accelerator=h200-sxm").range)
    #expect(faster.upper >= base.lower)
  }

  @Test("An objective that a request alone misses is named with what was found")
  func alone() throws {
    let found = try capacity("objectives.time-per-output-token=7 ms at p90")
    guard case .missedAlone(let margins) = found.verdict else {
      Issue.record("\(found.verdict.words)")
      return
    }
    let margin = try #require(margins.first)
    #expect(margin.subject == .timePerOutputToken)
    #expect(try #require(margin.found) > Seconds(0.007))
    #expect(found.verdict.words.contains("time per output token"))
    #expect(!found.verdict.isFeasible && found.range == nil)
  }

  @Test("Without an objective the rate is the one that is kept up with")
  func withoutObjectives() throws {
    let settings = [
      "objectives.time-to-first-token=~", "objectives.time-per-output-token=~",
    ]
    let scenario = try point(sought, settings: settings)
    #expect(scenario.objectives.isEmpty)
    let free = try #require(try CapacitySearch(scenario, effort: brief, jobs: 2).range)
    #expect(free.upper > (try #require(try Self.base.get().range)).lower)
  }

  @Test("A closed workload has no rate")
  func closed() throws {
    let scenario = try point(sought, settings: ["workload.arrivals=closed(4)"])
    #expect(throws: CapacityError.noRate) { try CapacitySearch(scenario, jobs: 1) }
  }

  @Test("Requests of a number are the same at every rate, and so is their order of lengths")
  func commonRandomNumbers() throws {
    let scenario = try point(sought)
    let study = try ServingStudy(scenario)
    let tokens = try [5.0, 20.0].map { rate in
      let workload = try #require(try scenario.workload.at(RequestsPerSecond(rate)))
      let result = try study.run(workload, requests: 300, replicas: 1, replication: 2)
      #expect(abs((workload.rate?.value ?? 0) / rate - 1) < 1e-12)
      return result.wholeRun.tokens
    }
    #expect(tokens[0].output == tokens[1].output && tokens[0].prompt == tokens[1].prompt)
  }

  @Test("The answer is the same on one thread and on two")
  func threads() throws {
    let scenario = try point(sought)
    let (one, two) = try (
      CapacitySearch(scenario, effort: brief, jobs: 1), Self.base.get()
    )
    #expect(one.trials == two.trials && one.range == two.range)
    #expect(one.measurements == two.measurements)
  }
}

@Suite("Fewest replicas for a rate")
struct FleetSearchTests {
  @Test("The fleet found keeps the objectives, and one replica fewer certainly does not keep them")
  func fewest() throws {
    let scenario = try point(sought, settings: ["workload.arrivals=poisson(90 /s)"])
    let search = try FleetSearch(scenario, effort: brief, jobs: 2)
    guard case .found(let replicas) = search.verdict else {
      Issue.record("\(search.verdict)")
      return
    }
    #expect(replicas > 1 && search.accelerators == replicas)
    #expect(search.trials.first { $0.replicas == replicas }?.decision == .kept)
    #expect(search.trials.first { $0.replicas == replicas - 1 }?.decision != .kept)
    #expect(search.value(of: .replicas) == Double(replicas))
  }

  @Test("What no fleet keeps is said with what is missed")
  func unreachable() throws {
    let scenario = try point(
      sought, settings: ["objectives.time-per-output-token=7 ms at p90"])
    let search = try FleetSearch(scenario, effort: brief, jobs: 2)
    guard case .unreachable(let tried, let missed) = search.verdict else {
      Issue.record("\(search.verdict)")
      return
    }
    #expect(tried >= 16 && missed.contains { $0.subject == .timePerOutputToken })
    #expect(search.accelerators == nil)
  }
}
