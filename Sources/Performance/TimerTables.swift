/// What the timers of a step hold in varying numbers: the matrix products of all layer groups, and
/// the distinct experts that batches touch.
struct TimerTables: Sendable {
  private(set) var products: [ProductTerm] = []
  private(set) var coverage: [Double] = []

  /// - Returns: The places of the products.
  mutating func append(_ new: [ProductTerm]) -> Range<Int> {
    products += new
    return products.count - new.count..<products.count
  }

  /// - Returns: The place of the first value.
  mutating func append(_ values: [Double]) -> Int {
    coverage += values
    return coverage.count - values.count
  }
}
