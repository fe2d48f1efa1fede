import Quantities
import Scenarios

/// What came of a condition that is held against the median of draws, under one alternative.
public struct MedianJudgement: Sendable {
  public let condition: String
  public let alternative: String
  /// The median in words; nil where no draw has the figure.
  public let found: String?
  public let isMet: Bool

  /// Whether the median keeps the condition, and in what share of the draws it is kept. No figure is no
  /// pass.
  ///
  /// - Parameter limit: in the unit of the figure.
  init(
    _ threshold: Threshold, limit: Double, unit: String?, draws: [Double], of alternative: String
  ) {
    let kept = draws.count { threshold.relation.holds($0, limit) }
    let median = Fan(of: draws)?.median
    condition = threshold.text
    self.alternative = alternative
    found = median.map {
      UnitNotation.format($0, significantDigits: 4) + (unit.map { " \($0)" } ?? "")
        + (draws.count > 1
          ? ", kept in \(UnitNotation.format(percentage: Double(kept) / Double(draws.count))) of draws"
          : "")
    }
    isMet = median.map { threshold.relation.holds($0, limit) } ?? false
  }
}
