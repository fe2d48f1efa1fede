import ExportControl
import Quantities

/// A small world of rules for the tests of the book itself.
enum Fixtures {
  static func date(_ text: String) -> CalendarDate {
    do { return try CalendarDate(text) } catch { preconditionFailure("\(error)") }
  }

  static func item(
    tpp: Double? = nil, density: Double? = nil, memory: Double? = nil, io: Double? = nil,
    dataCentre: Bool? = true, isUS: Bool = true
  ) -> ControlledItem {
    var item = ControlledItem(name: "chip", isUnderUSJurisdiction: isUS)
    item[.tpp] = tpp
    item[.performanceDensity] = density
    item[.memoryBandwidth] = memory.map { $0 * 1e9 }
    item[.aggregateIO] = io.map { $0 * 1e9 }
    item[.dataCentre] = dataCentre
    return item
  }

  static func deal(
    _ day: String, to destination: Country = .china, parent: Country? = nil,
    from origin: Country = .unitedStates
  ) -> Deal {
    Deal(to: destination, headquarters: parent, on: date(day), from: origin)
  }

  static let china = CountryGroup(
    id: "target", title: "Target",
    memberships: [
      .init(.china), .init(Country("MO"), from: date("2023-01-17")),
      .init(Country("KH"), until: date("2025-11-06")),
    ])

  /// One line on two numbers, then a tighter one on density, with an exception beside it.
  static let old = ExportRule(
    id: "old", title: "Old rule", status: .superseded, announced: date("2022-10-07"),
    effective: date("2022-10-21"), last: date("2023-11-16"), supersededBy: "new",
    destination: Places(groups: ["target"]),
    predicate: .all([.compare(.tpp, .atLeast, 4_800), .compare(.aggregateIO, .atLeast, 600e9)]),
    outcome: .licence(.denial))

  static let new = ExportRule(
    id: "new", title: "New rule", announced: date("2023-10-17"), effective: date("2023-11-17"),
    destination: Places(groups: ["target"]),
    predicate: .any([
      .all([.trait(.dataCentre), .compare(.tpp, .atLeast, 4_800)]),
      .all([
        .trait(.dataCentre), .compare(.tpp, .atLeast, 1_600),
        .compare(.performanceDensity, .atLeast, 5.92),
      ]),
    ]), outcome: .licence(.denial))

  static let notice = ExportRule(
    id: "notice", title: "Notice", effective: date("2023-11-17"),
    destination: Places(groups: ["target"]),
    predicate: .all([
      .trait(.dataCentre), .not(.rule("new")), .compare(.tpp, .atLeast, 2_400),
      .compare(.performanceDensity, .atLeast, 1.6),
    ]), outcome: .notice(days: 25))

  static let parents = ExportRule(
    id: "parents", title: "Parents", effective: date("2023-11-17"),
    destination: Places(exceptGroups: ["target"]), headquarters: Places(groups: ["target"]),
    predicate: .rule("new"), outcome: .licence(.denial))

  static let easing = ExportRule(
    id: "easing", title: "Easing", announced: date("2026-01-13"), effective: date("2026-01-15"),
    destination: Places(groups: ["target"]), origin: Places(countries: [.unitedStates]),
    predicate: .all([.rule("new"), .compare(.tpp, .below, 21_000)]),
    conditions: .all([
      .compare(.shareOfUSVolume, .atMost, 0.5), .certified([.thirdPartyTest]),
    ]), outcome: .licence(.caseByCase), relaxes: ["new"], parameters: [.volumeShare: 0.5])

  static let duty = ExportRule(
    id: "duty", title: "Duty", effective: date("2026-01-15"), accompanies: ["easing"],
    parameters: [.dutyRate: 0.25])

  static let bill = ExportRule(
    id: "bill", title: "Bill", status: .proposed, announced: date("2025-11-01"),
    destination: Places(groups: ["target"]),
    predicate: .compare(.memoryAndIO, .atLeast, 1_700e9), outcome: .licence(.denial))

  static let rules = [old, new, notice, parents, easing, duty, bill]

  static let book: RuleBook = {
    do { return try RuleBook(rules: rules, groups: [china]) } catch {
      preconditionFailure("\(error)")
    }
  }()
}
