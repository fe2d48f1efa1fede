import Testing

@Suite("A value of the wrong unit, size or form is refused with what belongs there")
struct WrongValueTests {
  @Test("Units and dimensions", arguments: units)
  func refuseUnits(_ slip: Slip) throws { try slip.expectProblem() }

  static let units: [Slip] = [
    Slip("2 min", to: "¦2 GB", "this is data, not time", fix: "a duration, such as 10 min"),
    Slip("2 min", to: "¦120", "a number needs its unit here", fix: "a duration, such as 10 min"),
    Slip("2 min", to: "¦2 minits", "no unit is written \"minits\"", fix: "did you mean \"2 min"),
    Slip("2 min", to: "¦12:30:00", "does not begin with a number", fix: "such as 10 min"),
    Slip("poisson(2 /s)", to: "¦poisson(2)", "needs its unit", fix: "such as 2 /s"),
    Slip("poisson(2 /s)", to: "¦poisson(2 s)", "time, not requests per time", fix: "2 /s"),
    Slip("poisson(2 /s)", to: "¦poisson(2 GB/s)", "this is data per time", fix: "2 /s"),
    Slip("50 ms at p95", to: "¦50 ms at q95", "the percentile cannot be read", fix: "write p50"),
    Slip("50 ms at p95", to: "¦50 ms at p100", "the percentile cannot be read", fix: "below 100"),
    Slip("50 ms at p95", to: "¦50 ms p95", "\"at\" is missing", fix: "mean \"50 ms at p95\"?"),
    Slip("50 ms at p95", to: "¦50 at p95", "needs its unit", fix: "50 ms"),
    Slip("50 ms at p95", to: "¦50 MB at p95", "this is data, not time", fix: "50 ms"),
    Slip("constant 64", to: "¦constant 64 GB", "this is data, not tokens", fix: "900 tok"),
    Slip("constant 64", to: "¦300 tok/s", "tokens per time, not tokens", fix: "900 tok"),
    Slip(
      adding: "owner: {electricity: ¦0.08 USD}", "money, not money per energy",
      fix: "did you mean \"0.08 USD/kWh\"?"),
    Slip(
      adding: "owner: {electricity: ¦8 cents/kWh}", "no unit is written \"cents", fix: "USD/kWh"),
    Slip(adding: "owner: {nameplate-power: ¦1.3 GB}", "this is data, not power", fix: "1.3 kW"),
    Slip(adding: "owner: {capital: ¦31000}", "needs its unit", fix: "31000 USD or 150000 CNY"),
    Slip(adding: "owner: {capital: ¦31000 EUR}", "no unit is written \"EUR\"", fix: "USD or"),
    Slip(adding: "owner: {life: ¦4}", "needs its unit", fix: "a duration, such as 4 years"),
    Slip(adding: "owner: {kind: rented, rent: ¦2 USD}", "money, not money per time", fix: "USD/h"),
    Slip(
      adding: "training: {tokens: ¦1 TB, within: 9 days, accelerators: 64}", "data, not tokens",
      fix: "such as 14.8 T"),
    Slip(
      adding: "training: {tokens: 1 T, within: ¦90, accelerators: 64}", "needs its unit",
      fix: "such as 90 days"),
    Slip(
      "vllm-0.12", to: "{name: vllm-0.12, block-size: ¦16 GB}", "no unit is written \"GB\"",
      fix: "a whole number from 1"),
    Slip("poisson(2 /s)", to: "¦closed(2 /s)", "no unit is written", fix: "a whole number from 1"),
  ]

  @Test("Sizes: nothing, below zero, not a number, beyond all bounds", arguments: sizes)
  func refuseSizes(_ slip: Slip) throws { try slip.expectProblem() }

