extension Field {
  /// The keys of a table of accepted drafts.
  static let acceptance: [Field] = [
    Field("title", .text, "Model and kind of text", required: true),
    Field("model", .text, "Model that verified the drafts", required: true),
    Field(
      "method", .choice(["mtp", "eagle", "draft-model", "n-gram"]), "What drafted", required: true),
    Field(
      list: "tokens", "Mean tokens per step by depth", required: true,
      [
        Field("depth", .count(of: "tokens", in: 1...64), "Tokens drafted per step", required: true),
        Field(
          "mean", .number(unit: "tokens", in: 1...65),
          "Mean tokens per step, the model's own included", required: true),
      ]),
  ]
}
