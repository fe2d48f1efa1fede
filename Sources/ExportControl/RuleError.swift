public import Quantities

/// Why rules do not make a rule book, or a change does not fit it.
public enum RuleError: Error, Sendable, Hashable {
  case duplicate(String)
  case unknownRule(String, in: String?, suggestion: String?)
  case unknownGroup(String, in: String, suggestion: String?)
  /// Rules that refer to each other in a circle.
  case circle([String])
  case datesOutOfOrder(String, earlier: String, later: String)
  /// Comparisons that no value fulfils together.
  case impossible(String, Comparison, Comparison)
  case impossibleThreshold(String, Comparison)
  case impossibleParameter(String, RuleParameter, Double)
  case noThreshold(String, Measure, known: [Comparison])
  case severalThresholds(String, Measure, [Double])
  /// A rule without a day of its own was switched on without one.
  case noDate(String)
  /// A change leaves a rule no day on which it binds.
  case endsBeforeBeginning(String, begins: CalendarDate, ends: CalendarDate)
}

extension RuleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicate(let id): return "two rules are named \"\(id)\""
    case .unknownRule(let id, let place, let suggestion):
      return "no rule is named \"\(id)\"" + (place.map { ", which \($0) names" } ?? "")
        + Self.hint(suggestion)
    case .unknownGroup(let id, let rule, let suggestion):
      return "no group of countries is named \"\(id)\", which \(rule) names"
        + Self.hint(suggestion)
    case .circle(let ids):
      return "rules refer to each other in a circle: \(ids.joined(separator: " → "))"
    case .datesOutOfOrder(let id, let earlier, let later):
      return "the dates of \(id) are out of order: \(earlier) lies after \(later)"
    case .impossible(let id, let a, let b):
      return "no value fulfils \(id): \(Self.text(a)) and \(Self.text(b))"
    case .impossibleThreshold(let id, let comparison):
      return "\(id) has an impossible threshold: \(Self.text(comparison))"
    case .impossibleParameter(let id, let parameter, let value):
      let bounds = parameter.bounds
      return "\(id) has \(parameter.title) \(value), and it lies in "
        + "\(bounds.lowerBound) to \(bounds.upperBound)"
    case .noThreshold(let id, let measure, let known):
      let known = known.isEmpty ? "no threshold" : known.map(Self.text).joined(separator: ", ")
      return "\(id) has no such threshold of \(measure.title); it has \(known)"
    case .severalThresholds(let id, let measure, let values):
      return "\(id) compares \(measure.title) with "
        + values.map { measure.format($0) }.joined(separator: ", ") + ": say which one moves"
    case .noDate(let id): return "\(id) has no date of its own: say from when it holds"
    case .endsBeforeBeginning(let id, let begins, let ends):
      return "\(id) would end on \(ends), before it begins to bind on \(begins)"
    }
  }

  private static func text(_ comparison: Comparison) -> String {
    let value = comparison.measure.format(comparison.threshold)
    return "\(comparison.measure.title) \(comparison.relation.sign) \(value)"
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
