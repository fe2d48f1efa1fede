/// The values of one figure under one alternative, from whatever kind of study.
public struct NamedResult: Sendable, Hashable {
  public let alternative: String
  public let metric: String
  /// Nil of shares, ratios and counts.
  public let unit: String?
  /// One per draw of uncertain inputs, or one; draws of one number belong together across results.
  public let values: [Double]

  public init(alternative: String, metric: String, unit: String?, values: [Double]) {
    self.alternative = alternative
    self.metric = metric
    self.unit = unit
    self.values = values
  }
}
