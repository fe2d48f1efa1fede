import Training

/// What is trained, how, and what goes wrong on the way.
extension ScenarioKeys {
  static let training: [ScenarioKey] =
    trainingWork + trainingPlan + trainingOffload + trainingFailures + trainingSaves + cluster

  private static let trainingWork: [ScenarioKey] = [
    ScenarioKey(
      "training", "a mapping", .section,
      "A training run on machines of the same kind; without `workload`, all that the scenario does."
    ),
    ScenarioKey(
      "training.tokens", "an amount of tokens, such as 14.8 T", .amount,
      "Tokens to train on; with `phases`, those of all of them."),
    ScenarioKey(
      "training.within", "a duration, such as 90 days", .quantity,
      "Deadline of the run; left out, it may take as long as it takes."),
    ScenarioKey(
      "training.accelerators", "a whole number from 1, such as 16384", .count(1...10_000_000),
      "Accelerators of the run, spares apart."),
    ScenarioKey(
      "training.sequence", "a whole number of tokens from 1", .count(1...100_000_000),
      standard: "4096", "Tokens per sequence."),
    ScenarioKey(
      "training.global-batch", "a whole number of sequences, such as 2048 sequences",
      .count(1...100_000_000), standard: "2048",
      "Sequences per step."),
    ScenarioKey(
      "training.phases", "names, each with what sets a phase apart", .cases,
      "Stretches of the run one after another, in place of `tokens`; what a phase leaves out is that of "
        + "the run."),
    ScenarioKey(
      "training.phases.*", "a mapping", .section, "One phase, under a name of your choice."),
    ScenarioKey(
      "training.phases.*.tokens", "an amount of tokens, such as 800 B", .amount,
      "Tokens of the phase."),
    ScenarioKey(
      "training.phases.*.sequence", "a whole number of tokens from 1", .count(1...100_000_000),
      "Tokens per sequence."),
    ScenarioKey(
      "training.phases.*.global-batch", "a whole number of sequences, such as 1024 sequences",
      .count(1...100_000_000), "Sequences per step."),
    ScenarioKey(
      "training.phases.*.context", "a whole number from 1", .count(1...100_000),
      "Ranks that share the tokens of one sequence, in place of those of the plan."),
    ScenarioKey(
      "training.precision", "a number format", .choice(TrainingPrecision.allCases.map(\.rawValue)),
      standard: "bf16",
      "Arithmetic of the matrix products; `fp8-block` and `mxfp8` scale blocks of elements apart."),
    ScenarioKey(
      "training.goodput", "a fraction, such as 90 %", .number(0.01...1),
      "Share of time that steps take at full strength, in place of failures, saves and repairs that are "
        + "simulated."),
  ]

  /// Keys of the plan that a search chooses where they are left out.
  static let searched = [
    "training.plan.tensor", "training.plan.pipeline", "training.plan.virtual-stages",
    "training.plan.context", "training.plan.expert", "training.plan.schedule",
    "training.plan.layout", "training.plan.offload", "training.micro-batch", "training.recompute",
    "training.sharding",
    "training.overlap",
  ]

