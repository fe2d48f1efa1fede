public import Quantities
import Tables

/// A figure of the past, or somebody's forecast, that the supply model is held against.
public struct SupplyTarget: Sendable, Hashable {
  /// What is counted.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// Delivered to China under the rules.
    case licensed
    /// The same over all that the products' vendors deliver to anybody.
    case licensedShare = "licensed-share"
    /// Made by China's own industry.
    case domestic
    case smuggled
    /// Added outside China by its firms.
    case offshore
    /// Licensed, smuggled and offshore.
    case imports = "china-imports"
    /// All channels of China.
    case china
    /// Everywhere, by everybody.
    case world
  }

  /// In what it is counted.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case packages
    case h100Eight = "h100e-8bit"
    case h100TPP = "h100e-tpp"
    case b300 = "b300e"
    case share
  }

  /// Whether the model could have read the figure from its own inputs.
  public enum Independence: String, Sendable, Hashable, CaseIterable {
    case yes
    case partly
    case no
  }

  public let id: String
  public let metric: Metric
  /// Products counted; all where empty.
  public let products: [String]
  public let period: CalendarPeriod
  public let value: Double
  /// Of 90 %, as its source or we state it; nil where nobody does.
  public let interval: ClosedRange<Double>?
  public let unit: Unit
  public let independence: Independence
  public let source: String
  public let note: String
}

/// Targets of a file: comma-separated values with a heading.
///
/// | column | what |
/// | :-- | :-- |
/// | `id` | a name of the row, once in the file |
/// | `metric` | licensed, licensed-share, domestic, smuggled, offshore, china-imports, china, world |
/// | `products` | names of `bessemer catalog list products` with spaces between; empty for all |
/// | `period` | a month, quarter, half or year, from 2022 to 2028 |
/// | `value`, `low`, `high` | the figure and its 90 % interval; the last two may be left out |
/// | `unit` | packages, h100e-8bit, h100e-tpp, b300e; share for licensed-share |
/// | `independent` | yes, partly or no: whether inputs of the model share its source; yes if empty |
/// | `source`, `note` | for people |
public struct SupplyTargetFile: Sendable {
  public let name: String
  public let targets: [SupplyTarget]

  static let required = ["id", "metric", "period", "value", "unit"]
  static let columns = required + ["products", "low", "high", "independent", "source", "note"]

  /// - Throws: ``MeasurementFileError`` with the line and column of the first cell at fault.
  public init(
    text: String, named name: String, products: [String]
  ) throws(MeasurementFileError) {
    let located: (table: Table, lines: [Int])
    do { located = try Table.located(csv: text) } catch {
      throw MeasurementFileError(file: name, line: error.line, problem: error.problem)
    }
    let headings = located.table.columns.map(\.name)
    for heading in headings where !Self.columns.contains(heading) {
      let nearest = NearestName.suggestion(for: heading, among: Self.columns)
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "no column of a supply file is named \"\(heading)\""
          + (nearest.map { "\n  did you mean \"\($0)\"?" } ?? ""))
    }
    for column in Self.required where !headings.contains(column) {
      throw MeasurementFileError(
        file: name, line: 1,
        problem: "the column \"\(column)\" is missing\n  expected  "
          + Self.required.joined(separator: ", "))
    }
    self.name = name
    var targets: [SupplyTarget] = []
    var lines: [String: Int] = [:]
    for (cells, line) in zip(located.table.rows, located.lines) {
      var texts: [String: String] = [:]
      for (heading, cell) in zip(headings, cells) {
        if let text = cell.string?.withoutOuterSpaces, !text.isEmpty { texts[heading] = text }
      }
      let row = Row(file: name, line: line, texts: texts)
      let target = try row.target(products: products)
      if let first = lines.updateValue(line, forKey: target.id) {
        throw row.error("id", target.id, "this id stands in line \(first) too", "another id")
      }
      targets.append(target)
    }
    self.targets = targets
  }

  /// One line, as it is written.
  private struct Row {
    let file: String
    let line: Int
    let texts: [String: String]

    func error(
      _ column: String, _ found: String, _ problem: String, _ expected: String
    ) -> MeasurementFileError {
      MeasurementFileError(
        file: file, line: line,
        problem: "\(column): \(problem)\n  found     \(found)\n  expected  \(expected)")
    }

    func text(_ column: String) throws(MeasurementFileError) -> String {
      guard let text = texts[column] else {
        throw error(column, "nothing", "the value is missing", "a value in every row")
      }
      return text
    }

    func number(_ column: String) throws(MeasurementFileError) -> Double? {
      guard let text = texts[column] else { return nil }
      guard let value = Double(text), value.isFinite, value >= 0 else {
        throw error(column, text, "this is not an amount", "a number of at least zero")
      }
      return value
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
      _ column: String, _ type: Choice.Type
    ) throws(MeasurementFileError) -> Choice {
      let text = try text(column)
      guard let choice = Choice(rawValue: text) else {
        let names = Choice.allCases.map(\.rawValue)
        let nearest = NearestName.suggestion(for: text, among: names)
        throw error(
          column, text, "there is no such \(column)",
          names.joined(separator: ", ") + (nearest.map { "\n  did you mean \"\($0)\"?" } ?? ""))
      }
      return choice
    }

    func target(products known: [String]) throws(MeasurementFileError) -> SupplyTarget {
      let metric = try choice("metric", SupplyTarget.Metric.self)
      let unit = try choice("unit", SupplyTarget.Unit.self)
      guard (metric == .licensedShare) == (unit == .share) else {
        throw error(
          "unit", unit.rawValue, "\(metric.rawValue) is not counted in it",
          metric == .licensedShare ? "share" : "an amount, such as packages")
      }
      let products = (texts["products"] ?? "").split(separator: " ").map(String.init)
      for product in products where !known.contains(product) {
        let nearest = NearestName.suggestion(for: product, among: known)
        throw error(
          "products", product, "no product has this name",
          "names of `bessemer catalog list products`"
            + (nearest.map { "\n  did you mean \"\($0)\"?" } ?? ""))
      }
      let dated = try text("period")
      let period: CalendarPeriod
      do { period = try CalendarPeriod(dated) } catch {
        throw self.error("period", dated, error.problem, error.expected)
      }
      guard period.first >= SupplyBacktest.first.firstDay,
        period.last <= SupplyBacktest.last.lastDay
      else {
        throw error(
          "period", dated, "the replay does not reach there",
          "a period from \(SupplyBacktest.first) to \(SupplyBacktest.last)")
      }
      guard let value = try number("value") else {
        throw error("value", "nothing", "the value is missing", "a number of at least zero")
      }
      let (low, high) = (try number("low"), try number("high"))
      if let low, let high, !(low <= value && value <= high) {
        throw error(
          "low", "\(low) to \(high)", "the interval does not hold the value \(value)",
          "low ≤ value ≤ high")
      }
      guard (low == nil) == (high == nil) else {
        throw error(
          low == nil ? "low" : "high", "nothing", "an interval has two ends", "low and high")
      }
      return SupplyTarget(
        id: try text("id"), metric: metric, products: products, period: period, value: value,
        interval: low.flatMap { low in high.map { low...$0 } }, unit: unit,
        independence: texts["independent"] == nil
          ? .yes : try choice("independent", SupplyTarget.Independence.self),
        source: texts["source"] ?? "", note: texts["note"] ?? "")
    }
  }
}
