import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

@Suite("What a prefix cache finds, in closed form")
struct PrefixReuseTests {
  private static let shared = [
    "fleet.engine.prefix-cache=device", "workload.shared-prompts={count: 4, tokens: 600}",
    "fleet.engine.sequences=64",
  ]
  private static let talk = [
    "fleet.engine.prefix-cache=device",
    "workload.conversation={turns: geometric(mean 4), think-time: exponential(mean 20 s)}",
  ]

  private func reuse(_ settings: [String]) throws -> PrefixReuse {
    try #require(try PrefixReuse(point(sought, settings: settings).workload))
  }

  @Test("More memory never finds less, none finds nothing, and all that comes again is the most")
  func monotone() throws {
    for settings in [Self.shared, Self.talk, Self.shared + Self.talk] {
      let reuse = try reuse(settings)
      let found = [0, 1e3, 1e4, 1e5, 1e6, 1e9].map { reuse.found(at: 5, tokens: $0) }
      #expect(found == found.sorted() && found[0] == 0)
      #expect(reuse.most > 0.2 && reuse.most < 1)
      #expect(abs(found[5] - reuse.most) < 0.01)
    }
  }

  @Test("Shared prompts in a cache of enough room are found in their share of all prompt tokens")
  func sharedPrompts() throws {
    let workload = try point(sought, settings: Self.shared).workload
    let mean = workload.meanLengths.prompt
    #expect(abs(try reuse(Self.shared).most - 600 / mean) < 1e-9)
  }

  @Test("Requests that have nothing in common find nothing")
  func nothing() throws {
    #expect(PrefixReuse(try point(sought).workload) == nil)
  }

  @Test(
    "The simulation finds what the closed form says, at a rate that both keep",
    arguments: [shared, talk])
  func simulated(_ settings: [String]) throws {
    let scenario = try point(sought, settings: settings)
    let study = try ServingStudy(scenario)
    let state = try #require(study.steadyState)
    #expect(state.mix.cachedFraction > 0)
    let workload = try #require(try scenario.workload.at(RequestsPerSecond(5)))
    let result = try study.run(workload, requests: 3_000, replicas: 1, replication: 1)
    let tokens = result.measured.tokens
    let found = Double(tokens.cached) / Double(tokens.cached + tokens.prompt)
    // So few requests leave nearly all of the memory idle.
    let memory = Double(study.replica.cacheBlocks * study.replica.engine.blockTokens)
    let expected = try reuse(settings).found(at: 5, tokens: memory)
    // Blocks are whole, so that a little less is found.
    #expect(abs(found / expected - 1) < 0.1, "\(found), \(expected)")
  }
}
