import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving
import Tables
import Testing

@testable import Experiments

@Suite("Searches through deployments")
struct DeploymentSearchTests {
  private func scenario(_ settings: String...) throws -> Scenario {
    try point(
      sought,
      settings: [
        "find.largest-replica=2", "find.space.tensor=[1, 2, 3]", "find.space.pipeline=[1]",
        "find.space.sequences=[8, 32]", "find.space.step-tokens=[512, 2048]",
        "find.space.weights=[native, fp8]",
      ] + settings)
  }

  @Test("Every candidate of the product is kept or ruled out with a reason, and counted once")
  func complete() throws {
    let space = DeploymentSpace([try scenario()])
    let screen = DeploymentScreen(space, jobs: 2)
    #expect(space.count == 3 * 2 * 2 * 2 && screen.count == space.count)
    let all = screen.kept.map(\.candidate) + screen.ruledOut.map(\.candidate)
    #expect(Set(all).count == space.count)
    // Tensor width 3 takes three accelerators, and a replica may have two.
    let three = screen.ruledOut.filter { $0.candidate.tensor == 3 }
    #expect(three.count == 8)
    #expect(three.allSatisfy { $0.reason == .tooLarge(accelerators: 3, most: 2) })
    #expect(screen.kept.allSatisfy { $0.rate.value > 0 && $0.costPerOutput.value > 0 })
  }

  @Test("Each reason is found where it holds")
  func reasons() throws {
    func reason(_ settings: String...) throws -> RuledOut? {
      let scenario = try point(
        sought,
        settings: [
          "find.space.tensor=[1]", "find.space.pipeline=[1]", "find.space.sequences=[32]",
          "find.space.step-tokens=[2048]",
        ] + settings)
      return DeploymentScreen(DeploymentSpace([scenario]), jobs: 1).ruledOut.first?.reason
    }
    #expect(try reason() == nil)
    #expect(
      try reason("find.space.tensor=[5]") == .conflicts([.heads(32, tensor: 5)]))
    #expect(
      try reason("find.space.data=[4]", "find.space.expert=[3]").map {
        if case .plan = $0 { true } else { false }
      } == true)
    #expect(
      try reason("find.space.sequences=[4096]") == .limits(stepTokens: 2_048, sequences: 4_096))
    if case .memory(let deficit) = try reason("model=llama-3.1-405b") {
      #expect(deficit > Bytes(700e9) && deficit < Bytes(900e9))
    } else {
      Issue.record("a model of 810 GB fits on 80 GB")
    }
    if case .missesAlone(let margins) = try reason(
      "objectives.time-per-output-token=5 ms at p90")
    {
      #expect(margins.map(\.subject) == [.timePerOutputToken])
    } else {
      Issue.record("a token takes less than its weights do to be read")
    }
  }

  @Test("Searching by screening finds the winner of simulating everything")
  func exhaustive() throws {
    let scenario = try scenario(
      "find.confirmations=2", "find.accuracy=20 %", "find.space.tensor=[1, 2]",
      "find.space.weights=[native]", "find.space.step-tokens=[2048]")
    let space = DeploymentSpace([scenario])
    let search = try DeploymentSearch(space, goal: .throughput, effort: brief, jobs: 2)
    let best = try #require(search.best)
    let screen = DeploymentScreen(space, jobs: 2)
    var outputs: [Double] = []
    for item in screen.kept {
      let capacity = try CapacitySearch(
        item.candidate.scenario(in: space), effort: brief, jobs: 2)
      guard let output = capacity.value(of: .outputPerAccelerator) else { continue }
      outputs.append(output)
    }
    let all = try #require(outputs.max())
    // The accuracy of the search decides between candidates that are nearer than that.
    #expect(try #require(best.score) >= all / 1.2, "\(best.screened.candidate.label)")
    #expect(search.confirmed.count <= 2)
  }

  @Test("Screen, search and tables are the same on one thread and on two")
  func threads() throws {
    let space = DeploymentSpace([
      try scenario("find.confirmations=1", "find.accuracy=30 %", "find.runs=2")
    ])
    let texts = try [1, 2].map { jobs in
      let search = try DeploymentSearch(space, goal: .cost, effort: brief, jobs: jobs)
      let provenance = Provenance(
        programVersion: "1", scenario: "t", scenarioHash: "a", dataHash: "b", seed: 1,
        replications: 2)
      return search.table(provenance: provenance).csv
        + search.screenTable(provenance: provenance).csv
        + search.frontTable(provenance: provenance).csv + search.reasonTable().csv
        + search.answer.joined()
    }
    #expect(texts[0] == texts[1])
  }

  @Test("No operating point of the front is beaten in both respects by any candidate")
  func front() throws {
    let screen = DeploymentScreen(DeploymentSpace([try scenario()]), jobs: 2)
    #expect(!screen.front.isEmpty && screen.dominated > 0)
    for point in screen.front {
      #expect(
        !screen.front.contains {
          $0.tokensPerUser > point.tokensPerUser
            && $0.outputPerAccelerator > point.outputPerAccelerator
            && $0.costPerOutput < point.costPerOutput
        })
    }
  }

  @Test("A space left open holds the plans that a replica has room for")
  func defaults() throws {
    let scenario = try point(sought, settings: ["find.largest-replica=8"])
    let space = DeploymentSpace([scenario])
    #expect(space.count > 100)
    #expect(space.machines.allSatisfy { $0.tensor * $0.pipeline * $0.data <= 8 && $0.data == 1 })
    #expect(
      space.machines.contains { $0.tensor == 8 } && space.machines.contains { $0.pipeline == 4 })
  }
}

