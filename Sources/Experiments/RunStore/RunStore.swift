import Foundation
import GRDB
import Synchronization

/// A file that keeps finished runs by their content, so that no run is made twice.
///
///     let store = try RunStore(at: "prices.runs")
///     try store.keep(run, of: content)
///     let runs = try store.runs(of: content)
///
/// Every run is kept in one transaction of SQLite with a write-ahead log: a process that is killed at
/// any moment loses no run that was kept. Several threads may share one object and several processes
/// one file, on one machine; what two of them keep under one content and replication stands there
/// once, from the first. A store is found damaged where it is read: every run carries a digest.
///
/// A class, because it owns the one connection to the file.
public final class RunStore: Sendable {
  public enum Access: Sendable, Hashable {
    /// The file is made where it is missing.
    case readWrite
    case readOnly
  }

  public let path: String
  let queue: DatabaseQueue
  /// Names that stand in the file, as far as they have been met.
  let names = Mutex(StoredNames())

  /// Opens the store, or makes it.
  public convenience init(at path: String, access: Access = .readWrite) throws(RunStoreError) {
    try self.init(at: path, access: access, patience: 60)
  }

  /// - Parameters:
  ///   - patience: How many seconds to wait for other processes.
  ///   - mostPages: How many pages of 4 KiB the file may have, in place of a disk that is full.
  package init(
    at path: String, access: Access, patience: Double, mostPages: Int? = nil
  ) throws(RunStoreError) {
    self.path = path
    do {
      queue = try Self.open(path, access, patience: patience, mostPages: mostPages)
    } catch { throw RunStoreError(error, at: path) }
  }

  /// The runs of a content that are there, in the order of replications.
  public func runs(of content: PointContent) throws(RunStoreError) -> [RunRecord] {
    try inStore { database in
      guard let point = try Self.point(of: content, in: database) else { return [] }
      return try StoredRun.all(of: point, in: database, at: path).map { stored throws in
        try stored.record(at: path)
      }
    }
  }

  /// Keeps a finished run, where none of its content and replication is there.
  ///
  /// - Parameter label: What people call the point; the first one given stays.
  public func keep(
    _ run: RunRecord, of content: PointContent, labelled label: String? = nil
  ) throws(RunStoreError) {
    try keep([StoredRun(run)], of: content, labelled: label)
  }

  /// Keeps what is not there, in one transaction, and returns how many were not.
  @discardableResult
  func keep(
    _ runs: [StoredRun], of content: PointContent, labelled label: String?
  ) throws(RunStoreError) -> (isNewPoint: Bool, runs: Int) {
    // Names that this transaction adds are only known of once it has been committed.
    var known = names.withLock { $0 }
    let kept = try inTransaction { database in
      let point = try Self.place(of: content, labelled: label, in: database)
      var added = 0
      for run in runs where try run.insert(at: point.id, names: &known, into: database) {
        added += 1
      }
      return (isNewPoint: point.isNew, runs: added)
    }
    let learned = known
    names.withLock { $0.formUnion(learned) }
    return kept
  }
}

extension RunStore {
  /// The number of a content's point, where it is there.
  static func point(of content: PointContent, in database: Database) throws -> Int64? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT id FROM points
        WHERE hash = ? AND seed = ? AND program = ? AND data = ? AND scenario = ?
        """)
    return try Int64.fetchOne(
      statement,
      arguments: [
        Int64(bitPattern: content.hash), Int64(bitPattern: content.seed), content.programVersion,
        content.dataHash, content.scenario,
      ])
  }

  /// The number of a content's point, which is made where it is not there.
  static func place(
    of content: PointContent, labelled label: String?, in database: Database
  ) throws -> (id: Int64, isNew: Bool) {
    if let known = try point(of: content, in: database) { return (known, false) }
    try database.cachedStatement(
      sql: """
        INSERT INTO points (hash, label, program, data, seed, scenario) VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        Int64(bitPattern: content.hash), label, content.programVersion, content.dataHash,
        Int64(bitPattern: content.seed), content.scenario,
      ])
    return (database.lastInsertedRowID, true)
  }

  /// Reads in one snapshot of the file.
  func inStore<Found>(
    _ work: (Database) throws -> Found
  ) throws(RunStoreError) -> Found {
    do { return try queue.read(work) } catch { throw RunStoreError(error, at: path) }
  }

  /// Writes all or nothing.
  func inTransaction<Found>(
    _ work: (Database) throws -> Found
  ) throws(RunStoreError) -> Found {
    do { return try queue.write(work) } catch { throw RunStoreError(error, at: path) }
  }
}
