import Hardware
import LanguageModels
import Performance
import Quantities
import Testing
import Training

@Suite("An iteration of reinforcement learning")
struct PostTrainingTests {
  static let model = Fixtures.llama8B

  /// The FLOPs of one forward pass over samples, from the model's dimensions.
  static func forward(_ samples: SampledSequences) -> Double {
    let pairs = samples.pairs
    return 2 * Double(model.matrixParameters) * Double(samples.tokens)
      + 32 * 4 * 32 * 128 * pairs
  }

  @Test("PPO takes 22 FLOPs for each parameter and token, GRPO 12, or 14 with a reward model")
  func work() throws {
    let samples = Fixtures.samples
    func passes(_ terms: PostTrainingTerms) -> Double {
      PostTrainingWork(terms, samples).total.value / Self.forward(samples)
    }
    // In passes of 2 FLOPs for each parameter and token.
    #expect(agree(passes(try Fixtures.terms(.ppo)), 11))
    #expect(agree(passes(try Fixtures.terms(.grpo, reward: .rule(.zero))), 6))
    #expect(agree(passes(try Fixtures.terms(.grpo)), 7))
    #expect(agree(passes(try Fixtures.terms(.grpo, old: .ofRollout)), 6))
    // Further epochs are updates alone: the critic takes 2 and 6 each.
    for epochs in [1, 3] {
      let saved =
        passes(try Fixtures.terms(.ppo, epochs: epochs))
        - passes(try Fixtures.terms(.grpo, epochs: epochs))
      #expect(agree(saved, 1 + 3 * Double(epochs)))
    }
  }

  @Test("A prompt found computed already is not computed again")
  func cachedPrompts() throws {
    let terms = try Fixtures.terms(.grpo)
    let samples = Fixtures.samples
    let cached = samples.promptTokens * 3 / 4
    let saved =
      PostTrainingWork(terms, samples)[.rollout].value
      - PostTrainingWork(terms, samples, cachedPromptTokens: cached)[.rollout].value
    #expect(agree(saved, 2 * Double(Self.model.matrixParameters) * Double(cached)))
  }

  @Test("PPO holds 40 bytes for each parameter, GRPO 20, or 22 with a reward model")
  func states() throws {
    let whole = Fixtures.trained(Self.model, sharding: .none)
    let one = PostTrainingPlacement.colocated(Fixtures.hosted(1))
    func perParameter(_ algorithm: PostTrainingAlgorithm, _ reward: RewardSource) throws -> Double {
      let terms = try Fixtures.terms(
        algorithm, model: whole, reward: reward, placement: one)
      return try PostTrainingMemory(terms).states.value / Double(Self.model.parameters)
    }
    #expect(agree(try perParameter(.ppo, .model(whole)), 40))
    #expect(agree(try perParameter(.grpo, .rule(.zero)), 20))
    #expect(agree(try perParameter(.grpo, .model(whole)), 22))
    // Over ranks that share everything, each has its part.
    let shared = try PostTrainingMemory(Fixtures.terms(.ppo))
    #expect(agree(shared.states.value, 40 * Double(Self.model.parameters) / 16))
  }

