import Economics
import Quantities
import ReferenceData
import Testing

@Suite("Dated prices of tokens")
struct ListPriceTests {
  private func date(_ text: String) throws -> CalendarDate { try CalendarPeriod(text).first }

  private var complete: [ListPrice] {
    get throws {
      var found: [ListPrice] = []
      for name in installed.names(of: .prices) {
        do { found.append(try installed.listPrice(name)) } catch {
          guard case .incomplete = error else { throw error }
        }
      }
      return found
    }
  }

  @Test("The price of a model follows the calendar, to the day of a cut")
  func overTime() throws {
    for (day, input) in [
      ("2026-04-24", 1.74), ("2026-05-21", 1.74), ("2026-05-22", 0.435), ("2026-11-01", 0.435),
    ] {
      let price = try installed.price(of: "deepseek-v4-pro", on: date(day))
      #expect(abs(price.prices.uncachedInput.perMillionTokens - input) < 1e-12, "\(day)")
    }
    let promotion = try installed.price(of: "deepseek-v3", on: date("2025-02-07"))
    let list = try installed.price(of: "deepseek-v3", on: date("2025-02-08"))
    #expect(promotion.name == "deepseek-v3-promotion" && list.name == "deepseek-v3")
    let offPeak = try installed.price(of: "deepseek-v3", on: date("2025-06-01"), tier: .offPeak)
    #expect(offPeak.prices.output * 2 == list.prices.output)
  }

  @Test("A day before the first price, or after the last, has none, and the message says which do")
  func outside() throws {
    for day in ["2026-04-23", "2020-01-01"] {
      #expect(throws: CatalogError.self) {
        try installed.price(of: "deepseek-v4-pro", on: date(day))
      }
    }
    do {
      _ = try installed.price(of: "deepseek-v3", on: date("2026-06-20"))
      Issue.record("a promotion that an article repeats is no price")
    } catch {
      let text = "\(error)"
      #expect(text.contains("2026-06-20") && text.contains("deepseek-v3-promotion from 2024-12-26"))
    }
  }

  @Test("The maker's page wins over an article, which stands beside it")
  func conflicts() throws {
    let price = try installed.price(of: "claude-opus-4.8", on: date("2026-07-01"))
    #expect(price.name == "claude-opus-4.8" && price.conflicts == ["claude-opus-4.8-article"])
    let claimed = try installed.listPrice("claude-opus-4.8-article")
    #expect(abs(claimed.prices.output.perMillionTokens - 15) < 1e-12)
    #expect(claimed.evidence.grade > price.evidence.grade)
  }

  @Test("Every conflict is mutual, and about the same model and tier")
  func mutual() throws {
    for entry in try installed.entries(of: .prices) {
      for name in entry.record.names("conflicts-with") {
        let other = try installed.entry(name, kind: .prices)
        #expect(other.record.names("conflicts-with").contains(entry.name), "\(entry.name), \(name)")
        for key in ["model", "tier"] {
          #expect(other.record.text(key) == entry.record.text(key), "\(entry.name), \(name)")
        }
      }
    }
  }

  @Test("Two prices of one model and tier hold at one time only where each says so of the other")
  func overlaps() throws {
    let prices = try complete
    for (index, a) in prices.enumerated() {
      for b in prices[(index + 1)...]
      where a.model == b.model && a.tier == b.tier && a.contextLimit == b.contextLimit {
        let apart =
          a.until.map { $0 < b.from } ?? false || b.until.map { $0 < a.from } ?? false
        #expect(apart || a.conflicts.contains(b.name), "\(a.name) and \(b.name)")
      }
    }
  }

  @Test("Cached input is never dearer than uncached, and slower tiers never than the standard one")
  func order() throws {
    for price in try complete {
      #expect(price.prices.chargedCachedInput <= price.prices.uncachedInput, "\(price.name)")
      guard [.batch, .offPeak].contains(price.tier) else { continue }
      let standard = try installed.price(of: price.model, on: price.from + 60)
      #expect(price.prices.output <= standard.prices.output, "\(price.name)")
    }
  }

  @Test("Blends follow from a price, and prices compare like other entries")
  func display() throws {
    let pro = try installed.entry("deepseek-v4-pro", kind: .prices)
    let launch = try installed.entry("deepseek-v4-pro-launch", kind: .prices)
    let row = try #require(
      try installed.facts(of: pro).first { $0.field == "blend-3-to-1" })
    #expect(row.isDerived && row.unit == "USD/Mtok")
    #expect(abs(try #require(Double(row.value)) - 0.54375) <= 5e-5)
    let rows = try installed.difference(launch, pro).rows
    let ratio = try #require(rows.first { $0.field == "output" }?.ratio)
    #expect(abs(ratio - 0.25) < 1e-12)
  }

  @Test("Files of the user's add prices; one without output is none")
  func own() throws {
    let catalog = try installed.adding(
      """
      prices:
        mine:
          like: deepseek-v4-pro
          from: 2026-10-01
          output: 0.6 USD/Mtok
        half:
          title: Half a price
          seller: me
          model: deepseek-v4-pro
          region: global
          from: 2026-10
          tier: standard
          uncached-input: 0.1 USD/Mtok
      """)
    let mine = try catalog.listPrice("mine")
    #expect(mine.prices.output == USDollarsPerToken(perMillionTokens: 0.6))
    #expect(
      throws: CatalogError.incomplete("half", kind: .prices, missing: ["the price of output"])
    ) { try catalog.listPrice("half") }
  }
}
