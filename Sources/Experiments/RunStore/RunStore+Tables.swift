import OutputAnalysis
import Serving
public import Tables

extension [RunStore.PointSummary] {
  /// Long and tidy: one row per point and metric that it has.
  public func table(of metrics: [Metric]) -> Table {
    var table = Table(
      [
        Column("point", .integer, description: "Its number in the store."),
        Column("label", .text),
        Column("program", .text), Column("data", .text),
        Column("seed", .text, description: "Text, because it may be larger than a float can hold."),
        Column("runs", .integer),
        Column(
          "verdict", .text,
          description: "Saturation: stable, backlogged, undetermined or overloaded."),
        Column("metric", .text), Column("unit", .text), Column("mean", .real),
        Column("half-width", .real, description: "Of the 95 % Student interval of the mean."),
      ], title: "Stored runs")
    for point in self {
      let start: [Cell] = [
        .integer(point.point), Cell(point.label), .text(point.programVersion),
        .text(point.dataHash), .text(String(point.seed)), .integer(point.runs),
        Cell(point.verdict?.rawValue),
      ]
      for metric in metrics {
        guard let mean = point.mean(of: metric) else { continue }
        table.append(
          start + [
            .text(metric.name), Cell(metric.unit), .real(mean),
            Cell(point.interval(of: metric)?.halfWidth),
          ])
      }
    }
    return table
  }
}
