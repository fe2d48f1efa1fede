/// What tokens are spent on, and what they are worth.
extension ScenarioKeys {
  static let task: [ScenarioKey] = [
    ScenarioKey(
      "task", "a mapping", .section,
      "A piece of work that is asked of the model until it is done; gives its cost."),
    ScenarioKey(
      "task.calls", "a number above 0, such as 20", .number(0.000_001...1e9), standard: "1",
      "Calls of the model in one attempt."),
    ScenarioKey(
      "task.input-tokens", "tokens, such as 8000", .amount,
      "Prompt tokens of a call; left out, those of a mean request of the workload."),
    ScenarioKey(
      "task.output-tokens", "tokens, such as 1500", .amount,
      "Output tokens of a call; left out, those of a mean request of the workload."),
    ScenarioKey(
      "task.success-rate", "a fraction above 0, such as 70 %", .number(0.000_001...1),
      standard: "100 %",
      "Share of attempts that succeed, each as likely as the last."),
    ScenarioKey(
      "quality", "a mapping", .section, "What the answers are worth; gives the cost of a point."),
    ScenarioKey(
      "quality.score", "a fraction above 0, such as 72 %", .number(0.000_001...1),
      "Share of full marks."),
    ScenarioKey(
      "quality.benchmark", "the name of a benchmark", .text, "Where it was scored."),
  ]
}
