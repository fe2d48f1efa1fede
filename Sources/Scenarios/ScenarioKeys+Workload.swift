import Serving

/// What users ask: the keys of the workload, of which each class may state most for itself.
extension ScenarioKeys {
  static let workload: [ScenarioKey] =
    [
      ScenarioKey("workload", "a mapping", .section, "What users ask of the fleet."),
      ScenarioKey(
        "workload.profile", "a workload of the catalog", .text,
        "Lengths of the requests of a published trace; keys beside it go before."),
    ] + requests(of: "workload", withDefaults: true) + [
      ScenarioKey(
        "workload.classes", "names, each with what sets its requests apart", .cases,
        "Classes of requests; what a class leaves open is as for the workload."),
      ScenarioKey(
        "workload.classes.*", "a mapping", .section, "One class, under a name of your choice."),
      ScenarioKey(
        "workload.classes.*.share", "a number above 0, such as 80 % or 3",
        .number(0.000_001...1_000_000),
        "Its part of the requests of `workload.arrivals`, relative to the other classes' parts."),
    ] + requests(of: "workload.classes.*", withDefaults: false)
    + objectives.map { key in
      ScenarioKey(
        "workload.classes.*.\(key.path)", key.expected, key.form,
        key.section.isEmpty
          ? "What this class is promised; what it leaves open is as for all. Each class is then judged alone."
          : "As `\(key.path)`, of this class.")
    }

  /// The keys that describe the requests of a section.
  private static func requests(of section: String, withDefaults: Bool) -> [ScenarioKey] {
    arrivals(in: "\(section).arrivals") + contents(in: section, withDefaults) + terms(in: section)
  }

  private static func arrivals(in section: String) -> [ScenarioKey] {
    [
      ScenarioKey(
        section,
        "an arrival process, such as poisson(2 /s) or gamma(2 /s, cv 3) or closed(64)", .shorthand,
        "How requests arrive; the words in brackets may be written as the keys below."),
      ScenarioKey(
        "\(section).process", "the name of an arrival process", .choice(ArrivalWords.processes),
        "Open processes have a rate; `closed` keeps clients waiting for answers; `trace` is a file."
      ),
      ScenarioKey(
        "\(section).rate", "a rate of requests, such as 2 /s", .quantity,
        "Mean arrivals per unit of time over the whole fleet, turns of conversations included."),
      ScenarioKey(
        "\(section).cv", "a number from 0.01 to 30, such as 3", .number(0.01...30),
        "Coefficient of variation of the time between arrivals, for `gamma`."),
      ScenarioKey(
        "\(section).shape", "a number from 0.05, such as 0.7", .number(0.05...100),
        "Shape of the time between arrivals, for `weibull`; below 1 arrivals cluster."),
      ScenarioKey(
        "\(section).peak", "a number from 1, such as 5", .number(1...10_000),
        "Rate within a burst over the mean rate, for `bursts`."),
      ScenarioKey(
        "\(section).busy", "a fraction of the time, such as 10 %", .number(0.000_001...0.999),
        "Part of the time that bursts take, for `bursts`; at most one over the peak."),
      ScenarioKey(
        "\(section).length", "a duration, such as 30 s", .quantity,
        "Mean length of a burst, for `bursts`; lengths are exponential."),
      ScenarioKey(
        "\(section).clients", "a whole number from 1, such as 64", .count(1...1_000_000),
        "Clients that each wait for an answer before they ask again, for `closed`."),
      ScenarioKey(
        "\(section).think-time", "a duration or its distribution, such as 10 s", .distribution,
        "From the answer to a client's next request, for `closed`; left out, none."),
      ScenarioKey(
        "\(section).file", "the path of a CSV or JSON Lines file", .text,
        "The trace, for `trace`: arrival, input and output tokens, one request a line."),
      ScenarioKey(
        "\(section).speed", "a number above 0, such as 2", .number(0.000_001...1_000_000),
        "How many times as fast as in the file requests arrive, for `trace`."),
      ScenarioKey(
        "\(section).from", "a duration, such as 10 min", .quantity,
        "Time into the trace at which the run begins, before it is sped up."),
      ScenarioKey(
        "\(section).until", "a duration, such as 40 min", .quantity,
        "Time into the trace at which arrivals end, before it is sped up."),
      ScenarioKey(
        "\(section).hours", "a list of 24 numbers", .list,
        "Rate at the full hours of a day, relative to each other; in between, straight lines."),
      ScenarioKey(
        "\(section).days", "a list of 7 numbers, Monday first", .list,
        "Rate of the days of a week, relative to each other."),
      ScenarioKey(
        "\(section).start", "a duration, such as 8 h", .quantity,
        "Time since Monday midnight at which the run begins, where there are hours or days."),
    ]
  }

