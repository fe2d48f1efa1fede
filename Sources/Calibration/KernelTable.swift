public import Quantities
import Tables

/// A file of kernel timings, its rows still text.
public struct KernelTable: Sendable {
  /// As people see it.
  public let file: String
  public let kernels: KernelClass
  /// Whose kernels were timed, where it is known.
  public let software: String?
  private let headings: [String]
  private let rows: [(line: Int, texts: [String: String])]

  /// Rows of one file beyond which it is refused.
  public static let mostRows = 200_000
  /// Problems of one file that are told.
  static let mostProblems = 10

  /// - Throws: ``KernelTableError`` where the text is no table of the class.
  public init(
    text: String, named file: String, holding kernels: KernelClass, software: String? = nil
  ) throws(KernelTableError) {
    self.file = file
    self.kernels = kernels
    self.software = software
    let located: (table: Table, lines: [Int])
    do { located = try Table.located(csv: text) } catch {
      throw KernelTableError(
        file: file, line: error.line, error.problem,
        expected: "comma-separated values under the heading "
          + kernels.columns.joined(separator: ","))
    }
    headings = located.table.columns.map { column in
      column.name + (column.unit.map { "_" + $0 } ?? "")
    }
    guard !located.table.rows.isEmpty else {
      throw KernelTableError(
        file: file, line: 1, "there are no rows", expected: "one row per timed kernel")
    }
    guard located.table.rows.count <= Self.mostRows else {
      throw KernelTableError(
        file: file, line: 1, "\(located.table.rows.count) rows",
        expected: "at most \(Self.mostRows): leave some out evenly")
    }
    for column in kernels.columns where !headings.contains(where: { $0.isColumn(column) }) {
      let nearest = NearestName.suggestion(for: column, among: headings)
      throw KernelTableError(
        file: file, line: 1, "the column \"\(column)\" is missing",
        expected: kernels.columns.joined(separator: ", "),
        fix: nearest.map { "rename \"\($0)\" if it holds this" })
    }
    let headings = headings
    rows = zip(located.table.rows, located.lines).map { cells, line in
      var texts: [String: String] = [:]
      for (heading, cell) in zip(headings, cells) {
        if let text = cell.string?.withoutOuterSpaces, !text.isEmpty { texts[heading] = text }
      }
      return (line, texts)
    }
  }

  /// The rows as a class reads them; `read` returns every timed shape of a row, or none of a row
  /// that is of no interest.
  ///
  /// - Throws: ``KernelTableError`` with the first problems of the file.
  func measured<Row>(
    _ read: (KernelCells) throws(KernelCellError) -> [(row: Row, time: Seconds)]
  ) throws(KernelTableError) -> [Measured<Row>] {
    var found: [Measured<Row>] = []
    var problems: [KernelTableError] = []
    for (line, texts) in rows {
      do {
        for (row, time) in try read(KernelCells(texts)) {
          found.append(Measured(row: row, time: time, file: file, line: line))
        }
      } catch {
        problems.append(
          KernelTableError(file: file, line: line, error.problem, expected: error.expected))
      }
    }
    guard let first = problems.first else { return found }
    throw KernelTableError(
      file: file, line: first.line,
      problem: problems.prefix(Self.mostProblems).map(\.problem).joined(separator: "\n")
        + (problems.count > Self.mostProblems
          ? "\n\(problems.count - Self.mostProblems) more rows of \(file) cannot be read" : ""))
  }
}

/// A shape with the time that was measured, and where it stands.
public struct Measured<Row: Sendable>: Sendable {
  public let row: Row
  public let time: Seconds
  public let file: String
  /// From 1.
  public let line: Int
}

/// The cells of one row by column.
struct KernelCells {
  private let texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// The text of a column that may be empty or absent.
  subscript(_ column: String) -> String? { texts[column] }

  func text(_ column: String) throws(KernelCellError) -> String {
    guard let text = texts[column] else { throw .empty(column) }
    return text
  }

  func count(
    _ column: String, in range: ClosedRange<Int> = 1...1_000_000_000
  ) throws(KernelCellError) -> Int {
    let text = try text(column)
    guard let value = Int(text), range.contains(value) else {
      throw KernelCellError(
        "\(column) is \"\(text)\"",
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The time in a column whose name ends in its unit: `latency_ms` for `latency`.
  func time(_ column: String) throws(KernelCellError) -> Seconds {
    for (unit, seconds) in KernelTable.timeUnits {
      guard let text = texts[column + unit] else { continue }
      guard text.utf8.allSatisfy("0123456789.eE+-".utf8.contains), let value = Double(text),
        value > 0, (1e-9...1e4).contains(value * seconds)
      else {
        throw KernelCellError(
          "\(column)\(unit) is \"\(text)\"", expected: "a time from 1 ns to 10,000 s")
      }
      return Seconds(value * seconds)
    }
    throw .empty(column)
  }

  /// - Throws: where the text is none of the choices.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ column: String
  ) throws(KernelCellError) -> Choice {
    let text = try text(column)
    guard let choice = Choice(rawValue: text) else {
      throw KernelCellError(
        "\(column) is \"\(text)\"",
        expected: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}

/// What is wrong with a cell.
struct KernelCellError: Error {
  let problem: String
  let expected: String

  init(_ problem: String, expected: String) {
    self.problem = problem
    self.expected = expected
  }

  static func empty(_ column: String) -> KernelCellError {
    KernelCellError("\(column) is empty", expected: "a value")
  }
}

/// Why a file is no table of kernel timings.
public struct KernelTableError: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// From 1.
  public let line: Int
  /// With its place, what was expected and how to mend it.
  public let problem: String

  init(file: String, line: Int, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  init(file: String, line: Int, _ problem: String, expected: String, fix: String? = nil) {
    self.init(
      file: file, line: line,
      problem: "\(file):\(line): \(problem)\n  expected  \(expected)"
        + (fix.map { "\n  fix       \($0)" } ?? ""))
  }

  public var description: String { problem }
}

extension KernelTable {
  /// The endings of columns that hold times, and their seconds.
  static let timeUnits: [(ending: String, seconds: Double)] = [
    ("_ms", 1e-3), ("_us", 1e-6), ("_s", 1),
  ]
}

extension String {
  /// Whether a heading is the column of a name, or holds it as a time in some unit.
  fileprivate func isColumn(_ name: String) -> Bool {
    self == name || KernelTable.timeUnits.contains { self == name + $0.ending }
  }

  fileprivate var withoutOuterSpaces: String {
    guard first == " " || last == " " else { return self }
    return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
