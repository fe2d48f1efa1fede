public import Quantities

/// One way in which a world's rules differ from those that are law.
public enum RuleBookChange: Sendable, Hashable {
  /// These rules never bind. Rules that they ended go on: without the rule of 2023 that of 2022
  /// holds.
  case without([String])
  /// A bill is law, or a rule that is off is on, from its own date or from another.
  case with(String, from: CalendarDate?)
  /// A threshold moves; `from` says which one where a rule compares the measure with several.
  case threshold(rule: String, Measure, from: Double? = nil, to: Double)
  /// Rules bind from another day; rules that they end go on until the day before.
  case begins([String], CalendarDate)
  /// A rule's last day, or none.
  case ends(String, CalendarDate?)
  case parameter(rule: String, RuleParameter, Double)
  /// No rule but these binds.
  case only([String])
  /// No rule binds.
  case none
}

extension RuleBookChange {
  /// The rules whose days it sets.
  fileprivate var dated: [String] {
    switch self {
    case .begins(let ids, _): ids
    case .ends(let id, _?): [id]
    case .with(let id, _?): [id]
    case .without, .with, .threshold, .ends, .parameter, .only, .none: []
    }
  }
}

extension RuleBook {
  /// The same as ``applying(_:)`` for changes that a person states one by one: a rule whose days they
  /// set must keep a day on which it binds. Programs that draw dates need no such thing.
  ///
  /// - Throws: ``RuleError``; ``RuleError/endsBeforeBeginning(_:begins:ends:)`` among them.
  public func applyingStated(_ changes: [RuleBookChange]) throws(RuleError) -> RuleBook {
    let book = try applying(changes)
    for id in changes.flatMap(\.dated) {
      guard let rule = book.rule(id), rule.isOn, let begins = rule.binding, let ends = rule.last,
        ends < begins
      else { continue }
      throw .endsBeforeBeginning(id, begins: begins, ends: ends)
    }
    return book
  }

  /// The rules of a world that differs in these ways, one after the other.
  ///
  /// - Throws: ``RuleError`` where a change names what is not there or makes a rule impossible.
  public func applying(_ changes: [RuleBookChange]) throws(RuleError) -> RuleBook {
    if changes.isEmpty { return self }
    var rules = rules
    var touched: Set<String> = []
    func place(_ id: String) throws(RuleError) -> Int {
      if let index = places[id] { return index }
      throw .unknownRule(
        id, in: nil, suggestion: NearestName.suggestion(for: id, among: rules.map(\.id)))
    }
    for change in changes {
      switch change {
      case .without(let ids):
        for id in ids {
          rules[try place(id)].isOn = false
          touched.insert(id)
        }
      case .with(let id, let date):
        let index = try place(id)
        rules[index].isOn = true
        if let date = date ?? rules[index].effective ?? rules[index].announced {
          rules[index].begin(on: date)
        } else {
          throw .noDate(id)
        }
        touched.insert(id)
      case .threshold(let id, let measure, let old, let new):
        let index = try place(id)
        rules[index] = try rules[index].moving(measure, from: old, to: new)
      case .begins(let ids, let date):
        for id in ids {
          rules[try place(id)].begin(on: date)
          touched.insert(id)
        }
      case .ends(let id, let date):
        let index = try place(id)
        rules[index].last = date
        rules[index].supersededBy = nil
      case .parameter(let id, let parameter, let value):
        rules[try place(id)].parameters[parameter] = value
      case .only(let ids):
        let kept = Set(ids)
        for id in ids {
          let index = try place(id)
          rules[index].isOn = true
          if rules[index].effective == nil {
            guard let date = rules[index].announced else { throw .noDate(id) }
            rules[index].begin(on: date)
          }
        }
        for index in rules.indices where !kept.contains(rules[index].id) {
          rules[index].isOn = false
          touched.insert(rules[index].id)
        }
      case .none:
        for index in rules.indices { rules[index].isOn = false }
      }
    }
    Self.extend(&rules, places, touched)
    return try RuleBook(unranged: rules, groups: groups)
  }

  /// Lets rules go on whose successor is gone, or begins another day.
  private static func extend(
    _ rules: inout [ExportRule], _ places: [String: Int], _ touched: Set<String>
  ) {
    func last(of index: Int) -> CalendarDate? {
      guard let id = rules[index].supersededBy, let next = places[id] else {
        return rules[index].last
      }
      // A successor that is gone leaves its own time to its predecessor.
      if !rules[next].isOn { return last(of: next) }
      guard touched.contains(id), let binding = rules[next].binding else {
        return rules[index].last
      }
      return binding - 1
    }
    let ends = rules.indices.map(last(of:))
    for index in rules.indices { rules[index].last = ends[index] }
  }
}

extension ExportRule {
  /// Binds from a day, announced then at the latest.
  fileprivate mutating func begin(on date: CalendarDate) {
    effective = date
    compliance = nil
    if let announced, announced > date { self.announced = date }
  }

  /// The rule with a threshold moved.
  fileprivate func moving(
    _ measure: Measure, from old: Double?, to new: Double
  ) throws(RuleError) -> ExportRule {
    let all = predicate.comparisons + conditions.comparisons
    let thresholds = Set(all.filter { $0.measure == measure }.map(\.threshold)).sorted()
    let chosen: Double
    if let old {
      // Units that do not round alike are still the same threshold.
      guard let match = thresholds.first(where: { abs($0 - old) <= 1e-9 * max(abs(old), 1e-300) })
      else { throw .noThreshold(id, measure, known: all) }
      chosen = match
    } else {
      guard let first = thresholds.first else { throw .noThreshold(id, measure, known: all) }
      guard thresholds.count == 1 else { throw .severalThresholds(id, measure, thresholds) }
      chosen = first
    }
    func moved(_ comparison: Comparison) -> Comparison {
      var result = comparison
      if comparison.measure == measure, comparison.threshold == chosen { result.threshold = new }
      return result
    }
    var rule = self
    rule.predicate = predicate.mappingComparisons(moved)
    rule.conditions = conditions.mappingComparisons(moved)
    return rule
  }
}
