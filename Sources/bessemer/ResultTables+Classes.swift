import Experiments
import Reports
import Scenarios
import Tables

extension ResultTables {
  /// What a table shows of each class of requests.
  private static let ofClasses: [Metric] = [
    .arrivalRate, .requestRate, .outputThroughput, .timeToFirstToken50, .timeToFirstToken95,
    .timeToFirstToken99, .timePerOutputToken50, .timePerOutputToken95, .timePerOutputToken99,
    .interTokenLatency99, .endToEnd50, .endToEnd95, .queueing50, .queueing95, .promisedFirstToken,
    .promisedPerToken, .promisedGap, .promisedEndToEnd, .attainment, .goodput, .rejectedShare,
    .expiredShare, .lateShare, .unfinishedShare,
  ]

  /// What a sweep shows of each class.
  private static let ofSweptClasses: [Metric] = [
    .arrivalRate, .outputThroughput, .timeToFirstToken95, .timePerOutputToken95, .endToEnd95,
    .queueing95, .attainment, .goodput, .expiredShare, .lateShare,
  ]

  /// The classes of requests of each point; none where all requests are measured together.
  static func classes(of result: ExperimentResult, provenance: Provenance) -> [Table] {
    let points = result.points.filter { !$0.classNames.isEmpty }
    guard !points.isEmpty else { return [] }
    return result.axes.isEmpty && points.count <= 6
      ? points.map { classColumns(of: $0, provenance: provenance) }
      : [classRows(of: points, result, provenance: provenance)]
  }

  /// One column for each class.
  private static func classColumns(of point: DesignPointResult, provenance: Provenance) -> Table {
    let names = point.classNames
    var table = Table(
      [Column("metric", .text)] + names.map { Column($0.asHeading, .text) },
      title: "Classes of requests, \(point.scenario.label)", provenance: provenance)
    for metric in ofClasses {
      // What happened to nobody is not worth a line.
      let isSeen = names.contains { (point.mean(of: metric, in: $0) ?? 0) != 0 }
      guard isSeen else { continue }
      let name = metric.title + (metric.unit.map { " [\($0)]" } ?? "")
      table.append([.text(name)] + names.map { Cell(text(of: metric, at: point, in: $0)) })
    }
    let promises = names.map { point.promise(ofClass: $0) }
    if promises.contains(where: { $0 != nil }) {
      table.append([.text("objectives")] + promises.map { Cell($0?.rawValue) })
    }
    return table
  }

  /// One row for each point and class.
  private static func classRows(
    of points: [DesignPointResult], _ result: ExperimentResult, provenance: Provenance
  ) -> Table {
    let isPromised = points.contains { point in
      point.classNames.contains { point.promise(ofClass: $0) != nil }
    }
    var table = Table(
      [Column("alternative", .text)] + result.axes.map { Column($0.asHeading, .text) }
        + [Column("class", .text)]
        + ofSweptClasses.map { Column($0.title, .text, unit: $0.unit) }
        + (isPromised ? [Column("objectives", .text)] : []),
      title: "Classes of requests", provenance: provenance)
    for point in points {
      for name in point.classNames {
        table.append(
          [.text(point.scenario.alternative)]
            + point.scenario.coordinates.map { .text($0.value) } + [.text(name)]
            + ofSweptClasses.map { Cell(text(of: $0, at: point, in: name)) }
            + (isPromised ? [Cell(point.promise(ofClass: name)?.rawValue)] : []))
      }
    }
    return table
  }
}
