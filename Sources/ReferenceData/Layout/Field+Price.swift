import Quantities

extension Field {
  /// The keys of a price: what one source says that a seller asks, in one tier, from a day on.
  static let listPrice: [Field] = [
    Field("title", .text, "What is sold", required: true),
    Field("seller", .text, "Who sells it", required: true),
    Field("model", .text, "Model whose tokens are sold", required: true),
    Field("region", .choice(["global", "us", "china"]), "Where it is sold", required: true),
    Field("from", .date, "First day on which the price is known to hold", required: true),
    Field("until", .date, "Last day on which it held; left out, no later price is known"),
    Field("tier", .choice(PriceTier.allCases.map(\.rawValue)), "Kind of service", required: true),
    Field("context-from", .count(of: "tokens"), "Prompts above this length pay it"),
    Field("context-limit", .count(of: "tokens"), "Longest prompt that pays it"),
    Field("conflicts-with", .names, "Prices of the same thing that other sources state"),
    Field("uncached-input", .nonNegative(USDollarsPerToken.self), "Price of uncached input"),
    Field("cached-input", .nonNegative(USDollarsPerToken.self), "Price of cached input"),
    Field("output", .nonNegative(USDollarsPerToken.self), "Price of output"),
  ]
}

/// The kinds of service that sellers price apart.
public enum PriceTier: String, Sendable, Hashable, CaseIterable {
  case standard
  /// Answered within hours.
  case batch
  /// At hours of low demand.
  case offPeak = "off-peak"
  /// At a higher speed.
  case fast
  /// Before others.
  case priority
  /// Prompts above a length.
  case longContext = "long-context"
}
