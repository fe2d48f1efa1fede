/// A claim of the public debate, and what must be found for it to hold.
extension ScenarioKeys {
  /// Where the tests of a claim stand, under names of the user's choice.
  static let namedTests = "claim.tests."

  static let claim: [ScenarioKey] = [
    ScenarioKey(
      "claim", "a mapping", .section, "A claim that the results are held against; see Claims."),
    ScenarioKey("claim.statement", "a sentence", .text, "What is claimed, as its source words it."),
    ScenarioKey(
      "claim.sources", "a list of citations of the catalog", .list, "Who claims it, and where."),
    ScenarioKey(
      "claim.tests", "names, each with a figure and what it must be", .cases,
      "Parts of the claim, told apart: it holds where every part without `if` does."),
    ScenarioKey("claim.tests.*", "a mapping", .section, "One part of the claim."),
    ScenarioKey(
      "claim.tests.*.figure",
      "a metric of results, or feasible.serving, feasible.training or model.parameters", .text,
      "What is looked at; `bessemer check` names all that there are."),
    ScenarioKey(
      "claim.tests.*.of", "the name of an alternative", .text,
      "Whose figure it is; left out, that of the only one."),
    ScenarioKey(
      "claim.tests.*.over", "the name of an alternative", .text,
      "What the figure is divided by: the same of this one."),
    ScenarioKey(
      "claim.tests.*.over-figure", "a figure, such as cost.output", .text,
      "What the figure is divided by, if not by the same one; of the same alternative where none is "
        + "named under `over`."),
    ScenarioKey(
      "claim.tests.*.within", "a condition, such as tpot.p95 <= 50 ms", .text,
      "Of the points of a sweep that keep it, the best is taken, of subject and divisor alike: the "
        + "cheapest or quickest, or that of the highest figure."),
    ScenarioKey(
      "claim.tests.*.at", "a swept path and its value, such as fleet.replicas = 4", .text,
      "Which point of a sweep."),
    ScenarioKey(
      "claim.tests.*.over-at", "a swept path and its value, such as fleet.replicas = 1", .text,
      "Which point of a sweep the divisor is of; left out, the same."),
    ScenarioKey(
      "claim.tests.*.on", "a date, such as 2026-12-31", .text,
      "Of studies over time: the last quarter that ends by then; left out, the end."),
    ScenarioKey(
      "claim.tests.*.holds", "a range such as 0.5 to 0.7, a limit such as >= 10, yes or no", .text,
      "Where the figure must lie for the part to hold."),
    ScenarioKey(
      "claim.tests.*.if", "a condition in words", .text,
      "What is not so today or not said by the claim, and under which the figure was computed."),
  ]
}
