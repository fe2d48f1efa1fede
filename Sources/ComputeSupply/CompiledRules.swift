internal import EventKernel
internal import Quantities

/// The determinations of an alternative as flat arrays, and the instants of its periods.
///
/// Made once per plan; the loop over draws only looks up. A class so that the loop passes one
/// pointer; nothing in it ever changes.
final class CompiledRules: Sendable {
  struct Period: Sendable {
    let start: Instant
    let month: Int
    let share: Double
    /// Months since the programme's first.
    let place: Double
    let isFirstOfMonth: Bool
  }

  let periods: OwnedBuffer<Period>
  /// The instants at which months begin; the last is the end of the programme.
  let monthStarts: OwnedBuffer<Instant>
  let products: Int

  // By period and product.
  let outcome: OwnedBuffer<SaleTerms.Outcome>
  /// Days of notice.
  let notice: OwnedBuffer<Double>
  /// Index of the licence path, or -1.
  let licence: OwnedBuffer<Int>
  /// Share granted where there is no path.
  let grantRate: OwnedBuffer<Double>
  /// Share accepted where the programme does not name the product.
  let acceptance: OwnedBuffer<Double>
  let cap: OwnedBuffer<Double>
  let duty: OwnedBuffer<Double>
  let fee: OwnedBuffer<Double>
  let endsSoon: OwnedBuffer<Bool>

  /// How far rules close a channel to a product, over a month, by month, channel and product.
  let closure: OwnedBuffer<Double>

  // By period.
  /// Whether any product bears a duty or a fee.
  let hasCharges: OwnedBuffer<Bool>
  let memoryPermitted: OwnedBuffer<Bool>
  /// Share of all that is pulled forward which falls into the period.
  let memoryPull: OwnedBuffer<Double>

  init(_ table: DeterminationTable, licences: [String]) {
    let origin = table.months.first.firstDay
    func instant(_ date: CalendarDate) -> Instant {
      Instant(Seconds(Double(date - origin) * Seconds.day.value))
    }
    products = table.products.count
    periods = OwnedBuffer(
      table.periods.map { period in
        Period(
          start: instant(period.firstDay), month: period.month, share: period.share,
          place: table.months.place(of: period.firstDay),
          isFirstOfMonth: period.firstDay == table.months[period.month].firstDay)
      })
    monthStarts = OwnedBuffer((0...table.months.count).map { instant(table.months[$0].firstDay) })
    outcome = OwnedBuffer(table.terms.map(\.outcome))
    notice = OwnedBuffer(table.terms.map(\.noticeDays))
    licence = OwnedBuffer(
      table.terms.map { terms in
        terms.licence.flatMap { name in licences.firstIndex(of: name) } ?? -1
      })
    grantRate = OwnedBuffer(table.terms.map(\.grantRate))
    acceptance = OwnedBuffer(table.terms.map(\.acceptance))
    cap = OwnedBuffer(table.terms.map { $0.cumulativeCap ?? .infinity })
    duty = OwnedBuffer(table.terms.map(\.duty))
    fee = OwnedBuffer(table.terms.map(\.fee))
    endsSoon = OwnedBuffer(table.endsSoon)
    let count = table.products.count
    hasCharges = OwnedBuffer(
      table.periods.indices.map { period in
        table.terms[period * count..<(period + 1) * count].contains { $0.duty != 0 || $0.fee != 0 }
      })
    var closure = [Double](
      repeating: 0, count: table.months.count * SupplyChannel.count * table.products.count)
    for channel in SupplyChannel.allCases {
      guard let closures = table.closures[channel] else { continue }
      for (index, period) in table.periods.enumerated() {
        let row = (period.month * SupplyChannel.count + channel.rawValue) * products
        for product in 0..<products {
          closure[row + product] += period.share * closures[index * products + product]
        }
      }
    }
    // Shares of a month are sums of fractions: a month of closure is all of it.
    self.closure = OwnedBuffer(closure.map { min($0, 1) })
    memoryPermitted = OwnedBuffer(table.memoryPermitted)
    let windows = table.periods.indices.map { index in
      table.memoryPermitted[index] && table.memoryEndsSoon[index]
        ? Double(table.periods[index].days) : 0
    }
    let days = windows.reduce(0, +)
    memoryPull = OwnedBuffer(windows.map { days > 0 ? $0 / days : 0 })
  }

  /// The instant at a place, in months since the programme's first: a month from the first of
  /// February is the first of March. Beyond the programme, months are of mean length.
  func instant(at place: Double) -> Instant {
    let last = monthStarts.count - 1
    let whole = min(Int(place), last)
    let length =
      whole < last ? (monthStarts[whole + 1] - monthStarts[whole]).value : Self.meanMonth
    return monthStarts[whole] + Seconds((place - Double(whole)) * length)
  }

  /// The place of an instant within the programme, which lies in a month.
  func place(of instant: Instant, month: Int) -> Double {
    let start = monthStarts[month]
    return Double(month) + (instant - start).value / (monthStarts[month + 1] - start).value
  }

  /// Seconds of a month of the Gregorian calendar, on average.
  private static let meanMonth = 365.2425 / 12 * Seconds.day.value
}
