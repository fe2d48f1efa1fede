/// Numbers by month and by something else, row after row.
struct MonthTable: Sendable {
  let width: Int
  let values: [Double]

  init(months: Int, width: Int, _ value: (_ month: Int, _ place: Int) -> Double) {
    self.width = width
    values = [Double](unsafeUninitializedCapacity: months * width) { buffer, count in
      for month in 0..<months {
        for place in 0..<width {
          buffer.initializeElement(at: month * width + place, to: value(month, place))
        }
      }
      count = months * width
    }
  }

  /// A series for each place.
  init(months: Int, columns: [MonthlySeries]) {
    self.init(months: months, width: columns.count) { columns[$1].values[$0] }
  }

  subscript(month: Int, place: Int) -> Double { values[month * width + place] }
}
