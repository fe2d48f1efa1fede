import Documents
import ExportControl
import Quantities

/// Makes rules and groups of countries from entries, reporting whatever names what is not there.
struct RuleReader {
  let countries: Catalog.CountryNames
  let groups: [String]
  let rules: [String]
  let products: [String]
  let problems: DiagnosticCollector

  /// A group of countries.
  func group(_ entry: CatalogEntry) -> CountryGroup {
    let record = entry.record
    var memberships: [CountryGroup.Membership] = []
    if let members = record.fact("members") {
      for name in record.names("members") {
        if let country = country(name, at: members, of: entry) {
          memberships.append(CountryGroup.Membership(country))
        }
      }
    }
    for row in record.list("changes") {
      guard let fact = row.fact("country"), let country = country(fact.text, at: fact, of: entry)
      else { continue }
      let from = row.fact("from").flatMap { first(of: $0) }
      let until = row.fact("until").flatMap { last(of: $0) }
      if let from, let until, until < from, let fact = row.fact("until") {
        report(
          "the last day lies before the first", at: fact, entry, "until",
          expected: "\(from) or later")
        continue
      }
      memberships.append(CountryGroup.Membership(country, from: from, until: until))
    }
    return CountryGroup(id: entry.name, title: entry.title, memberships: memberships)
  }

  /// A rule.
  func rule(_ entry: CatalogEntry) -> ExportRule {
    let record = entry.record
    func date(_ key: String) -> CalendarDate? { record.fact(key).flatMap { first(of: $0) } }
    var rule = ExportRule(
      id: entry.name, title: entry.title,
      status: record.text("status").flatMap(RuleStatus.init(rawValue:)) ?? .inForce,
      jurisdiction: record.fact("jurisdiction").flatMap { country($0.text, at: $0, of: entry) }
        ?? .unitedStates,
      subject: record.text("subject").flatMap(Subject.init(rawValue:)) ?? .chip,
      announced: date("announced"), effective: date("effective"), compliance: date("compliance"),
      last: record.fact("until").flatMap { last(of: $0) },
      supersededBy: record.fact("superseded-by").map {
        names([$0.text], at: $0, entry, "superseded-by", among: rules, kind: .rules)
      }?.first,
      destination: places("to", "to-except", of: entry),
      headquarters: places("parent-in", "parent-not-in", of: entry),
      origin: places("from", nil, of: entry),
      endUses: choices("end-uses", of: entry, EndUse.self),
      reachesForeignItems: record.flag("foreign-items") ?? false,
      relaxes: names("relaxes", of: entry, among: rules, kind: .rules),
      accompanies: names("accompanies", of: entry, among: rules, kind: .rules),
      isKnowledgeTest: record.flag("knowledge-test") ?? false)
    let prongs = record.list("when").enumerated().map { index, row in
      predicate(row, path: "when[\(index)]", of: entry)
    }
    if prongs.count == 1 { rule.predicate = prongs[0] }
    if prongs.count > 1 { rule.predicate = .any(prongs) }
    if let conditions = record.group("conditions") {
      rule.conditions = predicate(conditions, path: "conditions", of: entry)
    }
    for parameter in RuleParameter.allCases {
      rule.parameters[parameter] = record.group("parameters")?.number(parameter.rawValue)
    }
    rule.outcome = record.text("outcome").flatMap {
      RuleOutcome.outcome($0, days: record.count("notice") ?? 0)
    }
    if case .notice(0) = rule.outcome, let fact = record.fact("outcome") {
      report("a notice needs its days", at: fact, entry, "outcome", expected: "notice: 25, say")
    }
    checkDates(of: rule, entry)
    return rule
  }

