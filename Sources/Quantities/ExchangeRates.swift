/// What foreign money is worth in United States dollars, on a date and by a source.
public struct ExchangeRates: Sendable, Hashable {
  /// Dollars that one yuan renminbi buys.
  public let dollarsPerYuan: Double
  /// The date, or the year averaged over, as the source states it.
  public let date: String
  /// Where the rate was read.
  public let source: String

  /// - Throws: ``UnitNotationError/outOfRange(found:expected:suggestion:)`` unless the rate is
  ///   positive and finite.
  public init(dollarsPerYuan: Double, date: String, source: String) throws(UnitNotationError) {
    guard dollarsPerYuan > 0, dollarsPerYuan.isFinite else {
      throw .outOfRange(
        found: "\(dollarsPerYuan)", expected: "a positive number of USD per CNY", suggestion: nil)
    }
    self.dollarsPerYuan = dollarsPerYuan
    self.date = date
    self.source = source
  }
}
