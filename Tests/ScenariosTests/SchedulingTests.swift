import Documents
import Hardware
import Quantities
import Scenarios
import Serving
import Testing

@Suite("Scheduling in scenarios")
struct SchedulingTests {
  private static let deadline = "workload.deadline=10 s"

  private func engine(_ settings: String...) throws -> EngineProfile {
    try point(smallest, settings: [Self.deadline] + settings).engine
  }

  private func paths(_ settings: String...) -> [String] {
    problems(smallest, settings: settings).map(\.path.description)
  }

  @Test("Left out, requests are served in order of arrival and computed anew after preemption")
  func plain() throws {
    let engine = try engine()
    #expect(engine.scheduling == .plain)
    #expect(engine.preemption == .recompute)
  }

  @Test("Each rule is what its words say")
  func rules() throws {
    func order(_ settings: String) throws -> SchedulingRule {
      try engine("fleet.engine.scheduling=\(settings)").scheduling.order
    }
    #expect(try order("priority") == .priority)
    #expect(try order("deadline") == .earliestDeadline)
    #expect(try order("shortest-prefill") == .shortestPrefill(ageing: TokensPerSecond(1_000)))
    #expect(
      try engine("fleet.engine={scheduling: shortest-prefill, ageing: 5 tok/s}").scheduling.order
        == .shortestPrefill(ageing: TokensPerSecond(5)))
    let policy = try engine(
      "fleet.engine={scheduling: priority, yielding: to-priority, shedding: 500 ms}",
      "fleet.engine.interactive-reserve=20 %", "fleet.engine.queue-limit=100",
      "fleet.engine.waiting-tokens=50k"
    ).scheduling
    #expect(
      try policy
        == SchedulingPolicy(
          order: .priority, victims: .lowestPriority, yielding: .toPriority,
          shedding: .pastDeadline(margin: Seconds(0.5)), batchTier: .fillsValleys(reserve: 0.2),
          queueLimit: 100, waitingTokenLimit: 50_000))
    #expect(
      try engine("fleet.engine={scheduling: priority, victims: latest-arrived}")
        .scheduling.victims == .latestArrived)
  }

  @Test("An engine that swaps has the blocks that its memory holds, and the time of the link")
  func swapping() throws {
    func space(_ settings: String...) throws -> SwapSpace {
      let scenario = try point(
        smallest,
        settings: ["fleet.engine={preemption: swap, swap-space: 32 GiB}"] + settings)
      return try #require(scenario.engine.swapSpace(of: scenario.deployment))
    }
    // 70 B parameters on eight devices: 40,960 B of cache per token and device, blocks of 16.
    let own = try space()
    let bytes = 16 * 40_960.0
    #expect(own.blocks == Int(32 * 1_073_741_824 / bytes))
    #expect(abs(own.timePerBlock.value - bytes / 63e9) < 1e-15)
    let narrow = try space("fleet.host.bandwidth=15.75 GB/s")
    #expect(abs(narrow.timePerBlock / own.timePerBlock - 4) < 1e-12)
    #expect(try space("fleet.engine.swap-space=160 GiB").blocks == own.blocks * 5 + 4)
    #expect(
      try point(smallest, settings: ["fleet.engine={name: vllm-0.6, preemption: swap}"])
        .engine.swapSpace == Bytes(4 * 1_073_741_824))
  }

  @Test("What contradicts itself is said at its key")
  func contradictions() {
    #expect(paths("fleet.engine.scheduling=deadline") == ["fleet.engine.scheduling"])
    #expect(paths("fleet.engine.shedding=1 s") == ["fleet.engine.shedding"])
    #expect(paths(Self.deadline, "fleet.engine.shedding=10 s") == ["fleet.engine.shedding"])
    #expect(paths("fleet.engine.yielding=to-priority") == ["fleet.engine.yielding"])
    #expect(paths("fleet.engine.preemption=swap") == ["fleet.engine.preemption"])
    #expect(
      paths("fleet.engine={preemption: swap, swap-space: 500 GiB}")
        == ["fleet.engine.swap-space"])
    #expect(
      paths("fleet.engine={preemption: swap, swap-space: 10 MB}", "fleet.host.memory=50 MB")
        == ["fleet.engine.swap-space"])
    #expect(
      paths("workload.arrivals=closed(4)", "fleet.engine.queue-limit=10")
        == ["fleet.engine.queue-limit"])
    #expect(
      paths(
        "fleet.accelerator=mi300x", "fleet.engine={preemption: swap, swap-space: 1 GiB}")
        == ["fleet.engine.preemption"])
    #expect(
      paths("fleet.engine={name: trt-llm-1.0, preemption: swap, swap-space: 1 GiB}")
        == ["fleet.engine.preemption"])
  }
}
