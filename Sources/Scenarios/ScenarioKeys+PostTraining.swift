import Training

extension ScenarioKeys {
  /// Reinforcement learning of the model, on samples that the fleet's engines write.
  static let postTraining: [ScenarioKey] = [
    ScenarioKey(
      "post-training", "a mapping", .section,
      "Reinforcement learning of the model: `fleet` says how its samples are written, the keys here "
        + "what is learnt from them and on what."),
    ScenarioKey(
      "post-training.algorithm", "ppo or grpo", .choice(words(PostTrainingAlgorithm.self)),
      standard: "grpo",
      "`ppo` trains a critic beside the actor; `grpo` compares the samples of a prompt instead."),
    ScenarioKey(
      "post-training.prompts", "a whole number from 1, such as 512", .count(1...1_000_000),
      standard: "512", "Prompts of one iteration."),
    ScenarioKey(
      "post-training.samples-per-prompt", "a whole number from 1, such as 8",
      .count(1...10_000), standard: "8", "Samples written to each prompt."),
    ScenarioKey(
      "post-training.prompt-tokens",
      "tokens, such as 400 or lognormal(median 400, p95 1200)", .distribution,
      "Tokens of a prompt; drawn for each, the same in all alternatives."),
    ScenarioKey(
      "post-training.response-tokens",
      "tokens, such as 2000 or lognormal(median 1500, p95 8000)", .distribution,
      "Tokens of a response; drawn for each sample, the same in all alternatives."),
    ScenarioKey(
      "post-training.prompt-limit", "a whole number of tokens from 1", .count(1...100_000_000),
      standard: "2048", "Prompts are cut to so many tokens."),
    ScenarioKey(
      "post-training.response-limit", "a whole number of tokens from 1", .count(1...100_000_000),
      standard: "8192", "Responses end after so many tokens."),
    ScenarioKey(
      "post-training.epochs", "a whole number from 1", .count(1...1_000), standard: "1",
      "Times that all samples of an iteration are learnt from."),
    ScenarioKey(
      "post-training.mini-batches", "a whole number from 1", .count(1...100_000), standard: "1",
      "Optimizer steps of one epoch; they divide the samples."),
    ScenarioKey(
      "post-training.iterations", "a whole number from 1, such as 1000", .count(1...10_000_000),
      "Iterations of the whole run; left out, one iteration is measured and no run."),
    ScenarioKey(
      "post-training.critic", "a model of the catalog, such as llama-3.1-8b", .text,
      "What `ppo` trains beside the actor; left out, a model like it."),
    ScenarioKey(
      "post-training.reference", "actor or none", .choice(["actor", "none"]), standard: "actor",
      "Whether a frozen actor gives the log-probabilities from which it must not go far."),
    ScenarioKey(
      "post-training.reward", "rule, or a model of the catalog, such as llama-3.1-8b", .text,
      standard: "rule",
      "What scores samples: a rule, such as a test, that runs on hosts beside the rollout, or a "
        + "model."),
    ScenarioKey(
      "post-training.reward-time", "a duration, such as 10 s", .quantity, standard: "0 s",
      "What a rule takes after the last sample."),
    ScenarioKey(
      "post-training.old-log-probabilities", "recomputed or of-rollout",
      .choice(words(OldLogProbabilities.self)), standard: "recomputed",
      "Whether the training engine computes those of the samples again, or takes the rollout's."),
    ScenarioKey(
      "post-training.packing", "packed or padded", .choice(["packed", "padded"]),
      standard: "packed",
      "Whether samples are laid one after another into rows, or each takes the place of the "
        + "longest."),
    ScenarioKey(
      "post-training.row-tokens", "a whole number of tokens from 1", .count(1...100_000_000),
      "Tokens of a packed row, which is a microbatch; left out, prompt and response limit."),
    ScenarioKey(
      "post-training.placement", "colocated or split", .choice(["colocated", "split"]),
      standard: "colocated",
      "Whether all accelerators take turns at writing and learning, or two pools divide the work."),
    ScenarioKey(
      "post-training.schedule", "synchronous or one-step-off",
      .choice(words(PostTrainingSchedule.self)), standard: "synchronous",
      "Of split pools: whether one waits for the other, or samples are written while those before "
        + "are learnt from."),
    ScenarioKey(
      "post-training.accelerators", "a whole number from 1, such as 64", .count(1...1_000_000),
      "Accelerators that learn; where colocated, all there are."),
    ScenarioKey(
      "post-training.rollout-accelerators", "a whole number from 1, such as 64",
      .count(1...1_000_000),
      "Accelerators that write samples where pools are split; colocated ones are shared."),
    ScenarioKey(
      "post-training.offload", "never or when-needed", .choice(words(OffloadRule.self)),
      standard: "when-needed",
      "Whether states may leave for the memory of the hosts where they do not fit."),
    ScenarioKey(
      "post-training.precision", "a number format", .choice(["bf16", "fp16", "fp8"]),
      standard: "bf16", "Arithmetic of the matrix products that learn."),
    ScenarioKey(
      "post-training.recompute", "none, selective or full",
      .choice(["none", "selective", "full"]), standard: "full",
      "Activations computed again in the backward pass."),
    ScenarioKey(
      "post-training.sharding", "zero-0 to zero-3",
      .choice(["zero-0", "zero-1", "zero-2", "zero-3"]), standard: "zero-3",
      "What the data-parallel ranks share: optimizer, gradients, parameters."),
    ScenarioKey(
      "post-training.micro-batch", "a whole number from 1", .count(1...1_000_000), standard: "1",
      "Padded sequences of a microbatch."),
    ScenarioKey(
      "post-training.plan", "a mapping", .section,
      "How each model is cut over the devices that learn; data parallelism takes the rest."),
    ScenarioKey(
      "post-training.plan.tensor", "a whole number from 1", .count(1...100_000), standard: "1",
      "Devices that share every matrix."),
    ScenarioKey(
      "post-training.plan.pipeline", "a whole number from 1", .count(1...100_000), standard: "1",
      "Stages that the layers are cut into."),
    ScenarioKey(
      "post-training.plan.context", "a whole number from 1", .count(1...100_000), standard: "1",
      "Devices that share the tokens of a row."),
    ScenarioKey(
      "post-training.plan.expert", "a whole number from 1", .count(1...100_000), standard: "1",
      "Ranks that share the routed experts."),
  ]

  private static func words<Choice: CaseIterable & RawRepresentable<String>>(
    _ type: Choice.Type
  ) -> [String] {
    type.allCases.map(\.rawValue)
  }
}
