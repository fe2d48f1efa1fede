public import Quantities

/// The rules of a world: those that are law, and those that might be.
///
/// A book answers what may be done with an item in a deal on a date. It never changes; a changed
/// world is another book, from ``applying(_:)``.
public struct RuleBook: Sendable {
  /// All rules in their order, those that are off included.
  public let rules: [ExportRule]
  public let groups: [CountryGroup]

  /// The rules that bind between two dates of change, by place in `compiled`.
  private let boundaries: [CalendarDate]
  private let spans: [[Int]]
  let compiled: [CompiledRule]
  let places: [String: Int]

  /// A rule with its places looked up.
  struct CompiledRule: Sendable {
    let rule: ExportRule
    let destination: CompiledPlaces
    let headquarters: CompiledPlaces
    let origin: CompiledPlaces
    let hasConditions: Bool
    /// Whether it asks for less than a rule that it sets aside, and so is nothing without it.
    let isEasing: Bool
    let relaxesOthers: Bool
    let accompaniesOthers: Bool
    let asksNoEndUse: Bool
  }

  struct CompiledPlaces: Sendable {
    let included: [CountryGroup.Membership]?
    let excluded: [CountryGroup.Membership]

    func contains(_ country: Country, on date: CalendarDate) -> Bool {
      if included == nil, excluded.isEmpty { return true }
      if let included, !included.contains(where: { $0.country == country && $0.holds(on: date) }) {
        return false
      }
      return !excluded.contains { $0.country == country && $0.holds(on: date) }
    }
  }

  /// - Throws: ``RuleError`` where rules contradict themselves or name what is not there.
  public init(rules: [ExportRule], groups: [CountryGroup]) throws(RuleError) {
    for rule in rules { try rule.checkRanges() }
    try self.init(unranged: rules, groups: groups)
  }

  /// The same where thresholds may have moved past each other, so that nothing lies between them.
  init(unranged rules: [ExportRule], groups: [CountryGroup]) throws(RuleError) {
    self.rules = rules
    self.groups = groups
    var places: [String: Int] = [:]
    for (index, rule) in rules.enumerated() {
      if places.updateValue(index, forKey: rule.id) != nil { throw .duplicate(rule.id) }
    }
    self.places = places
    var compiled: [CompiledRule] = []
    for rule in rules {
      try rule.check()
      compiled.append(
        CompiledRule(
          rule: rule, destination: try Self.compile(rule.destination, of: rule, groups),
          headquarters: try Self.compile(rule.headquarters, of: rule, groups),
          origin: try Self.compile(rule.origin, of: rule, groups),
          hasConditions: rule.conditions != .always,
          isEasing: rule.relaxes.contains { id in
            let other = places[id].flatMap { rules[$0].outcome }
            return (other?.strictness ?? 0) > (rule.outcome?.strictness ?? 0)
          }, relaxesOthers: !rule.relaxes.isEmpty, accompaniesOthers: !rule.accompanies.isEmpty,
          asksNoEndUse: rule.endUses.isEmpty))
    }
    self.compiled = compiled
    try Self.checkReferences(of: rules, places)
    let boundaries = Self.boundaries(of: rules)
    self.boundaries = boundaries
    spans = ([nil] + boundaries.map(Optional.some)).map { start in
      rules.indices.filter { start.map(rules[$0].isBinding(on:)) ?? false }
    }
  }

  private static func compile(
    _ places: Places, of rule: ExportRule, _ groups: [CountryGroup]
  ) throws(RuleError) -> CompiledPlaces {
    func members(
      _ names: [String], _ countries: [Country]
    ) throws(RuleError) -> [CountryGroup.Membership] {
      var result = countries.map { CountryGroup.Membership($0) }
      for name in names {
        guard let group = groups.first(where: { $0.id == name }) else {
          throw .unknownGroup(
            name, in: rule.id,
            suggestion: NearestName.suggestion(for: name, among: groups.map(\.id)))
        }
        result += group.memberships
      }
      return result
    }
    let isEverywhere = places.groups.isEmpty && places.countries.isEmpty
    return CompiledPlaces(
      included: isEverywhere ? nil : try members(places.groups, places.countries),
      excluded: try members(places.exceptGroups, places.exceptCountries))
  }

  private static func boundaries(of rules: [ExportRule]) -> [CalendarDate] {
    let dates = rules.filter(\.isOn).flatMap { rule -> [CalendarDate] in
      guard let binding = rule.binding else { return [] }
      guard let last = rule.last else { return [binding] }
      return last < binding ? [] : [binding, last + 1]
    }
    return Set(dates).sorted()
  }

  /// The rule of an id; nil where the book has none.
  public func rule(_ id: String) -> ExportRule? { places[id].map { rules[$0] } }

  /// The rules that must be kept on a day.
  public func rules(on date: CalendarDate) -> [ExportRule] {
    binding(on: date).map { rules[$0] }
  }

  /// The places of rules that must be kept on a day.
  func binding(on date: CalendarDate) -> [Int] {
    // The number of boundaries that are not later.
    var low = 0
    var high = boundaries.count
    while low < high {
      let middle = (low + high) / 2
      if boundaries[middle] <= date { low = middle + 1 } else { high = middle }
    }
    return spans[low]
  }

  /// All days on which a rule begins to bind or has ceased to, or a country changes its group.
  public var changeDates: [CalendarDate] {
    Set(boundaries + groups.flatMap(\.changeDates)).sorted()
  }

  /// All days on which a rule begins to bind or has ceased to.
  public var ruleDates: [CalendarDate] { boundaries }

  /// The value of a parameter on a day: that of the rule that came last of those that state it.
  public func value(_ parameter: RuleParameter, on date: CalendarDate) -> Double? {
    binding(on: date).map { rules[$0] }.filter { $0.parameters[parameter] != nil }
      .max { ($0.binding ?? date) < ($1.binding ?? date) }?.parameters[parameter]
  }

  /// Whether a country belongs to a group on a day.
  public func isIn(_ group: String, _ country: Country, on date: CalendarDate) -> Bool {
    groups.first { $0.id == group }?.contains(country, on: date) ?? false
  }
}