  private static func contents(in section: String, _ withDefaults: Bool) -> [ScenarioKey] {
    [
      ScenarioKey(
        "\(section).prompt-tokens", "a distribution, such as lognormal(median 900, p95 6000)",
        .distribution,
        "Prompt length of a request, stated cached part included; drawn per request."),
      ScenarioKey(
        "\(section).output-tokens", "a distribution, such as lognormal(median 250, p95 1200)",
        .distribution,
        "Length of an answer; drawn per request."),
      ScenarioKey(
        "\(section).correlation", "a number from -1 to 1, such as 0.3", .number(-1...1),
        "Rank correlation of the two lengths (Gaussian copula); left out, none."),
      ScenarioKey(
        "\(section).cached-prefix", "a fraction, such as 40 %", .number(0...1),
        standard: withDefaults ? "0 %" : nil,
        "Share of every prompt whose keys and values are found in a cache."),
      ScenarioKey(
        "\(section).reasoning", "a mapping", .section,
        "What the model thinks before it answers; no part of the context of later turns."),
      ScenarioKey(
        "\(section).reasoning.share", "a fraction, such as 60 %", .number(0...1),
        "Part of the requests that are thought about; left out, all."),
      ScenarioKey(
        "\(section).reasoning.tokens", "a distribution, such as lognormal(median 900, p95 6000)",
        .distribution, "Tokens of thought, beside those of the answer; drawn per request."),
      ScenarioKey(
        "\(section).conversation", "a mapping", .section,
        "Requests are turns: each prompt holds all that was said before."),
      ScenarioKey(
        "\(section).conversation.turns", "a distribution, such as geometric(mean 4)",
        .distribution, "Turns of a conversation, at least one."),
      ScenarioKey(
        "\(section).conversation.think-time",
        "a duration or its distribution, such as lognormal(median 20 s, p95 3 min)", .distribution,
        "From an answer to the next turn."),
      ScenarioKey(
        "\(section).conversation.later-tokens",
        "a distribution, such as lognormal(median 60, p95 400)", .distribution,
        "What the user adds in later turns; left out, as much as in the first."),
      ScenarioKey(
        "\(section).shared-prompts", "a mapping", .section,
        "Texts that many prompts begin with, on top of `prompt-tokens`: system prompts, tools."),
      ScenarioKey(
        "\(section).shared-prompts.count", "a whole number from 1, such as 20",
        .count(1...1_000_000), "How many there are."),
      ScenarioKey(
        "\(section).shared-prompts.tokens",
        "a distribution, such as lognormal(median 900, p95 6000)", .distribution,
        "Their lengths: the quantiles of the distribution."),
      ScenarioKey(
        "\(section).shared-prompts.skew", "a number from 0 to 10, such as 1", .number(0...10),
        "Popularity falls with rank r as 1 / r^skew (Zipf); left out, 1."),
    ]
  }

  private static func terms(in section: String) -> [ScenarioKey] {
    [
      ScenarioKey(
        "\(section).priority", "a whole number, such as 5", .count(-1_000...1_000),
        "The greater goes first where the engine schedules by priority; left out, 0."),
      ScenarioKey(
        "\(section).deadline", "a duration, such as 4 h", .quantity,
        "Time from arrival by which the last token is due; left out, none."),
      ScenarioKey(
        "\(section).tier", "interactive or batch", .choice(ServiceTier.allCases.map(\.rawValue)),
        "Whether somebody waits; `batch` yields to all that is interactive; left out, interactive."),
      ScenarioKey(
        "\(section).residency", "the name of a region, such as eu", .text,
        "Where it must be served: in the pool of that name, or in those that list it; left out, "
          + "anywhere."),
    ]
  }
}

/// Words of the scenario format for arrival processes.
enum ArrivalWords {
  static let processes = ["poisson", "gamma", "weibull", "regular", "bursts", "closed", "trace"]

  /// The keys that each process has; those of the clock come to the open ones.
  static let arguments: [String: [String]] = [
    "poisson": ["rate"], "regular": ["rate"], "gamma": ["rate", "cv"],
    "weibull": ["rate", "shape"], "bursts": ["rate", "peak", "busy", "length"],
    "closed": ["clients", "think-time"], "trace": ["file", "speed", "from", "until"],
  ]

  /// The keys by which the rate follows the clock.
  static let clock = ["hours", "days", "start"]
  /// Every key below `arrivals` but the name of the process.
  static let all =
    ["rate", "cv", "shape", "peak", "busy", "length", "clients", "think-time", "file", "speed"]
    + ["from", "until"] + clock
}
