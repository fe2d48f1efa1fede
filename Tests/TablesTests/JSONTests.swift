import Foundation
import Tables
import Testing

@Suite("JSON")
struct JSONTests {
  private struct File: Decodable {
    struct ColumnRecord: Decodable, Equatable {
      var name: String
      var kind: String
      var unit: String?
      var description: String
    }
    var schema: String
    var title: String?
    var provenance: [String: Value]?
    var columns: [ColumnRecord]
    var rows: [[Value]]
  }

  private enum Value: Decodable, Equatable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    case null

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .boolean(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  private func decoded(_ table: Table) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(table.json.utf8))
  }

  @Test("The layout is versioned, with columns, units, provenance and rows")
  func format() {
    #expect(
      SampleTables.small.json == #"""
        {"schema": "bessemer.table/1",
        "title": "Cost of serving",
        "provenance": {"programVersion": "0.1.0", "scenario": "h100-against-ascend", "scenarioHash": "9f2c", "dataHash": "41ab", "seed": "20261121", "replications": 5},
        "columns": [
        {"name": "accelerator", "kind": "text", "unit": null, "description": "The chip."},
        {"name": "replicas", "kind": "integer", "unit": null, "description": ""},
        {"name": "cost", "kind": "real", "unit": "USD/Mtok", "description": "Output."},
        {"name": "stable", "kind": "boolean", "unit": null, "description": ""}
        ],
        "rows": [
        ["h100-sxm", 6, 0.5512, true],
        ["昇腾 910C", 12, 1.25, false],
        ["say \"hi\", | or\nnot", null, null, null]
        ]}

        """#)
  }

  @Test("A reader of JSON finds every cell again; what JSON cannot write is null")
  func roundTrip() throws {
    let table = SampleTables.awkward
    let file = try decoded(table)
    #expect(file.schema == Table.jsonSchema && file.title == nil && file.provenance == nil)
    #expect(file.columns.map(\.name) == table.columns.map(\.name))
    #expect(file.columns.map(\.unit) == table.columns.map(\.unit))
    for (row, original) in zip(file.rows, table.rows) {
      for (value, cell) in zip(row, original) {
        switch cell {
        case .text(let text): #expect(value == .text(text))
        case .real(let number) where !number.isFinite: #expect(value == .null)
        case .real(let number): #expect(value == .number(number))
        case .integer(let number): #expect(value == .number(Double(number)))
        case .boolean(let flag): #expect(value == .boolean(flag))
        case .missing: #expect(value == .null)
        }
      }
    }
    #expect(file.rows.count == table.rows.count)
  }

  @Test("An empty table has no rows")
  func empty() throws {
    #expect(try decoded(Table([Column("a", .text)])).rows.isEmpty)
  }
}
