import GRDB
public import OutputAnalysis
public import Serving

extension RunStore {
  /// What a list of stored points shows of each.
  public static let headline: [Metric] = [
    .costOutput, .outputThroughput, .timeToFirstToken95, .timePerOutputToken95,
  ]

  /// One stored point with the means over its runs.
  public struct PointSummary: Sendable {
    /// The number of the point in the store.
    public let point: Int
    /// What people call it.
    public let label: String?
    public let programVersion: String
    public let dataHash: String
    public let seed: UInt64
    public let runs: Int
    /// The worst verdict of all runs; nil where there is no run.
    public let verdict: SaturationVerdict?
    /// In the order of the metrics that were asked for, over the runs that have them; nil where one
    /// is infinite, so that nothing can be said of their mean.
    fileprivate(set) var tallies: [Tally?]
    fileprivate let metrics: [Metric]

    /// The mean of a metric over the runs. As in a result, there are no latencies where any run of a
    /// steady state was overloaded or too short to tell: such a run has none. A terminating run has
    /// them whatever its verdict.
    public func mean(of metric: Metric) -> Double? { tally(of: metric)?.mean }

    /// The 95 % interval of the mean; nil below two runs.
    public func interval(of metric: Metric) -> ConfidenceInterval? {
      tally(of: metric).flatMap { ConfidenceInterval(meanOf: $0) }
    }

    private func tally(of metric: Metric) -> Tally? {
      let tally = metrics.firstIndex(of: metric).flatMap { tallies[$0] }
      if metric.isLatency, verdict?.describesSystem == false, tally?.count != runs { return nil }
      return tally
    }
  }

  /// All points in the order in which they came, each with the means of some metrics.
  public func summaries(
    of metrics: [Metric] = RunStore.headline
  ) throws(RunStoreError) -> [PointSummary] {
    try inStore { database in
      var summaries = try Self.points(with: metrics, in: database, at: path)
      for (index, metric) in metrics.enumerated() {
        guard
          let number = try Int64.fetchOne(
            database, sql: "SELECT id FROM metrics WHERE name = ? AND unit = ?",
            arguments: [metric.name, metric.unit ?? ""])
        else { continue }
        // The points come in the order of their numbers, like those listed.
        let values = try Row.fetchCursor(
          database,
          sql: """
            SELECT runs.point, measurements.value FROM runs
              JOIN measurements ON measurements.run = runs.id
            WHERE measurements.metric = ? AND measurements.class = ?
            ORDER BY runs.point, runs.replication
            """, arguments: [number, StoredNames.allClasses])
        var place = 0
        while let row = try values.next() {
          let point = try row.decode(Int.self, atIndex: 0)
          while place < summaries.count, summaries[place].point < point { place += 1 }
          guard place < summaries.count, summaries[place].point == point,
            let value = try row.decode(Double?.self, atIndex: 1)
          else { continue }
          if value.isFinite {
            summaries[place].tallies[index]?.record(value)
          } else {
            summaries[place].tallies[index] = nil
          }
        }
      }
      return summaries
    }
  }

  private static func points(
    with metrics: [Metric], in database: Database, at path: String
  ) throws -> [PointSummary] {
    let verdicts = SaturationVerdict.fromWorst
    let rank = verdicts.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
      .joined(separator: " ")
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT points.id, label, program, data, seed, COUNT(runs.id),
          MIN(CASE runs.verdict \(rank) END)
        FROM points LEFT JOIN runs ON runs.point = points.id
        GROUP BY points.id ORDER BY points.id
        """)
    var found: [PointSummary] = []
    while let row = try rows.next() {
      let worst = try row.decode(Int?.self, atIndex: 6)
      found.append(
        PointSummary(
          point: try row.decode(Int.self, atIndex: 0),
          label: try row.decode(String?.self, atIndex: 1),
          programVersion: try row.decode(String.self, atIndex: 2),
          dataHash: try row.decode(String.self, atIndex: 3),
          seed: UInt64(bitPattern: try row.decode(Int64.self, atIndex: 4)),
          runs: try row.decode(Int.self, atIndex: 5), verdict: worst.map { verdicts[$0] },
          tallies: Array(repeating: Tally(), count: metrics.count), metrics: metrics))
    }
    return found
  }
}

extension SaturationVerdict {
  /// From the one that says most against a run to the one that says nothing against it.
  static let fromWorst: [SaturationVerdict] = [.overloaded, .undetermined, .backlogged, .stable]
}
