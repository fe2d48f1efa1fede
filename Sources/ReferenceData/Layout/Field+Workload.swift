extension Field {
  /// The keys of a workload: how long the requests of a published trace are.
  static let workload: [Field] = [
    Field("title", .text, "What was recorded", required: true),
    Field(
      "requests", .count(of: "requests"), "Requests from which the figures are, where stated"),
    Field("rate", .number(unit: "/s", in: 1e-9...1e9), "Rate in the trace, for information"),
    Field(
      group: "prompt", "Prompt tokens of a request, cached ones included", required: true, length),
    Field(group: "output", "Output tokens of a request, thinking included", required: true, length),
    Field("cached-prefix", .fraction, "Share of prompt tokens that could be found in a cache"),
  ]

  /// The law of a length, by two figures, or by one where the law has one parameter.
  private static let length: [Field] = [
    Field(
      "law", .choice(LengthLaw.allCases.map(\.rawValue)), "Form of the distribution",
      required: true),
    Field("mean", tokens, "Mean"),
    Field("median", tokens, "Median"),
    Field("p90", tokens, "Length that nine in ten requests do not exceed"),
    Field("cv", .number(unit: "", in: 0.01...100), "Standard deviation over mean"),
    Field("low", tokens, "Least"),
    Field("high", tokens, "Greatest"),
  ]

  private static let tokens = Form.number(unit: "tokens", in: 1...1e8)
}

/// The forms that the length of a request may have.
enum LengthLaw: String, CaseIterable {
  case lognormal, gamma, exponential, uniform

  /// The figures that determine it, each set enough by itself.
  var parameters: [[String]] {
    switch self {
    case .lognormal: [["median", "p90"], ["mean", "median"], ["mean", "cv"]]
    case .gamma: [["mean", "cv"]]
    case .exponential: [["mean"]]
    case .uniform: [["low", "high"]]
    }
  }
}
