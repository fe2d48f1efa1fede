/// The scenario format: every key there is.
public enum ScenarioKeys {
  /// All keys, section by section, in the order in which documentation shows them.
  public static let all: [ScenarioKey] =
    top + workload + fleet + objectives + owner + training + experiment

  /// The names of the keys directly inside a section; the empty path is the top.
  public static func names(in section: String) -> [String] {
    all.filter { $0.section == section }.map(\.name)
  }

  /// The key at a path.
  public static func key(_ path: String) -> ScenarioKey? { byPath[path] }

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  private static let top: [ScenarioKey] = [
    ScenarioKey("title", "a line of text", "What the scenario is called in tables and figures."),
    ScenarioKey("question", "a sentence", "The question that the scenario answers."),
    ScenarioKey(
      "extends", "the path of a scenario file",
      "The parent: mappings merge deeply, lists replace, `~` removes a key."),
    ScenarioKey(
      "seed", "a whole number", standard: "20261121",
      "Names the random streams; the same seed gives the same bytes."),
    ScenarioKey(
      "replications", "a whole number from 1 to 10000", standard: "5",
      "Independent runs of each design point; intervals need at least 2."),
    ScenarioKey(
      "model", "a model of the catalog, or the path of a config.json",
      "The language model that is served, and judged for training."),
    ScenarioKey(
      "catalog", "the path of a catalog file, or a list of paths",
      "Chips, systems, models, engines or owners of one's own, beside the bundled ones."),
    ScenarioKey(
      "duration", "a duration, such as 10 min", standard: "10 min",
      "Simulated time of one run, warm-up included."),
    ScenarioKey(
      "warm-up", "auto, or a duration such as 2 min", standard: "auto",
      "Time at the start that is left out of all measurements; `auto` cuts by MSER-5."),
  ]

  private static let workload: [ScenarioKey] = [
    ScenarioKey("workload", "a mapping", "What users ask of the fleet."),
    ScenarioKey(
      "workload.arrivals",
      "poisson(2 /s), gamma(2 /s, cv 3), weibull(2 /s, shape 0.7), regular(2 /s), closed(64)",
      "How requests arrive; the words in brackets may be written as the keys below."),
    ScenarioKey(
      "workload.arrivals.process", "the name of an arrival process",
      choices: ArrivalWords.processes,
      "Open processes have a rate; `closed` keeps a number of requests in flight."),
    ScenarioKey(
      "workload.arrivals.rate", "a rate of requests, such as 2 /s",
      "Mean arrivals per unit of time, over the whole fleet."),
    ScenarioKey(
      "workload.arrivals.cv", "a number above 0",
      "Coefficient of variation of the time between arrivals, for `gamma`."),
    ScenarioKey(
      "workload.arrivals.shape", "a number above 0",
      "Shape of the time between arrivals, for `weibull`; below 1 arrivals cluster."),
    ScenarioKey(
      "workload.arrivals.clients", "a whole number from 1",
      "Requests in flight, for `closed`."),
    ScenarioKey(
      "workload.prompt-tokens", "a distribution, such as lognormal(median 900, p95 6000)",
      "Prompt length of a request, cached part included; drawn per request."),
    ScenarioKey(
      "workload.output-tokens", "a distribution, such as lognormal(median 250, p95 1200)",
      "Generated length of a request; drawn per request."),
    ScenarioKey(
      "workload.cached-prefix", "a fraction, such as 40 %", standard: "0 %",
      "Share of every prompt whose keys and values are found in a cache."),
  ]