  static let sizes: [Slip] = [
    Slip("2 min", to: "¦0 s", "out of range", fix: "from 1 s to 30 d"),
    Slip("2 min", to: "¦-2 min", "out of range", fix: "from 1 s to 30 d"),
    Slip("2 min", to: "¦nan s", "not a finite number", fix: "a duration"),
    Slip("2 min", to: "¦inf s", "not a finite number", fix: "a duration"),
    Slip("2 min", to: "¦1e9 years", "out of range", fix: "30 d"),
    Slip("2 min", to: "¦1e999 s", "not a finite number", fix: "a duration"),
    Slip("poisson(2 /s)", to: "¦poisson(nan /s)", "not a finite number", fix: "such as 2 /s"),
    Slip("poisson(2 /s)", to: "¦poisson(-2 /s)", "out of range", fix: "from 1e-9"),
    Slip("poisson(2 /s)", to: "¦poisson(0 /s)", "out of range", fix: "from 1e-9"),
    Slip("poisson(2 /s)", to: "¦poisson(1e300 /s)", "out of range", fix: "to 1M"),
    Slip("poisson(2 /s)", to: "¦closed(0)", "out of range", fix: "from 1 to"),
    Slip("poisson(2 /s)", to: "¦gamma(2 /s, cv -3)", "out of range", fix: "from 0.01 to 30"),
    Slip("poisson(2 /s)", to: "¦gamma(2 /s, cv 90)", "out of range", fix: "from 0.01 to 30"),
    Slip("constant 64", to: "¦-64", "the mean is -64", fix: "from 1 to 100 million"),
    Slip("constant 64", to: "¦0", "the mean is 0", fix: "from 1 to 100 million"),
    Slip("constant 64", to: "¦1e30", "the mean is 1", fix: "from 1 to 100 million"),
    Slip("constant 64", to: "¦constant nan", "not a finite number", fix: "finite"),
    Slip("constant 64", to: "constant 64\n  cached-prefix: ¦140 %", "range", fix: "from 0 to 1"),
    Slip("constant 64", to: "constant 64\n  cached-prefix: ¦40", "range", fix: "mean \"40 %\"?"),
    Slip("50 ms at p95", to: "¦0 ms at p95", "above 0 and within a day", fix: "such as 50 ms"),
    Slip("50 ms at p95", to: "¦-5 ms at p95", "above 0 and within a day", fix: "such as 50 ms"),
    Slip("{tensor: 1}", to: "{tensor: ¦0}", "out of range", fix: "a whole number from 1"),
    Slip("{tensor: 1}", to: "{tensor: ¦1.5}", "not a whole number", fix: "a whole number from 1"),
    Slip("plan:", to: "replicas: ¦two\n  plan:", "begin with a number", fix: "a whole number"),
    Slip("plan:", to: "replicas: ¦1e9\n  plan:", "out of range", fix: "from 1 to 100000"),
    Slip("vllm-0.12", to: "{memory-fraction: ¦90}", "out of range", fix: "from 0.05 to 1"),
    Slip("vllm-0.12", to: "{block-size: ¦0}", "out of range", fix: "from 1 to"),
    Slip(adding: "seed: ¦-1", "out of range", fix: "of at least 0"),
    Slip(adding: "seed: ¦1.5", "not a whole number", fix: "a whole number"),
    Slip(adding: "seed: ¦99999999999999999999", "out of range", fix: "a whole number"),
    Slip(adding: "replications: ¦0", "out of range", fix: "from 1 to 10000"),
    Slip(adding: "replications: ¦NaN", "not a finite number", fix: "from 1 to 10000"),
    Slip(adding: "owner: {residual: ¦120 %}", "out of range", fix: "a fraction from 0 to 1"),
    Slip(adding: "owner: {residual: ¦nan}", "not a finite number", fix: "a fraction from 0 to 1"),
    Slip(adding: "owner: {electricity: ¦-0.08 USD/kWh}", "out of range", fix: "from 0 USD/kWh"),
    Slip(
      adding: "owner: {duty: ¦-200 %}", "a duty is not below 0", fix: "as `owner.subsidy`"),
    Slip(adding: "owner: {power-usage-effectiveness: ¦0.5}", "out of range", fix: "from 1 to 10"),
  ]

  @Test("Forms: brackets, commas, lists, nothing", arguments: forms)
  func refuseForms(_ slip: Slip) throws { try slip.expectProblem() }

