/// What the alternatives of one draw are measured against: the course of the reference.
struct ReferenceTrace: ~Copyable {
  /// Units shipped to the target, by month and product.
  var shipped: OwnedBuffer<Double>
  /// Share of worth denied, by month.
  var pressure: OwnedBuffer<Double>
  /// Worth ordered by the target's buyers, by month.
  var importedWorth: OwnedBuffer<Double>
  /// How open a channel past the rules is, by month, leak and product.
  var openness: OwnedBuffer<Double>

  init(months: Int, products: Int, leaks: Int) {
    shipped = OwnedBuffer(repeating: 0, count: months * products)
    pressure = OwnedBuffer(repeating: 0, count: months)
    importedWorth = OwnedBuffer(repeating: 0, count: months)
    openness = OwnedBuffer(repeating: 0, count: months * leaks * products)
  }
}
