/// What the alternatives of one draw are measured against: the course of the reference.
struct ReferenceTrace: Sendable {
  /// Units shipped to the target, by month and product.
  var shipped: [Double] = []
  /// Share of worth denied, by month.
  var pressure: [Double] = []
  /// Worth ordered by the target's buyers, by month.
  var importedWorth: [Double] = []
  /// How open a channel past the rules is, by month, leak and product.
  var openness: [Double] = []

  init() {}

  init(months: Int, products: Int, leaks: Int) {
    shipped = [Double](repeating: 0, count: months * products)
    pressure = [Double](repeating: 0, count: months)
    importedWorth = [Double](repeating: 0, count: months)
    openness = [Double](repeating: 0, count: months * leaks * products)
  }
}
