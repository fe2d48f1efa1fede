public import ReferenceData
public import Tables

/// The figures of cost files that the model takes, beside the catalog's own.
public struct CostInputs: Sendable {
  private let rows: [(entry: MeasurementFile.Entry, input: CostInput)]

  /// - Parameter files: those of other kinds are passed over.
  public init(of files: [MeasurementFile], in catalog: Catalog) {
    rows = files.filter { $0.kind == .cost }.flatMap(\.entries).compactMap { entry in
      (try? CostInput(entry, in: catalog)).map { (entry, $0) }
    }
  }

  /// The rows of some metrics; all where none is named.
  public func only(metrics: [String]) -> CostInputs {
    CostInputs(rows: rows.filter { metrics.isEmpty || metrics.contains($0.entry.metric) })
  }

  private init(rows: [(entry: MeasurementFile.Entry, input: CostInput)]) { self.rows = rows }

  /// How far they are apart by metric, bias beside magnitude; nil where no row states such a figure.
  public func summaryTable() -> Table? {
    guard !rows.isEmpty else { return nil }
    var errors: [String: [Double]] = [:]
    for row in rows { errors[row.entry.metric, default: []].append(row.input.error) }
    var table = Table(
      [
        Column("metric", .text), Column("n", .integer),
        Column(
          "median", .real, description: "Median of |ln(catalog/stated)|.", significantDigits: 2),
        Column(
          "bias", .real, description: "Median of ln(catalog/stated).", significantDigits: 2),
        Column(
          "p90", .real, description: "90th percentile of |ln(catalog/stated)|.",
          significantDigits: 2),
      ], title: "figures that the model takes, by metric: e = ln(catalog/stated)")
    for (metric, own) in errors.sorted(by: { $0.key < $1.key }) {
      let absolute = own.map(abs)
      table.append([
        .text(metric), .integer(own.count), .real(absolute.quantile(0.5)),
        .real(own.quantile(0.5)), .real(absolute.quantile(0.9)),
      ])
    }
    return table
  }

  /// Row by row; nil where no row states such a figure.
  public func rowTable() -> Table? {
    guard !rows.isEmpty else { return nil }
    var table = Table(
      [
        Column("id", .text), Column("metric", .text), Column("stated", .real, significantDigits: 4),
        Column("catalog", .real, significantDigits: 4),
        Column(
          "ratio", .real, description: "Catalog over stated.", significantDigits: 3),
        Column("unit", .text), Column("where the catalog has it", .text),
      ], title: "figures that the model takes, beside the catalog's own")
    for (entry, input) in rows {
      table.append([
        .text(entry.id), .text(entry.metric), .real(input.row.value), .real(input.catalog),
        .real(input.catalog / input.row.value), .text(input.row.unit), .text(input.place),
      ])
    }
    return table
  }
}
