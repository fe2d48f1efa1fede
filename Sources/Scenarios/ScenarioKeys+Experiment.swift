import Stochastics

/// How often, and where, a question is asked.
extension ScenarioKeys {
  static let experiment: [ScenarioKey] = [
    ScenarioKey(
      "alternatives", "names, each with the keys it changes", .cases,
      "Cases that are compared under the same random numbers."),
    ScenarioKey(
      "equalize", "objective, dollars, megawatts, accelerators or none",
      .choice(["objective", "dollars", "megawatts", "accelerators", "none"]), standard: "none",
      "`objective`: each alternative gets the fewest replicas that keep the objectives; the others: "
        + "as many as the hourly bill, the power or the accelerators of the first one allow."),
    ScenarioKey(
      "sweep", "paths, each with a list or a range", .cases,
      "Values to take in turn; every combination is a design point. `zip` holds paths that go "
        + "together, `cases` single combinations, `where` a condition such as `fleet.replicas > 1 and "
        + "duration != 1 min`; ranges without `in`, such as log 1 /s to 9 /s, are filled by `points` points "
        + "of a `design`."),
    ScenarioKey(
      "precision", "a mapping, or a fraction, such as 2 %", .shorthand,
      "Runs are added until the intervals of the headline metrics are as narrow as asked."),
    ScenarioKey(
      "precision.target", "a fraction, such as 2 %", .number(0.0005...0.5),
      "Half-width of the 95 % interval of the mean over the mean, at most."),
    ScenarioKey(
      "precision.most-replications", "a whole number from 2 to 10000", .count(2...10_000),
      standard: "200", "Runs of a design point at most; `replications` is the least."),
    ScenarioKey(
      "precision.metrics", "a list of metrics, such as [cost.output, ttft.p95]", .list,
      "Whose intervals are watched; left out, output throughput, time to first token and time per "
        + "output token at p95, and the cost of output."),
    ScenarioKey(
      "sample", "a mapping, or a number of draws, such as 256", .shorthand,
      "How uncertain inputs are drawn: numbers of the scenario that are written as distributions."),
    ScenarioKey(
      "sample.points", "a whole number from 2 to 100000", .count(2...100_000), standard: "64",
      "Draws of all uncertain inputs; of `sobol`, take a power of two."),
    ScenarioKey(
      "sample.design", "monte-carlo, latin-hypercube or sobol",
      .choice(InputDesign.Method.allCases.map(\.rawValue)), standard: "latin-hypercube",
      "How the draws fill the space of the inputs."),
    ScenarioKey(
      "sample.facts", "none or ranges", .choice(["none", "ranges"]), standard: "none",
      "`ranges`: figures of the catalog with a 90 % interval are uncertain inputs too."),
    ScenarioKey(
      "sample.correlations", "names, each with inputs and a rank correlation", .cases,
      "Inputs that tend to be high together: `{inputs: [owner.capital, owner.electricity], "
        + "rank-correlation: 0.5}`."),
    ScenarioKey(
      "thresholds", "a list of conditions, such as [cost.output < 0.5 USD/Mtok]", .list,
      "What must hold of every design point; if one does not, the command exits with 5."),
    ScenarioKey(
      "figures", "a list of figure names", .list, standard: "[]",
      "Figures to draw, as SVG and PNG, with their data."),
  ]
}
