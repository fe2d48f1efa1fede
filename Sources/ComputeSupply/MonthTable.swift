/// Numbers by month and something else, side by side for each month: what a period reads lies
/// together.
struct MonthTable: ~Copyable {
  let width: Int
  private var values: OwnedBuffer<Double>

  init(months: Int, width: Int) {
    self.width = width
    values = OwnedBuffer(repeating: 0, count: months * width)
  }

  /// A series for each place.
  init(months: Int, columns: [MonthlySeries]) {
    self.init(months: months, width: columns.count)
    for place in columns.indices { set(place, to: columns[place]) }
  }

  /// Puts a series into a place.
  mutating func set(_ place: Int, to series: MonthlySeries) {
    series.values.withUnsafeBufferPointer { own in
      for month in own.indices { values[month * width + place] = own[month] }
    }
  }

  subscript(month: Int, place: Int) -> Double {
    @inline(__always) get { values[month * width + place] }
    @inline(__always) set { values[month * width + place] = newValue }
  }
}
