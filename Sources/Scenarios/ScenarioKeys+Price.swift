/// What tokens are sold for.
extension ScenarioKeys {
  static let price: [ScenarioKey] =
    [
      ScenarioKey(
        "price", "a mapping, or a price of the catalog, such as deepseek-v4-pro", .shorthand,
        "What the tokens served are sold for; margins compare it with what serving them costs. See "
          + "`bessemer catalog list prices`.")
    ] + pricesOfTokens(in: "price")

  /// The keys of a price list, wherever one may stand.
  static func pricesOfTokens(in section: String) -> [ScenarioKey] {
    [
      ScenarioKey(
        "\(section).of", "a price or a model of the catalog, such as deepseek-v4-pro", .text,
        "The entry of `prices` whose figures hold where none is stated here."),
      ScenarioKey(
        "\(section).on", "a date, such as 2026-06-01", .text,
        "The day whose price is taken, of all those known of the model; left out, the entry itself."
      ),
      ScenarioKey(
        "\(section).uncached-input", "a price, such as 0.44 USD/Mtok", .quantity,
        "Asked for prompt tokens that are computed."),
      ScenarioKey(
        "\(section).cached-input", "a price, such as 0.04 USD/Mtok", .quantity,
        "Asked for prompt tokens found in a cache; where none is known, they are charged as "
          + "uncached."
      ),
      ScenarioKey(
        "\(section).output", "a price, such as 0.87 USD/Mtok", .quantity,
        "Asked for generated tokens."),
    ]
  }
}
