import Tables
import Testing

@Suite("Comma-separated values")
struct CSVTests {
  @Test("A table is written with its units in the heading")
  func format() {
    #expect(
      SampleTables.small.csv == """
        accelerator,replicas,cost [USD/Mtok],stable
        h100-sxm,6,0.5512,true
        昇腾 910C,12,1.25,false
        "say ""hi"", | or
        not",,,

        """)
  }

  @Test("What is written is read back, cell for cell and bit for bit")
  func roundTrip() throws {
    for table in [SampleTables.small, SampleTables.awkward] {
      let back = try Table(csv: table.csv, columns: table.columns)
      #expect(back.columns == table.columns)
      #expect(back.rows.count == table.rows.count)
      for (row, original) in zip(back.rows, table.rows) {
        for (cell, expected) in zip(row, original) {
          if case .real(let value) = expected {
            #expect(cell.number?.bitPattern == value.bitPattern)
          } else if case .text(let text) = expected {
            // Equal texts may differ in their scalars.
            #expect(Array(text.unicodeScalars) == cell.string.map { Array($0.unicodeScalars) })
          } else {
            #expect(cell == expected)
          }
        }
      }
      // Read as text and written again, it is the same file.
      #expect(try Table(csv: back.csv, columns: table.columns).csv == table.csv)
    }
  }

  @Test("A table of one column keeps its missing and empty cells")
  func oneColumn() throws {
    var table = Table([Column("a", .text)])
    table.append(rows: [["x"], [nil], [""], [nil]])
    #expect(try Table(csv: table.csv).rows == table.rows)
  }

  @Test(
    "Every line ending, a byte order mark and a missing last line break are read",
    arguments: [
      "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "\u{feff}a,b\n1,2\n3,4",
      "\n\na,b\n\n1,2\n\n3,4\n\n", "\"a\",\"b\"\r\n\"1\",\"2\"\r\n3,4",
    ])
  func dialects(_ text: String) throws {
    let table = try Table(csv: text)
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.rows == [["1", "2"], ["3", "4"]])
  }

  @Test("Columns are found by name, whatever their order, and others are left out")
  func selection() throws {
    let text = "note,time [ms],count\nx, 1.5 ,2\ny,,3\n"
    let table = try Table(
      csv: text, columns: [Column("count", .integer), Column("time", .real, unit: "ms")])
    #expect(table.rows == [[2, 1.5], [3, nil]])
    #expect(try Table(csv: text).column(named: "time")?.unit == "ms")
  }

  private func error(_ text: String, _ columns: [Column]? = nil) -> TableError? {
    do {
      if let columns {
        _ = try Table(csv: text, columns: columns)
      } else {
        _ = try Table(csv: text)
      }
      Issue.record("\(text.debugDescription) was read")
      return nil
    } catch {
      return error
    }
  }

  @Test("A ragged row is an error with its line")
  func ragged() {
    #expect(error("a,b\n1,2\n3\n") == .raggedRow(line: 3, found: 1, expected: 2))
    #expect(error("a,b\r\n\"x\r\ny\",2\r\n1,2,3") == .raggedRow(line: 4, found: 3, expected: 2))
    #expect(error("a,b\n\"\"\n") == .raggedRow(line: 2, found: 1, expected: 2))
  }

  @Test("Quotation marks out of place are errors with their line")
  func quotes() {
    #expect(error("a,b\n1,2\nx\"y,2\n") == .strayQuote(line: 3, field: 1))
    #expect(error("a,b\n1,\"2\"3\n") == .strayQuote(line: 2, field: 2))
    #expect(error("a,b\n1,\"2\n3,4\n") == .unterminatedQuote(line: 2, field: 2))
  }

  @Test("Headings that cannot name columns are errors")
  func headings() {
    #expect(error("") == .noHeading)
    #expect(error("\u{feff}\n\n") == .noHeading)
    #expect(error("a,,c\n") == .malformedHeading(line: 1, field: 2, found: ""))
    #expect(error("a,[ms]\n") == .malformedHeading(line: 1, field: 2, found: "[ms]"))
    #expect(error("a,b,a\n") == .duplicateColumn(line: 1, name: "a"))
    #expect(
      error("a,b\n", [Column("c", .text)]) == .missingColumn(line: 1, name: "c", found: ["a", "b"]))
    #expect(
      error("a [s]\n", [Column("a", .real, unit: "ms")])
        == .wrongUnit(line: 1, column: "a", found: "s", expected: "ms"))
  }

  @Test(
    "Cells of another kind are errors with line and column",
    arguments: [
      ("1.5", Column.Kind.integer), ("x", .real), ("0x10", .real), ("1e999", .real), ("1,5", .real),
      ("yes", .boolean), ("TRUE", .boolean), ("9223372036854775808", .integer), ("\"\"", .real),
    ])
  func kinds(_ field: String, _ kind: Column.Kind) {
    let quoted = field.contains(",") ? "\"\(field)\"" : field
    let expected = field == "\"\"" ? "" : field
    #expect(
      error("a,b\n\n,x\n\(quoted),x\n", [Column("a", kind)])
        == .wrongKind(line: 4, column: "a", found: expected, expected: kind))
  }

  @Test("No text makes the reader hang or trap")
  func arbitraryText() {
    var state: UInt64 = 7
    let pieces = ["a", ",", "\"", "\n", "\r", "\r\n", " ", "\u{feff}", "é", "[", "]", "1"]
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      if let table = try? Table(csv: text) {
        // Whatever is read can be written and read again.
        #expect((try? Table(csv: table.csv))?.rows == table.rows)
      }
    }
  }
}
