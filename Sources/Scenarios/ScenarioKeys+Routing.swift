extension ScenarioKeys {
  /// Whether a key belongs to scenarios of routing, in which nothing is simulated.
  static func isOfRouting(_ path: String) -> Bool { path.prefix { $0 != "." } == "routing" }

  /// The tiers that requests may go to.
  static let tiersOfRouting = ["cheap", "frontier", "self-hosted"]

  /// Where a price may stand.
  static let placesOfPrices =
    [["price"]] + tiersOfRouting.map { ["routing", "tiers", $0, "price"] }

  /// How requests are divided among tiers, and what that costs.
  static let routing: [ScenarioKey] =
    [
      ScenarioKey(
        "routing", "a mapping", .section,
        "How requests are divided among a cheap tier, a frontier tier and a self-hosted one. Such a "
          + "scenario simulates nothing, and has no model, workload or fleet. Numbers that are not "
          + "certain are drawn by `sample`, or else 256 times."),
      ScenarioKey("routing.task", "a mapping", .section, "The mean request."),
      ScenarioKey(
        "routing.task.input-tokens", "a number of tokens, such as 3000", .number(0...1e9),
        "Tokens of the prompt, cached ones included."),
      ScenarioKey(
        "routing.task.cached-share", "a fraction, such as 50 %", .number(0...1), standard: "0 %",
        "Share of the prompt that the seller's cache holds."),
      ScenarioKey(
        "routing.task.output-tokens", "a number of tokens, such as 1000", .number(0...1e9),
        "Tokens generated, reasoning included."),
      ScenarioKey(
        "routing.loss-per-error", "money, such as 0.50 USD", .quantity, standard: "0 USD",
        "What one wrong answer costs whoever relies on it."),
      ScenarioKey(
        "routing.cheap-share", "optimal, or a fraction, such as 70 %", .quantityOr("optimal"),
        standard: "optimal",
        "Share of the free requests, the easiest, that go to the cheap tier; `optimal` divides them "
          + "among all tiers so that bill and loss together are least."),
      ScenarioKey(
        "routing.self-hosted-share", "a fraction, such as 10 %", .number(0...1),
        "Share of the free requests, the next easiest, that go to the self-hosted tier, beside a "
          + "stated `cheap-share`; left out, none."),
      ScenarioKey(
        "routing.router-cost", "money, such as 0.0001 USD", .quantity, standard: "0 USD",
        "What deciding on one free request costs; nothing where all go to the frontier."),
      ScenarioKey(
        "routing.verification", "a mapping", .section,
        "A check of every answer of the cheap tier; what it rejects is answered again."),
      ScenarioKey(
        "routing.verification.cost", "money, such as 0.0005 USD", .quantity,
        "Of checking one answer."),
      ScenarioKey(
        "routing.verification.catches", "a fraction, such as 70 %", .number(0...1),
        "Share of the wrong answers that it rejects."),
      ScenarioKey(
        "routing.verification.false-alarms", "a fraction, such as 5 %", .number(0...1),
        standard: "0 %", "Share of the right answers that it rejects."),
      ScenarioKey(
        "routing.escalation", "frontier or self-hosted", .choice(["frontier", "self-hosted"]),
        standard: "frontier", "The tier that answers again what verification rejects."),
      ScenarioKey(
        "routing.residency", "a mapping", .section,
        "Requests whose data may go to one tier only, whatever it costs."),
      ScenarioKey(
        "routing.residency.share", "a fraction, such as 20 %", .number(0...1),
        "Share of all requests that is bound; they are neither routed nor verified."),
      ScenarioKey(
        "routing.residency.tier", "cheap, frontier or self-hosted", .choice(tiersOfRouting),
        standard: "self-hosted", "The tier that answers them."),
      ScenarioKey(
        "routing.tiers", "a mapping of cheap, frontier and self-hosted", .section,
        "Where requests may be answered. One alone compares prices; a cheap or self-hosted one beside "
          + "the frontier is routed between."),
    ]
    + tiersOfRouting.flatMap(tier)

  private static func tier(_ name: String) -> [ScenarioKey] {
    let section = "routing.tiers.\(name)"
    let meaning =
      switch name {
      case "cheap": "Answers the easiest requests."
      case "frontier": "Answers the hardest, and is what the others are held against."
      default: "A third tier: open weights on machines of one's own, or rented ones."
      }
    return [
      ScenarioKey(section, "a mapping", .section, meaning),
      ScenarioKey(
        "\(section).price", "a mapping, or a price of the catalog, such as gpt-5.5", .shorthand,
        "The price list by which its tokens are paid."),
    ]
      + pricesOfTokens(in: "\(section).price")
      + [
        ScenarioKey(
          "\(section).hourly-cost", "an hourly cost, such as 2.35 USD/h", .quantity,
          "Of one accelerator, instead of a price; beside `throughput`."),
        ScenarioKey(
          "\(section).throughput", "a rate, such as 1000 tok/s", .quantity,
          "Prompt and output tokens per second and accelerator while it is busy, at the promised "
            + "latency."),
        ScenarioKey(
          "\(section).utilization", "a fraction, such as 45 %", .number(0...1), standard: "45 %",
          "Share of the paid hours in which it is busy; beside `hourly-cost`."),
        ScenarioKey(
          "\(section).request-cost", "money, such as 0.004 USD", .quantity,
          "What one request costs there, instead of a price or an hourly cost."),
        ScenarioKey(
          "\(section).error", "a fraction, such as 8 %", .number(0...1), standard: "0 %",
          "Share of wrong answers on the easiest requests, e of e + k y²."),
        ScenarioKey(
          "\(section).error-slope", "a fraction, such as 5 %", .number(0...1), standard: "0 %",
          "How the mean error over the easiest share y grows, k of e + k y²."),
      ]
  }
}
