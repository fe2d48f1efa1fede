/// That two named inputs rise together, or one as the other falls.
public struct RankCorrelation: Sendable, Hashable {
  public let first: String
  public let second: String
  /// Spearman's coefficient, of the ranks: between -1 and 1, both left out, because of two inputs
  /// that always move together one is not an input.
  public let coefficient: Double

  public init(_ first: String, _ second: String, _ coefficient: Double) throws(StochasticsError) {
    guard coefficient > -1, coefficient < 1 else {
      throw .invalidParameter(
        distribution: "correlation of \(first) and \(second)", parameter: "coefficient",
        found: coefficient, expected: "more than -1 and less than 1")
    }
    guard first != second else { throw .repeatedInput(first) }
    self.first = first
    self.second = second
    self.coefficient = coefficient
  }
}
