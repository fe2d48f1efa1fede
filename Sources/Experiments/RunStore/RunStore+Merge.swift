import GRDB

extension RunStore {
  /// What a merge brought.
  public struct MergeOutcome: Sendable, Hashable {
    /// Contents that were not there.
    public fileprivate(set) var pointsAdded = 0
    /// Runs that were not there.
    public fileprivate(set) var runsAdded = 0
    /// Runs that were there with other results, which stay as they are: two programs that call
    /// themselves by one version did not calculate alike.
    public fileprivate(set) var runsDiffering = 0
  }

  /// Takes in what another store has and this one has not, point by point.
  ///
  /// Done twice, or broken off and done again, it ends the same. The other store is only read.
  public func merge(storeAt path: String) throws(RunStoreError) -> MergeOutcome {
    let other = try RunStore(at: path, access: .readOnly)
    var outcome = MergeOutcome()
    for point in try other.points() {
      let stored = try other.stored(at: point)
      let before = try digests(of: stored.content)
      let kept = try keep(stored.runs, of: stored.content, labelled: stored.label)
      if let fleet = stored.fleet { try keep(fleet, of: stored.content, labelled: stored.label) }
      outcome.pointsAdded += kept.isNewPoint ? 1 : 0
      outcome.runsAdded += kept.runs
      outcome.runsDiffering += stored.runs.count { run in
        before[run.replication].map { $0 != run.digest } ?? false
      }
    }
    return outcome
  }

  /// One point with everything that is kept of it.
  private struct StoredPoint {
    let content: PointContent
    let label: String?
    let runs: [StoredRun]
    let fleet: StoredFleet?
  }

  /// The numbers of all points, in the order in which they came.
  private func points() throws(RunStoreError) -> [Int64] {
    try inStore { try Int64.fetchAll($0, sql: "SELECT id FROM points ORDER BY id") }
  }

  private func stored(at point: Int64) throws(RunStoreError) -> StoredPoint {
    try inStore { database in
      let statement = try database.cachedStatement(
        sql: "SELECT program, data, seed, scenario, label, hash FROM points WHERE id = ?")
      guard let row = try Row.fetchOne(statement, arguments: [point]) else {
        throw RunStoreError.corrupt(path: path, detail: "point \(point) is gone")
      }
      let content = PointContent(
        programVersion: try row.decode(String.self, atIndex: 0),
        dataHash: try row.decode(String.self, atIndex: 1),
        seed: UInt64(bitPattern: try row.decode(Int64.self, atIndex: 2)),
        scenario: try row.decode(String.self, atIndex: 3))
      guard content.hash == UInt64(bitPattern: try row.decode(Int64.self, atIndex: 5)) else {
        throw RunStoreError.corrupt(path: path, detail: "the content of point \(point) was changed")
      }
      return StoredPoint(
        content: content, label: try row.decode(String?.self, atIndex: 4),
        runs: try StoredRun.all(of: point, in: database, at: path),
        fleet: try StoredFleet.of(point, in: database))
    }
  }

  /// The digests of the runs of a content, by replication.
  private func digests(of content: PointContent) throws(RunStoreError) -> [Int: UInt64] {
    try inStore { database in
      guard let point = try Self.point(of: content, in: database) else { return [:] }
      let rows = try Row.fetchAll(
        database.cachedStatement(sql: "SELECT replication, digest FROM runs WHERE point = ?"),
        arguments: [point])
      var found: [Int: UInt64] = [:]
      for row in rows {
        found[try row.decode(Int.self, atIndex: 0)] =
          UInt64(bitPattern: try row.decode(Int64.self, atIndex: 1))
      }
      return found
    }
  }
}