  private static let fleet: [ScenarioKey] = [
    ScenarioKey("fleet", "a mapping", "The machines that serve, and how."),
    ScenarioKey(
      "fleet.accelerator", "an accelerator of the catalog", "The chip."),
    ScenarioKey(
      "fleet.system", "a system of the catalog",
      "The node, rack or pod; left out, the first shipped one that holds the accelerator."),
    ScenarioKey(
      "fleet.engine", "an engine profile of the catalog",
      "The serving engine, whose overheads and rules are data; may be a mapping of the keys below."),
    ScenarioKey(
      "fleet.engine.name", "an engine profile of the catalog",
      "The profile that the other engine keys modify."),
    ScenarioKey(
      "fleet.engine.block-size", "a whole number of tokens", "Tokens per block of the KV cache."),
    ScenarioKey(
      "fleet.engine.step-tokens", "a whole number of tokens",
      "Tokens that one step may carry (the chunked-prefill budget)."),
    ScenarioKey(
      "fleet.engine.sequences", "a whole number",
      "Sequences that one replica may run at once."),
    ScenarioKey(
      "fleet.engine.memory-fraction", "a fraction, such as 0.9",
      "Share of device memory that the engine may use."),
    ScenarioKey(
      "fleet.weights", "native, or a weight format", standard: "native",
      choices: ["native"] + WeightWords.formats,
      "Format of the matrices; `native` is what the model is published in."),
    ScenarioKey(
      "fleet.cache", "auto, or a number format", standard: "auto",
      choices: ["auto", "bf16", "fp16", "fp8", "int8"],
      "Format of the KV cache; `auto` is the engine's default."),
    ScenarioKey("fleet.plan", "a mapping", "How one replica is cut over devices."),
    ScenarioKey(
      "fleet.plan.tensor", "a whole number from 1", standard: "1",
      "Devices that share every matrix."),
    ScenarioKey(
      "fleet.plan.pipeline", "a whole number from 1", standard: "1",
      "Stages that the layers are cut into."),
    ScenarioKey(
      "fleet.plan.data", "a whole number from 1", standard: "1",
      "Attention replicas inside one replica (attention data parallelism)."),
    ScenarioKey(
      "fleet.plan.expert", "a whole number from 1", standard: "1",
      "Devices that share the routed experts; divides tensor × data."),
    ScenarioKey(
      "fleet.replicas", "a whole number from 1", standard: "1",
      "Replicas that the router chooses from; `equalize: objective` finds them itself."),
    ScenarioKey(
      "fleet.routing", "a routing policy", standard: "least-loaded",
      choices: ["round-robin", "least-loaded", "random", "power-of-two"],
      "How a request finds its replica."),
  ]

  private static let objectives: [ScenarioKey] = [
    ScenarioKey("objectives", "a mapping", "What users are promised; requests that miss it count."),
    ScenarioKey(
      "objectives.time-to-first-token", "a duration and a percentile, such as 2 s at p95",
      "From arrival to the first token."),
    ScenarioKey(
      "objectives.time-per-output-token", "a duration and a percentile, such as 50 ms at p95",
      "Mean gap between the tokens of a request after the first."),
  ]

  private static let owner: [ScenarioKey] = [
    ScenarioKey("owner", "a mapping", "Who pays, where; the rest comes from the catalog's preset."),
    ScenarioKey(
      "owner.region", "us or china", standard: "us", choices: ["us", "china"],
      "Where power, space, people and money are bought."),
    ScenarioKey(
      "owner.kind", "the kind of owner", standard: "hyperscaler",
      choices: ["hyperscaler", "neocloud", "state-cloud", "rented"],
      "Sets the cost of capital; `rented` pays an hourly price instead of owning."),
    ScenarioKey(
      "owner.rent", "an hourly price, such as 2.35 USD/h",
      "Price of one accelerator-hour, for `rented`; left out, the catalog's."),
    ScenarioKey(
      "owner.rental-extras", "a fraction", "Storage, egress and support, of the rent."),
    ScenarioKey(
      "owner.capital", "money, such as 31000 USD or 150000 CNY",
      "Price of one accelerator with its share of the system."),
    ScenarioKey(
      "owner.nameplate-power", "a power, such as 1.3 kW",
      "Power of one accelerator with its share of the system, cooling excluded."),
    ScenarioKey("owner.cost-of-capital", "a fraction per year, such as 8 %", "Nominal."),
    ScenarioKey("owner.life", "a duration, such as 4 years", "Economic life."),
    ScenarioKey("owner.residual", "a fraction, such as 10 %", "Value left at the end of life."),
    ScenarioKey(
      "owner.colocation", "a rent, such as 130 USD/kW-month", "Space, cooling and feed."),
    ScenarioKey("owner.electricity", "a price, such as 0.08 USD/kWh", "Energy, tax included."),
    ScenarioKey(
      "owner.power-usage-effectiveness", "a number from 1", "Facility energy over IT energy."),
    ScenarioKey(
      "owner.power-share", "a mapping", "Power drawn in each phase, of the nameplate."),
    ScenarioKey("owner.power-share.prefill", "a fraction", "While prompts are computed."),
    ScenarioKey("owner.power-share.decode", "a fraction", "While output is generated."),
    ScenarioKey("owner.power-share.idle", "a fraction", "While nothing runs."),
    ScenarioKey("owner.salary", "money per year, such as 250000 USD", "One engineer, loaded."),
    ScenarioKey("owner.accelerators-per-engineer", "a number", "Machines one engineer keeps."),
    ScenarioKey("owner.support", "a fraction per year", "Maintenance, of the capital."),
    ScenarioKey("owner.failures-per-year", "a number", "Per accelerator."),
    ScenarioKey("owner.time-to-repair", "a duration, such as 2 days", "Until back in service."),
    ScenarioKey("owner.spares", "a fraction", "Spare accelerators held, of the fleet."),
    ScenarioKey("owner.duty", "a fraction", "Duty or tax on the capital; negative for a subsidy."),
    ScenarioKey(
      "owner.allocation", "shapley, or price-proportional(output 4, cached 0.1)",
      standard: "shapley",
      "How dollars divide among input and output tokens."),
  ]

