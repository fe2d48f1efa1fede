import LanguageModels

/// What the timers of a step hold in varying numbers: the matrix products of all layer groups, and
/// the distinct experts that batches touch.
struct TimerTables: Sendable {
  private(set) var products: [ProductTerm] = []
  private(set) var coverage: [Double] = []
  private var popularities: [(popularity: ExpertPopularity, start: Int)] = []

  /// - Returns: The places of the products.
  mutating func append(_ new: [ProductTerm]) -> Range<Int> {
    products += new
    return products.count - new.count..<products.count
  }

  /// Where the coverage of a popularity begins, if another layer group has brought it.
  func coverageStart(of popularity: ExpertPopularity) -> Int? {
    popularities.first { $0.popularity == popularity }?.start
  }

  /// - Returns: The place of the first value.
  mutating func append(_ values: [Double], of popularity: ExpertPopularity) -> Int {
    popularities.append((popularity, coverage.count))
    coverage += values
    return coverage.count - values.count
  }
}
