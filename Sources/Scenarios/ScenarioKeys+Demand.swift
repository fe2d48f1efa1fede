import ExportControl

extension ScenarioKeys {
  /// What stocks of accelerators are asked to do.
  static let demand: [ScenarioKey] = [
    ScenarioKey(
      "demand", "a mapping", .section,
      "What the stock is asked to do: runs to train, tokens to serve. Of a scenario with `supply`."),
    ScenarioKey(
      "demand.unit", "a definition of H100-equivalents",
      .choice(H100Equivalent.allCases.map(\.rawValue)),
      standard: H100Equivalent.totalProcessingPerformance.rawValue,
      "The definition in which stocks by channel are counted; totals are given by all."),
    ScenarioKey(
      "demand.from", "a month, such as 2026-01", .text,
      "The month in which amounts under `demand` are asked for; before and after it they follow their "
        + "growth. Left out, the first month."),
    ScenarioKey("demand.training", "a mapping", .section, "Runs by which stocks are compared."),
    ScenarioKey(
      "demand.training.model", "a model of the catalog, such as deepseek-v3", .text,
      standard: "deepseek-v3",
      "The design that is trained, in the size that a cluster trains in the window."),
    ScenarioKey(
      "demand.training.tokens-per-parameter", "a number, such as 394", .number(0.1...1e6),
      standard: "394",
      "Tokens of a run for each active parameter: 14.8 T for the 37.6 G of DeepSeek-V3."),
    ScenarioKey(
      "demand.training.window", "a duration, such as 90 days", .quantity, standard: "90 days",
      "The time of one run."),
    ScenarioKey(
      "demand.training.reach", "amounts of work, such as 1e27 FLOP", .list,
      "Runs whose first possible date is told."),
    ScenarioKey(
      "demand.training.run", "an amount of work, such as 5e26 FLOP", .quantity,
      "The frontier run that the country's laboratories ask for; left out, that of the catalog."),
    ScenarioKey(
      "demand.training.growth", "a factor, such as 4.5 x", .number(0.01...1_000),
      "How many times larger a year later; left out, that of the catalog."),
    ScenarioKey(
      "demand.training.runs-per-year", "a number, such as 2", .number(0...1_000),
      "Frontier runs in a year, all laboratories together; left out, that of the catalog."),
    ScenarioKey(
      "demand.training.research-multiple", "a number, such as 6", .number(1...1_000),
      "All the work of a programme, experiments and failed runs included, over that of its final run; "
        + "left out, that of the catalog."),
    ScenarioKey(
      "demand.training.largest-cluster", "a share, such as 10 %", .number(0...1),
      "Share of a country's stock of one product that stands in one cluster, where one run could use it; "
        + "left out, the judgement of the catalog."),
    ScenarioKey(
      "demand.tokens", "a mapping", .section, "Tokens that users of the country ask for."),
    ScenarioKey(
      "demand.tokens.model", "a model of the catalog, such as deepseek-v3", .text,
      standard: "deepseek-v3", "The model that serves them."),
    ScenarioKey(
      "demand.tokens.time-per-output-token", "a duration, such as 50 ms", .quantity,
      standard: "50 ms", "What users are promised at the 95th percentile."),
    ScenarioKey(
      "demand.tokens.per-day", "tokens, such as 140 T", .amount,
      "Tokens a day, prompts included; left out, those of the catalog."),
    ScenarioKey(
      "demand.tokens.growth", "a factor, such as 4 x", .number(0.01...1_000),
      "How many times more a year later; left out, that of the catalog."),
    ScenarioKey(
      "demand.tokens.utilization", "a share, such as 45 %", .number(0.01...1),
      "Mean over greatest use of what serves: fleets are sized to peaks; left out, that of the catalog."
    ),
    ScenarioKey(
      "demand.allocation", "inference-first, training-first or share",
      .choice(["inference-first", "training-first", "share"]), standard: "inference-first",
      "Who gets the stock where it is short of both."),
    ScenarioKey(
      "demand.inference-share", "a share, such as 50 %", .number(0...1),
      "Share of every product that serves, of `allocation: share`; left out, that of the catalog."),
  ]
}
