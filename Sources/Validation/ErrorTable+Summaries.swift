import Performance
public import Tables

extension ErrorTable {
  /// One row for each row of the file.
  public func rowTable(provenance: Provenance? = nil) -> Table {
    var table = Table(
      [
        Column("id", .text), Column("metric", .text, description: "Its unit is in its name."),
        Column("measured", .real, significantDigits: 4),
        Column("predicted", .real, significantDigits: 4),
        Column(
          "low", .real, description: "Lower end of the stated 90 % interval.",
          significantDigits: 4),
        Column(
          "high", .real, description: "Upper end of the stated 90 % interval.",
          significantDigits: 4),
        Column("ratio", .real, description: "Predicted over measured.", significantDigits: 3),
        Column("status", .text, description: "ok, unsupported or invalid."),
        Column("grade", .text, description: "What the prediction rests on."),
        Column(
          "reason", .text, description: "Why there is no prediction, or what stands behind it."),
      ], title: "predictions", provenance: provenance)
    for row in rows {
      let figure = row.figure
      table.append([
        .text(row.entry.id), .text(row.metric), Cell(figure?.measured ?? Double(row.value)),
        Cell(figure?.predicted), Cell(figure?.interval.lowerBound),
        Cell(figure?.interval.upperBound), Cell(figure?.ratio), .text(row.status.rawValue),
        Cell(figure?.grade.name), .text(row.reason),
      ])
    }
    return table
  }

  /// What a summary is grouped by; the metric always is.
  public enum Grouping: String, Sendable, Hashable, CaseIterable {
    /// All together.
    case metric
    case source = "metric and source"
    case saturation = "metric and saturation"
    case engine = "metric, accelerator and engine"
    case regime = "metric, accelerator, model family and regime"

    var keys: [String] {
      switch self {
      case .metric: ["metric"]
      case .source: ["metric", "source"]
      case .saturation: ["metric", "saturation"]
      case .engine: ["metric", "accelerator", "engine"]
      case .regime: ["metric", "accelerator", "family", "regime", "saturation"]
      }
    }

    /// Nil where the group has no such key: nothing of it was simulated.
    func key(of group: RowPrediction.Group) -> [String]? {
      let saturation = group.saturation?.rawValue
      switch self {
      case .metric: return [group.metric]
      case .source: return [group.metric, group.source]
      case .saturation: return saturation.map { [group.metric, $0] }
      case .engine: return [group.metric, group.accelerator, group.engine]
      case .regime:
        return [group.metric, group.accelerator, group.family, group.regime, saturation ?? ""]
      }
    }
  }

  /// The errors of all predicted rows, group by group in the order of their names.
  public func summaryTable(by grouping: Grouping, provenance: Provenance? = nil) -> Table {
    var figures: [[String]: [RowPrediction.Figure]] = [:]
    for row in rows {
      guard let figure = row.figure, let group = row.group, let key = grouping.key(of: group)
      else { continue }
      figures[key, default: []].append(figure)
    }
    var table = Table(
      grouping.keys.map { Column($0, .text) } + [
        Column("n", .integer, description: "Predicted rows."),
        Column(
          "median", .real, description: "Median of |ln(predicted/measured)|.",
          significantDigits: 2),
        Column(
          "mean", .real, description: "Mean of |ln(predicted/measured)|.", significantDigits: 2),
        Column(
          "bias", .real, description: "Median of ln(predicted/measured).", significantDigits: 2),
        Column(
          "p90", .real, description: "90th percentile of |ln(predicted/measured)|.",
          significantDigits: 2),
        Column(
          "covered", .real, description: "Share of measurements in the stated 90 % interval.",
          significantDigits: 2),
      ], title: "errors by \(grouping.rawValue): e = ln(predicted/measured)",
      provenance: provenance)
    for (key, members) in figures.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let summary = ErrorSummary(members) else { continue }
      table.append(
        key.map { .text($0) } + [
          .integer(summary.count), .real(summary.medianAbsolute), .real(summary.meanAbsolute),
          .real(summary.bias), .real(summary.absolute90), .real(summary.coverage),
        ])
    }
    return table
  }

  /// The rows that are furthest off, by |ln(predicted/measured)|, with what stands behind them.
  public func worstTable(_ count: Int) -> Table {
    var table = Table(
      [
        Column("id", .text), Column("source", .text), Column("metric", .text),
        Column("measured", .real, significantDigits: 4),
        Column("predicted", .real, significantDigits: 4),
        Column("ratio", .real, description: "Predicted over measured.", significantDigits: 3),
        Column("grade", .text), Column("reason", .text),
      ], title: "rows that are furthest off")
    let predicted = rows.compactMap { row in row.figure.map { (row, $0) } }
    let worst = predicted.sorted {
      // By name where errors are equal, so that the order of rows does not matter.
      ($1.1.error, $0.0.entry.id, $0.0.metric) < ($0.1.error, $1.0.entry.id, $1.0.metric)
    }
    for (row, figure) in worst.prefix(count) {
      table.append([
        .text(row.entry.id), .text(row.entry.source), .text(row.metric), .real(figure.measured),
        .real(figure.predicted), .real(figure.ratio), .text(figure.grade.name), .text(row.reason),
      ])
    }
    return table
  }

  /// Why rows were not predicted, most frequent first; nil where all were.
  public func refusalTable() -> Table? {
    var counts: [Refusal: Int] = [:]
    for case .failure(let refusal) in rows.map(\.result) {
      counts[
        Refusal(status: refusal.status.rawValue, sentence: refusal.sentence), default: 0] += 1
    }
    if counts.isEmpty { return nil }
    var table = Table(
      [Column("rows", .integer), Column("status", .text), Column("reason", .text)],
      title: "rows without a prediction")
    let ordered = counts.sorted {
      ($1.value, $0.key.status, $0.key.sentence) < ($0.value, $1.key.status, $1.key.sentence)
    }
    for (refusal, count) in ordered {
      table.append([.integer(count), .text(refusal.status), .text(refusal.sentence)])
    }
    return table
  }

  private struct Refusal: Hashable {
    let status: String
    let sentence: String
  }
}
