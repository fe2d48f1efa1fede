public import Quantities

/// What the rules of one alternative say to every product in every period, looked up instead of
/// determined anew in each draw.
///
/// Periods are months, cut where a rule changes or is announced, so that a rule of the 17th binds
/// from the 17th.
public struct DeterminationTable: Sendable, Hashable {
  /// A stretch of time within one month in which no rule changes.
  public struct Period: Sendable, Hashable {
    public let firstDay: CalendarDate
    public let days: Int
    /// Index of its month in the programme.
    public let month: Int
    /// The part of its month that it takes.
    public let share: Double
  }

  public let months: SupplyMonths
  /// Names, in the order of the programme.
  public let products: [String]
  public let periods: [Period]
  /// Of a sale to the target, by period and product.
  public let terms: [SaleTerms]
  /// Whether a rule is known that will deny a product that can be had, by period and product.
  public let endsSoon: [Bool]
  /// How far the rules on a channel past the borders close it to a product, 0 to 1, by channel, period
  /// and product.
  let closures: [SupplyChannel: [Double]]
  /// Whether stacks of memory may be imported, by period.
  public let memoryPermitted: [Bool]
  /// Whether a rule is known that will stop imports of memory, by period.
  public let memoryEndsSoon: [Bool]

  /// - Parameters:
  ///   - changes: the days on which a rule is announced, takes effect or ends.
  ///   - partsPerMonth: into how many parts months are cut besides.
  ///   - pending: the later days on which a rule that is known on a day takes effect; nil to look at
  ///     every later period.
  ///   - terms: to the sale of a product on a day, as far as rules are known on another.
  ///   - closure: how far rules close a channel past the borders to a product on a day, 0 to 1.
  ///   - memory: whether memory may be imported on a day, as far as rules are known on another.
  /// - Throws: what a closure throws.
  public init(
    months: SupplyMonths, products: [String], changes: [CalendarDate], partsPerMonth: Int = 1,
    pending: (_ knownOn: CalendarDate) throws -> [CalendarDate]? = { _ in nil },
    terms: (_ product: Int, _ date: CalendarDate, _ knownOn: CalendarDate) throws -> SaleTerms,
    closure: (_ channel: SupplyChannel, _ product: Int, _ date: CalendarDate) throws -> Double = {
      _, _, _ in 0
    },
    memory: (_ date: CalendarDate, _ knownOn: CalendarDate) throws -> Bool = { _, _ in true }
  ) throws {
    let periods = Self.periods(of: months, changes: changes, partsPerMonth: partsPerMonth)
    self.months = months
    self.products = products
    self.periods = periods
    var table: [SaleTerms] = []
    var ends: [Bool] = []
    var permitted: [Bool] = []
    var memoryEnds: [Bool] = []
    var closures: [SupplyChannel: [Double]] = [:]
    for (index, period) in periods.enumerated() {
      let day = period.firstDay
      let later = try pending(day) ?? periods[(index + 1)...].map(\.firstDay)
      for product in products.indices {
        let now = try terms(product, day, day)
        table.append(now)
        ends.append(
          now.outcome == .denied
            ? false : try later.contains { try terms(product, $0, day).outcome == .denied })
        for channel in SupplyChannel.allCases where channel.isLeak {
          let closed = try closure(channel, product, day)
          precondition((0...1).contains(closed), "\(channel.name) closed to \(closed)")
          closures[channel, default: []].append(closed)
        }
      }
      let isPermitted = try memory(day, day)
      permitted.append(isPermitted)
      memoryEnds.append(isPermitted ? try later.contains { try !memory($0, day) } : false)
    }
    self.terms = table
    endsSoon = ends
    self.closures = closures
    memoryPermitted = permitted
    memoryEndsSoon = memoryEnds
  }

  static func periods(
    of months: SupplyMonths, changes: [CalendarDate], partsPerMonth: Int
  ) -> [Period] {
    precondition(partsPerMonth > 0, "months cut into \(partsPerMonth) parts")
    let changes = Set(changes)
    return (0..<months.count).flatMap { index -> [Period] in
      let month = months[index]
      var starts = Set(
        (0..<partsPerMonth).map { month.firstDay + month.length * $0 / partsPerMonth })
      for day in changes where month.firstDay <= day && day <= month.lastDay { starts.insert(day) }
      let days = starts.sorted()
      return days.indices.map { place in
        let end = place + 1 < days.count ? days[place + 1] : month.lastDay + 1
        return Period(
          firstDay: days[place], days: end - days[place], month: index,
          share: Double(end - days[place]) / Double(month.length))
      }
    }
  }

  /// The terms of a product's sale to the target in a period.
  public func terms(product: Int, period: Int) -> SaleTerms {
    terms[period * products.count + product]
  }

  /// When a product that could be had is first denied to the target, in months since the programme's
  /// first; nil where it never is. A product that is denied from the beginning is not.
  public func firstDenial(of product: Int) -> Double? {
    for index in periods.indices.dropFirst()
    where terms(product: product, period: index).outcome == .denied
      && terms(product: product, period: index - 1).outcome != .denied
    {
      return months.place(of: periods[index].firstDay)
    }
    return nil
  }

  /// The index of the period in which a day lies; nil outside the programme.
  public func period(of date: CalendarDate) -> Int? {
    periods.firstIndex { $0.firstDay <= date && date < $0.firstDay + $0.days }
  }
}
