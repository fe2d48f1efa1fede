import Quantities
import ReferenceData

/// One figure of money, power or accepted drafts, with what it belongs to.
struct CostRow: Sendable {
  let id: String
  let metric: CostMetric
  /// In `unit`, which is one of the metric's own.
  let value: Double
  let unit: String
  let accelerator: String?
  let accelerators: Int
  let model: String?
  /// Words that say who owns it and what the figure includes.
  let configuration: String

  init(_ cells: MeasurementCells) throws(RowRefusal) {
    id = try cells.text("id")
    let name = try cells.text("metric")
    guard let metric = CostMetric(rawValue: name) else {
      throw .unknownMetric(
        name, known: CostMetric.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.metric = metric
    let stated = try cells.positive("value")
    let unit = try cells.text("unit")
    guard let reading = metric.reading(stated, in: unit) else {
      throw .malformed(
        column: "unit", found: unit,
        expected: metric.units.map { "\"\($0)\"" }.joined(separator: " or ") + " of \(name)")
    }
    (value, self.unit) = reading
    if let date = cells["date"], (try? CalendarPeriod(date)) == nil {
      throw .malformed(
        column: "date", found: date, expected: "a day, month or year, such as 2026-06")
    }
    if let word = cells["confidence"], !Self.confidences.contains(word) {
      throw .malformed(
        column: "confidence", found: word,
        expected: Self.confidences.joined(separator: ", ") + ", or nothing")
    }
    accelerator = cells["accelerator"]
    accelerators = try cells.optionalCount("accelerators") ?? 1
    model = cells["model"]
    configuration = cells["configuration"] ?? ""
  }

  /// How sure whoever collected the figures is of one.
  private static let confidences = ["high", "medium", "low"]

  /// Why an owner is taken that the row does not name; the name that a word nearly is, if one is.
  func remark(onOwnerAmong presets: [String]) -> String {
    guard !configuration.isEmpty else { return "since none is named" }
    let names = presets + ["hyperscaler", "neocloud"]
    let words = configuration.lowercased().split { $0.isWhitespace || $0 == "," || $0 == ";" }
    let near = words.lazy.compactMap { NearestName.suggestion(for: String($0), among: names) }.first
    return "since \"\(configuration)\" names none"
      + (near.map { "; did you mean \($0)?" } ?? "")
  }

  /// The owner that the configuration names: a preset of the catalog by its name, or a hyperscaler
  /// or neocloud, in China where it says so and else in the United States; nil where it names none.
  func owner(among presets: [String]) -> String? {
    let words = configuration.lowercased()
    if let named = presets.first(where: { words.contains($0) }) { return named }
    let region = words.contains("china") || words.contains("chinese") ? "china" : "us"
    return ["hyperscaler", "neocloud"].first { words.contains($0) }.map { "\(region)-\($0)" }
      .flatMap { presets.contains($0) ? $0 : nil }
  }

  /// Whether the figure counts what the building takes for cooling and losses.
  var includesFacility: Bool {
    let words = configuration.lowercased()
    return ["all-in", "facility", "utility"].contains { words.contains($0) }
  }
}
