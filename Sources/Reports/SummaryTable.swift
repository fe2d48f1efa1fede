public import Tables

/// Metrics as rows and alternatives as columns, made from a long table of estimates.
///
/// The long table has the columns `case`, `metric`, `title`, `unit`, `mean`, `half-width` and
/// `count`, one row for each metric of each alternative; other columns are ignored. Alternatives
/// and metrics keep the order in which they first appear.
public enum SummaryTable {
  /// Why a table is not a long table of estimates.
  public enum Failure: Error, Sendable, Hashable {
    case missingColumn(String)
    /// One alternative has a metric twice.
    case repeated(case: String, metric: String)
    /// A row without the name of an alternative or of a metric.
    case unnamedRow(Int)
  }

  /// Each estimate as `1.23 ± 0.06`, and the count behind it.
  public static func alternativesAsColumns(
    _ long: Table, title: String? = nil
  ) throws(Failure) -> Table {
    let estimates = try Estimates(long)
    let heads = headings(of: estimates.alternatives)
    let counts = estimates.metrics.map { metric in
      estimates.alternatives.compactMap { estimates[$0, metric]?.count }
    }
    let isOneCount = counts.allSatisfy { Set($0).count <= 1 }
    var table = Table(
      [Column("metric", .text)] + heads.map { Column($0, .text) }
        + [Column("n", isOneCount ? .integer : .text, description: "observations or replications")],
      title: title ?? long.title, provenance: long.provenance)
    for (metric, counts) in zip(estimates.metrics, counts) {
      let name = estimates.words(for: metric)
      let cells = estimates.alternatives.map { alternative -> Cell in
        guard let found = estimates[alternative, metric] else { return .missing }
        return .text(found.value.text)
      }
      let count: Cell =
        counts.isEmpty
        ? .missing
        : isOneCount ? .integer(counts[0]) : .text(spread(of: counts))
      table.append([.text(name)] + cells + [count])
    }
    return table
  }

  private static func spread(of counts: [Int]) -> String {
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    return least == most ? "\(least)" : "\(least) to \(most)"
  }

  /// The alternatives as headings: none empty, twice, or with a bracket at its end.
  private static func headings(of alternatives: [String]) -> [String] {
    var taken: Set<String> = ["metric", "n"]
    return alternatives.map { alternative in
      var name = alternative.onOneLine
      if name.isEmpty { name = "value" }
      if name.hasSuffix("]") { name += " " }
      while !taken.insert(name).inserted { name += "'" }
      return name
    }
  }
}

/// A long table by alternative and metric.
private struct Estimates {
  struct Entry {
    let value: PlusMinus
    let count: Int?
  }

  private struct Key: Hashable {
    let alternative: String
    let metric: String
  }

  private(set) var alternatives = [String]()
  private(set) var metrics = [String]()
  private var entries = [Key: Entry]()
  private var titles = [String: String]()

  init(_ long: Table) throws(SummaryTable.Failure) {
    for name in ["case", "metric", "title", "unit", "mean", "half-width", "count"]
    where long.index(of: name) == nil {
      throw .missingColumn(name)
    }
    for row in long.rows.indices {
      guard let alternative = long[row, "case"].string, let metric = long[row, "metric"].string,
        !metric.isEmpty
      else { throw .unnamedRow(row) }
      let key = Key(alternative: alternative, metric: metric)
      if entries[key] != nil { throw .repeated(case: alternative, metric: metric) }
      if !alternatives.contains(alternative) { alternatives.append(alternative) }
      if titles[metric] == nil {
        metrics.append(metric)
        let title = long[row, "title"].string ?? metric
        let unit = long[row, "unit"].string ?? ""
        titles[metric] = unit.isEmpty ? title : "\(title) (\(unit))"
      }
      guard let mean = long[row, "mean"].number else { continue }
      entries[key] = Entry(
        value: PlusMinus(mean, long[row, "half-width"].number),
        count: long[row, "count"].number.flatMap { Int(exactly: $0) })
    }
  }

  subscript(alternative: String, metric: String) -> Entry? {
    entries[Key(alternative: alternative, metric: metric)]
  }

  func words(for metric: String) -> String { titles[metric] ?? metric }
}
