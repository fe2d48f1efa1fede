import LanguageModels
import Quantities
import Scenarios
import Testing
import Training

@testable import Experiments

@Suite("One cluster that trains and serves")
struct TrainOrServeTests {
  private static let text = """
    model: llama-3.1-8b
    workload:
      arrivals: poisson(4 /s)
      prompt-tokens: lognormal(median 400, p95 1500)
      output-tokens: lognormal(median 100, p95 300)
    fleet: {accelerator: h100-sxm}
    objectives: {time-per-output-token: 40 ms at p95}
    cluster: {accelerators: 64}
    training:
      tokens: 100 B
      within: 20 days
      accelerators: 32
      sequence: 4096
      global-batch: 256
      goodput: 95 %
      micro-batch: 1
      recompute: none
      sharding: zero-2
      plan: {search: fastest, context: 1}
    find: {accuracy: 15 %, runs: 2}
    """

  @Test("Machines are in one place, what trains more serves less, and the needs are the least")
  func divisions() throws {
    let scenario = try point(Self.text)
    let found = try TrainOrServe(scenario, jobs: 2)
    #expect(found.divisions.first?.training == 0 && found.divisions.last?.training == 64)
    for division in found.divisions { #expect(division.training + division.serving <= 64) }
    for (less, more) in zip(found.divisions, found.divisions.dropFirst()) {
      #expect(less.training < more.training)
      #expect(less.tokensPerDay >= more.tokensPerDay)
      #expect(more.outputPerDay < more.tokensPerDay || more.serving == 0)
      if let before = less.time, let after = more.time { #expect(after <= before) }
      if let before = less.largest, let after = more.largest {
        #expect(after.parameters >= before.parameters)
      }
    }
    let question = try #require(scenario.training)
    let planner = TrainingPlanner(scenario, question)
    let need = try #require(found.trainingNeed)
    let deadline = try #require(question.deadline)
    #expect(try #require(planner.time(on: need.accelerators)) <= deadline)
    if need.accelerators > planner.unit {
      #expect(try #require(planner.time(on: need.accelerators - planner.unit)) > deadline)
    }
    let largest = try #require(found.divisions.last?.largest)
    #expect(largest.time <= deadline)
    let perParameter = question.tokens.value / Double(scenario.model.activeParameters)
    #expect(abs(largest.tokens.value / largest.activeParameters / perParameter - 1) < 1e-9)
  }

  @Test("Machines and power beyond those that there are make each part infeasible, with the fix")
  func limits() throws {
    for (setting, word) in [
      ("cluster.accelerators=16", "16 that there are"), ("cluster.power=20 kW", "20.0 kW"),
    ] {
      let training = try #require(
        ScenarioVerdicts(point(Self.text, settings: [setting])).training)
      #expect(!training.isFeasible)
      #expect(training.reason.contains(word), "\(training.reason)")
      #expect(training.remedy != nil)
    }
    let verdicts = try ScenarioVerdicts(
      point(Self.text, settings: ["cluster.accelerators=32", "fleet.replicas=33"]))
    #expect(verdicts.training?.isFeasible == true, "just enough")
    #expect(verdicts.serving?.isFeasible == false, "one too many")
  }
}
