import Quantities
import Tables

/// The rows of a file of measurements of one kind, as they are written.
///
/// Comma-separated values with a heading. The columns are those of the ``MeasurementKind``, in any
/// order; its required ones must be there, an optional one that is left out is empty everywhere.
public struct MeasurementFile: Sendable {
  /// One row, as it is written.
  public struct Entry: Sendable {
    /// From 1.
    public let line: Int
    /// The line of an earlier row with the same id; nil where there is none.
    let firstLine: Int?
    let cells: MeasurementCells

    /// As written, for reports; empty where the cell is.
    public var id: String { cells["id"] ?? "" }
    public var metric: String { cells["metric"] ?? "" }
    public var value: String { cells["value"] ?? "" }
    public var source: String { cells["source"] ?? "" }

    /// - Throws: ``RowRefusal/duplicate(firstLine:)``.
    func requireUnique() throws(RowRefusal) {
      if let firstLine { throw .duplicate(firstLine: firstLine) }
    }
  }

  public let name: String
  public let kind: MeasurementKind
  public let entries: [Entry]

  /// - Throws: ``MeasurementFileError`` where the text is no table of these columns.
  public init(
    text: String, named name: String, kind: MeasurementKind = .serving
  ) throws(MeasurementFileError) {
    let located: (table: Table, lines: [Int])
    do { located = try Table.located(csv: text) } catch {
      throw MeasurementFileError(file: name, line: error.line, problem: error.problem)
    }
    let headings = located.table.columns.map(\.name)
    for heading in headings where !kind.columns.contains(heading) {
      let nearest = NearestName.suggestion(for: heading, among: kind.columns)
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "no column of a \(kind.rawValue) file is named \"\(heading)\""
          + (nearest.map { "\n  did you mean \"\($0)\"?" } ?? ""))
    }
    for column in kind.requiredColumns where !headings.contains(column) {
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "the column \"\(column)\" is missing\n  expected  "
          + kind.requiredColumns.joined(separator: ", "))
    }
    self.name = name
    self.kind = kind
    var firstLines: [String: Int] = [:]
    entries = zip(located.table.rows, located.lines).map { cells, line in
      var texts: [String: String] = [:]
      for (heading, cell) in zip(headings, cells) {
        if let text = cell.string?.withoutOuterSpaces, !text.isEmpty { texts[heading] = text }
      }
      let first = texts["id"].flatMap { firstLines[$0] }
      if let id = texts["id"], first == nil { firstLines[id] = line }
      return Entry(line: line, firstLine: first, cells: MeasurementCells(texts))
    }
  }
}

extension MeasurementFile {
  /// Reads a file of shipped measurements: its columns, those that the source states to be the same
  /// everywhere, and one column for each metric, of which every cell is a row.
  init(
    text: String, named name: String, of source: MeasurementSource
  ) throws(MeasurementFileError) {
    let located: (table: Table, lines: [Int])
    do { located = try Table.located(csv: text) } catch {
      throw MeasurementFileError(file: name, line: error.line, problem: error.problem)
    }
    let kind = source.kind
    let headings = located.table.columns.map(\.name)
    for heading in headings where !kind.columns.contains(heading) && !kind.isMetric(heading) {
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "\"\(heading)\" is neither a column nor a metric of a \(kind.rawValue) file")
    }
    self.name = name
    self.kind = kind
    entries = zip(located.table.rows, located.lines).flatMap { cells, line in
      var texts = source.same
      texts["source"] = source.name
      var metrics: [(name: String, value: String)] = []
      for (heading, cell) in zip(headings, cells) {
        guard let text = cell.string, !text.isEmpty else { continue }
        if kind.isMetric(heading) { metrics.append((heading, text)) } else { texts[heading] = text }
      }
      // A column `metric` names the one of the row.
      if texts["metric"] != nil {
        return [Entry(line: line, firstLine: nil, cells: MeasurementCells(texts))]
      }
      return metrics.map { metric in
        let own = ["metric": metric.name, "value": metric.value]
        return Entry(
          line: line, firstLine: nil, cells: MeasurementCells(texts.merging(own) { $1 }))
      }
    }
  }

  /// The rows of some accelerators and sources; all where none is named.
  public func only(accelerators: [String], sources: [String]) -> MeasurementFile {
    MeasurementFile(
      name: name, kind: kind,
      entries: entries.filter { entry in
        (accelerators.isEmpty || accelerators.contains(entry.cells["accelerator"] ?? ""))
          && (sources.isEmpty || sources.contains(entry.source))
      })
  }

  private init(name: String, kind: MeasurementKind, entries: [Entry]) {
    self.name = name
    self.kind = kind
    self.entries = entries
  }
}

/// Why a file is not one of measurements.
public struct MeasurementFileError: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// From 1.
  public let line: Int
  public let problem: String

  public var description: String { "\(file):\(line): \(problem)" }
}

extension String {
  var withoutOuterSpaces: String {
    guard first == " " || last == " " else { return self }
    return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
