import Hardware
import Performance
import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

@Suite("Searches through fleets in pools")
struct PoolSearchTests {
  private func scenario(_ settings: String...) throws -> Scenario {
    try point(
      sought,
      settings: [
        "find.largest-replica=2", "find.space.pools=[colocated, split]", "find.space.tensor=[1, 2]",
        "find.space.pipeline=[1]", "find.space.sequences=[32]", "find.space.step-tokens=[2048]",
      ] + settings)
  }

  @Test("Replicas of both ways and of both parts are judged, and pools are made of unbeaten ones")
  func complete() throws {
    let space = DeploymentSpace([try scenario("find.space.ratio=[1:1, 1:2]")])
    #expect(space.count == 2 * 3)
    let screen = DeploymentScreen(space, jobs: 2)
    let all = screen.kept.map(\.candidate) + screen.ruledOut.map(\.candidate)
    #expect(Set(all).count == all.count)
    let beaten = screen.ruledOut.filter { if case .beaten = $0.reason { true } else { false } }
    #expect(beaten.count + screen.poolReplicas == 4)
    let pools = all.filter { $0.prompts != nil }
    #expect(!pools.isEmpty && pools.count.isMultiple(of: 2))
    #expect(Set(pools.compactMap { $0.prompts?.ratio.description }) == ["1:1", "1:2"])
    for kept in screen.kept {
      guard let prompts = kept.candidate.prompts else { continue }
      #expect(prompts.weights == kept.candidate.weights && prompts.cache == kept.candidate.cache)
      let scenario = kept.candidate.scenario(in: space)
      #expect(Double(scenario.accelerators(for: 1)) == kept.accelerators)
      #expect(
        scenario.pools.map(\.scenario.replicas) == [prompts.ratio.prefill, prompts.ratio.decode])
    }
  }

  @Test("Searching by screening finds the winner of simulating every colocated and split fleet")
  func exhaustive() throws {
    // Long prompts whose first tokens are hurried: the answer is not the same for both ways.
    let settings = [
      "workload.prompt-tokens=1500", "workload.output-tokens=60",
      "objectives.time-per-output-token=10 ms at p90", "find.accuracy=20 %", "find.runs=2",
      "find.space.ratio=[1:1, 1:2]", "find.confirmations=3", "find.space.tensor=[1]",
    ]
    let space = DeploymentSpace([try point(sought, settings: Self.base + settings)])
    let search = try DeploymentSearch(space, goal: .throughput, effort: brief, jobs: 2)
    let best = try #require(search.best)
    var outputs: [(label: String, value: Double)] = []
    for item in search.screen.kept {
      let capacity = try CapacitySearch(
        item.candidate.scenario(in: space), effort: brief, jobs: 2)
      let value = capacity.value(of: .outputPerAccelerator)
      outputs.append((item.candidate.label, value ?? 0))
    }
    #expect(outputs.count == 3 && Set(search.screen.kept.map(\.candidate.partWords)).count == 2)
    let most = try #require(outputs.map(\.value).max())
    #expect(try #require(best.score) >= most / 1.2, "\(best.screened.candidate.label): \(outputs)")
  }

  private static let base = [
    "find.largest-replica=2", "find.space.pools=[colocated, split]", "find.space.pipeline=[1]",
    "find.space.sequences=[32]", "find.space.step-tokens=[2048]",
  ]

  @Test("A fleet that is written in pools is searched in pools, its chips staying where they are")
  func written() throws {
    let scenario = try point(
      sought,
      settings: [
        "fleet.pools={prefill: {accelerator: h200-sxm}, decode: {}}", "find.space.tensor=[1]",
        "find.space.pipeline=[1]", "find.space.sequences=[32]", "find.space.step-tokens=[2048]",
      ])
    let screen = DeploymentScreen(DeploymentSpace([scenario]), jobs: 1)
    let kept = try #require(screen.kept.first)
    #expect(screen.kept.allSatisfy { $0.candidate.machines == "h200-sxm + h100-sxm" })
    let fleet = kept.candidate.scenario(in: screen.space)
    #expect(fleet.pools.map(\.scenario.accelerator.name) == ["h200-sxm", "h100-sxm"])
    #expect(fleet.objectives == scenario.objectives)
  }

  @Test("Each reason that concerns pools is found where it holds")
  func reasons() throws {
    func reasons(_ settings: String...) throws -> [RuledOut] {
      DeploymentScreen(
        DeploymentSpace([
          try point(
            sought,
            settings: Self.base + ["find.space.tensor=[1]", "find.space.pools=[split]"] + settings)
        ]), jobs: 1
      ).ruledOut.map(\.reason)
    }
    #expect(try reasons("find.space.ratio=[1:1]").isEmpty)
    #expect(
      try reasons("workload.output-tokens=1", "find.space.ratio=[1:1]") == [.nothingToDecode])
    #expect(
      try reasons("fleet.transfer.over=scale-up", "find.space.ratio=[4:5]")
        == [.beyondDomain(devices: 9, domain: 8)])
    let missed = try reasons("objectives.time-to-first-token=5 ms at p90")
    #expect(missed.count == 1)
    if case .missesAlone(let margins)? = missed.first {
      #expect(margins.map(\.subject) == [.timeToFirstToken])
    } else {
      Issue.record("\(missed)")
    }
  }
}

