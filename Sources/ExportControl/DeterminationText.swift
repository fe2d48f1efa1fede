internal import Quantities

extension Finding.Test {
  /// What was tested, as in `TPP 2368 TOPS × bit < 2400`; the relation is the one that holds.
  public var text: String {
    let no = isNegated ? "not " : ""
    switch subject {
    case .comparison(let comparison, let value?):
      let measure = comparison.measure
      let sign = comparison.relation.sign(of: value, against: comparison.threshold)
      return "\(measure.title) \(measure.format(value)) \(sign) "
        + measure.number(comparison.threshold)
    case .comparison(let comparison, nil):
      let measure = comparison.measure
      return "\(measure.title) unknown, line \(comparison.relation.sign) "
        + measure.format(comparison.threshold)
    case .trait(let trait, _): return no + trait.title
    case .rule(let id): return no + "caught by \(id)"
    case .named(let names):
      return names.count > 3 ? "a named chip" : "one of \(names.joined(separator: ", "))"
    case .certified(let certification): return "certified: \(certification.title)"
    }
  }

  /// The margin as in `1.3 % below the line` or `3.3 % above it`; nil where there is none.
  public var marginText: String? {
    margin.map { Self.marginText($0) }
  }

  static func marginText(_ margin: Double) -> String {
    if margin == 0 { return "at the line" }
    let share = UnitNotation.format(percentage: abs(margin), significantDigits: 2)
    return "\(share) \(margin < 0 ? "below" : "above")"
  }
}

extension Relation {
  /// How a value stands to a threshold, in the terms of this relation.
  fileprivate func sign(of value: Double, against threshold: Double) -> String {
    let held = holds(value, threshold)
    switch self {
    case .atLeast: return held ? "≥" : "<"
    case .below: return held ? "<" : "≥"
    case .above: return held ? ">" : "≤"
    case .atMost: return held ? "≤" : ">"
    }
  }
}

extension Measure {
  /// A value without its unit.
  public func number(_ value: Double) -> String {
    let text = format(value)
    return unit.isEmpty || unit == "%" ? text : String(text.dropLast(unit.count + 1))
  }
}

extension Determination {
  /// Why, in one clause: the rule that decides and the number that decides it, or the line that is
  /// nearest where the item is free.
  public var reason: String {
    if !ruling.isDetermined {
      return "depends on what is not known: \(unknowns.joined(separator: ", "))"
    }
    if let rule = ruling.rule {
      let finding = finding(rule)
      let title = finding?.title ?? rule
      guard let (other, test) = decisive else { return title }
      let margin = test.marginText.map { " (\($0))" } ?? ""
      let through = other.rule == rule ? "" : "\(other.title): "
      return "\(title): \(through)\(test.text)\(margin)"
    }
    guard isUSExport else { return "not an export of the United States" }
    guard let (finding, test) = decisive else { return "no rule catches it" }
    let margin = test.marginText.map { " (\($0))" } ?? ""
    return "no rule catches it; nearest is \(finding.rule): \(test.text)\(margin)"
  }

  /// What is not known and could decide otherwise: measures and traits, each once.
  public var unknowns: [String] {
    var result: [String] = []
    for finding in findings + references where finding.verdict == .unknown {
      for test in finding.prongs.joined() where test.truth == .unknown {
        let title: String
        switch test.subject {
        case .comparison(let comparison, _): title = comparison.measure.title
        case .trait(let trait, _): title = "whether it is \(trait.title)"
        case .rule, .named, .certified: continue
        }
        if !result.contains(title) { result.append(title) }
      }
    }
    return result
  }
}

extension Ruling {
  /// The outcome with its terms, as in `licence, case by case; 25 % duty; at most 50 % of US units`.
  public var title: String {
    if !isDetermined { return "undetermined: \(mildest.title), or \(outcome.title)" }
    var parts = [outcome.title]
    func percent(_ share: Double) -> String {
      UnitNotation.format(share * 100, significantDigits: nil) + " %"
    }
    if case .licence = outcome, let rate = terms.grantRate, rate != outcome.presumedGrantRate {
      parts.append(rate == 0 ? "none granted" : "about \(percent(rate)) granted")
    }
    if terms.dutyRate > 0 { parts.append("\(percent(terms.dutyRate)) duty") }
    if terms.feeShare > 0 { parts.append("\(percent(terms.feeShare)) of revenue as a fee") }
    if let share = terms.volumeShare { parts.append("at most \(percent(share)) of US units") }
    if terms.enforcement < 1 { parts.append("applied in \(percent(terms.enforcement)) of cases") }
    return parts.joined(separator: "; ")
  }
}
