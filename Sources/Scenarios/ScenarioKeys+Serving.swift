import Performance

/// What is served, on what, and with what promise.
extension ScenarioKeys {
  static let fleet: [ScenarioKey] = [
    ScenarioKey("fleet", "a mapping", .section, "The machines that serve, and how."),
    ScenarioKey(
      "fleet.accelerator", "an accelerator of the catalog", .text, "The chip."),
    ScenarioKey(
      "fleet.system", "a system of the catalog", .text,
      "The node, rack or pod; left out, the first shipped one that holds the accelerator."),
    ScenarioKey(
      "fleet.engine", "an engine profile of the catalog", .shorthand,
      "The serving engine, whose overheads and rules are data; may be a mapping of the keys below."),
    ScenarioKey(
      "fleet.engine.name", "an engine profile of the catalog", .text,
      "The profile that the other engine keys modify."),
    ScenarioKey(
      "fleet.engine.block-size", "a whole number of tokens, such as 16", .count(1...65_536),
      "Tokens per block of the KV cache."),
    ScenarioKey(
      "fleet.engine.step-tokens", "a whole number of tokens, such as 8192", .count(1...16_777_216),
      "Tokens that one step may carry (the chunked-prefill budget)."),
    ScenarioKey(
      "fleet.engine.sequences", "a whole number from 1, such as 256", .count(1...1_048_576),
      "Sequences that one replica may run at once."),
    ScenarioKey(
      "fleet.engine.memory-fraction", "a fraction, such as 0.9", .number(0.05...1),
      "Share of device memory that the engine may use."),
    ScenarioKey(
      "fleet.engine.overlap", "none, shared-experts or two-batch",
      .choice(CommunicationProfile.Overlap.allCases.map(\.rawValue)),
      "What hides the exchange with experts: nothing, the shared experts, or another half batch."),
    ScenarioKey(
      "fleet.engine.dispatch", "as-experts, or the name of a number format",
      .choice(CommunicationProfile.DispatchFormat.allCases.map(\.rawValue)),
      "Format in which tokens travel to their experts; they return in 16 bits."),
    ScenarioKey(
      "fleet.engine.rank-variation", "a fraction, such as 3 %", .number(0...1), standard: "0 %",
      "Straggling ranks: standard deviation of one rank's time over its mean; ranks in lock step wait "
        + "for the slowest."),
    ScenarioKey("fleet.network", "a mapping", .section, "The network between scale-up domains."),
    ScenarioKey(
      "fleet.network.rails", "a whole number from 1, such as 8", .count(1...1_000_000),
      "Network ports of one scale-up domain; left out, the system's."),
    ScenarioKey(
      "fleet.network.oversubscription", "a number from 1, such as 4", .number(1...1_000),
      "Sum of the ports over the width of the network's core; left out, the system's."),
    ScenarioKey(
      "fleet.weights", "native, or the name of a weight format",
      .choice(["native"] + WeightWords.formats),
      standard: "native",
      "Format of the matrices; `native` is what the model is published in."),
    ScenarioKey(
      "fleet.cache", "auto, or the name of a number format",
      .choice(["auto", "bf16", "fp16", "fp8", "int8"]),
      standard: "auto",
      "Format of the KV cache; `auto` is what the engine takes with such weights."),
    ScenarioKey(
      "fleet.speculation", "a mapping", .section,
      "Speculative decoding: tokens are drafted, and verified several in one step."),
    ScenarioKey(
      "fleet.speculation.method", "what drafts", .choice(SpeculationWords.methods),
      standard: "none",
      "`mtp`: the model's prediction modules; `eagle`: a dense layer on its features; "
        + "`draft-model`: another model; `n-gram`: the text so far."),
    ScenarioKey(
      "fleet.speculation.depth", "a whole number from 1, such as 3", .count(1...64), standard: "3",
      "Tokens drafted per step and sequence."),
    ScenarioKey(
      "fleet.speculation.acceptance",
      "an acceptance table of the catalog, or a fraction, such as 80 %", .text,
      "How often a draft is right: each with one probability, or by measured tokens per step."),
    ScenarioKey(
      "fleet.speculation.draft", "a model of the catalog", .text,
      "The model that drafts, with its published weights, for `draft-model`."),
    ScenarioKey(
      "fleet.speculation.parameters", "a number of parameters, such as 900000000",
      .number(1e6...1e13),
      "Size of the layer and its projection, for `eagle`; left out, a layer like the model's."),
    ScenarioKey("fleet.plan", "a mapping", .section, "How one replica is cut over devices."),
    ScenarioKey(
      "fleet.plan.tensor", "a whole number from 1", .count(1...100_000), standard: "1",
      "Devices that share every matrix."),
    ScenarioKey(
      "fleet.plan.pipeline", "a whole number from 1", .count(1...100_000), standard: "1",
      "Stages that the layers are cut into."),
    ScenarioKey(
      "fleet.plan.data", "a whole number from 1", .count(1...100_000), standard: "1",
      "Attention replicas inside one replica (attention data parallelism)."),
    ScenarioKey(
      "fleet.plan.expert", "a whole number from 1", .count(1...100_000), standard: "1",
      "Devices that share the routed experts; divides tensor × data."),
    ScenarioKey(
      "fleet.plan.redundant-experts", "a whole number from 0, such as 32", .count(0...1_000_000),
      "Copies of busy experts; left out, the fewest that let the experts divide."),
    ScenarioKey(
      "fleet.replicas", "a whole number from 1", .count(1...100_000), standard: "1",
      "Replicas that the router chooses from; `equalize: objective` finds them itself."),
    ScenarioKey(
      "fleet.residencies", "a list of names of regions, such as [eu, uk]", .list,
      "Residencies whose requests may be served here, beside requests that name none."),
  ]

  static let objectives: [ScenarioKey] = [
    ScenarioKey(
      "objectives", "a mapping", .section, "What users are promised; requests that miss it count."),
    ScenarioKey(
      "objectives.time-to-first-token", "a duration and a percentile, such as 2 s at p95",
      .quantity,
      "From arrival to the first token."),
    ScenarioKey(
      "objectives.time-per-output-token", "a duration and a percentile, such as 50 ms at p95",
      .quantity,
      "Mean gap between the tokens of a request after the first."),
    ScenarioKey(
      "objectives.inter-token-latency", "a duration and a percentile, such as 100 ms at p99",
      .quantity,
      "Every gap between two tokens; the percentile is over gaps."),
    ScenarioKey(
      "objectives.end-to-end", "a duration and a percentile, such as 30 s at p95", .quantity,
      "From arrival to the last token."),
    ScenarioKey(
      "objectives.attainment", "a fraction, such as 99 %", .number(0.01...0.9999),
      "Share of requests that keep the limits on first token and time per token both; it needs one."
    ),
  ]
}

/// Words of the scenario format for speculative decoding.
enum SpeculationWords {
  static let methods = ["none", "mtp", "eagle", "draft-model", "n-gram"]
}

/// Words of the scenario format for weight formats.
enum WeightWords {
  static let formats = [
    "fp32", "bf16", "fp16", "fp8", "fp8-block", "mxfp8", "mxfp6", "mxfp4", "nvfp4", "int8", "int4",
  ]
}
