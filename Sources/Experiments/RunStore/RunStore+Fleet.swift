import Foundation
import GRDB

extension RunStore {
  /// The size that was found for the fleet of a content, where it was searched for.
  func fleet(of content: PointContent) throws(RunStoreError) -> FleetSizing.Outcome? {
    try inStore { database in
      guard let point = try Self.point(of: content, in: database) else { return nil }
      return try StoredFleet.of(point, in: database)?.outcome(at: path)
    }
  }

  /// Keeps the size of a fleet, where none is there: each is the outcome of many runs.
  func keep(
    fleet outcome: FleetSizing.Outcome, of content: PointContent, labelled label: String? = nil
  ) throws(RunStoreError) {
    try keep(StoredFleet(outcome), of: content, labelled: label)
  }

  func keep(
    _ fleet: StoredFleet, of content: PointContent, labelled label: String?
  ) throws(RunStoreError) {
    try inTransaction { database in
      let point = try Self.place(of: content, labelled: label, in: database)
      try fleet.insert(at: point.id, into: database)
    }
  }
}

/// The size of a fleet as it stands in a store.
struct StoredFleet: Sendable, Hashable {
  /// Nil where no size keeps the objectives.
  let replicas: Int?
  let tried: Int?
  /// What was missed, as JSON.
  let missed: String?
}

extension StoredFleet {
  init(_ outcome: FleetSizing.Outcome) {
    switch outcome {
    case .replicas(let count): self.init(replicas: count, tried: nil, missed: nil)
    case .unreachable(let tried, let missed):
      self.init(replicas: nil, tried: tried, missed: StoredRun.text(of: missed))
    }
  }

  func outcome(at path: String) throws(RunStoreError) -> FleetSizing.Outcome {
    if let replicas { return .replicas(replicas) }
    guard let tried, let missed else {
      throw .corrupt(path: path, detail: "a fleet has neither a size nor a reason")
    }
    return .unreachable(tried: tried, missed: try StoredRun.part(missed, at: path))
  }

  /// Writes the size where none is there.
  func insert(at point: Int64, into database: Database) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO fleets (point, replicas, tried, missed) VALUES (?, ?, ?, ?)
        ON CONFLICT (point) DO NOTHING
        """
    ).execute(arguments: [point, replicas, tried, missed])
  }

  static func of(_ point: Int64, in database: Database) throws -> StoredFleet? {
    let statement = try database.cachedStatement(
      sql: "SELECT replicas, tried, missed FROM fleets WHERE point = ?")
    return try Row.fetchOne(statement, arguments: [point]).map { row in
      StoredFleet(
        replicas: try row.decode(Int?.self, atIndex: 0),
        tried: try row.decode(Int?.self, atIndex: 1),
        missed: try row.decode(String?.self, atIndex: 2))
    }
  }
}
