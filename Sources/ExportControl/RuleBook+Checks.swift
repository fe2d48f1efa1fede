internal import Quantities

extension ExportRule {
  /// What the rule cannot be, whatever others say.
  func check() throws(RuleError) {
    let dates: [(name: String, date: CalendarDate?)] = [
      ("announced", announced), ("effective", effective), ("compliance", compliance),
    ]
    let known = dates.compactMap { entry in entry.date.map { (name: entry.name, date: $0) } }
    for (earlier, later) in zip(known, known.dropFirst()) where earlier.date > later.date {
      throw .datesOutOfOrder(
        id, earlier: "\(earlier.name) \(earlier.date)", later: "\(later.name) \(later.date)")
    }
    for comparison in (predicate.comparisons + conditions.comparisons)
    where !(comparison.threshold.isFinite && comparison.threshold >= 0) {
      throw .impossibleThreshold(id, comparison)
    }
    for parameter in RuleParameter.allCases {
      guard let value = parameters[parameter] else { continue }
      guard value.isFinite, parameter.bounds.contains(value) else {
        throw .impossibleParameter(id, parameter, value)
      }
    }
  }

  /// That the comparisons of each alternative leave something between them.
  func checkRanges() throws(RuleError) { try Self.checkRanges(of: predicate, in: id) }

  /// Comparisons of one measure that must hold together leave something between them.
  private static func checkRanges(of predicate: Predicate, in id: String) throws(RuleError) {
    switch predicate {
    case .any(let parts): for part in parts { try checkRanges(of: part, in: id) }
    case .all(let parts):
      let comparisons = parts.compactMap { part -> Comparison? in
        if case .compare(let comparison) = part { comparison } else { nil }
      }
      for a in comparisons {
        for b in comparisons where a.measure == b.measure && a.isFloor && !b.isFloor {
          let isEmpty =
            a.relation == .atLeast && b.relation == .atMost
            ? a.threshold > b.threshold : a.threshold >= b.threshold
          if isEmpty { throw .impossible(id, a, b) }
        }
      }
      for part in parts { try checkRanges(of: part, in: id) }
    case .always, .compare, .trait, .rule, .named, .certified, .not: break
    }
  }
}

extension Comparison {
  var isFloor: Bool { relation == .atLeast || relation == .above }
}

extension RuleBook {
  /// Every rule that is named exists, and none is decided by itself.
  static func checkReferences(
    of rules: [ExportRule], _ places: [String: Int]
  ) throws(RuleError) {
    for rule in rules {
      let named =
        rule.predicate.rules + rule.conditions.rules + rule.relaxes + rule.accompanies
        + [rule.supersededBy].compactMap(\.self)
      for name in named where places[name] == nil {
        throw .unknownRule(
          name, in: rule.id,
          suggestion: NearestName.suggestion(for: name, among: rules.map(\.id)))
      }
    }
    var isSettled = Array(repeating: false, count: rules.count)
    func follow(_ index: Int, _ path: [String]) throws(RuleError) {
      if isSettled[index] { return }
      let id = rules[index].id
      if path.contains(id) { throw .circle(path + [id]) }
      for name in rules[index].predicate.rules {
        if let next = places[name] { try follow(next, path + [id]) }
      }
      isSettled[index] = true
    }
    for index in rules.indices { try follow(index, []) }
    // Supersession may not go round either.
    for rule in rules {
      var path = [rule.id]
      var next = rule.supersededBy
      while let id = next {
        if path.contains(id) { throw .circle(path + [id]) }
        path.append(id)
        next = places[id].flatMap { rules[$0].supersededBy }
      }
    }
  }
}
