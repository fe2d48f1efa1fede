import GRDB

/// The numbers under which names of metrics and classes stand in a file.
struct StoredNames {
  /// A metric as a file knows it.
  struct MetricName: Hashable {
    let name: String
    /// Empty for pure numbers.
    let unit: String
  }

  /// Stands for all classes together.
  static let allClasses: Int64 = 0

  private var metrics: [MetricName: Int64] = [:]
  private var classes: [String: Int64] = [:]

  /// The number of a metric, which is written where it is not there.
  mutating func number(of metric: MetricName, in database: Database) throws -> Int64 {
    if let known = metrics[metric] { return known }
    try database.cachedStatement(
      sql: "INSERT INTO metrics (name, unit) VALUES (?, ?) ON CONFLICT DO NOTHING"
    ).execute(arguments: [metric.name, metric.unit])
    let number = try Self.only(
      database.cachedStatement(sql: "SELECT id FROM metrics WHERE name = ? AND unit = ?"),
      [metric.name, metric.unit])
    metrics[metric] = number
    return number
  }

  /// The number of a class, which is written where it is not there.
  mutating func number(ofClass name: String?, in database: Database) throws -> Int64 {
    guard let name else { return Self.allClasses }
    if let known = classes[name] { return known }
    try database.cachedStatement(
      sql: "INSERT INTO classes (name) VALUES (?) ON CONFLICT DO NOTHING"
    ).execute(arguments: [name])
    let number = try Self.only(
      database.cachedStatement(sql: "SELECT id FROM classes WHERE name = ?"), [name])
    classes[name] = number
    return number
  }

  private static func only(
    _ statement: Statement, _ arguments: StatementArguments
  ) throws -> Int64 {
    guard let number = try Int64.fetchOne(statement, arguments: arguments) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "a name that was written is not there")
    }
    return number
  }

  /// Takes in what another knows of the same file.
  mutating func formUnion(_ other: StoredNames) {
    metrics.merge(other.metrics) { first, _ in first }
    classes.merge(other.classes) { first, _ in first }
  }
}