@Suite("Steady states")
struct SteadyStateTests {
  private func state(_ settings: String...) throws -> SteadyState<StepTimePredictor> {
    try #require(try ServingStudy(point(sought, settings: settings)).steadyState)
  }

  @Test("Little's law: as many decode as arrive in the time that one decodes")
  func littlesLaw() throws {
    let state = try state()
    for x in [0.01, 0.1, 0.5] {
      let point = state.point(perStep: x)
      #expect(abs(point.batch / (point.rate * state.decodeSteps * point.step) - 1) < 1e-9)
    }
  }

  @Test("The share of every promise falls with the load")
  func monotone() throws {
    let scenario = try point(sought)
    let state = try state()
    let shares = [0.01, 0.05, 0.1, 0.2, 0.4].map { x in
      state.prediction(at: state.point(perStep: x), for: scenario.objectives)
        .margins.filter { $0.subject != .load }.map(\.share)
    }
    for (less, more) in zip(shares, shares.dropFirst()) {
      #expect(zip(less, more).allSatisfy { $0 >= $1 - 1e-9 })
    }
  }

  @Test("Capacity never falls with bandwidth or arithmetic, nor rises with tighter objectives")
  func capacity() throws {
    let scenario = try point(sought)
    let study = try ServingStudy(scenario)
    let mix = try #require(
      RequestMix(scenario.workload, contextLimit: scenario.model.contextLength))
    func capacity(_ property: MachineProperty, times factor: Double) throws -> Double {
      let faster = scenario.deployment.with(
        cluster: scenario.deployment.cluster.with(property, times: factor))
      let predictor = try StepTimePredictor(
        deployment: faster, calibration: scenario.calibration,
        host: scenario.engine.hostOverhead)
      let limits = try #require(study.steadyState).engine
      let state = SteadyState(
        predictor: predictor, mix: mix,
        engine: SteadyState<StepTimePredictor>.EngineLimits(
          scenario.engine, of: faster, cacheBlocks: study.replica.cacheBlocks, mix: mix))
      #expect(state.engine == limits)
      return state.capacity(for: scenario.objectives)?.rate ?? 0
    }
    for property in [MachineProperty.memoryBandwidth, .peak] {
      let base = try capacity(property, times: 1)
      #expect(base > 0)
      #expect(try capacity(property, times: 1.5) >= base * 0.999, "\(property)")
      #expect(try capacity(property, times: 0.7) <= base * 1.001, "\(property)")
    }
    let strict = Objectives(
      timeToFirstToken: LatencyObjective(limit: Seconds(0.1), percentile: 0.9),
      timePerOutputToken: scenario.objectives.timePerOutputToken)
    let state = try state()
    let rates = [scenario.objectives, strict].map { state.capacity(for: $0)?.rate ?? 0 }
    #expect(rates[1] <= rates[0])
  }
}
