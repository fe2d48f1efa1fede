import ComputeSupply
import Documents
import ExportControl
import Quantities
import Testing

@testable import Experiments

@Suite("What a scenario of supply asks")
struct SupplyQuestionTests {
  /// A threshold of the review of January 2026, moved.
  static let moved = Result {
    try SupplySample.question(
      """
      supply: {from: 2025-09, until: 2026-06, draws: 20}
      alternatives:
        rules: {}
        just under: {supply: {rules: {changes: {r2026cbc: {tpp: 20999}}}}}
        b30a: {supply: {rules: {changes: {r2026cbc: {tpp: 31000}}}}}
        later: {supply: {rules: {changes: {r2026cbc: {from: 2026-04-01}}}}}
      """)
  }

  /// What an alternative says to the sale of a product on a day.
  private static func terms(
    _ product: String, _ alternative: Int, _ date: String
  ) throws -> SaleTerms {
    let plan = try moved.get().built.plan
    let table = plan.alternatives[alternative].table
    return table.terms(
      product: try plan.programme.index(ofProduct: product),
      period: try #require(table.period(of: try CalendarDate(date))))
  }

  @Test("A threshold above the B30A lets it be licensed, one just under the law's changes no H200")
  func thresholds() throws {
    #expect(try Self.terms("b30a", 0, "2026-03-01").outcome == .denied)
    #expect(try Self.terms("b30a", 1, "2026-03-01").outcome == .denied)
    #expect(try Self.terms("b30a", 2, "2026-03-01").outcome == .licence)
    #expect(try Self.terms("b30a", 2, "2026-01-14").outcome == .denied)
    let plan = try Self.moved.get().built.plan
    let h200 = try plan.programme.index(ofProduct: "h200-sxm")
    let tables = plan.alternatives.prefix(2).map(\.table)
    #expect(tables[0].periods == tables[1].periods)
    for period in tables[0].periods.indices {
      let own = tables.map { $0.terms(product: h200, period: period) }
      #expect(own[0] == own[1])
    }
    #expect(try Self.terms("h200-sxm", 0, "2026-03-01").outcome == .licence)
  }

  @Test("A rule whose date is moved binds from that day")
  func dates() throws {
    #expect(try Self.terms("h200-sxm", 0, "2026-01-14").outcome == .denied)
    #expect(try Self.terms("h200-sxm", 0, "2026-01-15").outcome == .licence)
    #expect(try Self.terms("h200-sxm", 3, "2026-03-31").outcome == .denied)
    #expect(try Self.terms("h200-sxm", 3, "2026-04-01").outcome == .licence)
  }

  private static let uncertain = "uniform(20 %, 90 %)"

  @Test("A distribution that all alternatives state is drawn once, for all of them")
  func shared() throws {
    let question = try SupplySample.question(
      """
      supply: {from: 2022-01, until: 2022-06, draws: 20, vendors: {displacement: "\(Self.uncertain)"}}
      alternatives:
        one: {}
        other: {supply: {rules: {base: none}}}
      """)
    let plan = question.built.plan
    let name = "supply.vendors.displacement"
    #expect(plan.inputs.filter { $0.name == name }.count == 1)
    let place = try #require(plan.inputs.firstIndex { $0.name == name })
    let rows = try plan.draws(20, seed: 1)
    for row in rows.values {
      // Drawn in the unit that is written.
      #expect((20...90).contains(row[place]))
      #expect(abs(try plan.drawn(row).displacement - row[place] / 100) < 1e-12)
    }
    #expect(Set(rows.values.map { $0[place] }).count == 20)
  }

  @Test("A distribution of one alternative is refused where it stands")
  func unshared() throws {
    let error = #expect(throws: Diagnostics.self) {
      try SupplySample.question(
        """
        supply: {from: 2022-01, until: 2022-06, draws: 20}
        alternatives:
          one: {}
          other:
            supply: {vendors: {displacement: "\(Self.uncertain)"}}
        """)
    }
    let text = try #require(error).description
    #expect(text.contains("s.yaml:5:"), "\(text)")
    #expect(text.contains("supply.vendors.displacement") && text.contains(Self.uncertain))
    #expect(text.contains("other states a distribution"), "\(text)")
  }

  @Test("Alternatives of other months or draws are no alternatives of one study")
  func oneStudy() throws {
    for key in ["until: 2022-09", "draws: 30", "counterfactuals: standard"] {
      let error = #expect(throws: Diagnostics.self, "\(key)") {
        try SupplySample.question(
          """
          supply: {from: 2022-01, until: 2022-06, draws: 20}
          alternatives:
            one: {}
            other: {supply: {\(key)}}
          """)
      }
      let name = String(key.prefix { $0 != ":" })
      #expect(try #require(error).description.contains("supply.\(name)"))
    }
  }

  @Test("A number stated for a time holds from then on, and the catalog's until then")
  func dated() throws {
    let question = try SupplySample.question(
      """
      supply: {from: 2022-01, until: 2022-12, draws: 20}
      alternatives:
        one: {}
        other: {supply: {buyers: {demand-share: 10 %, from: 2022-07}, domestic: {wafers: 2 x}}}
      """)
    let plan = question.built.plan
    var programme = plan.programme
    plan.alternatives[1].change(&programme)
    let (own, usual) = (programme.buyers.demandShare, plan.programme.buyers.demandShare)
    #expect(own.values[..<6] == usual.values[..<6])
    #expect(own.values[6...].allSatisfy { $0 == 0.1 })
    for (line, usual) in zip(programme.lines, plan.programme.lines) {
      #expect(line.waferStarts.values == usual.waferStarts.values.map { $0 * 2 })
    }
  }
}
