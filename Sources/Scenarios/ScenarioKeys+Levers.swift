/// Changes of a scenario whose effects are taken apart.
extension ScenarioKeys {
  static let levers: [ScenarioKey] = [
    ScenarioKey(
      "levers", "a mapping of keys", .section,
      "Changes of the scenario, each alone and all together, and what of the gap between the first and "
        + "the last is due to each (Shapley value)."),
    ScenarioKey(
      "levers.changes", "names, each with the keys it changes", .cases,
      "The levers. Where two of them set one key, the later one wins, and the report says so."),
    ScenarioKey(
      "levers.study", "together or one-at-a-time",
      .choice(LeverQuestion.Study.allCases.map(\.rawValue)), standard: "together",
      "Whether levers are combined, or each is pulled alone, as where one takes the place of another."
    ),
    ScenarioKey(
      "levers.metric", "a metric, such as cost.output", .text, standard: "cost.output",
      "Whose gap is taken apart; its values must be positive."),
    ScenarioKey(
      "levers.base", "a name", .text, standard: "base",
      "What the scenario without any lever is called in tables and figures."),
    ScenarioKey(
      "levers.all", "a name", .text, standard: "all levers",
      "What the scenario with all levers is called."),
    ScenarioKey(
      "levers.orders", "a whole number from 4 to 1000", .count(4...1_000), standard: "24",
      "Of more than seven levers, orders that are sampled, each followed by its reverse; of fewer, all "
        + "orders count."),
    ScenarioKey(
      "levers.price", "a mapping of keys", .section,
      "List prices of both ends, which make the margin of the price a cause of its own."),
    ScenarioKey(
      "levers.price.from", "a price per token, such as 10 USD/Mtok", .quantity,
      "The price that the base is sold at, of the tokens that the metric is of."),
    ScenarioKey(
      "levers.price.to", "a price per token, such as 0.5 USD/Mtok", .quantity,
      "The same with all levers."),
  ]
}
