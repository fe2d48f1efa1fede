import Stochastics

/// The length of prompts or outputs in a measurement: a figure, and how lengths vary about it.
public struct MeasuredLength: Sendable, Hashable {
  /// Tokens, as printed in the row.
  public let tokens: Double
  /// `fixed`, `uniform 0.8-1.0 of nominal`, or a distribution as scenarios write it; nil where the
  /// row does not say, which is read as fixed.
  public let spread: String?

  /// The law of lengths.
  ///
  /// `uniform a-b of nominal` spreads between a and b times the printed figure, so that the mean is
  /// (a + b)/2 of it. A distribution in the notation of scenarios stands for itself, and its mean
  /// must be the printed figure to within 2 %.
  func distribution(of column: String) throws(RowRefusal) -> Distribution {
    guard let spread, spread != "fixed" else { return try Self.law { try .constant(tokens) } }
    if let (lower, upper) = Self.shares(of: spread) {
      return try Self.law { try .uniform(from: lower * tokens, to: upper * tokens) }
    }
    guard DistributionNotation.isDistribution(spread) else {
      throw .unknownSpread(column: column, spread)
    }
    let law = try Self.law {
      try DistributionNotation.parse(spread) { text in
        guard let number = Double(text) else { throw NotANumber() }
        return number
      }
    }
    guard abs(law.mean - tokens) <= 0.02 * tokens else {
      throw .spreadMean(column: column, spread, mean: law.mean, printed: tokens)
    }
    return law
  }

  private struct NotANumber: Error {}

  private static func law(_ make: () throws -> Distribution) throws(RowRefusal) -> Distribution {
    do { return try make() } catch { throw .badDistribution("\(error)") }
  }

  /// The bounds of `uniform a-b of nominal`.
  private static func shares(of spread: String) -> (lower: Double, upper: Double)? {
    guard spread.hasPrefix("uniform "), spread.hasSuffix(" of nominal") else { return nil }
    let bounds = spread.dropFirst("uniform ".count).dropLast(" of nominal".count)
      .split(separator: "-").map { Double($0) }
    guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower > 0,
      lower < upper
    else { return nil }
    return (lower, upper)
  }
}
