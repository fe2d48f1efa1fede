/// One number for each month of a programme: a rate per month, a price, a share.
///
/// What it counts, and in which unit, stands where it is used.
public struct MonthlySeries: Sendable, Hashable {
  /// One value per month, from the programme's first.
  public var values: [Double]

  /// The values themselves.
  public init(_ values: [Double]) { self.values = values }

  /// The same value in every month.
  public init(constant value: Double, months: Int) {
    values = [Double](repeating: value, count: months)
  }

  /// Values that hold from a month on until the next one: `first` before the first step.
  ///
  /// - Parameter steps: month and value, in order of months; months before the programme count as
  ///   its first and later ones are left out.
  public init(steps: [(month: Int, value: Double)], before first: Double = 0, months: Int) {
    var values = [Double](repeating: first, count: months)
    for step in steps {
      for month in max(0, step.month)..<max(max(0, step.month), months) {
        values[month] = step.value
      }
    }
    self.values = values
  }

  /// Values on a straight line between knots, held before the first and after the last.
  ///
  /// - Precondition: there is a knot, and their months ascend.
  public init(knots: [(month: Double, value: Double)], months: Int) {
    precondition(!knots.isEmpty, "a line through no knot")
    values = (0..<months).map { month in
      let at = Double(month)
      guard let after = knots.firstIndex(where: { $0.month >= at }) else {
        return knots.last!.value
      }
      guard after > 0 else { return knots[0].value }
      let (a, b) = (knots[after - 1], knots[after])
      return a.value + (b.value - a.value) * (at - a.month) / (b.month - a.month)
    }
  }

  /// Totals of stretches of months, each spread evenly over its own.
  ///
  /// - Parameter totals: first month of the stretch, how many months, and their total. Months
  ///   outside the programme keep their part of the total.
  public init(totals: [(month: Int, length: Int, total: Double)], months: Int) {
    var values = [Double](repeating: 0, count: months)
    for stretch in totals {
      for month in stretch.month..<stretch.month + stretch.length
      where values.indices.contains(month) {
        values[month] += stretch.total / Double(stretch.length)
      }
    }
    self.values = values
  }

  /// How many months it covers.
  public var count: Int { values.count }

  public subscript(month: Int) -> Double {
    get { values[month] }
    set { values[month] = newValue }
  }

  /// Every month times a factor, from a month on.
  public mutating func scale(by factor: Double, from month: Int = 0) {
    for index in max(0, month)..<max(max(0, month), values.count) { values[index] *= factor }
  }
}
