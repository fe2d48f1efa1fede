/// How two entries of one kind differ, field by field.
public struct CatalogDifference: Sendable, Hashable {
  /// A field that the entries state differently, or that one of them does not state.
  public struct Row: Sendable, Hashable {
    public let field: String
    public let meaning: String
    /// The row of the first entry, nil where it states nothing.
    public let first: FactRow?
    public let second: FactRow?
    /// Second over first, where both are numbers of one kind and the first is not zero.
    public let ratio: Double?
  }

  public let first: CatalogEntry
  public let second: CatalogEntry
  /// Fields whose values differ, in the order of the first entry, then of the second.
  public let rows: [Row]
  /// How many fields say the same in both.
  public let agreeing: Int
}

extension Catalog {
  /// How `second` differs from `first`, derived figures included; titles and remarks are left out,
  /// and so are items of lists, such as dated prices, which do not correspond by their number.
  ///
  /// - Precondition: both are of one kind.
  public func difference(
    _ first: CatalogEntry, _ second: CatalogEntry
  ) throws(CatalogError) -> CatalogDifference {
    precondition(first.kind == second.kind, "\(first.kind) and \(second.kind) do not compare")
    let left = try facts(of: first)
    let right = try facts(of: second)
    let skipped: Set = ["title", "note"]
    let numbers = [first, second].map { entry in
      Dictionary(
        entry.record.facts.map { ($0.path, $0.fact.value) }, uniquingKeysWith: { a, _ in a })
    }
    var rows: [CatalogDifference.Row] = []
    var agreeing = 0
    var seen: Set<String> = []
    for row in left + right
    where !skipped.contains(row.field) && !row.field.contains("[")
      && seen.insert(row.field).inserted
    {
      let mine = left.first { $0.field == row.field }
      let theirs = right.first { $0.field == row.field }
      if mine?.text == theirs?.text {
        agreeing += 1
        continue
      }
      let ratio = Self.ratio(
        mine, theirs, numbers[0][row.field]?.magnitude, numbers[1][row.field]?.magnitude)
      rows.append(
        CatalogDifference.Row(
          field: row.field, meaning: row.meaning, first: mine, second: theirs, ratio: ratio))
    }
    return CatalogDifference(first: first, second: second, rows: rows, agreeing: agreeing)
  }

  private static func ratio(
    _ mine: FactRow?, _ theirs: FactRow?, _ first: Double?, _ second: Double?
  ) -> Double? {
    if let first, let second { return first == 0 ? nil : second / first }
    guard let mine, let theirs, mine.isDerived, theirs.isDerived, mine.unit == theirs.unit,
      let a = Double(mine.value), let b = Double(theirs.value), a != 0
    else { return nil }
    return b / a
  }
}
