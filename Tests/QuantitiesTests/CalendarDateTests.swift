import Quantities
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
  @Test("Every day of eight centuries is the day after the one before, in its month")
  func everyDay() throws {
    let first = try #require(CalendarDate(year: 1600, month: 1, day: 1))
    let last = try #require(CalendarDate(year: 2400, month: 12, day: 31))
    #expect(last - first == 292_559)
    var expected = (year: 1600, month: 1, day: 1)
    for number in first.dayNumber...last.dayNumber {
      let date = CalendarDate(dayNumber: number)
      let month = date.month
      guard month.year == expected.year, month.month == expected.month,
        date.dayOfMonth == expected.day,
        CalendarDate(year: expected.year, month: expected.month, day: expected.day) == date
      else {
        Issue.record("day \(number) is \(date), not \(expected)")
        return
      }
      let leaps =
        expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
      let lengths = [31, leaps ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      if expected.day < lengths[expected.month - 1] {
        expected.day += 1
      } else {
        expected =
          expected.month < 12
          ? (expected.year, expected.month + 1, 1) : (expected.year + 1, 1, 1)
      }
    }
  }

  @Test("The day of 1970-01-01 is the first, and days before it count down")
  func origin() throws {
    #expect(try CalendarDate("1970-01-01").dayNumber == 0)
    #expect(try CalendarDate("1969-12-31").dayNumber == -1)
    #expect(try CalendarDate("2023-11-17").dayNumber == 19_678)
    #expect(CalendarDate(dayNumber: -1).description == "1969-12-31")
    // 146,097 days are 400 years, before the year 0 as after it.
    let early = CalendarDate(dayNumber: -719_528 - 400)
    #expect(early + 146_097 == early.adding(months: 4_800))
  }

  @Test(
    "Days, months, quarters, halves and years are read, each by its first and last day",
    arguments: [
      ("2023-11-17", "2023-11-17", "2023-11-17"), ("2023-11", "2023-11-01", "2023-11-30"),
      ("2024-02", "2024-02-01", "2024-02-29"), ("2023Q4", "2023-10-01", "2023-12-31"),
      ("2023-Q1", "2023-01-01", "2023-03-31"), ("2023H1", "2023-01-01", "2023-06-30"),
      ("2023-H2", "2023-07-01", "2023-12-31"), ("2023", "2023-01-01", "2023-12-31"),
    ])
  func forms(text: String, first: String, last: String) throws {
    let period = try CalendarPeriod(text)
    #expect(period.first.description == first && period.last.description == last)
    #expect(try CalendarDate(text) == period.first)
    #expect(period.contains(period.first) && period.contains(period.last))
    #expect(!period.contains(period.first - 1) && !period.contains(period.last + 1))
  }

  @Test(
    "What is no date is refused with its reason",
    arguments: [
      ("2023-02-30", "2023-02 has 28 days, not 30", "a day from 01 to 28"),
      ("2023-11-00", "2023-11 has 30 days, not 0", "a day from 01 to 30"),
      ("2023-13", "a year has no month 13", "a month from 01 to 12"),
      ("2023Q5", "a year has no quarter Q5", "Q1 to Q4, H1 or H2"),
      ("2023H3", "a year has no half H3", "Q1 to Q4, H1 or H2"),
    ])
  func refused(text: String, problem: String, expected: String) {
    #expect {
      try CalendarDate(text)
    } throws: { error in
      let error = error as? CalendarDateError
      return error?.found == text && error?.problem == problem && error?.expected == expected
    }
  }

  @Test(
    "Other writings are not guessed at",
    arguments: [
      "", "23-11-17", "17.11.2023", "2023/11/17", "2023-1-7", "2023-11-17T00", "2023-",
      "202311", "2023-11-1x", "20２3", "2023Q", "tomorrow",
    ])
  func otherForms(text: String) {
    #expect(throws: CalendarDateError.notADate(found: text)) { try CalendarDate(text) }
  }

  @Test("Months later keep the day where the month has it")
  func months() throws {
    let date = try CalendarDate("2024-01-31")
    #expect(date.adding(months: 1).description == "2024-02-29")
    #expect(date.adding(months: 13).description == "2025-02-28")
    #expect(date.adding(months: -2).description == "2023-11-30")
    let month = date.month
    #expect((month + 11).description == "2024-12" && month + 12 - month == 12)
    #expect(month - 1 < month && (month - 1).lastDay + 1 == month.firstDay)
  }

  @Test("A year has its fraction by its own length")
  func fractions() throws {
    #expect(try CalendarDate("2024-07-02").fractionalYear == 2_024.5)
    #expect(try CalendarDate("2025-01-01").fractionalYear == 2_025)
  }
}
