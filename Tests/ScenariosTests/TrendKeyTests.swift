import Documents
import Economics
import Quantities
import Scenarios
import Stochastics
import Testing

@Suite("Keys of the trend")
struct TrendKeyTests {
  private func trend(_ text: String) throws -> TrendQuestion? {
    try ScenarioFile(text: text, named: "t.yaml", assignments: []).trend()
  }

  /// The places of what is wrong with a section.
  private func problems(_ section: String) -> [String] {
    do {
      _ = try trend("trend: \(section)")
      return []
    } catch let problems as Diagnostics {
      return problems.all.map { $0.path.description }
    } catch { return ["\(error)"] }
  }

  @Test("A trend holds what is stated, and nothing that is not")
  func reading() throws {
    #expect(try trend("title: t") == nil)
    let question = try #require(
      try trend(
        """
        trend:
          from: 2023
          until: 2030
          base: 2026.5
          software: 0.8
          rent: [2023-01 8 USD/h, 2026-07 2 USD/h]
          rent-growth: -10 %
        """))
    #expect((question.from, question.until) == (2023, 2030))
    #expect((question.base, question.observedUntil) == (2026.5, 2026.5))
    #expect(question.factors.keys.sorted { $0.rawValue < $1.rawValue } == [.software])
    #expect(question.factors[.software]?.median == 0.8)
    let rent = try #require(question.rent)
    #expect(rent.steps.map(\.from) == [2023, 2026.5] && rent.growth == -0.1)
    #expect(abs(rent.price(at: 2027.5).perHour - 1.8) < 1e-12)
  }

  @Test("A range is a lognormal factor with that 90 % interval")
  func ranges() throws {
    let law = try #require(
      try trend("trend: {from: 2026, until: 2030, hardware: 0.5 to 0.8}")?.factors[.hardware])
    #expect(abs(law.quantile(0.05) - 0.5) < 1e-6 && abs(law.quantile(0.95) - 0.8) < 1e-6)
  }

  @Test(
    "What cannot be a trend is refused where it stands",
    arguments: [
      ("{from: 2026, until: 2025, hardware: 0.8}", "trend.until"),
      ("{until: 2030, hardware: 0.8}", "trend.from"),
      ("{from: 2026, until: 2030}", "trend"),
      ("{from: 2026, until: 2030, hardware: 0}", "trend.hardware"),
      ("{from: 2026, until: 2030, software: fast}", "trend.software"),
      ("{from: 2026, until: 2030, rent: [2026 2 USD/h]}", "trend.rent[0]"),
      ("{from: 2026, until: 2030, rent: [2026-13 2 USD/h]}", "trend.rent[0]"),
      ("{from: 2026, until: 2030, rent: [2026-01 2 USD]}", "trend.rent[0]"),
      ("{from: 2026, until: 2030, rent: [2026-02 2 USD/h, 2026-01 3 USD/h]}", "trend.rent"),
      ("{from: 2026, until: 2030, hardware: 0.8, rent-growth: 5 %}", "trend.rent-growth"),
    ])
  func refused(section: String, place: String) {
    #expect(problems(section) == [place])
  }
}