  private func checkDates(of rule: ExportRule, _ entry: CatalogEntry) {
    let dates: [(key: String, date: CalendarDate?)] = [
      ("announced", rule.announced), ("effective", rule.effective),
      ("compliance", rule.compliance),
    ]
    let known = dates.compactMap { entry in entry.date.map { (key: entry.key, date: $0) } }
    for (earlier, later) in zip(known, known.dropFirst()) where earlier.date > later.date {
      guard let fact = entry.record.fact(later.key) else { continue }
      report(
        "the dates are out of order: \(earlier.key) is \(earlier.date)", at: fact, entry,
        later.key, expected: "\(earlier.date) or later")
    }
    // A rule may end before it must be kept, and then never binds; it cannot end before it begins.
    if let effective = rule.effective, let last = rule.last, last < effective - 1,
      let fact = entry.record.fact("until")
    {
      report(
        "the rule ends before it begins on \(effective)", at: fact, entry, "until",
        expected: "\(effective) or later")
    }
    if rule.compliance != nil, rule.effective == nil, let fact = entry.record.fact("compliance") {
      report(
        "a day of compliance needs a day in force", at: fact, entry, "compliance",
        expected: "effective beside it")
    }
  }

  /// A rule ends before the one that supersedes it begins.
  func checkSuccession(of rules: [ExportRule], _ entries: [CatalogEntry]) {
    for (rule, entry) in zip(rules, entries) {
      guard let id = rule.supersededBy, let fact = entry.record.fact("superseded-by"),
        let next = rules.first(where: { $0.id == id }), let binding = next.binding
      else { continue }
      guard let last = rule.last else {
        report(
          "a superseded rule has a last day", at: fact, entry, "superseded-by",
          expected: "until: \(binding - 1), the day before \(id) binds")
        continue
      }
      if last >= binding, let fact = entry.record.fact("until") {
        report(
          "the rule overlaps with \(id), which supersedes it from \(binding)", at: fact, entry,
          "until", expected: "\(binding - 1) or earlier")
      }
    }
  }

  /// What all keys of an alternative ask for together.
  private func predicate(_ row: Record, path: String, of entry: CatalogEntry) -> Predicate {
    var parts: [Predicate] = []
    for trait in Trait.allCases {
      guard let flag = row.flag(trait.rawValue) else { continue }
      parts.append(flag ? .trait(trait) : .not(.trait(trait)))
    }
    func rules(_ key: String) -> [Predicate] {
      row.fact(key).map { fact in
        names(row.names(key), at: fact, entry, "\(path).\(key)", among: self.rules, kind: .rules)
          .map(Predicate.rule)
      } ?? []
    }
    let caught = rules("rules")
    if !caught.isEmpty { parts.append(caught.count == 1 ? caught[0] : .any(caught)) }
    parts += rules("not-rules").map(Predicate.not)
    var floors: [Measure: Comparison] = [:]
    for measure in Measure.allCases {
      for relation in Relation.allCases {
        let key = "\(measure.rawValue)-\(relation.rawValue)"
        guard let fact = row.fact(key), let threshold = fact.value.magnitude else { continue }
        let comparison = Comparison(measure, relation, threshold)
        parts.append(.compare(comparison))
        if relation == .atLeast || relation == .above {
          floors[measure] = comparison
        }
      }
      guard let floor = floors[measure] else { continue }
      for relation in [Relation.below, .atMost] {
        let key = "\(measure.rawValue)-\(relation.rawValue)"
        guard let fact = row.fact(key), let ceiling = fact.value.magnitude else { continue }
        let isEmpty =
          floor.relation == .atLeast && relation == .atMost
          ? floor.threshold > ceiling : floor.threshold >= ceiling
        if isEmpty {
          report(
            "no \(measure.title) is both \(floor.relation.sign) \(measure.format(floor.threshold)) "
              + "and \(relation.sign) \(measure.format(ceiling))",
            at: fact, entry, "\(path).\(key)", expected: "a range that holds something")
        }
      }
    }
    if let fact = row.fact("products") {
      parts.append(
        .named(
          names(
            row.names("products"), at: fact, entry, "\(path).products", among: products,
            kind: .accelerators)))
    }
    if let fact = row.fact("certified") {
      parts.append(
        .certified(
          row.names("certified").compactMap {
            choice($0, at: fact, entry, "\(path).certified", Certification.self)
          }))
    }
    if parts.isEmpty {
      problems.add(
        Diagnostic(
          at: row.location, path: Self.path(entry, path),
          "an alternative asks for nothing",
          expected: "a trait, a comparison such as tpp-at-least, rules or products"))
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }
}
