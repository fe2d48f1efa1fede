/// A day of the Gregorian calendar, carried on before its beginning (ISO 8601).
///
/// Arithmetic is on a count of days, so that differences and comparisons are exact and cost
/// nothing. No time zone: a date is the one that stands in the source.
public struct CalendarDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public let dayNumber: Int

  /// The day that many days after 1970-01-01.
  public init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// The day of a year and month; nil where the month has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard let month = CalendarMonth(year: year, month: month),
      (1...month.length).contains(day)
    else { return nil }
    self = month.firstDay + (day - 1)
  }

  /// The month it lies in.
  public var month: CalendarMonth { CalendarMonth(containing: self) }

  public var year: Int { month.year }

  /// From 1 on.
  public var dayOfMonth: Int { self - month.firstDay + 1 }

  /// The year with the share of it that has passed.
  public var fractionalYear: Double {
    let year = year
    let start = CalendarMonth(index: year * 12).firstDay
    let end = CalendarMonth(index: (year + 1) * 12).firstDay
    return Double(year) + Double(self - start) / Double(end - start)
  }

  /// The date that many days later.
  public static func + (date: Self, days: Int) -> Self { Self(dayNumber: date.dayNumber + days) }

  /// The date that many days earlier.
  public static func - (date: Self, days: Int) -> Self { Self(dayNumber: date.dayNumber - days) }

  /// The days from `b` to `a`.
  public static func - (a: Self, b: Self) -> Int { a.dayNumber - b.dayNumber }

  public static func < (a: Self, b: Self) -> Bool { a.dayNumber < b.dayNumber }

  /// The same day of a month that many months later, or the last day of a shorter month.
  public func adding(months: Int) -> Self {
    let target = month + months
    return target.firstDay + (min(dayOfMonth, target.length) - 1)
  }
}

extension CalendarDate: CustomStringConvertible {
  /// As in `2023-11-17`.
  public var description: String {
    let day = dayOfMonth
    return "\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}

extension CalendarDate {
  /// The day that a text states, or the first day of the month, quarter, half or year it states.
  ///
  /// - Throws: ``CalendarDateError`` where it is none, or a day that its month does not have.
  public init(_ text: String) throws(CalendarDateError) {
    self = try CalendarPeriod(text).first
  }
}
