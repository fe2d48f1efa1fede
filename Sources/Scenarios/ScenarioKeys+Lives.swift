import Serving

extension ScenarioKeys {
  /// How requests find their replicas, and which of these serve.
  static let lives: [ScenarioKey] = [
    ScenarioKey(
      "fleet.routing", "a routing rule", .shorthand,
      "How a request finds its replica; a word is the `rule`."),
    ScenarioKey(
      "fleet.routing.rule", "a routing rule", .choice(RoutingWords.rules), standard: "least-loaded",
      "`central-queue`: requests wait at the router; `session-sticky`: conversations stay where they "
        + "were; `prefix-aware`: prompts go where their beginning was sent last."),
    ScenarioKey(
      "fleet.routing.per-replica", "a whole number from 1, such as 8", .count(1...1_048_576),
      "Requests that a replica holds under `central-queue`; left out, those its step may hold."),
    ScenarioKey(
      "fleet.routing.overfull", "a number from 1.01, such as 1.25", .number(1.01...1_000_000),
      "How many times its share of all requests a replica may hold under `session-sticky`; left "
        + "out, 1.25."),
    ScenarioKey(
      "fleet.routing.least-match", "a fraction, such as 30 %", .number(0...1),
      "Share of a prompt that must match for `prefix-aware` to follow it; left out, 30 %."),
    ScenarioKey(
      "fleet.routing.excess", "a whole number from 0, such as 64", .count(0...1_000_000),
      "`prefix-aware` follows no prefix to a replica with more requests beyond the least loaded, "
        + "if it has also more than `ratio` times as many; left out, 64."),
    ScenarioKey(
      "fleet.routing.ratio", "a number from 1, such as 1.5", .number(1...1_000_000),
      "See `fleet.routing.excess`; left out, 1.5."),
    ScenarioKey(
      "fleet.failures", "a mapping", .section, "Replicas that fail and are restored."),
    ScenarioKey(
      "fleet.failures.time-to-failure",
      "a distribution of durations, such as weibull(shape 0.8, mean 2000 h)", .distribution,
      "Time in service until a replica fails; drawn anew each time."),
    ScenarioKey(
      "fleet.failures.time-to-restore",
      "a distribution of durations, such as lognormal(median 10 min, p95 40 min)", .distribution,
      "Time from a failure until the replica serves again, loading of the weights included."),
    ScenarioKey(
      "fleet.failures.orphans", "rerouted or lost",
      .choice(OrphanRule.allCases.map(\.rawValue)),
      "Whether requests of a failed replica are computed anew by others, or rejected; left out, "
        + "rerouted."),
    ScenarioKey(
      "fleet.autoscaling", "a mapping", .section,
      "How many of the replicas serve as the load changes; `fleet.replicas` are the most."),
    ScenarioKey(
      "fleet.autoscaling.rule", "none, concurrency, queue, utilization or schedule",
      .choice(ScalingWords.rules), standard: "none",
      "What says how many are wanted: requests in each, requests that wait for each, the share of "
        + "time they are busy, or the time of day."),
    ScenarioKey(
      "fleet.autoscaling.target", "a number, such as 32 or 0.7",
      .number(0.000_001...1_000_000),
      "Requests per replica, or the share of busy time, that the rule aims at."),
    ScenarioKey(
      "fleet.autoscaling.schedule",
      "a list of times of day with numbers of replicas, such as 07:00 2", .list,
      "Replicas that serve from each time of day on, for `schedule`; a run begins at midnight."),
    ScenarioKey(
      "fleet.autoscaling.least", "a whole number from 1", .count(1...100_000), standard: "1",
      "Replicas that serve at least."),
    ScenarioKey(
      "fleet.autoscaling.initial", "a whole number from 1", .count(1...100_000),
      "Replicas that serve when the run begins; left out, all."),
    ScenarioKey(
      "fleet.autoscaling.interval", "a duration, such as 15 s", .quantity, standard: "15 s",
      "Time between two decisions."),
    ScenarioKey(
      "fleet.autoscaling.tolerance", "a fraction, such as 10 %", .number(0...1), standard: "10 %",
      "Difference of wanted and present replicas below which nothing changes."),
    ScenarioKey(
      "fleet.autoscaling.stabilization", "a duration, such as 5 min", .quantity,
      standard: "5 min", "How long fewer replicas must be wanted before any is stopped."),
    ScenarioKey(
      "fleet.autoscaling.start-up",
      "a duration or a distribution of durations, such as lognormal(median 3 min, p95 8 min)",
      .distribution, standard: "3 min",
      "From the decision to start a replica until it serves: the machine, the weights, warm-up."),
    ScenarioKey(
      "fleet.autoscaling.draining", "runs-out or moves",
      .choice(PoolScaling.Draining.allCases.map(\.rawValue)), standard: "runs-out",
      "Whether a replica that is to stop serves its requests first, or others compute them anew."),
    ScenarioKey(
      "fleet.autoscaling.pay", "held or reserved", .choice(ScalingWords.bills), standard: "held",
      "Whether stopped replicas cost nothing, or what they cost when they serve; those that start, "
        + "run out or have failed are always paid."),
  ]
}

/// Words of the scenario format for routing.
enum RoutingWords {
  static let rules = [
    "round-robin", "least-loaded", "random", "power-of-two", "central-queue", "session-sticky",
    "prefix-aware",
  ]
}

/// Words of the scenario format for autoscaling.
enum ScalingWords {
  static let rules = ["none", "concurrency", "queue", "utilization", "schedule"]
  static let bills = ["held", "reserved"]
}