  private static let training: [ScenarioKey] = [
    ScenarioKey("training", "a mapping", "A training run to judge on the same kind of machine."),
    ScenarioKey("training.tokens", "an amount of tokens, such as 14.8 T", "Tokens to train on."),
    ScenarioKey("training.within", "a duration, such as 90 days", "Deadline of the run."),
    ScenarioKey("training.accelerators", "a whole number from 1", "Accelerators of the run."),
    ScenarioKey("training.sequence", "a whole number", standard: "4096", "Tokens per sequence."),
    ScenarioKey(
      "training.global-batch", "a whole number of sequences", standard: "2048",
      "Sequences per step."),
    ScenarioKey(
      "training.micro-batch", "a whole number from 1", standard: "1",
      "Sequences per forward pass of one rank."),
    ScenarioKey(
      "training.precision", "a number format", standard: "bf16", choices: ["bf16", "fp16", "fp8"],
      "Arithmetic of the matrix products."),
    ScenarioKey(
      "training.recompute", "none, selective or full", standard: "selective",
      choices: ["none", "selective", "full"], "Activations computed again in the backward pass."),
    ScenarioKey(
      "training.sharding", "zero-0 to zero-3", standard: "zero-1",
      choices: ["zero-0", "zero-1", "zero-2", "zero-3"],
      "What the data-parallel ranks share: optimizer, gradients, parameters."),
    ScenarioKey(
      "training.goodput", "a fraction, such as 90 %", standard: "90 %",
      "Share of time spent in steps; failures, restarts and saving take the rest."),
    ScenarioKey("training.plan", "a mapping", "How the model is cut over devices."),
    ScenarioKey("training.plan.tensor", "a whole number from 1", standard: "1", "Tensor width."),
    ScenarioKey("training.plan.pipeline", "a whole number from 1", standard: "1", "Stages."),
    ScenarioKey(
      "training.plan.virtual-stages", "a whole number from 1", standard: "1",
      "Interleaved chunks per rank."),
    ScenarioKey("training.plan.expert", "a whole number from 1", standard: "1", "Expert width."),
  ]

  private static let experiment: [ScenarioKey] = [
    ScenarioKey(
      "alternatives", "names, each with the keys it changes",
      "Cases that are compared under the same random numbers."),
    ScenarioKey(
      "equalize", "objective or none", standard: "none", choices: ["objective", "none"],
      "`objective`: each alternative gets the fewest replicas that keep the objectives."),
    ScenarioKey(
      "sweep", "paths, each with a list or a range",
      "Values to take in turn; every combination is a design point."),
    ScenarioKey(
      "figures", "a list of figure names", standard: "[]",
      "Figures to draw, as SVG and PNG, with their data."),
  ]
}

/// Words of the scenario format for arrival processes.
enum ArrivalWords {
  static let processes = ["poisson", "gamma", "weibull", "regular", "closed"]
}

/// Words of the scenario format for weight formats.
enum WeightWords {
  static let formats = [
    "fp32", "bf16", "fp16", "fp8", "fp8-block", "mxfp8", "mxfp6", "mxfp4", "nvfp4", "int8", "int4",
  ]
}
