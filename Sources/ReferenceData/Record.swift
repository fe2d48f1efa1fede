public import Documents
public import Quantities

/// The facts of a mapping in a data file, in the order in which they were written.
public struct Record: Sendable, Hashable {
  enum Member: Sendable, Hashable {
    case fact(Fact)
    case group(Record)
    case list([Record])
  }

  /// Where the mapping begins.
  public let location: SourceLocation
  private(set) var members: [(key: String, member: Member)] = []

  init(at location: SourceLocation) { self.location = location }

  mutating func append(_ key: String, _ member: Member) { members.append((key, member)) }

  private func member(_ key: String) -> Member? { members.first { $0.key == key }?.member }

  /// The fact of a key; nil where there is none, or a group or list instead.
  public func fact(_ key: String) -> Fact? {
    if case .fact(let fact) = member(key) { return fact }
    return nil
  }

  /// The mapping under a key; nil where there is none.
  public func group(_ key: String) -> Record? {
    if case .group(let record) = member(key) { return record }
    return nil
  }

  /// The records of a list; empty where the key is not there.
  public func list(_ key: String) -> [Record] {
    if case .list(let records) = member(key) { return records }
    return []
  }

  /// All facts with their paths: `memory.capacity`, `architecture.layers[0].count`.
  public var facts: [(path: String, fact: Fact)] { facts(under: "") }

  /// The evidence of the first fact that has any.
  public var firstEvidence: Evidence? {
    for (_, member) in members {
      let found: Evidence? =
        switch member {
        case .fact(let fact): fact.evidence
        case .group(let record): record.firstEvidence
        case .list(let records): records.lazy.compactMap(\.firstEvidence).first
        }
      if let found { return found }
    }
    return nil
  }

  private func facts(under prefix: String) -> [(path: String, fact: Fact)] {
    members.flatMap { key, member -> [(path: String, fact: Fact)] in
      let path = prefix.isEmpty ? key : "\(prefix).\(key)"
      switch member {
      case .fact(let fact): return [(path, fact)]
      case .group(let record): return record.facts(under: path)
      case .list(let records):
        return records.enumerated().flatMap { $0.element.facts(under: "\(path)[\($0.offset)]") }
      }
    }
  }

  /// These facts with those of `other` in the place of their own; a list is replaced whole.
  func overlaid(with other: Record) -> Record {
    var result = Record(at: other.location)
    for (key, member) in members {
      switch (member, other.member(key)) {
      case (_, nil): result.append(key, member)
      case (.group(let mine), .group(let theirs)?):
        result.append(key, .group(mine.overlaid(with: theirs)))
      case (_, let theirs?): result.append(key, theirs)
      }
    }
    for (key, member) in other.members where self.member(key) == nil { result.append(key, member) }
    return result
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.members.elementsEqual(b.members) { $0.key == $1.key && $0.member == $1.member }
  }

  public func hash(into hasher: inout Hasher) {
    for (key, member) in members {
      hasher.combine(key)
      hasher.combine(member)
    }
  }
}

extension Record {
  /// The quantity of a field that the layout declares in this dimension.
  public func quantity<D>(_ key: String, as type: Quantity<D>.Type = Quantity<D>.self)
    -> Quantity<D>?
  {
    guard case .quantity(let value, let symbol) = fact(key)?.value else { return nil }
    precondition(symbol == D.symbol, "\(key) is in \(symbol), not \(D.symbol)")
    return Quantity(value)
  }

  /// The quantity of a field with its evidence.
  public func sourced<D>(_ key: String, as type: Quantity<D>.Type = Quantity<D>.self)
    -> Sourced<Quantity<D>>?
  {
    guard let fact = fact(key), let value = quantity(key, as: type), let evidence = fact.evidence
    else { return nil }
    let interval = fact.interval.map {
      Sourced<Quantity<D>>.Interval(
        lower: Quantity($0.lowerBound), upper: Quantity($0.upperBound))
    }
    return Sourced(value: value, interval: interval, evidence: evidence, note: fact.note)
  }

  /// The whole number of a field; nil where it is not stated.
  public func count(_ key: String) -> Int? {
    if case .count(let count, _) = fact(key)?.value { return count }
    return nil
  }

  /// The plain number of a field; nil where it is not stated.
  public func number(_ key: String) -> Double? {
    if case .number(let number, _) = fact(key)?.value { return number }
    return nil
  }

  /// The interval of a field that states one; nil where it is not stated.
  public func interval(_ key: String) -> ClosedRange<Double>? {
    if case .interval(let interval) = fact(key)?.value { return interval }
    return nil
  }

  /// The names of a list; empty where the key is not there.
  public func names(_ key: String) -> [String] {
    if case .names(let names) = fact(key)?.value { return names }
    return []
  }

  /// The word or sentence of a field; nil where it is not stated.
  public func text(_ key: String) -> String? {
    if case .text(let text) = fact(key)?.value { return text }
    return nil
  }

  /// The yes or no of a field; nil where it is not stated.
  public func flag(_ key: String) -> Bool? {
    if case .flag(let flag) = fact(key)?.value { return flag }
    return nil
  }
}
