import Quantities
import Tables

/// The rows of a file of published measurements, each read or refused with its reason.
///
/// Comma-separated values with a heading. The columns are those of ``columns``, in any order;
/// ``requiredColumns`` must be there, an optional one that is left out is empty everywhere.
public struct MeasurementFile: Sendable {
  public struct Entry: Sendable {
    /// From 1.
    public let line: Int
    /// As written, for reports; empty where the cell is.
    public let id: String
    public let metric: String
    /// As written.
    public let value: String
    /// Accelerator, engine and model as written, for reports of what was not predicted.
    public let accelerator: String
    public let engine: String
    public let model: String
    public let row: Result<MeasurementRow, RowRefusal>
  }

  public let name: String
  public let entries: [Entry]

  public static let requiredColumns = [
    "id", "accelerator", "engine", "model", "load", "prompt_tokens", "output_tokens", "metric",
    "value",
  ]

  /// Columns that are read, and, at the end, those that only people read.
  public static let columns =
    requiredColumns + [
      "accelerators", "weights", "kv_cache", "role", "tensor", "pipeline", "expert", "data",
      "concurrency", "rate_per_s", "duration_s", "requests", "prompt_spread", "output_spread",
      "shared_prefix_tokens", "cached_fraction", "tokens_per_step", "max_batched_tokens",
      "kv_fraction",
    ] + ["source", "date", "confidence", "notes"]

  /// - Throws: ``MeasurementFileError`` where the text is no table of these columns.
  public init(text: String, named name: String) throws(MeasurementFileError) {
    let located: (table: Table, lines: [Int])
    do { located = try Table.located(csv: text) } catch {
      throw MeasurementFileError(file: name, line: error.line, problem: error.problem)
    }
    let headings = located.table.columns.map(\.name)
    for heading in headings where !Self.columns.contains(heading) {
      let nearest = NearestName.suggestion(for: heading, among: Self.columns)
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "no column of a measurement file is named \"\(heading)\""
          + (nearest.map { "\n  did you mean \"\($0)\"?" } ?? ""))
    }
    for column in Self.requiredColumns where !headings.contains(column) {
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "the column \"\(column)\" is missing\n  expected  "
          + Self.requiredColumns.joined(separator: ", "))
    }
    self.name = name
    var firstLines: [String: Int] = [:]
    entries = zip(located.table.rows, located.lines).map { cells, line in
      var texts: [String: String] = [:]
      for (heading, cell) in zip(headings, cells) {
        if let text = cell.string?.withoutOuterSpaces, !text.isEmpty { texts[heading] = text }
      }
      func row() throws(RowRefusal) -> MeasurementRow {
        let row = try MeasurementRow(MeasurementCells(texts))
        if let first = firstLines[row.id] { throw .duplicate(firstLine: first) }
        return row
      }
      let read = Result { () throws(RowRefusal) in try row() }
      if let id = texts["id"], firstLines[id] == nil { firstLines[id] = line }
      return Entry(
        line: line, id: texts["id"] ?? "", metric: texts["metric"] ?? "",
        value: texts["value"] ?? "", accelerator: texts["accelerator"] ?? "",
        engine: texts["engine"] ?? "", model: texts["model"] ?? "", row: read)
    }
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
  fileprivate var withoutOuterSpaces: String {
    guard first == " " || last == " " else { return self }
    return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
