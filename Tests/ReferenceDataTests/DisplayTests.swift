import Economics
import Quantities
import ReferenceData
import Testing

@Suite("Facts as rows")
struct DisplayTests {
  let catalog = installed

  @Test("A fact row carries value, unit, interval, source, date and grade")
  func row() throws {
    let rows = try catalog.facts(of: catalog.entry("ascend-910c", kind: .accelerators))
    let row = try #require(rows.first { $0.field == "memory.bandwidth" })
    #expect(row.value == "3.2" && row.unit == "TB/s" && row.interval == "3.2 to 3.52 TB/s")
    #expect(row.sources == ["zuo25"] && row.grade == .datasheet && !row.isDerived)
  }

  @Test("Words and dates of a rule carry the source of the law, those of a chip none")
  func rules() throws {
    let rows = try catalog.facts(of: catalog.entry("r2023a", kind: .rules))
    #expect(rows.allSatisfy { $0.sources == ["fr-2023-10"] && $0.asOf == "2023-11-17" })
    let chip = try catalog.facts(of: catalog.entry("h20", kind: .accelerators))
    #expect(chip.first { $0.field == "memory.kind" }?.sources == [])
  }

  @Test("Derived rows say how they follow")
  func derived() throws {
    let rows = try catalog.facts(of: catalog.entry("h100-sxm", kind: .accelerators))
    let ridge = try #require(rows.first { $0.field == "ridge" })
    #expect(ridge.value == "295" && ridge.unit == "FLOP/B")
    #expect(ridge.formula == "16-bit peak / memory bandwidth")
    let model = try catalog.facts(of: catalog.entry("deepseek-v3", kind: .models))
    let cache = try #require(model.first { $0.field == "cache-per-token" })
    #expect(cache.text == "70272 B/tok")
  }

  @Test("One of a thing is singular, and prices that follow have four digits")
  func words() throws {
    let rows = try catalog.facts(of: catalog.entry("h100-sxm", kind: .accelerators))
    #expect(rows.first { $0.field == "devices" }?.text == "1 device")
    #expect(rows.first { $0.field == "scale-up.accelerators" }?.text == "8 accelerators")
    let system = try catalog.facts(of: catalog.entry("gb200-nvl72", kind: .systems))
    #expect(system.first { $0.field == "per-accelerator.price" }?.text == "48.61k USD")
    let owner = try catalog.owner("us-hyperscaler")
    let price = try catalog.price(of: "h200-sxm", in: "dgx-h200", for: owner)
    #expect(
      UnitNotation.format(try #require(price.purchase).capital, significantDigits: nil)
        == "45.45k USD")
  }

  @Test("Every entry can be shown", arguments: CatalogKind.allCases)
  func everything(kind: CatalogKind) throws {
    for entry in try catalog.entries(of: kind) {
      let rows = try catalog.facts(of: entry)
      #expect(!rows.isEmpty && rows.allSatisfy { !$0.meaning.isEmpty && !$0.value.isEmpty })
    }
  }

  @Test("A difference lists what differs, with the ratio; an entry does not differ from itself")
  func difference() throws {
    let h100 = try catalog.entry("h100-sxm", kind: .accelerators)
    let h200 = try catalog.entry("h200-sxm", kind: .accelerators)
    let difference = try catalog.difference(h100, h200)
    let bandwidth = try #require(difference.rows.first { $0.field == "memory.bandwidth" })
    #expect(abs(try #require(bandwidth.ratio) - 4.8 / 3.35) < 1e-12)
    #expect(!difference.rows.contains { $0.field == "peak.bf16" })
    #expect(difference.agreeing > 10)
    #expect(try catalog.difference(h100, h100).rows.isEmpty)
  }
}
