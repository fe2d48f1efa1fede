import Foundation
import Performance
import Tables
import Testing

@testable import Validation

@Suite("Coverage of intervals by model family")
struct IntervalCoverageTests {
  typealias Sample = IntervalCoverage.Sample

  /// Log ratios spread evenly over −1 to 1, dealt to families in turn.
  private func even(_ count: Int, families: Int) -> [Sample] {
    (0..<count).map { index in
      let error = 2 * (Double(index) + 0.5) / Double(count) - 1
      return Sample(
        family: "family \(index % families)", ratio: exp(error), isCovered: abs(error) < 0.8)
    }
  }

  @Test("Where families err alike, the quantiles of the others hold 90 % of each")
  func nominal() throws {
    let coverage = try #require(IntervalCoverage(even(2_000, families: 20)))
    #expect(coverage.count == 2_000 && coverage.families.count == 20)
    // The 5th percentile of an even spread is a twentieth of its width from its end.
    #expect(abs(log(coverage.range.lowerBound) + 0.9) < 0.002)
    #expect(abs(log(coverage.range.upperBound) - 0.9) < 0.002)
    #expect(abs(coverage.stated - 0.8) < 0.002)
    for family in coverage.families {
      #expect(abs(try #require(family.coverage) - 0.9) <= 0.011, "\(family.name)")
    }
    #expect(abs(try #require(coverage.leftOut) - 0.9) <= 0.011)
  }

  @Test("A family that is far off loses its own coverage and lowers no other's")
  func outlier() throws {
    let samples = even(1_000, families: 10)
    let name = "family 3"
    let moved = samples.map { sample in
      guard sample.family == name else { return sample }
      return Sample(family: name, ratio: 30 * sample.ratio, isCovered: false)
    }
    let before = try #require(IntervalCoverage(samples))
    let after = try #require(IntervalCoverage(moved))
    for (old, new) in zip(before.families, after.families) {
      if new.name == name {
        #expect(new.coverage == 0)
      } else {
        // Its rows lie above: they move the upper end of the others' interval up, and the lower end
        // up by no more than the room of a tenth of the rows.
        #expect(try #require(new.coverage) >= old.coverage! - 0.01, "\(new.name)")
      }
    }
    #expect(after.worst?.name == name)
    #expect(after.stated < before.stated)
    #expect(after.leftOut! < before.leftOut!)
  }

  @Test("Errors that a family shares leave its rows outside the others' quantiles more often")
  func shared() throws {
    // Ten families, each at one place of an even spread, its rows close around it.
    let samples = (0..<1_000).map { index in
      let family = index % 10
      let error = Double(family) / 5 - 0.9 + 0.0001 * Double(index / 10)
      return Sample(family: "family \(family)", ratio: exp(error), isCovered: true)
    }
    let coverage = try #require(IntervalCoverage(samples))
    // Of all rows the quantiles hold 90 %, but none of either outermost family, had it not been seen.
    #expect(abs(Double(samples.count { coverage.range.contains($0.ratio) }) / 1_000 - 0.9) < 0.01)
    #expect(abs(try #require(coverage.leftOut) - 0.8) < 0.01)
    #expect(coverage.widened == nil)
  }

  @Test("Where families err nearly alike, slightly wider quantiles make up for it")
  func widened() throws {
    let samples = (0..<2_000).map { index in
      let family = index % 20
      let error = 2 * (Double(index / 20) + 0.5) / 100 - 1 + (Double(family) / 19 - 0.5) * 0.4
      return Sample(family: "family \(family)", ratio: exp(error), isCovered: true)
    }
    let coverage = try #require(IntervalCoverage(samples))
    #expect(try #require(coverage.leftOut) < 0.9)
    let widened = try #require(coverage.widened)
    #expect(widened.lowerBound < coverage.range.lowerBound)
    #expect(widened.upperBound > coverage.range.upperBound)
    #expect(samples.count { widened.contains($0.ratio) } >= 1_800)
  }

  @Test("Few rows of other families set no interval")
  func few() throws {
    let lone = try #require(IntervalCoverage(even(100, families: 1)))
    #expect(lone.families.map(\.coverage) == [nil])
    #expect(lone.leftOut == nil && lone.widened == nil && lone.worst == nil)
    #expect(IntervalCoverage([]) == nil)
    let two = try #require(IntervalCoverage(even(38, families: 2)))
    #expect(two.leftOut == nil)
    let enough = try #require(IntervalCoverage(even(40, families: 2)))
    #expect(enough.leftOut != nil)
  }

  @Test("The order of rows does not matter, to the last bit")
  func order() {
    let samples = even(90, families: 4)
    #expect(IntervalCoverage(samples) == IntervalCoverage(samples.reversed()))
  }

  @Test("The table has a row for each quantity and grade, and every predicted row stands in one")
  func table() throws {
    let result = try validation([
      MadeUpRow(), MadeUpRow(["id": "b", "metric": "ttft_ms_mean", "value": "30"]),
      MadeUpRow(["id": "c", "engine": "vllm-0.19"]), MadeUpRow(["id": "d", "value": "none"]),
    ])
    let table = try #require(result.intervalTable())
    let names = table.rows.map { "\($0[0].string ?? "") \($0[1].string ?? "")" }
    #expect(
      names == [
        "time-per-token calibrated", "time-per-token extrapolated",
        "time-to-first-token calibrated",
      ])
    #expect(table.rows.reduce(0) { $0 + $1[2].number! } == 3)
    #expect(try cost([[:]]).intervalTable() == nil)
  }
}
