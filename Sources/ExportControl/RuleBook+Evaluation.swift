extension RuleBook {
  /// Whether an item is what a rule looks for, wherever and whenever the rule looks; nil where the
  /// book has no such rule.
  public func catches(_ id: String, _ item: ControlledItem, in deal: Deal) -> Truth? {
    rule(id).map { truth(of: $0.predicate, item, deal) }
  }

  /// Whether an item in a deal is what a predicate looks for.
  func truth(of predicate: Predicate, _ item: ControlledItem, _ deal: Deal) -> Truth {
    switch predicate {
    case .always: return .holds
    case .compare(let comparison):
      guard let value = deal.value(comparison.measure, of: item) else { return .unknown }
      return Truth(comparison.relation.holds(value, comparison.threshold))
    case .trait(let trait): return Truth(item[trait])
    case .rule(let id):
      guard let index = places[id], rules[index].isBinding(on: deal.date) else { return .fails }
      return truth(of: compiled[index].rule.predicate, item, deal)
    case .named(let names): return Truth(names.contains(item.name))
    case .certified(let certifications):
      guard let stated = deal.certifications else { return .unknown }
      return Truth(certifications.allSatisfy(stated.contains))
    case .all(let parts):
      var result = Truth.holds
      for part in parts {
        result = result && truth(of: part, item, deal)
        if result == .fails { return .fails }
      }
      return result
    case .any(let parts):
      var result = Truth.fails
      for part in parts {
        result = result || truth(of: part, item, deal)
        if result == .holds { return .holds }
      }
      return result
    case .not(let part): return !truth(of: part, item, deal)
    }
  }

  /// The alternatives of a predicate, with all their tests.
  func prongs(of predicate: Predicate, _ item: ControlledItem, _ deal: Deal) -> [[Finding.Test]] {
    switch predicate {
    case .any(let parts): parts.map { tests(of: $0, item, deal) }
    case .always: []
    case .compare, .trait, .rule, .named, .certified, .all, .not:
      [tests(of: predicate, item, deal)]
    }
  }

  /// All tests in a predicate, in their order, none passed over.
  func tests(of predicate: Predicate, _ item: ControlledItem, _ deal: Deal) -> [Finding.Test] {
    var result: [Finding.Test] = []
    append(predicate, isNegated: false, item, deal, to: &result)
    return result
  }

  private func append(
    _ predicate: Predicate, isNegated: Bool, _ item: ControlledItem, _ deal: Deal,
    to tests: inout [Finding.Test]
  ) {
    func add(_ subject: Finding.Test.Subject) {
      let truth = truth(of: predicate, item, deal)
      tests.append(
        Finding.Test(subject: subject, isNegated: isNegated, truth: isNegated ? !truth : truth))
    }
    switch predicate {
    case .always: break
    case .compare(let comparison):
      add(.comparison(comparison, value: deal.value(comparison.measure, of: item)))
    case .trait(let trait): add(.trait(trait, value: item[trait]))
    case .rule(let id): add(.rule(id))
    case .named(let names): add(.named(names))
    case .certified(let certifications):
      for certification in certifications {
        let truth = Truth(deal.certifications.map { $0.contains(certification) })
        tests.append(
          Finding.Test(
            subject: .certified(certification), isNegated: isNegated,
            truth: isNegated ? !truth : truth))
      }
    case .all(let parts), .any(let parts):
      for part in parts { append(part, isNegated: isNegated, item, deal, to: &tests) }
    case .not(let part): append(part, isNegated: !isNegated, item, deal, to: &tests)
    }
  }
}
