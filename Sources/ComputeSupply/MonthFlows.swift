/// What the events of a month add up, until its end writes it down.
struct MonthFlows: ~Copyable {
  // By cell: product and channel. See ``SupplyHistory``.
  var added: OwnedBuffer<Double>
  var moved: OwnedBuffer<Double>
  // By product.
  var wanted: OwnedBuffer<Double>
  var granted: OwnedBuffer<Double>
  var refused: OwnedBuffer<Double>
  var diverted: OwnedBuffer<Double>
  var shipped: OwnedBuffer<Double>

  init(products: Int) {
    func numbers(_ count: Int) -> OwnedBuffer<Double> { OwnedBuffer(repeating: 0, count: count) }
    added = numbers(products * SupplyChannel.count)
    moved = numbers(products * SupplyChannel.count)
    wanted = numbers(products)
    granted = numbers(products)
    refused = numbers(products)
    diverted = numbers(products)
    shipped = numbers(products)
  }

  mutating func clear() {
    added.fill(with: 0)
    moved.fill(with: 0)
    wanted.fill(with: 0)
    granted.fill(with: 0)
    refused.fill(with: 0)
    diverted.fill(with: 0)
    shipped.fill(with: 0)
  }

  /// Writes down a month that has ended.
  func record(_ month: Int, in history: inout SupplyHistory) {
    added.copy(to: &history.added, at: month * added.count)
    moved.copy(to: &history.moved, at: month * moved.count)
    let row = month * wanted.count
    wanted.copy(to: &history.wanted, at: row)
    granted.copy(to: &history.granted, at: row)
    refused.copy(to: &history.refused, at: row)
    diverted.copy(to: &history.diverted, at: row)
    shipped.copy(to: &history.shipped, at: row)
  }
}
