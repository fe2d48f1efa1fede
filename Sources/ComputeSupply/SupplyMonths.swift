public import Quantities

/// The months that a programme covers, and the places of dates among them.
public struct SupplyMonths: Sendable, Hashable {
  public let first: CalendarMonth
  public let count: Int

  /// - Throws: where the programme would have no month.
  public init(first: CalendarMonth, count: Int) throws(SupplyError) {
    guard count > 0 else { throw .missing("month in the programme") }
    self.first = first
    self.count = count
  }

  /// - Throws: where the last month precedes the first.
  public init(_ first: CalendarMonth, through last: CalendarMonth) throws(SupplyError) {
    guard first <= last else {
      throw .outOfOrder(input: "months", earlier: 0, later: Double(last - first))
    }
    self.first = first
    count = last - first + 1
  }

  /// The month with that index.
  public subscript(index: Int) -> CalendarMonth { first + index }

  /// The index of a month, which may lie outside the programme.
  public func index(of month: CalendarMonth) -> Int { month - first }

  /// The place of a date in months since the beginning of the first, negative before it: whole
  /// months, and the part of its own that has passed.
  public func place(of date: CalendarDate) -> Double {
    let month = date.month
    return Double(month - first) + Double(date - month.firstDay) / Double(month.length)
  }
}
