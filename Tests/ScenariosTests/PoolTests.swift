import Documents
import Hardware
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing

@Suite("Pools of a fleet")
struct PoolTests {
  private static let split = smallest.replacing(
    "plan: {tensor: 8}",
    with: "plan: {tensor: 8}, pools: {prefill: {replicas: 3}, decode: {plan: {tensor: 4}}}")

  @Test("A pool has what the fleet has, but for its own keys")
  func inheritance() throws {
    let scenario = try point(Self.split)
    #expect(scenario.pools.map(\.role) == [.prefill, .decode])
    let (prompts, output) = (scenario.pools[0].scenario, scenario.pools[1].scenario)
    #expect(prompts.replicas == 3)
    #expect(output.replicas == 1)
    #expect(prompts.deployment.plan.tensor == 8)
    #expect(output.deployment.plan.tensor == 4)
    #expect(prompts.accelerator == output.accelerator)
    #expect(scenario.accelerators(for: 1) == 3 * 8 + 4)
    #expect(scenario.accelerators(for: 5) == 5 * (3 * 8 + 4))
    #expect(scenario.replicas == 1)
    #expect(scenario.transfer?.push == .atEnd)
  }

  @Test("Pools may be of different vendors, each with its engine, format and price")
  func vendors() throws {
    let scenario = try point(
      Self.split,
      settings: [
        "fleet.pools.decode={accelerator: ascend-910c, engine: mindie-2, plan: {tensor: 8}}"
      ])
    let output = scenario.pools[1].scenario
    #expect(output.accelerator.name == "ascend-910c")
    #expect(output.engine.name == "mindie-2")
    #expect(scenario.pools[0].scenario.engine.name != output.engine.name)
  }

  @Test("Pools fail and scale as the fleet does, or each in its own way")
  func lives() throws {
    let scenario = try point(
      Self.split,
      settings: [
        "fleet.failures={time-to-failure: 30 day, time-to-restore: 10 min}",
        "fleet.pools.prefill.failures.orphans=lost",
        "fleet.pools.decode.autoscaling={rule: queue, target: 2, start-up: 4 min, pay: reserved}",
      ])
    let (prompts, output) = (scenario.pools[0].scenario, scenario.pools[1].scenario)
    #expect(prompts.failures?.orphans == .lost)
    #expect(output.failures?.orphans == .rerouted)
    #expect(abs((prompts.failures?.timeToFailure.mean ?? 0) / (30 * 86_400) - 1) < 1e-12)
    #expect(prompts.scaling == nil)
    #expect(output.scaling?.rule == .queue(perReplica: 2))
    #expect(abs((output.scaling?.startUp.mean ?? 0) / 240 - 1) < 1e-12)
    #expect(output.paysForStopped && !prompts.paysForStopped)
  }

  @Test("A problem of a pool names its key, and one of the fleet is told once")
  func problemsOfPools() {
    let own = problems(Self.split, settings: ["fleet.pools.decode.plan.tensor=none"])
    #expect(own.map(\.path.description) == ["fleet.pools.decode.plan.tensor"])
    let shared = problems(Self.split, settings: ["fleet.weights=fp7"])
    #expect(shared.map(\.path.description) == ["fleet.weights"])
    let slip = problems(Self.split, settings: ["fleet.pools.decod={replicas: 2}"])
    #expect(slip.map(\.path.description) == ["fleet.pools.decod"])
  }

  @Test("Caches need a way: no transfer without pools, no scale-up domain that is too small")
  func ways() {
    let none = problems(smallest, settings: ["fleet.transfer={push: layerwise}"])
    #expect(none.map(\.path.description) == ["fleet.transfer"])
    let wide = problems(Self.split, settings: ["fleet.transfer={over: scale-up}"])
    #expect(wide.map(\.path.description) == ["fleet.pools"])
  }

  @Test("A scenario with pools, written out in full, loads again to the same")
  func roundTrip() throws {
    try expectResolution(of: ScenarioFile(text: Self.split, named: "t.yaml"))
  }
}