  @Test("Stages add up where pools wait, and the slower pool decides where they do not")
  func placements() throws {
    func split(_ schedule: PostTrainingSchedule) -> PostTrainingPlacement {
      .split(
        rollout: Fixtures.hosted(8), training: Fixtures.hosted(8), schedule: schedule)
    }
    for algorithm in PostTrainingAlgorithm.allCases {
      for rollout in [Seconds(5), Seconds(500)] {
        let waiting = try Fixtures.iteration(
          Fixtures.terms(algorithm, placement: split(.synchronous)), rollout: rollout)
        let ahead = try Fixtures.iteration(
          Fixtures.terms(algorithm, placement: split(.oneStepOff)), rollout: rollout)
        #expect(waiting.rows == ahead.rows)
        let stages = PostTrainingStage.allCases.reduce(Seconds.zero) { $0 + waiting[$1] }
        #expect(agree(waiting.duration.value, stages.value))
        #expect(
          agree(
            ahead.duration.value,
            (max(rollout, waiting.learning) + waiting[.synchronization]).value))
        #expect(ahead.duration == ahead.pools.map(\.busy).max())
        #expect(ahead.pools.contains { $0.idle == .zero })
        #expect(ahead.terms.placement.staleness == 1 && waiting.terms.placement.staleness == 0)
        for pool in waiting.pools + ahead.pools { #expect(pool.idle >= .zero) }
        #expect(waiting.pools.map(\.accelerators) == [8, 8])
        // What one pool waits for is what the other does alone.
        #expect(agree(waiting.pools[0].idle.value, waiting.learning.value))
        #expect(agree(waiting.pools[1].idle.value, rollout.value))
      }
      let together = try Fixtures.iteration(Fixtures.terms(algorithm))
      #expect(together.pools.count == 1 && together.pools[0].accelerators == 16)
      #expect(together.pools[0].idle == .zero)
      #expect(agree(together.acceleratorTime.value, together.duration.value * 16))
    }
  }

  @Test("The saving of GRPO is the critic's stages and its states on the way to the host")
  func saving() throws {
    let ppo = try Fixtures.iteration(Fixtures.terms(.ppo))
    let grpo = try Fixtures.iteration(Fixtures.terms(.grpo))
    for stage in PostTrainingStage.allCases {
      switch stage {
      case .criticValues, .criticUpdate:
        #expect(ppo[stage] > .zero && grpo[stage] == .zero)
      case .offload: #expect(ppo[stage] > grpo[stage])
      default: #expect(ppo[stage] == grpo[stage])
      }
    }
    // Models of one size take the same time, once forward and once to update.
    #expect(ppo[.criticUpdate] == ppo[.actorUpdate])
    #expect(ppo[.criticValues] == ppo[.referenceLogProbabilities])
    let critic = ppo[.criticValues] + ppo[.criticUpdate] + ppo[.offload] - grpo[.offload]
    #expect(agree((ppo.duration - grpo.duration).value, critic.value))
    // Groups of one sample cost what groups of many do: it is samples that are paid.
    let single = try Fixtures.iteration(
      Fixtures.terms(.grpo, prompts: 256, samplesPerPrompt: 1))
    #expect(single.rows == grpo.rows)
  }

