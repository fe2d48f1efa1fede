import ExportControl
import Foundation
import Quantities
import Testing

@Suite("Redesign to the line")
struct RedesignTests {
  let book = Fixtures.book
  let a100 = Fixtures.item(tpp: 4_992, density: 4_992 / 826, memory: 2_039, io: 664)
  let h100 = Fixtures.item(tpp: 15_832, density: 15_832 / 814.0, memory: 3_350, io: 1_028)

  @Test("Under a line of compute and I/O together, H100 gives up I/O and keeps its compute")
  func io() throws {
    let variant = try #require(
      book.redesign(of: h100, for: Fixtures.deal("2023-01-01"), noStricterThan: .free))
    #expect(variant.compute == 1 && variant.memoryBandwidth == 1)
    #expect(abs(try #require(variant.item[.aggregateIO]) - 588e9) < 1)
    #expect(variant.ruling.outcome == .free)
  }

  @Test("Under a line of compute and density, nothing but compute helps")
  func compute() throws {
    let variant = try #require(
      book.redesign(of: h100, for: Fixtures.deal("2024-01-01"), noStricterThan: .free))
    // As sold, this variant has a TPP of 2368 on the same die.
    #expect(abs(try #require(variant.item[.tpp]) - 0.98 * 2_400) < 1e-9)
    #expect(variant.memoryBandwidth == 1 && variant.aggregateIO == 1)
    // Under notice the density of the stricter line is the limit.
    let noticed = try #require(book.redesign(of: h100, for: Fixtures.deal("2024-01-01")))
    #expect(abs(try #require(noticed.item[.tpp]) - 0.98 * 4_800) < 1)
    let density = try #require(noticed.item[.performanceDensity])
    let expected: Double = 0.98 * 4_800 / 814
    #expect(abs(density - expected) < 1e-6)
  }

  @Test("A line on both bandwidths together is met by cutting either or both")
  func sum() throws {
    let changed = try book.applying([.only(["bill"])])
    let variant = try #require(
      changed.redesign(of: h100, for: Fixtures.deal("2026-01-01"), noStricterThan: .free))
    let sum = try #require(variant.item[.memoryAndIO])
    #expect(sum < 1_700e9 && abs(sum - 1_666e9) < 1e3 && variant.compute == 1)
  }

  @Test("Whatever is found passes, is worth no more than the whole, and shrinks with the margin")
  func law() throws {
    for day in ["2023-01-01", "2024-01-01", "2026-02-01"] {
      let deal = Fixtures.deal(day)
      for item in [a100, h100] {
        var last = 1.0
        for margin in [0.01, 0.02, 0.05, 0.1] {
          let variant = try #require(
            book.redesign(of: item, for: deal, noStricterThan: .free, margin: margin))
          #expect(variant.ruling.outcome == .free && variant.worth <= last)
          #expect(book.ruling(of: variant.item, in: deal) == variant.ruling)
          last = variant.worth
        }
      }
    }
  }

  @Test("No other cut to the margin under any of the lines that passes is worth more")
  func best() throws {
    let margin = 0.02
    let weights = Redesign.Weights.judged
    for day in ["2023-01-01", "2024-01-01"] {
      let deal = Fixtures.deal(day)
      for item in [a100, h100] {
        let found = try #require(
          book.redesign(of: item, for: deal, noStricterThan: .free, margin: margin))
        let area: Double = (item[.tpp] ?? 0) / (item[.performanceDensity] ?? 1)
        let tpps: [Double] = [1_600, 2_400, 4_800, 1.6 * area, 5.92 * area].map {
          $0 * (1 - margin)
        }
        for tpp in tpps + [item[.tpp] ?? 0] where tpp <= item[.tpp] ?? 0 {
          for io in [600e9 * (1 - margin), item[.aggregateIO] ?? 0] {
            var variant = item
            variant[.tpp] = tpp
            variant[.performanceDensity] = tpp / area
            variant[.aggregateIO] = io
            guard book.ruling(of: variant, in: deal).outcome == .free else { continue }
            let worth: Double =
              pow(tpp / (item[.tpp] ?? 1), weights.compute)
              * pow(io / (item[.aggregateIO] ?? 1), weights.aggregateIO)
            #expect(worth <= found.worth * (1 + 1e-9), "\(tpp), \(io) on \(day)")
          }
        }
      }
    }
  }

  @Test("What is free stays whole, and what no cut frees has no variant")
  func ends() throws {
    let small = Fixtures.item(tpp: 1_000, density: 2, memory: 1_000, io: 200)
    let same = try #require(book.redesign(of: small, for: Fixtures.deal("2024-01-01")))
    #expect(same.worth == 1 && same.item == small)
    var ban = Fixtures.new
    ban.predicate = .trait(.dataCentre)
    let strict = try RuleBook(rules: [ban], groups: [Fixtures.china])
    #expect(strict.redesign(of: h100, for: Fixtures.deal("2024-01-01")) == nil)
  }

  @Test("The least cut of each part alone is at the line, and a hair under it is free")
  func leastCuts() throws {
    let deal = Fixtures.deal("2023-01-01")
    let cuts = book.leastCuts(of: a100, for: deal)
    #expect(cuts.map(\.measure) == [.tpp, .aggregateIO])
    #expect(cuts.map(\.value) == [4_800, 600e9])
    for cut in cuts {
      var item = a100
      item[cut.measure] = cut.value
      #expect(book.ruling(of: item, in: deal).outcome != .free)
      item[cut.measure] = cut.value * (1 - 1e-9)
      #expect(book.ruling(of: item, in: deal).outcome == .free)
    }
  }
}
