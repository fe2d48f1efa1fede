/// A month of the Gregorian calendar, as an index: months can be counted and be places in an array.
public struct CalendarMonth: Sendable, Hashable, Comparable {
  /// Months since January of the year 0.
  public let index: Int

  public init(index: Int) { self.index = index }

  /// The month of a year, from 1 for January; nil beyond 12.
  public init?(year: Int, month: Int) {
    guard (1...12).contains(month) else { return nil }
    index = year * 12 + month - 1
  }

  /// The month a day lies in.
  ///
  /// Years are counted from March and in eras of 400, whose days are always 146,097; see Richards
  /// (2013), "Calendars", in Urban & Seidelmann, Explanatory Supplement to the Astronomical
  /// Almanac, chapter 15.
  public init(containing date: CalendarDate) {
    let day = date.dayNumber + Self.daysBefore1970
    let era = Self.floor(day, 146_097)
    let dayOfEra = day - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    index = (era * 400 + yearOfEra) * 12 + monthFromMarch + 2
  }

  public var year: Int { Self.floor(index, 12) }

  /// From 1 for January.
  public var month: Int { index - year * 12 + 1 }

  public var firstDay: CalendarDate {
    let shifted = index - 2
    let year = Self.floor(shifted, 12)
    let monthFromMarch = shifted - year * 12
    let leapDays = Self.floor(year, 4) - Self.floor(year, 100) + Self.floor(year, 400)
    return CalendarDate(
      dayNumber: year * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 - Self.daysBefore1970)
  }

  public var lastDay: CalendarDate { (self + 1).firstDay - 1 }

  /// Its days.
  public var length: Int { (self + 1).firstDay - firstDay }

  public static func + (month: Self, months: Int) -> Self { Self(index: month.index + months) }

  public static func - (month: Self, months: Int) -> Self { Self(index: month.index - months) }

  /// The months from `b` to `a`.
  public static func - (a: Self, b: Self) -> Int { a.index - b.index }

  public static func < (a: Self, b: Self) -> Bool { a.index < b.index }

  /// Days from 0000-03-01 to 1970-01-01.
  private static let daysBefore1970 = 719_468

  /// The quotient rounded towards minus infinity.
  private static func floor(_ number: Int, _ divisor: Int) -> Int {
    number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
  }
}

extension CalendarMonth: CustomStringConvertible {
  /// As in `2023-11`.
  public var description: String {
    let digits = String(abs(year))
    let year = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(self.year < 0 ? "-" : "")\(year)-\(month < 10 ? "0" : "")\(month)"
  }
}
