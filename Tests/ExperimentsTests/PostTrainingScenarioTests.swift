import Experiments
import OutputAnalysis
import Scenarios
import Testing

@Suite("Scenarios of reinforcement learning")
struct PostTrainingScenarioTests {
  static let text = """
    model: llama-3.1-8b
    fleet: {accelerator: h100-sxm, system: dgx-h100, engine: {prefix-cache: device}}
    post-training:
      prompts: 16
      samples-per-prompt: 4
      prompt-tokens: lognormal(median 300, p95 900)
      response-tokens: lognormal(median 400, p95 1500)
      prompt-limit: 1024
      response-limit: 2048
      iterations: 100
      accelerators: 8
    replications: 3
    alternatives:
      ppo: {post-training: {algorithm: ppo}}
      grpo: {post-training: {algorithm: grpo}}
      split:
        post-training: {placement: split, rollout-accelerators: 4, accelerators: 4}
      ahead:
        post-training:
          placement: split
          schedule: one-step-off
          rollout-accelerators: 4
          accelerators: 4
    """

  static let outcome = try! result(text)

  private func values(_ metric: Metric, of alternative: Int) -> [Double] {
    Self.outcome.points[alternative].values(of: metric)
  }

  @Test("Stages of every run add up to its iteration, and money to the time of all accelerators")
  func sums() {
    let stages: [Metric] = [
      .rolloutTime, .rewardTime, .logProbabilityTime, .criticValueTime, .criticUpdateTime,
      .actorUpdateTime, .offloadTime, .synchronizationTime,
    ]
    for alternative in 0..<3 {
      let whole = values(.iteration, of: alternative)
      #expect(whole.count == 3)
      for (run, time) in whole.enumerated() {
        let sum = stages.reduce(0) { $0 + values($1, of: alternative)[run] }
        #expect(abs(sum / time - 1) < 1e-9)
        #expect(abs(values(.postTrainingHours, of: alternative)[run] * 3_600 / 8 / time - 1) < 1e-9)
        #expect(
          abs(values(.postTrainingTime, of: alternative)[run] * 86_400 / 100 / time - 1) < 1e-9)
      }
    }
    for run in 0..<3 {
      #expect(values(.iteration, of: 3)[run] < values(.iteration, of: 2)[run])
      // One of the pools waits for nothing.
      #expect(min(values(.idleRollout, of: 3)[run], values(.idleTraining, of: 3)[run]) < 1e-9)
    }
  }

  @Test("Without a critic the rollout is as long, and everything else is less")
  func saving() throws {
    #expect(values(.rolloutTime, of: 0) == values(.rolloutTime, of: 1))
    let saving = try #require(Self.outcome.criticSavings.first)
    #expect(Self.outcome.criticSavings.count == 1)
    #expect(saving.with.alternative == "ppo" && saving.without.alternative == "grpo")
    #expect(saving.ratio(of: .rolloutTime)?.estimate == 1)
    // Six of ten passes, but for prompts that the engines found.
    let work = try #require(saving.ratio(of: .postTrainingWork)).estimate
    #expect(work > 0.55 && work < 0.6)
    // 20 of 38 bytes, the reward being a rule's.
    let states = try #require(saving.ratio(of: .postTrainingStates)).estimate
    #expect(abs(states - 20.0 / 38) < 1e-9)
    for metric in [Metric.iteration, .postTrainingCostPerToken] {
      #expect(try #require(saving.ratio(of: metric)).upper < 1)
    }
  }

  @Test("What cannot be learnt is infeasible with its cause, and what would lift it")
  func infeasible() throws {
    let small = try only(
      Self.text,
      settings: [
        "alternatives=~", "post-training.accelerators=2",
        "post-training.offload=never",
      ])
    guard case .infeasible = small.outcome else {
      Issue.record("\(small.outcome)")
      return
    }
    #expect(small.verdicts.postTraining?.isFeasible == false)
    #expect(small.verdicts.sentence.contains("GB"))
    let cut = try only(
      Self.text, settings: ["alternatives=~", "post-training.plan.tensor=3"])
    #expect(cut.verdicts.sentence.contains("3"))
    #expect(cut.runs.isEmpty)
  }

  @Test("A scenario that serves as well has the measurements of both")
  func both() throws {
    let both = try only(
      Self.text,
      settings: [
        "alternatives=~", "duration=60 s",
        "workload={arrivals: poisson(2 /s), prompt-tokens: 300, output-tokens: 50}",
      ])
    #expect(both.mean(of: .iteration) != nil && both.mean(of: .outputThroughput) != nil)
  }

  @Test("Iterations are the same on one thread and on several")
  func determinism() throws {
    #expect(files(Self.outcome) == files(try result(Self.text, jobs: 1)))
  }
}
