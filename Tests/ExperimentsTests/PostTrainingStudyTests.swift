import Experiments
import Hardware
import LanguageModels
import OutputAnalysis
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing
import Training

@Suite("Reinforcement learning on engines of the serving system")
struct PostTrainingStudyTests {
  static let machine = try! point(chat)

  static func cluster(_ accelerators: Int) -> Cluster {
    Cluster(
      accelerator: machine.accelerator, system: machine.system, accelerators: accelerators)
  }

  static func study(
    _ algorithm: PostTrainingAlgorithm, prompts: Int = 32, samplesPerPrompt: Int = 4,
    placement: PostTrainingPlacement? = nil, seed: UInt64 = 1, isCaching: Bool = false
  ) throws -> PostTrainingStudy {
    let model = PostTrainedModel(
      architecture: machine.model,
      plan: try TrainingPlan(globalBatch: 1, recompute: .full, sharding: .weights))
    let terms = try PostTrainingTerms(
      algorithm: algorithm, prompts: prompts, samplesPerPrompt: samplesPerPrompt,
      promptTokens: .lognormal(median: 300, p95: 900),
      responseTokens: .lognormal(median: 500, p95: 2_500), promptLimit: 1_000,
      responseLimit: 4_000, actor: model, critic: algorithm.hasCritic ? model : nil,
      reference: model, reward: .rule(Seconds(1)),
      rollout: Deployment(
        model: machine.model, cluster: machine.deployment.cluster, plan: ParallelismPlan(),
        weights: machine.model.weights, cacheFormat: .bf16),
      reserve: machine.engine.memory, placement: placement ?? .colocated(cluster(8)))
    return try PostTrainingStudy(
      terms, engine: machine.engine, calibration: machine.calibration,
      prefixCache: isCaching
        ? point(chat, settings: ["fleet.engine.prefix-cache=device"]).prefixCache : nil,
      seed: seed)
  }

  static let runs = try! study(.grpo).run(replications: 4, jobs: 2)

  @Test("Every sample is written once, to its length, in each iteration")
  func conservation() throws {
    for (replication, run) in Self.runs.enumerated() {
      let lengths = PostTrainingLengths(
        try Self.study(.grpo).terms, seed: 1, replication: replication)
      #expect(lengths.prompts.count == 32 && lengths.responses.count == 128)
      #expect(run.written.outputTokens == lengths.responses.reduce(0, +))
      #expect(run.written.rollout.samples.count == 128)
      #expect(run.written.rollout.samples.promptTokens == lengths.prompts.reduce(0, +) * 4)
      #expect(run.written.rollout.cachedPromptTokens == 0)
    }
  }

  @Test("The longest sample alone is no slower than all, and all are no slower than in turn")
  func bounds() throws {
    let study = try Self.study(.grpo, prompts: 8, samplesPerPrompt: 1)
    let lengths = PostTrainingLengths(study.terms, seed: 1, replication: 0)
    func makespan(_ lengths: PostTrainingLengths) throws -> Seconds {
      try study.rollout.run(lengths, replicas: 1, seed: 1, replication: 0).rollout.duration
    }
    let alone = try zip(lengths.prompts, lengths.responses).map {
      try makespan(PostTrainingLengths(prompts: [$0], responses: [$1]))
    }
    let all = try makespan(lengths)
    #expect(all >= alone.max()!)
    #expect(all <= alone.reduce(.zero, +))
  }

  @Test("More replicas never lengthen the rollout, and the longest sample bounds what they save")
  func replicas() throws {
    let study = try Self.study(.grpo)
    for replication in 0..<3 {
      let lengths = PostTrainingLengths(study.terms, seed: 1, replication: replication)
      let times = try [1, 2, 4, 8].map {
        try study.rollout.run(lengths, replicas: $0, seed: 1, replication: replication)
          .rollout.duration.value
      }
      for (fewer, more) in zip(times, times.dropFirst()) { #expect(more <= fewer * 1.01) }
      let longest = lengths.responses.max()!
      let at = lengths.responses.firstIndex(of: longest)!
      let alone = try study.rollout.run(
        PostTrainingLengths(prompts: [lengths.prompts[at / 4]], responses: [longest]),
        replicas: 1, seed: 1, replication: 0)
      #expect(times.last! >= alone.rollout.duration.value)
    }
  }

  @Test("Engines that cache prefixes compute a prompt once for all its samples")
  func prefixes() throws {
    let study = try Self.study(.grpo, prompts: 96, isCaching: true)
    let block = Self.machine.engine.blockTokens
    let lengths = PostTrainingLengths(study.terms, seed: 1, replication: 0)
    let written = try study.rollout.run(lengths, replicas: 1, seed: 1, replication: 0).rollout
    // Whole blocks of all but the first sample; the last token is computed always.
    let most = lengths.prompts.reduce(0) { $0 + 3 * (($1 - 1) / block * block) }
    #expect(written.cachedPromptTokens <= most)
    // But for the last step's prompts.
    #expect(Double(written.cachedPromptTokens) > 0.95 * Double(most))
    let unshared = try Self.study(.grpo, prompts: 96).rollout.run(
      lengths, replicas: 1, seed: 1, replication: 0
    ).rollout
    #expect(written.duration < unshared.duration)
  }

  @Test("A rollout ends in a tail in which fewer than half of its places are taken")
  func tail() {
    for run in Self.runs {
      #expect(run.written.course.mostAtOnce == 128)
      #expect(run.written.tailShare > 0.3 && run.written.tailShare < 1)
      #expect(run.written.occupancy > 0 && run.written.occupancy < 1)
    }
  }

  @Test("PPO and GRPO learn from the same samples, which take the same time to write")
  func commonRandomNumbers() throws {
    let ppo = try Self.study(.ppo).run(replications: 4, jobs: 1)
    for (one, other) in zip(ppo, Self.runs) {
      #expect(one.written == other.written)
      #expect(one.iteration.duration > other.iteration.duration)
      #expect(one.iteration[.rollout] == other.iteration[.rollout])
    }
    // One sample each for four times the prompts are the same responses.
    let single = try Self.study(.ppo, prompts: 128, samplesPerPrompt: 1).run(replication: 0)
    #expect(
      single.written.rollout.samples.responseTokens
        == Self.runs[0].written.rollout.samples.responseTokens)
  }

  @Test("Iterations are the same on one thread and on two, and others under another seed")
  func determinism() throws {
    #expect(try Self.study(.grpo).run(replications: 4, jobs: 1) == Self.runs)
    #expect(try Self.study(.grpo, seed: 2).run(replication: 0) != Self.runs[0])
  }
}
