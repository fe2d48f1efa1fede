import GRDB

extension StoredRun {
  /// Writes the run where none of its replication is there; whether it was written.
  func insert(
    at point: Int64, names: inout StoredNames, into database: Database
  ) throws -> Bool {
    try database.cachedStatement(
      sql: """
        INSERT INTO runs
          (point, replication, verdict, warm_up, settled, events, requests, tokens, classes, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (point, replication) DO NOTHING
        """
    ).execute(
      arguments: [
        point, replication, verdict, warmUp, isSettled, events, requests, tokens, classes,
        Int64(bitPattern: digest),
      ])
    guard database.changesCount > 0 else { return false }
    let run = database.lastInsertedRowID
    let insertion = try database.cachedStatement(
      sql: """
        INSERT INTO measurements (run, metric, class, value, count, position)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for (position, item) in values.enumerated() {
      let metric = try names.number(
        of: .init(name: item.metric, unit: item.unit), in: database)
      let requestClass = try names.number(ofClass: item.requestClass, in: database)
      try insertion.execute(
        arguments: [run, metric, requestClass, item.value, item.count, position])
    }
    return true
  }

  /// The runs of a point, in the order of replications.
  static func all(
    of point: Int64, in database: Database, at path: String
  ) throws -> [StoredRun] {
    let values = try database.cachedStatement(
      sql: """
        SELECT metrics.name, metrics.unit, classes.name, value, count
        FROM measurements JOIN metrics ON metrics.id = metric LEFT JOIN classes ON classes.id = class
        WHERE run = ? ORDER BY position
        """)
    let runs = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT id, replication, verdict, warm_up, settled, events, requests, tokens, classes, digest
          FROM runs WHERE point = ? ORDER BY replication
          """), arguments: [point])
    return try runs.map { row in
      let id = try row.decode(Int64.self, atIndex: 0)
      var found: [Value] = []
      let rows = try Row.fetchCursor(values, arguments: [id])
      while let item = try rows.next() {
        found.append(
          Value(
            metric: try item.decode(String.self, atIndex: 0),
            unit: try item.decode(String.self, atIndex: 1),
            requestClass: try item.decode(String?.self, atIndex: 2),
            // What is not a number has no other form in SQLite.
            value: try item.decode(Double?.self, atIndex: 3) ?? .nan,
            count: try item.decode(Int?.self, atIndex: 4)))
      }
      let run = StoredRun(
        replication: try row.decode(Int.self, atIndex: 1),
        verdict: try row.decode(String.self, atIndex: 2),
        warmUp: try row.decode(Double.self, atIndex: 3),
        isSettled: try row.decode(Bool.self, atIndex: 4),
        events: try row.decode(Int.self, atIndex: 5),
        requests: try row.decode(String.self, atIndex: 6),
        tokens: try row.decode(String.self, atIndex: 7),
        classes: try row.decode(String.self, atIndex: 8), values: found)
      let digest = UInt64(bitPattern: try row.decode(Int64.self, atIndex: 9))
      guard run.digest == digest else {
        throw RunStoreError.corrupt(
          path: path, detail: "replication \(run.replication) of point \(point) was changed")
      }
      return run
    }
  }
}
