/// What a search looks for, and where.
extension ScenarioKeys {
  static let find: [ScenarioKey] = [
    ScenarioKey("find", "a mapping", .section, "What `bessemer find` looks for, and where."),
    ScenarioKey(
      "find.goal", "rate, accelerators, throughput or cost",
      .choice(FindQuestion.Goal.allCases.map(\.rawValue)), standard: "rate",
      "The highest rate of the fleet as it stands, the fewest accelerators for the rate, or the "
        + "most throughput per accelerator or the lowest cost of the space."),
    ScenarioKey(
      "find.accuracy", "a fraction, such as 5 %", .number(0.005...0.5), standard: "5 %",
      "How far apart the ends of the interval on a rate may lie."),
    ScenarioKey(
      "find.runs", "a whole number from 2, such as 16", .count(2...1_000), standard: "16",
      "Runs at one rate at most, until it is certain whether it keeps the objectives."),
    ScenarioKey(
      "find.confirmations", "a whole number from 1, such as 12", .count(1...10_000),
      standard: "12", "Candidates that are simulated at most."),
    ScenarioKey(
      "find.largest-replica", "a whole number from 1, such as 16", .count(1...100_000),
      standard: "16", "Accelerators that one replica may occupy."),
    ScenarioKey(
      "find.space", "a mapping", .section,
      "Values to try, each with all others; what is left out takes all that make sense. Not for "
        + "fleet.pools of one's own naming: search each of those by itself."),
    ScenarioKey(
      "find.space.accelerator", "a list of accelerators of the catalog", .list,
      "Chips; left out, the fleet's."),
    ScenarioKey(
      "find.space.pools", "a list of colocated and split", .list,
      "Replicas that serve requests whole, or pools of their own for prompts and output; left out, "
        + "as the fleet is."),
    ScenarioKey(
      "find.space.ratio", "a list of ratios, such as [1:1, 2:3]", .list,
      "Replicas for prompts to replicas for output; left out, those near the balance of both."),
    ScenarioKey(
      "find.space.tensor", "a list of whole numbers, such as [1, 2, 4, 8]", .list,
      "Devices that share every matrix; left out, powers of two."),
    ScenarioKey(
      "find.space.pipeline", "a list of whole numbers, such as [1, 2]", .list,
      "Pipeline stages; left out, powers of two up to 8."),
    ScenarioKey(
      "find.space.data", "a list of whole numbers, such as [1, 8]", .list,
      "Attention replicas; left out, powers of two where there are experts, else one."),
    ScenarioKey(
      "find.space.expert", "a list of whole numbers, such as [1, 8]", .list,
      "Devices that share the experts; left out, one, or all of a stage."),
    ScenarioKey(
      "find.space.weights", "a list of weight formats, such as [native, fp8]", .list,
      "Formats of the matrices; left out, the fleet's."),
    ScenarioKey(
      "find.space.cache", "a list of cache formats, such as [auto, fp8]", .list,
      "Formats of the cache; left out, the fleet's."),
    ScenarioKey(
      "find.space.sequences", "a list of whole numbers, such as [64, 256]", .list,
      "Sequences that one replica may run; left out, the engine's, its halves and doubles."),
    ScenarioKey(
      "find.space.step-tokens", "a list of whole numbers, such as [2048, 8192]", .list,
      "Tokens of one step; left out, the engine's, its halves and its double."),
  ]
}
