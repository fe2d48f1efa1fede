import ComputeSupply
import ExportControl
import Quantities

/// What the rules of one alternative say to the products of a programme, day by day.
///
/// Sales go from the United States to China's own firms. What is known of a rule counts from its
/// announcement, so that buyers can hurry before it takes effect.
struct SupplyRules {
  let book: RuleBook
  /// What rules compare, of each product in the order of the programme.
  let items: [ControlledItem]
  let months: SupplyMonths

  init(book: RuleBook, items: [ControlledItem], months: SupplyMonths) throws(RuleError) {
    self.book = book
    self.items = items
    self.months = months
    let announcements = Set(book.rules.filter(\.isOn).compactMap { $0.announced ?? $0.binding })
    announced = announcements.sorted()
    changes = book.changeDates
    var known: [RuleBook] = []
    for date in [nil] + announced.map(Optional.some) {
      let later = book.rules.filter { rule in
        guard rule.isOn, let announced = rule.announced ?? rule.binding else { return false }
        return date.map { announced > $0 } ?? true
      }
      known.append(try book.applying(later.isEmpty ? [] : [.without(later.map(\.id))]))
    }
    self.known = known
  }

  /// Days on which a rule is announced, in order.
  private let announced: [CalendarDate]
  /// Days on which rules or groups of countries change.
  private let changes: [CalendarDate]
  /// The book as it is known before the first announcement, and from each on.
  private let known: [RuleBook]

  /// Where firms of China stand in for by any country outside its groups.
  static let offshore = Country("MY")

  /// Days on which the table of determinations has to look again.
  var dates: [CalendarDate] {
    let all = announced + changes + known.flatMap(\.changeDates)
    return Set(all.filter { months[0].firstDay <= $0 && $0 <= months[months.count - 1].lastDay })
      .sorted()
  }

  /// What the rules say to the sale of an item on a day, as far as they are known on another.
  func ruling(
    of item: ControlledItem, on date: CalendarDate, knownOn: CalendarDate, to country: Country
  ) -> Ruling {
    let book = known[announced.count { $0 <= knownOn }]
    return book.ruling(
      of: item, in: Self.deal(on: date, to: country))
  }

  /// A sale to a firm of China, with all certified that can be.
  static func deal(on date: CalendarDate, to country: Country = .china) -> Deal {
    var deal = Deal(to: country, headquarters: .china, on: date)
    deal.certifications = Set(Certification.allCases)
    return deal
  }

  /// The determinations of all products and periods.
  ///
  /// - Parameters:
  ///   - products: their names in the programme, in the order of the items.
  ///   - memory: what rules compare of stacks of memory; nil lets them in always.
  func table(of products: [String], memory: ControlledItem?) throws -> DeterminationTable {
    var cache = RulingCache(dates: dates, items: items + [memory].compactMap(\.self))
    func ruling(
      _ item: Int, _ date: CalendarDate, _ knownOn: CalendarDate, _ country: Country
    ) -> Ruling {
      cache.value(item: item, date: date, knownOn: knownOn, country: country) {
        self.ruling(of: $0, on: date, knownOn: knownOn, to: country)
      }
    }
    return try DeterminationTable(
      months: months, products: products, changes: dates,
      pending: { knownOn in
        known[announced.count { $0 <= knownOn }].changeDates.filter { $0 > knownOn }
      },
      terms: { product, date, knownOn in
        try SaleTerms(ruling(product, date, knownOn, .china))
      },
      closure: { channel, product, date in
        switch channel {
        case .offshoreOwned:
          let own = ruling(product, date, date, Self.offshore)
          return try SaleTerms(own).outcome == .denied ? own.terms.enforcement : 0
        case .offshoreRented, .cloud:
          let closed = 1 - (book.value(.remoteAccess, on: date) ?? 1)
          return try SaleTerms(ruling(product, date, date, .china)).outcome == .free ? 0 : closed
        case .smuggled, .licensed, .domestic, .exporterHome, .elsewhereHome: return 0
        }
      },
      memory: { date, knownOn in
        guard memory != nil else { return true }
        return try SaleTerms(ruling(items.count, date, knownOn, .china)).outcome != .denied
      })
  }
}

/// Rulings by what they depend on: the item, the country, the rules known, and the rules that bind.
private struct RulingCache {
  private struct Key: Hashable {
    let item: Int
    let span: Int
    let known: Int
    let country: Country
  }

  let dates: [CalendarDate]
  let items: [ControlledItem]
  private var found: [Key: Ruling] = [:]

  init(dates: [CalendarDate], items: [ControlledItem]) {
    self.dates = dates
    self.items = items
  }

  mutating func value(
    item: Int, date: CalendarDate, knownOn: CalendarDate, country: Country,
    _ body: (ControlledItem) -> Ruling
  ) -> Ruling {
    let key = Key(
      item: item, span: dates.count { $0 <= date }, known: dates.count { $0 <= knownOn },
      country: country)
    if let ruling = found[key] { return ruling }
    let ruling = body(items[item])
    found[key] = ruling
    return ruling
  }
}

extension SaleTerms {
  /// Of case-by-case reviews of which no rule or practice tells a rate. Assumed: as often as not.
  private static let openGrantRate = 0.5

  /// The terms that a ruling leaves: what has no chance of a licence is denied.
  init(_ ruling: Ruling) throws(SupplyError) {
    let outcome: Outcome =
      switch ruling.outcome {
      case .free, .exception: .free
      case .notice: .notice
      case .licence(.approval), .licence(.caseByCase): .licence
      case .licence(.denial): ruling.terms.grantRate ?? 0 > 0 ? .licence : .denied
      case .prohibited: .denied
      }
    try self.init(
      outcome, noticeDays: outcome == .denied ? 0 : Double(ruling.terms.noticeDays),
      licence: outcome == .licence ? ruling.rule : nil,
      grantRate: ruling.terms.grantRate ?? Self.openGrantRate,
      acceptance: ruling.terms.acceptance ?? 1,
      cumulativeCap: outcome == .licence ? ruling.terms.volumeShare : nil,
      duty: outcome == .denied ? 0 : ruling.terms.dutyRate,
      fee: outcome == .denied ? 0 : ruling.terms.feeShare)
  }
}