  private static let trainingPlan: [ScenarioKey] = [
    ScenarioKey(
      "training.micro-batch", "a whole number from 1", .count(1...1_000_000), standard: "1",
      "Sequences per forward pass of one rank."),
    ScenarioKey(
      "training.recompute", "none, selective or full",
      .choice(TrainingPlan.Recompute.allCases.map(\.rawValue)), standard: "selective",
      "Activations computed again in the backward pass."),
    ScenarioKey(
      "training.sharding", "zero-0 to zero-3", .choice(["zero-0", "zero-1", "zero-2", "zero-3"]),
      standard: "zero-1",
      "What the data-parallel ranks share: optimizer, gradients, parameters."),
    ScenarioKey(
      "training.overlap", "none, gradients, tensor or dual-pipe",
      .choice(TrainingPlan.Overlap.allCases.map(\.rawValue)), standard: "gradients",
      "Communication behind arithmetic: none, summing gradients, also that of tensor groups, or also the "
        + "exchange with experts."
    ),
    ScenarioKey(
      "training.plan", "fastest, cheapest, or a mapping", .shorthand,
      "How the model is cut over devices; what is left over is data parallel. A word is the `search`."
    ),
    ScenarioKey(
      "training.plan.search", "none, fastest or cheapest", .choice(PlanSearchGoal.words),
      standard: "none",
      "`fastest`, `cheapest`: looks through all plans that fit, with what is stated of the plan kept; "
        + "`cheapest` also through fewer accelerators."),
    ScenarioKey(
      "training.plan.tensor", "a whole number from 1", .count(1...100_000), standard: "1",
      "Devices that share every matrix."),
    ScenarioKey(
      "training.plan.pipeline", "a whole number from 1", .count(1...100_000), standard: "1",
      "Stages that the layers are cut into."),
    ScenarioKey(
      "training.plan.virtual-stages", "a whole number from 1", .count(1...1_000), standard: "1",
      "Chunks of layers that each stage holds, interleaved."),
    ScenarioKey(
      "training.plan.context", "a whole number from 1", .count(1...100_000), standard: "1",
      "Ranks that share the tokens of one sequence."),
    ScenarioKey(
      "training.plan.expert", "a whole number from 1", .count(1...100_000), standard: "1",
      "Ranks that share the routed experts."),
    ScenarioKey(
      "training.plan.schedule", "1f1b, zero-bubble or zero-bubble-twice",
      .choice(TrainingPlan.Schedule.allCases.map(\.rawValue)), standard: "1f1b",
      "The order of forward and backward passes: in turn, or with weight gradients put off into the "
        + "bubble, in the same or in twice the memory."),
    ScenarioKey(
      "training.plan.layout", "even or vocabulary-as-layers",
      .choice(TrainingPlan.Layout.allCases.map(\.rawValue)), standard: "even",
      "Whether embedding and head count as a layer each, so that the first and the last stage hold "
        + "fewer."),
  ]

  private static let trainingOffload: [ScenarioKey] = [
    ScenarioKey(
      "training.plan.offload", "none, optimizer, activations or both",
      .choice(TrainingPlan.Offload.allCases.map(\.rawValue)), standard: "none",
      "What is kept in the memory of the hosts and moved over their links when it is wanted.")
  ]

  private static let trainingFailures: [ScenarioKey] = [
    ScenarioKey(
      "training.failures", "an entry of the catalog, none, or a mapping", .shorthand,
      "What goes wrong on the way; a word is the `preset`."),
    ScenarioKey(
      "training.failures.preset", "an entry of the catalog such as meta-rsc-1, or none", .text,
      "Rates, detection, restarts, repairs and slow nodes of a fleet on record; left out, what the catalog "
        + "has for the accelerator. The keys below replace parts of it."),
    ScenarioKey(
      "training.failures.accelerator", "a duration, such as 50000 h", .quantity,
      "Mean time between failures of one accelerator; its node goes to repair."),
    ScenarioKey(
      "training.failures.node", "a duration, such as 150000 h", .quantity,
      "Mean time between failures of one node beside its accelerators."),
    ScenarioKey(
      "training.failures.domain", "a duration, such as 100000 h", .quantity,
      "Mean time between failures of all nodes of a scale-up domain at once."),
    ScenarioKey(
      "training.failures.job", "a duration, such as 30 h", .quantity,
      "Mean time between failures of the software, which do not grow with the machine."),
    ScenarioKey(
      "training.failures.node-size", "a whole number from 1", .count(1...1_024),
      "Accelerators that fail and are replaced together; left out, those of the preset's nodes, or 8, and "
        + "no more than the system holds."),
    ScenarioKey(
      "training.failures.shape", "a number, such as 0.8", .number(0.2...20),
      "Weibull shape of the time between failures of hardware; 1 is exponential."),
    ScenarioKey(
      "training.failures.detection", "a distribution of durations, such as exponential(30 s)",
      .distribution, "From a failure until it is noticed; drawn for each."),
    ScenarioKey(
      "training.failures.restart",
      "a distribution of durations, such as lognormal(median 10 min, p95 40 min)", .distribution,
      "From a diagnosis until processes run again, loading of the checkpoint apart; drawn for each."
    ),
    ScenarioKey(
      "training.failures.repair",
      "a distribution of durations, such as lognormal(median 6 h, p95 72 h)", .distribution,
      "How long a failed node is away; drawn for each."),
    ScenarioKey(
      "training.stragglers", "a mapping", .section,
      "Slow nodes, in place of those of the preset."),
    ScenarioKey(
      "training.stragglers.share", "a fraction, such as 0.5 %", .number(0...1),
      "Chance that a node is slow when the run begins; left out, none is."),
    ScenarioKey(
      "training.stragglers.onset", "a duration, such as 20000 h", .quantity,
      "Mean time until a node becomes slow; left out, none does."),
    ScenarioKey(
      "training.stragglers.slowdown", "a fraction, such as 10 %", .number(0...100),
      "What a step with a slow node takes longer."),
    ScenarioKey(
      "training.stragglers.detection", "a distribution of durations, such as exponential(12 h)",
      .distribution, "Until a slow node is found and swapped; left out, it stays."),
  ]

