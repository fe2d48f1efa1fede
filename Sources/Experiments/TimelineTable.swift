import Quantities
import Scenarios
import Serving
public import Tables

extension ExperimentResult {
  /// The course of the first replication of every point, long and tidy: one row per point, pool, time
  /// and metric; nil where no course was kept.
  ///
  /// Requests that wait at the router stand under the pool `router`.
  public func timelineTable(provenance: Provenance) -> Table? {
    guard points.contains(where: { $0.timeline != nil }) else { return nil }
    var table = Table(
      pointColumns + [
        Column("pool", .text),
        Column("time", .real, unit: "s", description: "When the stretch of time begins."),
        Column("length", .real, unit: "s", description: "How long it is."),
        Column("metric", .text), Column("unit", .text),
        Column("value", .real, description: "The mean over the stretch."),
      ], title: "Timeline", provenance: provenance)
    for point in points {
      guard let timeline = point.timeline else { continue }
      let start = pointCells(of: point)
      for pool in timeline.pools {
        for bucket in pool.buckets {
          for (metric, unit, value) in bucket.metrics {
            table.append(
              start + [
                .text(pool.name), .real(bucket.start.value), .real(bucket.length.value),
                .text(metric), Cell(unit), .real(value),
              ])
          }
        }
      }
      guard timeline.atRouter.contains(where: { $0 > 0 }) else { continue }
      for (bucket, waiting) in zip(timeline.pools[0].buckets, timeline.atRouter) {
        table.append(
          start + [
            "router", .real(bucket.start.value), .real(bucket.length.value), "waiting", nil,
            .real(waiting / bucket.length.value),
          ])
      }
    }
    return table
  }
}

extension TimelineBucket {
  /// What a table shows of it.
  fileprivate var metrics: [(name: String, unit: String?, value: Double)] {
    [
      ("waiting", nil, meanWaiting), ("running", nil, meanRunning), ("cache-use", nil, cacheUse),
      ("output", "tok/s", outputThroughput.value), ("prompt", "tok/s", promptThroughput.value),
      ("replicas-in-service", nil, meanInService),
    ].compactMap { name, unit, value in value.map { (name, unit, $0) } }
  }
}
