import GRDB

/// The tables of a store of runs, and whether a file has them.
///
/// What they hold stands in <doc:RunStore>; a change of them is a new ``version``.
enum RunStoreSchema {
  /// Marks the file as ours: "Bsmr" in ASCII.
  static let applicationID = 0x4273_6D72
  static let version = 1

  private static let tables = """
    CREATE TABLE points (
      id INTEGER PRIMARY KEY,
      hash INTEGER NOT NULL,
      label TEXT,
      program TEXT NOT NULL,
      data TEXT NOT NULL,
      seed INTEGER NOT NULL,
      scenario TEXT NOT NULL
    );
    CREATE INDEX points_by_hash ON points (hash);
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      point INTEGER NOT NULL REFERENCES points (id),
      replication INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      warm_up REAL NOT NULL,
      settled INTEGER NOT NULL,
      events INTEGER NOT NULL,
      requests TEXT NOT NULL,
      tokens TEXT NOT NULL,
      classes TEXT NOT NULL,
      digest INTEGER NOT NULL,
      UNIQUE (point, replication)
    );
    CREATE TABLE metrics (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      unit TEXT NOT NULL,
      UNIQUE (name, unit)
    );
    CREATE TABLE classes (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE measurements (
      run INTEGER NOT NULL REFERENCES runs (id),
      metric INTEGER NOT NULL REFERENCES metrics (id),
      class INTEGER NOT NULL,
      value REAL,
      count INTEGER,
      position INTEGER NOT NULL,
      PRIMARY KEY (run, metric, class)
    ) WITHOUT ROWID;
    CREATE TABLE fleets (
      point INTEGER PRIMARY KEY REFERENCES points (id),
      replicas INTEGER,
      tried INTEGER,
      missed TEXT
    );
    CREATE VIEW measured AS
      SELECT points.id AS point, points.label, points.program, points.data, points.seed,
        runs.replication, runs.verdict, classes.name AS class, metrics.name AS metric,
        metrics.unit, measurements.value, measurements.count
      FROM points
        JOIN runs ON runs.point = points.id
        JOIN measurements ON measurements.run = runs.id
        JOIN metrics ON metrics.id = measurements.metric
        LEFT JOIN classes ON classes.id = measurements.class;
    """

  /// What a file is.
  enum Finding: Equatable {
    case empty, current
    case newer(Int)
    case foreign
  }

  static func finding(in database: Database) throws -> Finding {
    func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
    let application = try number("PRAGMA application_id")
    let found = try number("PRAGMA user_version")
    if application == applicationID {
      return found == version ? .current : found > version ? .newer(found) : .foreign
    }
    let isEmpty =
      try application == 0 && found == 0 && number("SELECT COUNT(*) FROM sqlite_master") == 0
    return isEmpty ? .empty : .foreign
  }

  /// Makes the tables, in the transaction that the database is in.
  static func create(in database: Database) throws {
    try database.execute(
      sql: """
        \(tables)
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """)
  }
}