  @Test("A forward pass takes the forward part of a step, and updates as many steps as asked")
  func passes() throws {
    let plan = Fixtures.trained(Self.model, sharding: .optimizer)
    let once = try Fixtures.iteration(Fixtures.terms(.ppo, model: plan))
    #expect(once.actorStep.run.plan.data == 16)
    #expect(agree(once[.oldLogProbabilities].value, once.actorStep[.forward].value))
    #expect(agree(once[.actorUpdate].value, once.actorStep.duration.value))
    let often = try Fixtures.iteration(
      Fixtures.terms(.ppo, epochs: 3, miniBatches: 4, model: plan))
    #expect(agree(often[.actorUpdate].value, often.actorStep.duration.value * 12))
    #expect(often[.oldLogProbabilities] == once[.oldLogProbabilities])
    // Smaller batches wait for gradients more often.
    #expect(often[.actorUpdate] > once[.actorUpdate] * 3)
    // A pipeline fills once, without the way back.
    let piped = Fixtures.trained(Self.model, pipeline: 4, sharding: .optimizer)
    let stages = try Fixtures.iteration(Fixtures.terms(.ppo, model: piped))
    let step = stages.actorStep
    let microBatches = Double(step.run.plan.microBatches)
    #expect(
      agree(
        stages[.oldLogProbabilities].value,
        (step.forward * (microBatches + 3) + step[.pipelineTransfer] / 2).value))
  }

  @Test("Packed rows hold the tokens and the pairs of the samples; padding is paid")
  func handling() throws {
    let samples = Fixtures.samples
    let packed = try Fixtures.iteration(Fixtures.terms(.grpo))
    let run = packed.actorStep.run
    #expect(agree(run.tokensPerStep, Double(samples.tokens), within: 0.01))
    let pairs = run.tokensPerStep * Double(run.sequence + 1) / 2
    #expect(agree(pairs, samples.pairs, within: 0.25))
    let padded = try Fixtures.iteration(Fixtures.terms(.grpo, handling: .padded))
    #expect(padded.actorStep.run.sequence == samples.longest)
    #expect(padded.actorStep.run.tokensPerStep == Double(samples.count * samples.longest))
    #expect(padded.duration > packed.duration)
    #expect(padded.work == packed.work)
    // Samples of one length leave nothing to pad.
    let equal = try SampledSequences((0..<256).map { _ in (prompt: 1_000, response: 7_000) })
    let times = try [SequenceHandling.padded, .packed(tokens: 8_000)].map {
      try Fixtures.iteration(Fixtures.terms(.grpo, handling: $0), samples: equal).duration.value
    }
    #expect(agree(times[0], times[1], within: 1e-6))
  }

  @Test("More samples take longer, more accelerators less, and dollars follow accelerator-time")
  func metamorphic() throws {
    let half = try SampledSequences(
      (0..<128).map { (prompt: 500 + 2 * $0, response: 200 + 46 * $0) })
    let (few, many) = try (
      Fixtures.iteration(Fixtures.terms(.ppo, prompts: 32), samples: half),
      Fixtures.iteration(Fixtures.terms(.ppo))
    )
    #expect(few.learning < many.learning)
    let wide = try Fixtures.iteration(
      Fixtures.terms(.ppo, placement: .colocated(Fixtures.hosted(32))))
    #expect(wide.learning < many.learning)
    let price = USDollarsPerSecond(2 / 3_600)
    let cost = many.cost(rollout: price, training: price)
    #expect(agree(cost.value, many.acceleratorTime.value / 3_600 * 2))
    #expect(
      agree(
        many.costPerMillionTokens(rollout: price, training: price).value,
        cost.value / Double(Fixtures.samples.responseTokens) * 1e6))
  }

  @Test("What cannot be is refused with its reason")
  func refused() throws {
    #expect(throws: PostTrainingError.emptySample(prompt: 10, response: 0)) {
      try SampledSequences([(prompt: 10, response: 5), (prompt: 10, response: 0)])
    }
    #expect(throws: PostTrainingError.noSamples) { try SampledSequences([]) }
    #expect(throws: PostTrainingError.miniBatches(7, samples: 256)) {
      try Fixtures.terms(.grpo, miniBatches: 7)
    }
    #expect(throws: PostTrainingError.outOfRange("prompts", 0)) {
      try Fixtures.terms(.grpo, prompts: 0)
    }
    #expect(throws: PostTrainingError.shortRow(4_000, longest: 8_000)) {
      try Fixtures.terms(.grpo, handling: .packed(tokens: 4_000))
    }
    #expect(throws: PostTrainingError.replicas(accelerators: 6, perReplica: 4)) {
      try Fixtures.terms(
        .grpo, servingTensor: 4, placement: .colocated(Fixtures.hosted(6)))
    }
    let terms = try Fixtures.terms(.grpo, model: Fixtures.trained(Self.model, tensor: 32))
    #expect(throws: PostTrainingError.devices(.actor, 16, perCopy: 32)) {
      try Fixtures.iteration(terms)
    }
    let long = try SampledSequences([(prompt: 1_000, response: 7_001)])
    #expect(throws: PostTrainingError.tooLong(8_001, longest: 8_000)) {
      try Fixtures.iteration(Fixtures.terms(.grpo), samples: long)
    }
  }
}
