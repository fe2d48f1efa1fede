/// A table in a document of other things, laid out as ``Table/json`` is; non-finite numbers are the
/// texts `nan`, `inf` and `-inf`, so that the table reads back as it was.
extension Table: Codable {
  private enum CodingKeys: String, CodingKey {
    case title, provenance, columns, rows
  }

  /// - Throws: `DecodingError` where columns share a name, or a row does not fit them.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let columns = try values.decode([Column].self, forKey: .columns)
    guard !columns.isEmpty, Set(columns.map(\.name)).count == columns.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: values,
        debugDescription: "a table has at least one column, and no two of one name")
    }
    self.init(
      columns, title: try values.decodeIfPresent(String.self, forKey: .title),
      provenance: try values.decodeIfPresent(Provenance.self, forKey: .provenance))
    var rows = try values.nestedUnkeyedContainer(forKey: .rows)
    while !rows.isAtEnd {
      var row = try rows.nestedUnkeyedContainer()
      var cells: [Cell] = []
      for column in columns { cells.append(try Cell(of: column, from: &row)) }
      guard row.isAtEnd else {
        throw DecodingError.dataCorruptedError(
          in: row, debugDescription: "more cells than the \(columns.count) columns")
      }
      append(cells)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(title, forKey: .title)
    try values.encodeIfPresent(provenance, forKey: .provenance)
    try values.encode(columns, forKey: .columns)
    var lines = values.nestedUnkeyedContainer(forKey: .rows)
    for row in rows {
      var line = lines.nestedUnkeyedContainer()
      for cell in row { try cell.encode(into: &line) }
    }
  }
}

extension Cell {
  fileprivate init(of column: Column, from row: inout any UnkeyedDecodingContainer) throws {
    if row.isAtEnd {
      throw DecodingError.dataCorruptedError(
        in: row, debugDescription: "no cell for the column \"\(column.name)\"")
    }
    if try row.decodeNil() {
      self = .missing
      return
    }
    switch column.kind {
    case .text: self = .text(try row.decode(String.self))
    case .integer: self = .integer(try row.decode(Int.self))
    case .boolean: self = .boolean(try row.decode(Bool.self))
    case .real:
      let place = row.codingPath + [Place(intValue: row.currentIndex)]
      if let text = try? row.decode(String.self) {
        guard let value = Self.unwritable[text] else {
          let problem = "\"\(text)\" in the column \"\(column.name)\" is no number"
          throw DecodingError.dataCorrupted(.init(codingPath: place, debugDescription: problem))
        }
        self = .real(value)
      } else {
        self = .real(try row.decode(Double.self))
      }
    }
  }

  fileprivate func encode(into row: inout any UnkeyedEncodingContainer) throws {
    switch self {
    case .text(let value): try row.encode(value)
    case .integer(let value): try row.encode(value)
    case .real(let value):
      if value.isFinite {
        try row.encode(value)
      } else {
        try row.encode(NumberText.exact(value))
      }
    case .boolean(let value): try row.encode(value)
    case .missing: try row.encodeNil()
    }
  }

  /// The place of a cell in its row.
  private struct Place: CodingKey {
    let intValue: Int?
    var stringValue: String { "Index \(intValue ?? 0)" }
    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { return nil }
  }

  /// What JSON has no number for.
  private static let unwritable = ["nan": Double.nan, "inf": .infinity, "-inf": -.infinity]
}

extension Column: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, kind, unit, description, significantDigits
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .name)
    let unit = try values.decodeIfPresent(String.self, forKey: .unit)
    let digits = try values.decodeIfPresent(Int.self, forKey: .significantDigits)
    guard Self.isValid(name: name, unit: unit), digits ?? 1 >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: values,
        debugDescription: "no column is named \"\(name)\" [\(unit ?? "")]")
    }
    self.init(
      name, try values.decode(Kind.self, forKey: .kind), unit: unit,
      description: try values.decodeIfPresent(String.self, forKey: .description) ?? "",
      significantDigits: digits)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(kind, forKey: .kind)
    try values.encodeIfPresent(unit, forKey: .unit)
    if !description.isEmpty { try values.encode(description, forKey: .description) }
    try values.encodeIfPresent(significantDigits, forKey: .significantDigits)
  }
}

extension Column.Kind: Codable {}

extension Provenance: Codable {
  private enum CodingKeys: String, CodingKey {
    case programVersion, scenario, scenarioHash, dataHash, seed, replications
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let seed = try values.decode(String.self, forKey: .seed)
    guard let seed = UInt64(seed) else {
      throw DecodingError.dataCorruptedError(
        forKey: .seed, in: values, debugDescription: "\"\(seed)\" is no seed")
    }
    self.init(
      programVersion: try values.decode(String.self, forKey: .programVersion),
      scenario: try values.decode(String.self, forKey: .scenario),
      scenarioHash: try values.decode(String.self, forKey: .scenarioHash),
      dataHash: try values.decode(String.self, forKey: .dataHash), seed: seed,
      replications: try values.decode(Int.self, forKey: .replications))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(programVersion, forKey: .programVersion)
    try values.encode(scenario, forKey: .scenario)
    try values.encode(scenarioHash, forKey: .scenarioHash)
    try values.encode(dataHash, forKey: .dataHash)
    // A text, because many readers keep only 53 bits of a number.
    try values.encode("\(seed)", forKey: .seed)
    try values.encode(replications, forKey: .replications)
  }
}
