import Tables
import Testing

@Suite("Tables")
struct TableTests {
  @Test("Rows are added by position or by name, and cells found by name")
  func building() {
    var table = Table([Column("a", .text), Column("b", .real), Column("c", .boolean)])
    table.append(["x", 1, true])
    table.append(["b": 2.5, "a": "y"])
    table.append(rows: [[nil, nil, false], ["z", 3, nil]])
    #expect(table.rows.count == 4)
    // A whole number in a column of reals is a real.
    #expect(table[0, "b"] == .real(1))
    #expect(table[1, "c"] == .missing)
    #expect(table["a"] == ["x", "y", nil, "z"])
    #expect(table.index(of: "c") == 2 && table.index(of: "d") == nil)
    #expect(table.column(named: "b")?.kind == .real)
  }

  @Test("Optional values become missing cells")
  func optionals() {
    #expect(Cell(Double?.none) == .missing && Cell(2.5) == .real(2.5))
    #expect(Cell(Int?.none) == .missing && Cell(Int?.some(2)) == .integer(2))
    #expect(Cell(String?.none) == .missing && Cell(String?.some("a")) == .text("a"))
    #expect(Cell.integer(3).number == 3 && Cell.text("3").number == nil)
  }

  @Test("A row that does not fit traps")
  func misfits() async {
    await #expect(processExitsWith: .failure) {
      var table = Table([Column("a", .text)])
      table.append(["x", "y"])
    }
    await #expect(processExitsWith: .failure) {
      var table = Table([Column("a", .integer)])
      table.append([1.5])
    }
    await #expect(processExitsWith: .failure) {
      var table = Table([Column("a", .integer)])
      table.append(["b": 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Table([Column("a", .text), Column("a", .real)])
    }
    await #expect(processExitsWith: .failure) { _ = Column("a", .real, unit: "") }
  }
}
