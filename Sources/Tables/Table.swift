/// A rectangular, tidy result: typed columns in order, and rows that fit them.
///
///     var table = Table([
///       Column("accelerator", .text),
///       Column("cost", .real, unit: "USD/Mtok", significantDigits: 3),
///     ])
///     table.append(["h100-sxm", 0.55])
///     table.append(["accelerator": "ascend-910c", "cost": nil])
public struct Table: Sendable, Hashable {
  /// What the table shows, for people.
  public var title: String?
  public let columns: [Column]
  public private(set) var rows: [[Cell]] = []
  public var provenance: Provenance?
  private let positions: [String: Int]

  /// An empty table.
  ///
  /// - Precondition: there is a column, and no two share a name.
  public init(_ columns: [Column], title: String? = nil, provenance: Provenance? = nil) {
    precondition(!columns.isEmpty, "a table has at least one column")
    self.columns = columns
    self.title = title
    self.provenance = provenance
    positions = Dictionary(
      columns.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in
        preconditionFailure("two columns are named \"\(columns[first].name)\"")
      })
  }

  /// The same table where its title stands elsewhere.
  public var untitled: Table {
    var table = Table(columns, provenance: provenance)
    table.rows = rows
    return table
  }

  /// Adds a row whose cells stand in the order of the columns.
  ///
  /// - Precondition: there is one cell for each column, of its kind or missing; whole numbers may
  ///   stand in a column of reals.
  public mutating func append(_ cells: [Cell]) {
    precondition(
      cells.count == columns.count, "\(cells.count) cells do not fit \(columns.count) columns")
    rows.append(
      zip(columns, cells).map { column, cell in
        precondition(
          column.admits(cell), "column \"\(column.name)\" of \(column.kind) cannot hold \(cell)")
        return column.adopted(cell)
      })
  }

  /// Adds a row by the names of its columns; those left out are missing.
  ///
  /// - Precondition: every name is that of a column, and every cell is of its kind or missing.
  public mutating func append(_ cells: [String: Cell]) {
    var row = [Cell](repeating: .missing, count: columns.count)
    for (name, cell) in cells { row[position(of: name)] = cell }
    append(row)
  }

  /// Adds rows, each in the order of the columns.
  public mutating func append(rows: some Sequence<[Cell]>) {
    for row in rows { append(row) }
  }

  /// The column of a name, if there is one.
  public func column(named name: String) -> Column? { positions[name].map { columns[$0] } }

  /// The position of a name among the columns, if it is there.
  public func index(of name: String) -> Int? { positions[name] }

  /// The cell in a row and a column.
  ///
  /// - Precondition: both exist.
  public subscript(row: Int, name: String) -> Cell { rows[row][position(of: name)] }

  /// The cells of a column, from the first row to the last.
  ///
  /// - Precondition: the column exists.
  public subscript(name: String) -> [Cell] {
    let position = position(of: name)
    return rows.map { $0[position] }
  }

  private func position(of name: String) -> Int {
    guard let position = positions[name] else {
      preconditionFailure("no column is named \"\(name)\"; there are \(columns.map(\.name))")
    }
    return position
  }
}
