import Quantities
import ReferenceData
import Testing

@testable import Validation

@Suite("The past of supply, replayed")
struct SupplyBacktestTests {
  private static let catalog = Result { try Catalog.installed() }

  private func file(_ text: String) throws -> SupplyTargetFile {
    try SupplyTargetFile(
      text: text, named: "t.csv", products: ["h20", "a800-80-sxm"])
  }

  private static let shipped = Result {
    let known = try Self.catalog.get()
    let file = try SupplyTargetFile.installed(catalog: known)
    return try SupplyBacktest(file.targets, catalog: known, draws: 40)
  }

  @Test("The residual of each year is Epoch AI's total less its named families")
  func derivation() throws {
    // Cumulative totals at the ends of 2022 to 2025, in 8-bit H100-equivalents.
    let totals = [289_671.0, 1_391_249, 4_724_425, 13_659_258]
    // Units of A100, H100 and H200, B200 and B300 by year.
    let a100 = [768_224.0, 193_603, 0, 0]
    let hopper = [38_600.0, 891_655, 2_678_614, 708_416]
    let blackwell = [0.0, 0, 200_737, 3_218_514]
    var known = 0.0
    let targets = try SupplyTargetFile.installed(catalog: Self.catalog.get()).targets
    for (index, year) in (2022...2025).enumerated() {
      known += a100[index] * 624 / 1_979 + hopper[index] + blackwell[index] * 5_000 / 1_979
      let before = index == 0 ? 0 : totals[index - 1]
      let named =
        a100[index] * 624 / 1_979 + hopper[index] + blackwell[index] * 5_000 / 1_979
      let target = try #require(targets.first { $0.id == "grades-\(year)" })
      let residual = totals[index] - before - named
      #expect(abs(residual - target.value) < 5_000, "\(year): \(residual)")
    }
    #expect(totals[3] - known > 0)
  }

  @Test("No target is read by the model that is said to be independent of it")
  func independence() throws {
    let catalog = try Self.catalog.get()
    let targets = try SupplyTargetFile.installed(catalog: catalog).targets
    for target in targets where target.independence == .yes {
      for kind in [CatalogKind.flows, .products] {
        for entry in try catalog.entries(of: kind) {
          for (path, fact) in entry.record.facts where fact.isNumeric {
            #expect(
              fact.value != .number(target.value, unit: "accelerators"), "\(entry.name).\(path)")
          }
        }
      }
    }
    // Grades for China have no output of their own.
    for entry in try catalog.entries(of: .products)
    where entry.record.text("made-for") == "target" {
      #expect(entry.record.list("output").isEmpty, "\(entry.name)")
    }
  }

  @Test("China's part of NVIDIA's chips falls once the rule of 2023 binds, and its grades change")
  func direction() throws {
    let backtest = try Self.shipped.get()
    let shares = try ["share-2023", "share-2024", "share-2025"].map { id in
      try #require(backtest.rows.first { $0.target.id == id }).predicted
    }
    #expect(shares[0] > shares[1] && shares[1] > shares[2] && shares[2] > 0)
    func made(_ product: String, _ year: Int) -> Double {
      backtest.mixes.first { $0.year == year }?.units.first { $0.product == product }?.units ?? 0
    }
    #expect(made("a800-80-sxm", 2022) > 0 && made("h800-sxm", 2023) > 0)
    #expect(made("a800-80-sxm", 2024) == 0 && made("h800-sxm", 2024) == 0)
    #expect(made("h20", 2023) == 0 && made("h20", 2024) > 0)
    #expect(made("h20", 2026) < 0.3 * made("h20", 2024))
  }

  @Test("What the world adds is the sum of its outputs, each counted once")
  func world() throws {
    for year in [2024, 2025] {
      let backtest = try Self.shipped.get()
      let row = try #require(backtest.rows.first { $0.target.id == "world-\(year)" })
      let error = try #require(row.error)
      #expect(abs(error) < 0.1 && row.isCovered)
      #expect(row.interval.contains(row.predicted))
    }
  }

  private static let heading = "id,metric,products,period,value,low,high,unit"

  @Test(
    "A file of one's own is read, and what cannot be is refused with its line",
    arguments: [
      ("a,licensed,h20,2024,5,6,7,packages", "does not hold the value"),
      ("a,licensed,h21,2024,5,4,7,packages", "did you mean \"h20\""),
      ("a,licenced,h20,2024,5,4,7,packages", "did you mean \"licensed\""),
      ("a,licensed,h20,2024-Q5,5,4,7,packages", "has no quarter Q5"),
      ("a,licensed,h20,2019,5,4,7,packages", "does not reach there"),
      ("a,licensed,h20,2024,-5,4,7,packages", "not an amount"),
      ("a,licensed,h20,2024,5,4,,packages", "two ends"),
      ("a,licensed,h20,2024,5,4,7,share", "not counted in it"),
      ("a,licensed,h20,2024,,4,7,packages", "value is missing"),
      ("b,licensed,h20,2024,5,4,7,packages", "stands in line 2 too"),
    ])
  func refusals(row: String, problem: String) throws {
    let good = "b,licensed,h20 a800-80-sxm,2024-Q1,5,,,packages"
    let targets = try file("\(Self.heading)\n\(good)").targets
    #expect(targets.count == 1 && targets[0].independence == .yes && targets[0].interval == nil)
    let error = try #require(throws: MeasurementFileError.self) {
      try file("\(Self.heading)\n\(good)\n\(row)")
    }
    #expect(error.line == 3 && error.problem.contains(problem), "\(error)")
  }
}
