/// The days from one to another, as sources date things: a day, month, quarter, half or year.
public struct CalendarPeriod: Sendable, Hashable {
  public let first: CalendarDate
  /// The last day that belongs to it.
  public let last: CalendarDate

  /// - Precondition: it does not end before it begins.
  public init(_ first: CalendarDate, through last: CalendarDate) {
    precondition(first <= last, "a period from \(first) through \(last)")
    self.first = first
    self.last = last
  }

  public var days: Int { last - first + 1 }

  public func contains(_ date: CalendarDate) -> Bool { first <= date && date <= last }

  /// Reads `2023-11-17`, `2023-11`, `2023Q4`, `2023H1` (also `2023-Q4`, `2023-H1`) or `2023`.
  ///
  /// - Throws: ``CalendarDateError`` where it is none of them, or a day that its month does not have.
  public init(_ text: String) throws(CalendarDateError) {
    guard text.utf8.count >= 4, let year = Self.number(text.prefix(4), digits: 4) else {
      throw .notADate(found: text)
    }
    var rest = text.dropFirst(4)
    guard !rest.isEmpty else {
      self.init(year: year, firstMonth: 1, months: 12)
      return
    }
    let hasHyphen = rest.first == "-"
    if hasHyphen { rest = rest.dropFirst() }
    if let letter = rest.first?.uppercased(), letter == "Q" || letter == "H" {
      guard let part = Self.number(rest.dropFirst(), digits: 1) else {
        throw .notADate(found: text)
      }
      let length = letter == "Q" ? 3 : 6
      guard (1...12 / length).contains(part) else {
        throw .noSuchPart(found: text, part: letter + String(part))
      }
      self.init(year: year, firstMonth: (part - 1) * length + 1, months: length)
      return
    }
    let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
    guard hasHyphen, parts.count <= 2, let month = Self.number(parts[0], digits: 2) else {
      throw .notADate(found: text)
    }
    guard let calendarMonth = CalendarMonth(year: year, month: month) else {
      throw .noSuchMonth(found: text, month: month)
    }
    guard parts.count == 2 else {
      self.init(calendarMonth.firstDay, through: calendarMonth.lastDay)
      return
    }
    guard let day = Self.number(parts[1], digits: 2) else { throw .notADate(found: text) }
    guard let date = CalendarDate(year: year, month: month, day: day) else {
      throw .noSuchDay(found: text, month: calendarMonth, day: day)
    }
    self.init(date, through: date)
  }

  private init(year: Int, firstMonth: Int, months: Int) {
    let first = CalendarMonth(index: year * 12 + firstMonth - 1)
    self.init(first.firstDay, through: (first + (months - 1)).lastDay)
  }

  /// A number of exactly that many ASCII digits.
  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}

/// Why a text is not a date.
public enum CalendarDateError: Error, Sendable, Hashable {
  /// The text has none of the forms.
  case notADate(found: String)
  case noSuchMonth(found: String, month: Int)
  /// Such as the 30th of February.
  case noSuchDay(found: String, month: CalendarMonth, day: Int)
  /// Such as `Q5`.
  case noSuchPart(found: String, part: String)

  /// The text that was read.
  public var found: String {
    switch self {
    case .notADate(let found), .noSuchMonth(let found, _), .noSuchDay(let found, _, _),
      .noSuchPart(let found, _):
      found
    }
  }

  /// What is wrong, in a clause without the text.
  public var problem: String {
    switch self {
    case .notADate: "this is not a date"
    case .noSuchMonth(_, let month): "a year has no month \(month)"
    case .noSuchDay(_, let month, let day): "\(month) has \(month.length) days, not \(day)"
    case .noSuchPart(_, let part):
      "a year has no \(part.hasPrefix("H") ? "half" : "quarter") \(part)"
    }
  }

  /// What would have been right.
  public var expected: String {
    switch self {
    case .notADate: "a date such as 2023-11-17, 2023-11, 2023Q4, 2023H1 or 2023"
    case .noSuchMonth: "a month from 01 to 12"
    case .noSuchDay(_, let month, _): "a day from 01 to \(month.length)"
    case .noSuchPart: "Q1 to Q4, H1 or H2"
    }
  }
}

extension CalendarDateError: CustomStringConvertible {
  public var description: String { "\"\(found)\": \(problem); expected \(expected)" }
}
