/// How a value stands to a threshold.
public enum Relation: String, Sendable, Hashable, CaseIterable {
  case atLeast = "at-least"
  case above
  case below
  case atMost = "at-most"

  public func holds(_ value: Double, _ threshold: Double) -> Bool {
    switch self {
    case .atLeast: value >= threshold
    case .below: value < threshold
    case .above: value > threshold
    case .atMost: value <= threshold
    }
  }

  /// As in `≥`.
  public var sign: String {
    switch self {
    case .atLeast: "≥"
    case .below: "<"
    case .above: ">"
    case .atMost: "≤"
    }
  }
}

/// A measure against a threshold, in base units.
public struct Comparison: Sendable, Hashable {
  public let measure: Measure
  public let relation: Relation
  public var threshold: Double

  public init(_ measure: Measure, _ relation: Relation, _ threshold: Double) {
    self.measure = measure
    self.relation = relation
    self.threshold = threshold
  }
}

/// What an item, in its deal, must be for a rule to apply.
public indirect enum Predicate: Sendable, Hashable {
  case always
  case compare(Comparison)
  case trait(Trait)
  /// What another rule looks for, where that rule is in force: `not rule r2023a`.
  case rule(String)
  /// The item has one of these names.
  case named([String])
  case certified([Certification])
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)

  /// A measure against a threshold in base units.
  public static func compare(
    _ measure: Measure, _ relation: Relation, _ threshold: Double
  ) -> Predicate {
    .compare(Comparison(measure, relation, threshold))
  }

  /// All comparisons in it, in their order.
  public var comparisons: [Comparison] {
    switch self {
    case .compare(let comparison): [comparison]
    case .all(let parts), .any(let parts): parts.flatMap(\.comparisons)
    case .not(let part): part.comparisons
    case .always, .trait, .rule, .named, .certified: []
    }
  }

  /// The rules it names.
  public var rules: [String] {
    switch self {
    case .rule(let id): [id]
    case .all(let parts), .any(let parts): parts.flatMap(\.rules)
    case .not(let part): part.rules
    case .always, .compare, .trait, .named, .certified: []
    }
  }

  /// The predicate with every comparison changed.
  func mappingComparisons(_ change: (Comparison) -> Comparison) -> Predicate {
    switch self {
    case .compare(let comparison): .compare(change(comparison))
    case .all(let parts): .all(parts.map { $0.mappingComparisons(change) })
    case .any(let parts): .any(parts.map { $0.mappingComparisons(change) })
    case .not(let part): .not(part.mappingComparisons(change))
    case .always, .trait, .rule, .named, .certified: self
    }
  }
}