@Suite("Steady states of fleets in pools")
struct SplitSteadyStateTests {
  private func state(
    _ ratio: FindQuestion.PoolRatio = .init(prefill: 1, decode: 1), network: BytesPerSecond? = nil
  ) throws -> SplitSteadyState {
    let study = try ServingStudy(point(sought))
    let whole = try #require(study.steadyState)
    func part(_ role: ServingPool.Role) -> SteadyState<StepTimePredictor> {
      SteadyState(predictor: whole.predictor, mix: whole.mix, engine: whole.engine, part: role)
    }
    let deployment = study.replica.deployment
    let terms = TransferTerms(push: .atEnd, way: .scaleOut, network: network)
    return SplitSteadyState(
      prompts: part(.prefill), output: part(.decode), ratio: ratio,
      fabric: try CacheFabric(
        terms, from: (deployment, ratio.prefill), to: (deployment, ratio.decode)))
  }

  private func capacity(_ state: SplitSteadyState) throws -> Double {
    let objectives = try point(sought).objectives
    return state.capacity(for: objectives, upTo: state.saturation)?.rate ?? 0
  }

  @Test("A slower network never serves more, and an infinite one bounds them all")
  func network() throws {
    let rates = try [1e6, 1e8, 1e9, 1e12, 1e15].map {
      try capacity(state(network: BytesPerSecond($0)))
    }
    #expect(rates == rates.sorted() && rates[0] < rates[4] / 2)
  }

  @Test("Twice both pools serve twice, and the smaller pool bounds the fleet")
  func ratios() throws {
    func rate(_ prefill: Int, _ decode: Int) throws -> Double {
      try capacity(state(.init(prefill: prefill, decode: decode)))
    }
    let one = try rate(1, 1)
    #expect(one > 0)
    #expect(abs(try rate(2, 2) / one - 2) < 0.02)
    #expect(try rate(2, 1) >= one * 0.99 && rate(1, 2) >= one * 0.99)
    #expect(try rate(2, 1) <= 2.02 * one && rate(1, 2) <= 2.02 * one)
    #expect(try abs(rate(16, 1) / rate(8, 1) - 1) < 0.02, "output binds")
  }

  @Test("Little's law: as many decode as arrive in the time that one decodes")
  func littlesLaw() throws {
    let state = try state(.init(prefill: 2, decode: 3))
    let point = try #require(state.point(rate: state.saturation / 3))
    let time = state.output.decodeSteps * point.output.step
    #expect(abs(point.batch(state.ratio) / (point.rate * time) - 1) < 2e-3)
  }

  @Test("The share of every promise falls with the load")
  func monotone() throws {
    let state = try state()
    let objectives = try point(
      sought, settings: ["objectives.end-to-end=2 s at p90", "objectives.attainment=90 %"]
    ).objectives
    let shares = [0.01, 0.1, 0.3, 0.6, 0.9].map { level in
      state.margins(at: state.point(rate: state.saturation * level), for: objectives)
        .filter { $0.subject != .load }.map(\.share)
    }
    for (less, more) in zip(shares, shares.dropFirst()) {
      #expect(less.count == 4 && zip(less, more).allSatisfy { $0 >= $1 - 1e-9 })
    }
  }
}