  static let forms: [Slip] = [
    Slip(
      "lognormal(median 300, p95 900)", to: "¦lognormal(median 900)", "does not determine",
      fix: "lognormal(median …, p95 …)"),
    Slip("p95 900)\n  out", to: "p95 900\n  out", "a bracket is not closed", fix: "close it"),
    Slip("median 300, p95 900", to: "median 900, p95 300", "p95 of lognormal is 300", fix: "more"),
    Slip("median 300, p95 900", to: "mean 300, cv -1", "cv of lognormal is -1", fix: "1e-09 to"),
    Slip("lognormal(median 300, p95 900)", to: "¦uniform(900, 300)", "upper bound", fix: "more"),
    Slip("lognormal(median 300, p95 900)", to: "¦choice()", "does not determine", fix: "choice(v"),
    Slip(
      "lognormal(median 300, p95 900)", to: "¦normal(mean 300, sd 900)", "draws are negative",
      fix: "take lognormal"),
    Slip(
      "lognormal(median 300, p95 900)", to: "¦empirical(lengths.csv)", "begin with a number",
      fix: "900 tok"),
    Slip("lognormal(median 300, p95 900)", to: "¦lots", "no distribution is named", fix: "pareto"),
    Slip("lognormal(median 300, p95 900)", to: "¦[300, 900]", "a single value", fix: "lognormal"),
    Slip(" lognormal(median 300, p95 900)", to: "¦", "the value is missing", fix: "lognormal"),
    Slip("poisson(2 /s)", to: "¦2 /s", "this is not an arrival process", fix: "poisson(2 /s)"),
    Slip("poisson(2 /s)", to: "¦poisson()", "this is not an arrival process", fix: "poisson(2 /s)"),
    Slip("poisson(2 /s)", to: "¦gamma(2 /s, cv 3", "a bracket is not closed", fix: "close it"),
    Slip(
      "poisson(2 /s)", to: "¦poisson(2 /s, 3)", "an argument has no name", fix: "gamma(2 /s, cv"),
    Slip("poisson(2 /s)", to: "¦poisson(rate 2 /s, rate 3 /s)", "given twice", fix: "remove one"),
    Slip("poisson(2 /s)", to: "¦gamma(2 /s)", "arrivals.cv\" is missing", fix: "for `gamma`"),
    Slip(
      "  arrivals: poisson(2 /s)\n  prompt-tokens: lognormal(median 300, p95 900)\n"
        + "  output-tokens: constant 64",
      to: "  {arrivals: poisson(2 /s), prompt-tokens: ¦lognormal(median 300, p95 900), "
        + "output-tokens: 64}",
      "the commas cut this value", fix: "write prompt-tokens: \"lognormal(median 300, p95 900)\""),
    Slip(
      adding: "owner: {allocation: ¦price-proportional(output 4, cached 0.1)}",
      "the commas cut this value", fix: "\"price-proportional(output 4, cached 0.1)\""),
    Slip(adding: "owner: {allocation: ¦price-proportional}", "is written so", fix: "output 4"),
    Slip(adding: "owner: {allocation: ¦price-proportional(output 4)}", "both", fix: "cached 0.1"),
    Slip("{tensor: 1}", to: "¦eight", "a mapping belongs here", fix: "keys and values"),
    Slip("{tensor: 1}", to: "¦[8]", "a mapping belongs here", fix: "keys and values"),
    Slip("llama-3.1-8b", to: "¦[llama-3.1-8b]", "a single value belongs here", fix: "config.json"),
    Slip(" llama-3.1-8b", to: "¦", "the value is missing", fix: "a model of the catalog"),
    Slip(adding: "question: ¦[why]", "a single value belongs here", fix: "a sentence"),
    Slip(adding: "owner: ¦europe", "this is not an owner", fix: "such as us-hyperscaler"),
    Slip(adding: "owner: ¦us-hyperscalar", "no kind of owner in us", fix: "\"hyperscaler\"?"),
    Slip(adding: "figures: ¦cost-by-stream", "a list belongs here", fix: "a list, such as"),
    Slip(adding: "warm-up: ¦autoo", "begin with a number", fix: "auto, or a duration"),
  ]

  @Test(
    "Distributions that are none, or where what stands is certain, are refused",
    arguments: uncertain)
  func refuseUncertain(_ slip: Slip) throws { try slip.expectProblem() }

  static let uncertain: [Slip] = [
    Slip("2 min", to: "¦1 to 2", "no unit", fix: "behind the last one"),
    Slip("2 min", to: "¦normal(mean 2, sd 1) min", "behind the bracket", fix: "inside"),
    Slip("2 min", to: "¦1 to 2 kg", "duration", fix: "1 to 2 kg"),
    Slip("poisson(2 /s)", to: "¦poisson(2 to 1 /s)", "p95", fix: "2 to 1 /s"),
    Slip(
      adding: "owner: {electricity: ¦0.06 USD/kWh to 0.10 USD/h}", "do not measure",
      fix: "such as 0.08 USD/kWh"),
    Slip(adding: "owner: {residual: ¦20 % to 150 %}", "outside what may stand", fix: "within 0"),
    Slip(adding: "seed: ¦1 to 9", "is certain", fix: "`sweep` or `alternatives`"),
    Slip(adding: "sample: {points: ¦1}", "out of range", fix: "2"),
    Slip(adding: "sample: {design: ¦sobl}", "no design", fix: "sobol"),
    Slip(adding: "precision: ¦200 %", "out of range", fix: "0.5"),
    Slip(adding: "thresholds: [¦cost.outpt < 3 USD/Mtok]", "no metric", fix: "cost.output"),
    Slip(adding: "thresholds: [¦cost.output < 3 s]", "no unit of cost.output", fix: "USD/Mtok"),
  ]
}