  private static let trainingSaves: [ScenarioKey] = [
    ScenarioKey(
      "training.spares", "a fraction, such as 2 %", .number(0...10),
      "Nodes that stand ready to take a failed one's place, of those of the run; paid for. Left out, as "
        + "many as with 99 % certainty are in repair at once."),
    ScenarioKey(
      "training.shortage", "wait or shrink", .choice(ShortageWords.all), standard: "wait",
      "What a run does that lacks nodes: stands still, or goes on with fewer data-parallel replicas."
    ),
    ScenarioKey(
      "training.checkpoint", "optimal, a duration, or a mapping", .shorthand,
      "How the run is saved; a word or a duration is the `interval`."),
    ScenarioKey(
      "training.checkpoint.interval", "optimal, or a duration, such as 30 min",
      .quantityOr("optimal"), standard: "optimal",
      "Time of steps between two saves; `optimal` by `optimum`."),
    ScenarioKey(
      "training.checkpoint.optimum", "formula or simulated", .choice(["formula", "simulated"]),
      standard: "formula",
      "Daly's formula over all failures, or what is best in simulations of this very run."),
    ScenarioKey(
      "training.checkpoint.bytes-per-parameter", "a number, such as 14", .number(1...100),
      standard: "14", "Master weights, moments and working copy that are saved."),
    ScenarioKey(
      "training.checkpoint.bandwidth", "a rate, such as 125 GB/s", .quantity,
      "Of the storage, for all ranks together, in and out; left out, that of the preset, or 125 GB/s, the "
        + "middle of a survey of 40 runs."),
    ScenarioKey(
      "training.checkpoint.storage-every", "a whole number from 1, such as 10",
      .count(1...1_000_000), standard: "1",
      "Every so many saves goes to the storage; the others stay in the memory of hosts, which survives "
        + "what strikes no more than a node."),
    ScenarioKey(
      "training.checkpoint.asynchronous", "yes or no", .choice(["yes", "no"]), standard: "yes",
      "Whether steps go on while a copy in the memory of the hosts is written; they stand still for "
        + "the copy alone."),
    ScenarioKey(
      "training.maintenance", "a mapping", .section, "Planned stops, with a checkpoint before."),
    ScenarioKey(
      "training.maintenance.every", "a duration, such as 30 days", .quantity,
      "From the end of one to the next."),
    ScenarioKey(
      "training.maintenance.lasting", "a duration, such as 4 h", .quantity, "How long one takes."),
  ]

  private static let cluster: [ScenarioKey] = [
    ScenarioKey(
      "cluster", "a mapping", .section,
      "The machines that there are, for training and serving together; with both, the frontier between "
        + "them is drawn."),
    ScenarioKey(
      "cluster.accelerators", "a whole number from 1, such as 4096", .count(1...10_000_000),
      "Accelerators that there are: neither training nor serving takes more."),
    ScenarioKey(
      "cluster.power", "a power, such as 10 MW", .quantity,
      "Power of the site, cooling included: neither training nor serving draws more."),
    ScenarioKey(
      "cluster.acquired", "a date, such as 2024-06-01", .text,
      "The day on which the accelerators are bought: export rules of that day are held against the "
        + "sale. Left out, nobody judges it."),
    ScenarioKey(
      "cluster.country", "a country, such as china", .text,
      "Where they go; left out, the country of `owner.region`."),
    ScenarioKey(
      "cluster.parent", "a country, such as china", .text,
      "Where the buyer's ultimate parent has its headquarters; left out, where they go."),
  ]
}

/// What a search for a training plan is after.
public enum PlanSearchGoal: String, Sendable, Hashable, CaseIterable {
  case fastest, cheapest

  /// Words of the scenario format, the one for no search among them.
  static let words = ["none"] + allCases.map(\.rawValue)
}

/// Words of the scenario format for a run that lacks nodes.
enum ShortageWords {
  static let all = ["wait", "shrink"]
}
