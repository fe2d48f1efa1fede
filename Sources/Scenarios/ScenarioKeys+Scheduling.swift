import Serving

/// Which requests go first, which yield, and which are turned away.
extension ScenarioKeys {
  static let scheduling: [ScenarioKey] = [
    ScenarioKey(
      "fleet.engine.scheduling", "first-come, priority, deadline or shortest-prefill",
      .choice(SchedulingWords.orders), standard: "first-come",
      "What orders the queue: arrival; priority of the class; the instant the output is due; or the "
        + "prompt's tokens, less those of `ageing`."),
    ScenarioKey(
      "fleet.engine.ageing", "a rate of tokens, such as 1000 tok/s", .quantity,
      standard: "1000 tok/s",
      "For `shortest-prefill`: by how much a prompt counts as shorter for each second it waits; 0 "
        + "tok/s lets long ones starve."),
    ScenarioKey(
      "fleet.engine.preemption", "recompute, swap or overlapped-swap",
      .choice(PreemptionRule.allCases.map(\.rawValue)),
      "What becomes of a sequence that loses its cache: it is computed anew, or copied to the host "
        + "and back, with the replica waiting for the copies or computing beside them."),
    ScenarioKey(
      "fleet.engine.swap-space", "an amount of memory, such as 32 GiB", .quantity,
      "Memory of the host per device to swap to."),
    ScenarioKey(
      "fleet.engine.victims", "latest-arrived or lowest-priority",
      .choice(VictimRule.allCases.map(\.rawValue)),
      "Who is preempted for want of cache; left out, the lowest priority where priorities order the "
        + "queue or batch waits apart, else the latest arrived."),
    ScenarioKey(
      "fleet.engine.yielding", "none or to-priority",
      .choice(YieldingRule.allCases.map(\.rawValue)), standard: "none",
      "Whether running requests are preempted for one of higher priority that finds no room; needs "
        + "`scheduling: priority`."),
    ScenarioKey(
      "fleet.engine.shedding", "never, or a duration, such as 500 ms", .quantityOr("never"),
      standard: "never",
      "How long before it is due a request must come to the front of the queue, else it is rejected."
    ),
    ScenarioKey(
      "fleet.engine.interactive-reserve", "a fraction, such as 20 %", .number(0...0.95),
      "Share of sequences, cache and tokens of a step that requests of the batch tier leave free; "
        + "they then wait apart, behind all interactive ones. Left out, they are served like others."
    ),
    ScenarioKey(
      "fleet.engine.queue-limit", "a whole number from 1, such as 1000", .count(1...1_000_000_000),
      "Requests that may wait at one replica; more are rejected."),
    ScenarioKey(
      "fleet.engine.waiting-tokens", "a whole number of tokens, such as 100000",
      .count(1...1_000_000_000_000),
      "Prompt tokens that may wait at one replica; a request beyond is rejected unless none waits."),
    ScenarioKey("fleet.host", "a mapping", .section, "The hosts of the accelerators."),
    ScenarioKey(
      "fleet.host.memory", "an amount of memory, such as 2 TB", .quantity,
      "Memory of the hosts of one system; left out, the system's."),
    ScenarioKey(
      "fleet.host.bandwidth", "a bandwidth, such as 64 GB/s", .quantity,
      "Bandwidth from one accelerator to its host, one direction; left out, the system's."),
  ]
}

/// Words of the scenario format for scheduling rules.
enum SchedulingWords {
  static let orders = ["first-come", "priority", "deadline", "shortest-prefill"]
}
