import ReferenceData

/// One figure of money, power or accepted drafts, with what it belongs to.
struct CostRow: Sendable {
  let id: String
  let metric: CostMetric
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
    value = try cells.positive("value")
    unit = try cells.text("unit")
    guard metric.accepts(unit: unit) else {
      throw .malformed(
        column: "unit", found: unit,
        expected: metric.units.map { "\"\($0)\"" }.joined(separator: " or ") + " of \(name)")
    }
    accelerator = cells["accelerator"]
    accelerators = try cells.optionalCount("accelerators") ?? 1
    model = cells["model"]
    configuration = cells["configuration"] ?? ""
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
